/**
 * Rows of zeros and ones as a multiset: which labels belong to a row, and what is left when some are taken.
 *
 * The parts of the binary suite name rows without labels, or only some of the parts; all rows with their labels are in another
 * file. A row is found there by its bits.
 */

import { FrugalError } from '../../errors.ts';

/** Rows of 0 and 1, one behind the other. */
export interface BinaryRows {
  readonly count: number;
  readonly width: number;
  readonly bits: ArrayLike<number>;
}

const keyOf = ({ bits, width }: BinaryRows, row: number): string => {
  let key = '';
  for (let at = row * width; at < (row + 1) * width; ) {
    let word = 0;
    for (let b = 0; b < 16 && at < (row + 1) * width; b++, at++) word |= bits[at] << b;
    key += String.fromCharCode(word);
  }
  return key;
};

/** Labelled rows that are taken out one by one. */
export class RowPool {
  readonly #rows: BinaryRows;
  readonly #labels: ArrayLike<number>;
  /** Places of the rows of equal bits, the first at the end. */
  readonly #places = new Map<string, number[]>();
  readonly #taken: Uint8Array;

  constructor(rows: BinaryRows, labels: ArrayLike<number>) {
    this.#rows = rows;
    this.#labels = labels;
    this.#taken = new Uint8Array(rows.count);
    for (let row = rows.count - 1; row >= 0; row--) {
      const key = keyOf(rows, row);
      const places = this.#places.get(key);
      if (places === undefined) this.#places.set(key, [row]);
      else places.push(row);
    }
  }

  /**
   * Labels of these rows, each taken from the first equal row that is left.
   *
   * @throws FrugalError for a row that is not there, or no longer
   */
  take(rows: BinaryRows, what: string): Uint8Array {
    const labels = new Uint8Array(rows.count);
    for (let row = 0; row < rows.count; row++) {
      const place = this.#places.get(keyOf(rows, row))?.pop();
      if (place === undefined)
        throw new FrugalError(`${what}: row ${row + 1} is not among the labelled rows`);
      this.#taken[place] = 1;
      labels[row] = this.#labels[place];
    }
    return labels;
  }

  /** What nobody has taken, in its order. */
  rest(): { rows: BinaryRows; labels: Uint8Array } {
    const { width, bits } = this.#rows;
    const left = [...this.#taken.keys()].filter((row) => this.#taken[row] === 0);
    const kept = new Uint8Array(left.length * width);
    for (const [i, row] of left.entries())
      for (let c = 0; c < width; c++) kept[i * width + c] = bits[row * width + c];
    return {
      rows: { count: left.length, width, bits: kept },
      labels: Uint8Array.from(left, (row) => this.#labels[row]),
    };
  }
}
