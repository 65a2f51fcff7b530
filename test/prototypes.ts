/** A classification task so easy that a small network learns it in a second. */

import { createRandom } from '../src/numerics/random.ts';
import type { ClassificationTask, Examples } from '../src/tasks/examples.ts';

/** Three noisy prototypes in 20 dimensions, as 8-bit values. */
function prototypes(count: number, seed: string): Examples {
  const random = createRandom(seed);
  const centres = createRandom('centres');
  const means = Array.from({ length: 60 }, () => centres.integer(200));
  const labels = Uint8Array.from({ length: count }, () => random.integer(3));
  const inputs = Uint8Array.from(
    { length: count * 20 },
    (_, k) => means[labels[Math.floor(k / 20)] * 20 + (k % 20)] + random.integer(56),
  );
  return { count, features: 20, inputs, scale: 1 / 255, labels };
}

export const prototypesTask: ClassificationTask = {
  name: 'prototypes',
  title: 'noisy prototypes',
  features: 20,
  classes: 3,
  shape: [20],
  classNames: ['a', 'b', 'c'],
  train: prototypes(333, 'train'),
  test: prototypes(100, 'test'),
  digest: '0',
};
