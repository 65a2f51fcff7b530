/**
 * The task that needs no download: handwritten-like digits, 28 × 28 grey, ten classes, endless and seeded.
 *
 * Each example has a random stream of its own, so example i is the same whatever the number of examples, and examples
 * can be made in any order and anywhere. Training and test examples come from streams of different names.
 *
 * Difficulty, with 12,000 training examples, pixels in [0, 1] and 20 epochs of Adam: a linear softmax classifier reaches
 * about 84 % of the test examples, a perceptron with one hidden layer of 256 units about 97 %.
 */

import { checkNames, UsageError } from '../../errors.ts';
import { createRandom, type Random } from '../../numerics/random.ts';
import type { ClassificationTask, Examples } from '../examples.ts';
import { sha256 } from '../sha256.ts';
import { rasterise } from './raster.ts';
import { createTrace, SIZE, traceDigit } from './trace.ts';

/** Enters the digest: to be raised whenever the pixels of any example change. */
const VERSION = 1;
const FEATURES = SIZE * SIZE;
const CLASSES = 10;
/** Pixels of so many examples take 1.6 GB, about the largest array that every engine grants. */
const MOST = 2_000_000;

const trace = createTrace();

/**
 * One handwritten-like `digit` (0 … 9) as a 28 × 28 picture, row-major, 0 = paper and 255 = full ink.
 *
 * Way of writing, shape, place, pen and ink are drawn from `random`.
 *
 * @throws UsageError for anything but an integer in 0 … 9
 */
export function drawDigit(random: Random, digit: number): Uint8Array {
  if (!Number.isInteger(digit) || digit < 0 || digit >= CLASSES) {
    throw new UsageError(`digit ${digit} is not an integer in 0 … 9`);
  }
  const pixels = new Uint8Array(FEATURES);
  drawInto(random, digit, pixels, 0);
  return pixels;
}

function drawInto(random: Random, digit: number, pixels: Uint8Array, offset: number): void {
  traceDigit(trace, random, digit);
  rasterise(trace, random, pixels, offset);
}

/**
 * Examples `first` … `first + count − 1` of the endless set that belongs to `random`; classes are equally likely.
 * Does not disturb `random`.
 */
export function digitExamples(random: Random, first: number, count: number): Examples {
  const inputs = new Uint8Array(count * FEATURES);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const own = random.split(first + i);
    labels[i] = own.integer(CLASSES);
    drawInto(own, labels[i], inputs, i * FEATURES);
  }
  return { count, features: FEATURES, inputs, scale: 1 / 255, labels };
}

export interface DigitsOptions {
  /** Default 0. */
  readonly seed?: number | string;
  /** Number of training examples, 1 … 2,000,000; default 10,000. */
  readonly train?: number;
  /** Number of test examples, 1 … 2,000,000; default 2,000. */
  readonly test?: number;
}

interface Resolved extends Required<DigitsOptions> {}

/** @throws UsageError for what `digits` refuses */
function resolved(options: DigitsOptions): Resolved {
  checkNames('digits()', options, ['seed', 'train', 'test']);
  const { seed = 0, train = 10_000, test = 2_000 } = options;
  for (const [what, count] of [
    ['training', train],
    ['test', test],
  ] as const) {
    if (!Number.isInteger(count) || count < 1 || count > MOST) {
      throw new UsageError(
        `number of ${what} examples ${count} is not an integer in 1 … ${MOST} (task "digits")`,
      );
    }
  }
  return { seed, train, test };
}

const digestOf = ({ seed, train, test }: Resolved): string =>
  sha256(`frugal digits ${VERSION} ${JSON.stringify({ seed, train, test })}`);

/**
 * The digest of the task `digits` with these options, without making it.
 *
 * @throws UsageError for a number of examples outside 1 … 2,000,000, or another option
 * @example digitsDigest({ train: 100 }) === digits({ train: 100 }).digest // true
 */
export const digitsDigest = (options: DigitsOptions = {}): string => digestOf(resolved(options));

/**
 * The task `digits`. Makes about 40,000 examples a second.
 *
 * @throws UsageError for a number of examples outside 1 … 2,000,000, a seed that is none, or another option
 */
export function digits(options: DigitsOptions = {}): ClassificationTask {
  const all = resolved(options);
  const { seed, train, test } = all;
  const random = createRandom(seed).split('digits');
  return {
    name: 'digits',
    title: 'Drawn handwritten-like digits',
    features: FEATURES,
    classes: CLASSES,
    shape: [SIZE, SIZE],
    classNames: Array.from({ length: CLASSES }, (_, digit) => String(digit)),
    train: digitExamples(random.split('train'), 0, train),
    test: digitExamples(random.split('test'), 0, test),
    digest: digestOf(all),
  };
}
