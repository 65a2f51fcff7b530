/** Figures of networks that share no axes: of other classes, of pictures of another shape. */

import { grouped } from '../evidence/index.ts';
import type { Figure } from './figure.ts';

/**
 * A figure for each group of rows of one key, in the order of their first rows. Where there are several, each says in its
 * title what it is of, and all but the first have their number behind the id: `confusion`, `confusion-2`.
 *
 * @param keyOf equal for rows that can stand in one figure
 * @param wordsOf what a group is of, by its rows
 * @example apart(maps, ({ shape }) => `${shape}`, drawn, ([{ shape }]) => `${shape.join(' × ')} pixels`)
 */
export function apart<T>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  draw: (rows: readonly T[]) => Figure,
  wordsOf: (rows: readonly T[]) => string,
): Figure[] {
  const groups = grouped(rows, keyOf);
  return groups.map((group, k) => {
    const figure = draw(group);
    if (groups.length === 1) return figure;
    const { id, title } = figure;
    return {
      ...figure,
      id: k === 0 ? id : `${id}-${k + 1}`,
      title: `${title}: ${wordsOf(group)}`,
    };
  });
}
