/** Figures and pages out of records. Only `writeReport` needs Node; everything else runs in a browser too. */

export { figureFiles, renderFigure, renderPage } from './draw.ts';
export { type Evidence, type EvidenceRun, evidenceOf, markdownOf } from './evidence.ts';
export { csvOf, jsonOf } from './export.ts';
export type { FigureFile } from './figure-files.ts';
export { type Colours, coloursOf, declarations, type Palette, type Theme } from './palette.ts';
export type { FigureOptions } from './plot.ts';
export type { ReportInput, ReportParameter, ReportRun } from './source.ts';
export {
  type ReportFiles,
  type ReportFormat,
  type WriteReportOptions,
  writeReport,
} from './write.ts';
