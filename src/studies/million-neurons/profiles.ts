/**
 * Drawn profiles: few examples of many features, as sets of gene expression are.
 *
 * Every class is a pattern of its own in a tenth of the features; the examples add noise of variance 1 to it. Five classes in
 * the proportions of the "lung" set of the public code of SET, which is 203 × 3,312 and which we may not hand on.
 */

import { createRandom, type Random } from '../../numerics/random.ts';
import type { ClassificationTask, Examples } from '../../tasks/examples.ts';

/** Of 203 examples of "lung". */
const PROPORTIONS = [139, 17, 6, 21, 20];
/** Share of the features that a class marks, and how strongly, in standard deviations of the noise. */
const MARKED = 0.1;
const STRENGTH = 1;
const VERSION = 1;

/** Classes of `count` examples in their proportions, at least one of each, in a drawn order. */
function labelsOf(count: number, random: Random): Uint8Array {
  const total = PROPORTIONS.reduce((sum, n) => sum + n);
  const sorted = new Uint8Array(count);
  let at = 0;
  for (let c = 1; c < PROPORTIONS.length; c++) {
    const end = at + Math.max(1, Math.round((count * PROPORTIONS[c]) / total));
    sorted.fill(c, at, end);
    at = end;
  }
  return Uint8Array.from(random.permutation(count), (place) => sorted[place]);
}

function draw(
  count: number,
  patterns: readonly Float32Array[],
  features: number,
  random: Random,
): Examples {
  const labels = labelsOf(count, random.split('labels'));
  const inputs = new Float32Array(count * features);
  for (let example = 0; example < count; example++) {
    const row = inputs.subarray(example * features, (example + 1) * features);
    random.split(example).fillNormal(row, 1);
    const pattern = patterns[labels[example]];
    for (let f = 0; f < features; f++) row[f] += pattern[f];
  }
  return { count, features, inputs, scale: 1, labels };
}

/** The same profiles for the same sizes, whatever the seed of the run. */
export function profiles(features: number, train: number, test: number): ClassificationTask {
  const random = createRandom('profiles').split(VERSION).split(features);
  const classes = PROPORTIONS.length;
  const patterns = Array.from({ length: classes }, (_, c) => {
    const pattern = new Float32Array(features);
    const own = random.split('pattern').split(c);
    for (const f of own.distinct(features, Math.max(1, Math.round(MARKED * features))))
      pattern[f] = own.bernoulli(0.5) ? STRENGTH : -STRENGTH;
    return pattern;
  });
  return {
    name: 'profiles',
    title: 'Drawn profiles',
    ...{ features, classes, shape: [features], digest: `profiles-${VERSION}` },
    classNames: PROPORTIONS.map((_, c) => String(c)),
    train: draw(train, patterns, features, random.split('train')),
    test: draw(test, patterns, features, random.split('test')),
  };
}
