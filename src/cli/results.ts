/** The end of a run for people: what came out, where it differs, what the claims come to. */

import type { Tabulated } from '../protocol/results.ts';
import type { ClaimResult } from '../protocol/study.ts';
import { openClaims } from '../report/open-claims.ts';
import {
  cellText,
  differenceLines,
  groupsOf,
  intervalText,
  type ResultGroup,
} from '../report/result-words.ts';
import { type Column, claimsTable, table } from './table.ts';
import { count as countOf, wrap } from './text.ts';
import { type Output, paint } from './world.ts';

/** Tables, rows of a table and lines of differences that are shown; the report has them all. */
const MOST = { groups: 3, rows: 12, differences: 6 };

/** The table of results, an experiment after the other, and where the measure differs. */
export function resultLines(out: Output, found: Tabulated | undefined): string[] {
  if (found === undefined) return [];
  const groups = groupsOf(found, 'head');
  const differences = differenceLines(found);
  const more = (count: number, most: number, what: string): string[] =>
    count > most
      ? [paint(out, 'dim', `  … ${countOf(count - most, `more ${what}`)} in the report`), '']
      : [];
  const line = ({ experiment, text }: (typeof differences)[number]): string[] => {
    const words = experiment !== '' && groups.length > 1 ? `${experiment}: ${text}` : text;
    return wrap(words, out.columns() - 4).map((part, i) => `  ${i > 0 ? '  ' : ''}${part}`);
  };
  return [
    ...groups.slice(0, MOST.groups).flatMap((group) => groupLines(out, group)),
    ...more(groups.length, MOST.groups, 'table'),
    ...unitLines(out, groups.slice(0, MOST.groups)),
    ...differences.slice(0, MOST.differences).flatMap(line),
    ...(differences.length > 0 ? [''] : []),
    ...more(differences.length, MOST.differences, 'difference'),
  ];
}

type Head = ResultGroup['columns'][number];

const headerOf = ({ label, symbol, form }: Head): string =>
  `${symbol ?? label}${form === 'percent' ? ' %' : ''}`;

/** Units that the name of a column says already. */
const SAID = ['synapses', 'units'];

/** What the symbols stand for and what is counted in what: columns have no room for it. */
function unitLines(out: Output, groups: readonly ResultGroup[]): string[] {
  const heads = new Map(groups.flatMap(({ columns }) => columns.map((c) => [headerOf(c), c])));
  const words = [...heads.values()].flatMap(({ label, symbol, form, unit }) => {
    if (form === 'percent' || unit === undefined || SAID.includes(unit)) return [];
    return [symbol === undefined ? `${label}: ${unit}` : `${symbol}: ${label}, ${unit}`];
  });
  if (words.length === 0) return [];
  const lines = wrap(words.join(' · '), out.columns() - 4);
  return [...lines.map((line) => paint(out, 'dim', `  ${line}`)), ''];
}

function groupLines(out: Output, { experiment, columns, rows }: ResultGroup): string[] {
  const cells = rows.slice(0, MOST.rows).map(({ name, variant, cells: own }) => [
    variant === '' ? name : `${name}, ${variant}`,
    ...own.map((cell, i) => {
      if (cell === undefined) return '–';
      const ends = intervalText(cell, columns[i], i === 0);
      return cellText(cell, columns[i]) + (ends === undefined ? '' : ` [${ends}]`);
    }),
  ]);
  const all: Column[] = [
    { header: experiment === '' ? 'method' : 'who' },
    ...columns.map((column): Column => ({ header: headerOf(column), align: 'right' })),
  ];
  return [
    ...(experiment === '' ? [] : [paint(out, 'dim', `  ${experiment}`)]),
    ...blocksOf(all, cells, out.columns()).flatMap((places, i) => [
      ...(i > 0 ? [''] : []),
      ...table(
        out,
        places.map((k) => all[k]),
        cells.map((row) => places.map((k) => row[k])),
      ),
    ]),
    ...(rows.length > MOST.rows
      ? [paint(out, 'dim', `  … ${rows.length - MOST.rows} more in the report`)]
      : []),
    '',
  ];
}

/** Columns that a terminal has no room for stand in a second table below, each behind the names of the rows. */
function blocksOf(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  room: number,
): number[][] {
  const widths = columns.map(({ header }, i) =>
    Math.max(header.length, ...cells.map((row) => [...row[i]].length)),
  );
  const blocks: number[][] = [[0]];
  let width = widths[0] + 2;
  for (let k = 1; k < columns.length; k++) {
    const last = blocks[blocks.length - 1];
    if (width + widths[k] + 2 > room && last.length > 1) {
      blocks.push([0, k]);
      width = widths[0] + widths[k] + 4;
    } else {
      last.push(k);
      width += widths[k] + 2;
    }
  }
  return blocks;
}

/** The claims that were decided, then in one line those that were not, with what it would take. */
export function claimLines(out: Output, claims: readonly ClaimResult[]): string[] {
  const decided = claims.filter(({ verdict }) => verdict !== 'undecided');
  const open = openClaims(claims);
  return [
    ...(decided.length > 0 ? [...claimsTable(out, decided), ''] : []),
    ...(open === undefined
      ? []
      : [
          ...wrap(open, out.columns() - 4).map((line, i) =>
            paint(out, 'yellow', `${i === 0 ? '  ? ' : '    '}${line}`),
          ),
          '',
        ]),
  ];
}
