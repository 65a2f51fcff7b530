/** Sparse examples as svmlight text that reads back as the same numbers. */

import { UsageError } from '../errors.ts';
import { joined, singleText } from './csv-write.ts';
import type { SparseRows } from './values.ts';

export interface WriteSvmlightOptions {
  /** What indices count from; default 1, as SVM-light and LIBSVM do. */
  readonly base?: 0 | 1;
  /** One a row, whole numbers. */
  readonly queries?: ArrayLike<number>;
}

/** Characters that are gathered before they become bytes. */
const PART = 1 << 16;

/**
 * Writes examples with their targets. Singles get at most nine digits, doubles at most 17: as few as read as the same number.
 *
 * The number of columns is not written: the format has no place for it.
 *
 * @throws UsageError for another number of targets than rows, and for numbers that are not finite
 * @example
 * writeSvmlight(rows, [1, -1]); // 1 1:0.5 3:2⏎-1 2:1⏎
 */
export function writeSvmlight(
  rows: SparseRows,
  targets: ArrayLike<number>,
  { base = 1, queries }: WriteSvmlightOptions = {},
): Uint8Array {
  const { starts, indices, values } = rows;
  if (targets.length !== rows.rows || (queries !== undefined && queries.length !== rows.rows))
    throw new UsageError(`${targets.length} targets or queries for ${rows.rows} rows`);
  const number = values instanceof Float32Array ? singleText : String;
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let text = '';
  for (let row = 0; row < rows.rows; row++) {
    if (!Number.isFinite(targets[row]))
      throw new UsageError(`target of row ${row + 1} is ${targets[row]}: svmlight cannot hold it`);
    text += `${targets[row]}${queries === undefined ? '' : ` qid:${queries[row]}`}`;
    for (let k = starts[row]; k < starts[row + 1]; k++) {
      if (!Number.isFinite(values[k]))
        throw new UsageError(`row ${row + 1} holds ${values[k]}: svmlight cannot hold it`);
      text += ` ${indices[k] + base}:${number(values[k])}`;
    }
    text += '\n';
    if (text.length < PART) continue;
    parts.push(encoder.encode(text));
    text = '';
  }
  parts.push(encoder.encode(text));
  return joined(parts);
}
