/** Figures and pages out of records. Only `writeReport` needs Node; everything else runs in a browser too. */

export { csvOf, figureFiles, jsonOf } from './export.ts';
export { renderPage } from './page.ts';
export { type Colours, coloursOf, declarations, type Palette, type Theme } from './palette.ts';
export { type FigureOptions, panelCount, renderFigure } from './plot.ts';
export type { ReportInput, ReportParameter, ReportRun } from './source.ts';
export {
  type ReportFiles,
  type ReportFormat,
  type WriteReportOptions,
  writeReport,
} from './write.ts';
