/**
 * Tables that fit the terminal: cells wrap, the widest columns give way first.
 */

import type { ClaimResult, Verdict } from '../protocol/study.ts';
import { pad, widthOf, wrap } from './text.ts';
import { type Output, paint } from './world.ts';

export interface Column {
  readonly header: string;
  /** Not made narrower than this, even where the table then passes the terminal's edge. */
  readonly min?: number;
  readonly align?: 'left' | 'right';
  /** How the lines of a cell are painted; `row` counts from 0. */
  readonly style?: Parameters<typeof paint>[1] | ((row: number) => Parameters<typeof paint>[1]);
}

const GAP = 2;
const INDENT = 2;

/** The lines of a table, header and rule included. Widths are those of the output. */
export function table(
  output: Output,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string[] {
  const widths = fitted(columns, rows, output.columns() - INDENT);
  const line = (cells: readonly string[]) => {
    const padded = cells.map((cell, i) =>
      pad(cell, widths[i], columns[i].align === 'right' ? 'left' : 'right'),
    );
    return `${' '.repeat(INDENT)}${padded.join(' '.repeat(GAP))}`.trimEnd();
  };
  const headers = columns.map(({ header }) => (header === '' ? '' : paint(output, 'bold', header)));
  const rule = widths.map((width) => '─'.repeat(width)).join('─'.repeat(GAP));
  const body = rows.flatMap((row, r) => {
    const cells = row.map((cell, i) => wrap(cell, widths[i]));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, k) =>
      line(
        cells.map((cell, i) => {
          const { style } = columns[i];
          const text = cell[k] ?? '';
          const chosen = typeof style === 'function' ? style(r) : style;
          return chosen === undefined || text === '' ? text : paint(output, chosen, text);
        }),
      ),
    );
  });
  return [line(headers), `${' '.repeat(INDENT)}${paint(output, 'dim', rule)}`, ...body];
}

/** Natural widths, from which the widest columns are narrowed one by one until the table fits. */
function fitted(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  room: number,
): number[] {
  const widths = columns.map(({ header }, i) => {
    const lines = rows.flatMap((row) => row[i].split('\n'));
    return Math.max(widthOf(header), ...lines.map(widthOf));
  });
  const least = columns.map(({ header, min = 0 }, i) => {
    const words = rows.flatMap((row) => row[i].split(/\s+/));
    return Math.min(widths[i], Math.max(widthOf(header), min, Math.min(16, ...words.map(widthOf))));
  });
  let over = widths.reduce((sum, width) => sum + width + GAP, -GAP) - room;
  while (over > 0) {
    const widest = widths.reduce(
      (best, width, i) => (width > least[i] && (best < 0 || width > widths[best]) ? i : best),
      -1,
    );
    if (widest < 0) break;
    widths[widest]--;
    over--;
  }
  return widths;
}

const MARKS: Readonly<Record<Verdict, string>> = { holds: '✓', 'falls short': '✗', undecided: '?' };
const STYLES = { holds: 'green', 'falls short': 'red', undecided: 'yellow' } as const;

/** Below this many columns a table of sentences becomes a tower; a list reads better. */
export const TABLE_COLUMNS = 110;

/** The claims of a study, over all its runs together. */
export function claimsTable(output: Output, rows: readonly ClaimResult[]): string[] {
  if (output.columns() < TABLE_COLUMNS) {
    return rows.flatMap((row, i) => [...(i > 0 ? [''] : []), ...claimLines(output, row)]);
  }
  const columns: Column[] = [
    { header: 'verdict', min: 13, style: (row) => ['bold', STYLES[rows[row].verdict]] },
    { header: 'claim', min: 18 },
    { header: 'published', min: 10 },
    { header: 'measured', min: 14 },
  ];
  const cells = rows.map(({ statement, published, measured, verdict }) => [
    verdictText(verdict),
    statement,
    published,
    measured,
  ]);
  return table(output, columns, cells);
}

const verdictText = (verdict: Verdict): string => `${MARKS[verdict]} ${verdict}`;

/** A claim over the whole width: verdict and statement, then what was published and what was measured. */
function claimLines(
  output: Output,
  { statement, published, measured, verdict }: ClaimResult,
): string[] {
  const first = 15;
  const label = 11;
  const indent = ' '.repeat(INDENT);
  const mark = (text: string) => paint(output, ['bold', STYLES[verdict]], text);
  const texts = wrap(statement, output.columns() - INDENT - first).map(
    (line, i) =>
      indent + (i === 0 ? mark(pad(verdictText(verdict), first)) : ' '.repeat(first)) + line,
  );
  const numbers = (
    [
      ['published', published],
      ['measured', measured],
    ] as const
  ).flatMap(([what, text]) =>
    wrap(text, output.columns() - INDENT - first - label).map(
      (line, i) =>
        indent + ' '.repeat(first) + paint(output, 'dim', pad(i === 0 ? what : '', label)) + line,
    ),
  );
  return [...texts, ...numbers];
}
