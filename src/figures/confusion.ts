/** Confusion matrices: what each class was taken for, one map a network. */

import type { Figure, Row } from './figure.ts';

export interface ConfusedNetwork {
  /** Title of the map. */
  readonly name: string;
  /** `[true class][predicted class]` examples. */
  readonly confusion: readonly (readonly number[])[];
}

export interface ConfusionOptions {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** Names of the classes, in their order. */
  readonly classNames: readonly string[];
}

/** Names longer than this would push the maps aside. */
const LETTERS = 14;

const short = (name: string): string =>
  name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name;

/**
 * Shares of each true class, in per cent; networks of one name are added up. Cells of no example stay empty.
 *
 * @throws RangeError where matrices and names are of different sizes
 */
export function confusionMaps(
  networks: readonly ConfusedNetwork[],
  { id, title, caption, classNames }: ConfusionOptions,
): Figure {
  const size = classNames.length;
  const sums = new Map<string, number[][]>();
  for (const { name, confusion } of networks) {
    if (confusion.length !== size || confusion.some((row) => row.length !== size))
      throw new RangeError(`a confusion of ${confusion.length} classes with ${size} names`);
    const sum = sums.get(name) ?? confusion.map((row) => row.map(() => 0));
    for (const [t, row] of confusion.entries())
      for (const [p, count] of row.entries()) sum[t][p] += count;
    sums.set(name, sum);
  }
  // Two names may be cut to the same letters: a number in front tells them apart.
  const cut = classNames.map(short);
  const names = new Set(cut).size < size ? cut.map((name, c) => `${c} ${name}`) : cut;
  const data: Row[] = [...sums].flatMap(([network, confusion]) =>
    confusion.flatMap((row, t) => {
      const all = row.reduce((total, n) => total + n, 0);
      return row.flatMap((count, p) =>
        count === 0
          ? []
          : [
              {
                ...{ network, truth: names[t], answer: names[p], share: (100 * count) / all },
                words: `${count} of ${all} of class ${classNames[t]} taken for ${classNames[p]}`,
              },
            ],
      );
    }),
  );
  return {
    ...{ id, title, caption },
    x: { label: 'taken for', type: 'band', domain: names },
    y: { label: 'class', type: 'band', domain: names },
    colour: { label: 'share of the class (%)', scheme: 'sequential', domain: [0, 100] },
    facet: 'network',
    aspect: 1,
    marks: [{ type: 'cell', data, x: 'answer', y: 'truth', fill: 'share', title: 'words' }],
  };
}
