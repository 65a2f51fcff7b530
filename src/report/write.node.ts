/**
 * `writeReport`: reads runs, makes what was asked for, and puts it into files that are whole or absent.
 */

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { unknownName } from '../errors.ts';
import { makeFolder, writeAtomically } from '../runs/files.ts';
import { figureFiles, renderPage } from './draw.ts';
import { evidenceJson, evidenceMarkdown } from './evidence.ts';
import { columnsCsvOf, csvOf, jsonOf } from './export.ts';
import { loadReport } from './load.node.ts';
import { printPage } from './pdf.node.ts';
import { loadRasteriser } from './png.node.ts';
import type { ReportInput } from './source.ts';
import type { ReportFiles, WriteReportOptions } from './write.ts';

/** File of each format that makes a single one, inside a folder. */
const singleFiles = {
  html: 'report.html',
  csv: 'records.csv',
  json: 'report.json',
  claims: 'claims.json',
  markdown: 'claims.md',
} as const;
const renderers = {
  html: renderPage,
  csv: csvOf,
  json: jsonOf,
  claims: evidenceJson,
  markdown: evidenceMarkdown,
} as const;
const formats = ['html', 'pdf', 'svg', 'png', 'csv', 'json', 'claims', 'markdown'] as const;

export async function writeReport(options: WriteReportOptions): Promise<ReportFiles> {
  const { folders, format = 'html', out, studies } = options;
  // Callers without types (the command line among them) may pass any text.
  if (!formats.includes(format)) throw unknownName('format', format, formats);
  const input = await loadReport(folders, studies);
  const files =
    format === 'svg' || format === 'png'
      ? await writeFigures(input, format, out ?? join(placeOf(input), 'figures'), options)
      : format === 'pdf'
        ? await writePdf(input, out)
        : await writeSingle(input, format, out);
  if (options.open === true && files.length > 0)
    openInViewer(format === 'html' ? files[0] : dirname(files[0]));
  return { files, input };
}

/** A single run keeps its report in its folder; a report on several stands beside the first. */
function placeOf({ runs }: ReportInput): string {
  const first = runs[0].folder ?? '.';
  return runs.length === 1 ? first : dirname(resolve(first));
}

async function writeSingle(
  input: ReportInput,
  format: keyof typeof singleFiles,
  out: string | undefined,
): Promise<string[]> {
  const content = await renderers[format](input);
  const isFolder = out !== undefined && (await stat(out).catch(() => undefined))?.isDirectory();
  const folder = out === undefined ? placeOf(input) : isFolder ? out : dirname(out);
  const file = out === undefined || isFolder ? join(folder, singleFiles[format]) : out;
  await makeFolder(folder);
  await writeAtomically(file, content);
  if (format !== 'csv' || input.columns.length === 0) return [file];
  const help = file.replace(/(\.csv)?$/, '.columns.csv');
  await writeAtomically(help, columnsCsvOf(input));
  return [file, help];
}

/** The page as a printer would have it; it is made as HTML first, in a folder of its own. */
async function writePdf(input: ReportInput, out: string | undefined): Promise<string[]> {
  const work = await mkdtemp(join(tmpdir(), 'frugal-pdf-'));
  try {
    const [page] = await writeSingle(input, 'html', join(work, singleFiles.html));
    const pdf = join(work, 'report.pdf');
    await printPage(page, pdf);
    const isFolder = out !== undefined && (await stat(out).catch(() => undefined))?.isDirectory();
    const file = out === undefined || isFolder ? join(out ?? placeOf(input), 'report.pdf') : out;
    await makeFolder(dirname(file));
    await writeAtomically(file, [await readFile(pdf)]);
    return [file];
  } finally {
    await rm(work, { recursive: true });
  }
}

async function writeFigures(
  input: ReportInput,
  format: 'svg' | 'png',
  folder: string,
  { theme = 'light', width }: WriteReportOptions,
): Promise<string[]> {
  const rasterise = format === 'png' ? await loadRasteriser() : undefined;
  const figures = await figureFiles(input, { theme, ...(width !== undefined && { width }) });
  await makeFolder(folder);
  const files: string[] = [];
  for (const { name, svg, csv } of figures) {
    const file = join(folder, `${name}.${format}`);
    await writeAtomically(file, rasterise === undefined ? `${svg}\n` : [rasterise(svg)]);
    files.push(file);
    await writeAtomically(join(folder, `${name}.csv`), csv);
  }
  return files;
}

/** Opens a file with the program the system has for it. Where there is none, nothing happens: the path is shown. */
function openInViewer(path: string): void {
  const [program, ...words] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '']
        : ['xdg-open'];
  const viewer = spawn(program, [...words, resolve(path)], { detached: true, stdio: 'ignore' });
  viewer.on('error', () => {});
  viewer.unref();
}
