/**
 * The door to `writeReport`, which needs files: it is loaded when called, so that the rest of the room runs in a browser.
 */

import type { Registry } from '../studies/registry.ts';
import type { ReportInput } from './source.ts';

export type ReportFormat = 'html' | 'pdf' | 'svg' | 'png' | 'csv' | 'json' | 'claims' | 'markdown';

export interface WriteReportOptions {
  /** Run folders, or folders above them; all runs must be of one study. */
  readonly folders: readonly string[];
  /** `html`: a page. `pdf`: the page in print, by an installed Chromium. `svg`, `png`: a file a figure, and its numbers beside it as CSV. `csv`: the records, and beside them what each column means. `json`: everything. `claims`: what the runs say on each claim and how to make them again, without their records. `markdown`: the same as tables for a page. Default `html`. */
  readonly format?: ReportFormat;
  /**
   * Where to write: a folder for figures, else a file or an existing folder. Default: `report.html`, `records.csv`,
   * `report.json`, `claims.json`, `claims.md` or `figures/` in the folder of a single run, or beside the first of several.
   */
  readonly out?: string;
  /** Shows the page, or the folder of the figures, in the system's viewer. */
  readonly open?: boolean;
  /** Ground of exported figures. Default `light`. */
  readonly theme?: 'light' | 'dark';
  /** Width of exported figures in pixels (of which a PNG has two each way). Default 640. */
  readonly width?: number;
  /** Where studies are found by name. Default: those of this package. */
  readonly studies?: Registry;
}

export interface ReportFiles {
  /** Paths in the order of the figures. */
  readonly files: readonly string[];
  readonly input: ReportInput;
}

/**
 * Writes a report on one or several runs. Every file is written under a temporary name and renamed.
 *
 * @throws FrugalError with one line: a folder without a run, runs of different studies, a place that cannot be
 *   written to, PNG without its optional package, PDF without a Chromium; UsageError for an unknown format
 * @example await writeReport({ folders: ['runs/set-mlp'], format: 'html', open: true })
 */
export async function writeReport(options: WriteReportOptions): Promise<ReportFiles> {
  const { writeReport: write } = await import('./write.node.ts');
  return write(options);
}
