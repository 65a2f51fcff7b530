/**
 * The CIFAR-10 binary format: records of 3,073 bytes, a label and then 1,024 red, 1,024 green and 1,024 blue values of
 * a 32 × 32 picture, row-major.
 *
 * Source: A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009, binary version of the data.
 */

import { FrugalError } from '../errors.ts';

/** Values of one picture: 3 colours × 32 rows × 32 columns. */
const CIFAR_FEATURES = 3072;
const RECORD = CIFAR_FEATURES + 1;
const CLASSES = 10;

export interface CifarBatch {
  readonly count: number;
  /** `[count][3072]`, colour planes one after the other. */
  readonly images: Uint8Array;
  /** `[count]`, 0 … 9. */
  readonly labels: Uint8Array;
}

/**
 * Splits records into pictures and labels.
 *
 * @param name how errors call the file
 * @throws FrugalError for an empty file, a part of a record at the end, or a label above 9
 */
export function parseCifar(bytes: Uint8Array, name = 'CIFAR-10 data'): CifarBatch {
  const count = Math.floor(bytes.length / RECORD);
  if (count === 0 || bytes.length % RECORD !== 0) {
    throw new FrugalError(
      `${name}: ${bytes.length} bytes are not a positive whole number of CIFAR-10 records of ${RECORD} bytes`,
    );
  }
  const images = new Uint8Array(count * CIFAR_FEATURES);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const at = i * RECORD;
    if (bytes[at] >= CLASSES) {
      throw new FrugalError(
        `${name}: label ${bytes[at]} of record ${i} is outside 0 … ${CLASSES - 1}`,
      );
    }
    labels[i] = bytes[at];
    images.set(bytes.subarray(at + 1, at + RECORD), i * CIFAR_FEATURES);
  }
  return { count, images, labels };
}
