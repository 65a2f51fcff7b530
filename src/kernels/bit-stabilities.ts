/**
 * Stabilities of many ±1 patterns as bit planes, for Monte Carlo over ±1 synapses: what a flip would change is a population
 * count, and a flip adds ±1 to 128 numbers at a time.
 *
 * A pattern holds T = (Δ − 1)/2, Δ odd, in two's complement. A flip makes the patterns M worse by 1 and the others better
 * by 1. With A = {T < 0} (wrong), C = {T = −1} and D = {T = 0} the weight of a flip is |(C ∪ D) ∩ M| for `errors` and
 * |D ∩ M| + 2 |A ∩ M| for `flips`; less |C| or |A|, it is what the flip adds to the energy. The subtraction is the caller's.
 *
 * 128 patterns are a *group* of vectors: a bit where a pattern exists, the planes of T from the lowest, and the edge, which
 * is C ∪ D for `errors` and D for `flips`. A place without a pattern holds T = 1.
 */

import { type Body, i8x16, i16x8, i32, i32x4, type Local, v128 } from '../wasm/index.ts';
import { type Address, type Kernel, kernel, type V } from './kernel.ts';
import { popcountTwin } from './popcount.ts';

/** `errors`: patterns answered wrongly. `flips`: over these, the flips that repair each one alone. */
export type StabilityEnergy = 'errors' | 'flips';

const VECTOR = 16;
const WORDS = VECTOR / 4;

/** Vectors of a group of 128 patterns: where they exist, the planes, the edge. */
export const groupVectors = (planes: number): number => planes + 2;

/** Adds the bits of all bytes to four 32-bit sums. */
function accumulate(body: Body, sums: Local<'v128'>, counts: V): void {
  const wide = i32x4.extaddPairwiseU(i16x8.extaddPairwiseU(counts));
  body.set(sums, i32x4.add(sums, wide));
}

/** Stores the sum of four lanes. */
function storeTotal(body: Body, output: Address, sums: V, offset: number): void {
  const [a, b, c, d] = [0, 1, 2, 3].map((lane) => i32x4.extract(sums, lane));
  body.storeI32(output, i32.add(i32.add(a, b), i32.add(c, d)), offset);
}

/** By byte, what the patterns of a group weigh that the flip makes worse: at most 24. */
function weigh(body: Body, energy: StabilityEnergy, group: Address, planes: number, worse: V): V {
  const edge = v128.and(worse, v128.load(group, VECTOR * (planes + 1)));
  if (energy === 'errors') return i8x16.popcnt(edge);
  const wrong = v128.and(worse, v128.load(group, VECTOR * planes));
  const repairs = body.local('v128', i8x16.popcnt(wrong));
  return i8x16.add(i8x16.popcnt(edge), i8x16.add(repairs, repairs));
}

/** Runs `visit` over all groups, with the bits of the patterns that the flip makes worse. */
function overGroups(
  body: Body,
  [groups, column, turned, count]: readonly Address[],
  planes: number,
  visit: (group: Address, worse: V) => void,
): void {
  const turn = body.local('v128', i32x4.splat(turned));
  const worse = body.local('v128');
  const group = body.local('i32', groups);
  const at = body.local('i32', column);
  const end = body.local('i32', i32.add(column, i32.shl(count, i32.const(4))));
  body.while(i32.ltU(at, end), () => {
    body.set(worse, v128.xor(v128.load(at), turn));
    visit(group, worse);
    body.advance(at, VECTOR);
    body.advance(group, VECTOR * groupVectors(planes));
  });
}

/** The words of one lane of a group: where it lies, and the bits that the flip makes worse. */
function* lanesTwin(
  u32: Uint32Array,
  [groups, column, turned, count]: readonly number[],
  planes: number,
): Generator<{ readonly at: number; readonly worse: number }> {
  for (let w = 0; w < count * WORDS; w++) {
    const group = groups / 4 + Math.floor(w / WORDS) * groupVectors(planes) * WORDS;
    yield { at: group + (w % WORDS), worse: u32[column / 4 + w] ^ turned };
  }
}

function weighTwin(
  u32: Uint32Array,
  energy: StabilityEnergy,
  at: number,
  planes: number,
  worse: number,
): number {
  const edge = popcountTwin(u32[at + WORDS * (planes + 1)] & worse);
  if (energy === 'errors') return edge;
  return edge + 2 * popcountTwin(u32[at + WORDS * planes] & worse);
}

/**
 * `output[0] =` the weight of a flip, from `count` groups and one bit a pattern from `column` on, which with all bits
 * turned if `turned` is −1, not if 0, are the patterns that it makes worse.
 */
export function weighFlip(energy: StabilityEnergy, planes: number): Kernel {
  return kernel(
    `weighFlip.${energy}.${planes}`,
    ['groups', 'column', 'turned', 'count', 'output'],
    (body, groups, column, turned, count, output) => {
      const weight = body.local('v128');
      overGroups(body, [groups, column, turned, count], planes, (group, worse) => {
        accumulate(body, weight, weigh(body, energy, group, planes, worse));
      });
      storeTotal(body, output, weight, 0);
    },
    ({ u32 }, groups, column, turned, count, output) => {
      let weight = 0;
      for (const { at, worse } of lanesTwin(u32, [groups, column, turned, count], planes))
        weight += weighTwin(u32, energy, at, planes, worse);
      u32[output / 4] = weight;
    },
  );
}

/**
 * Makes a flip: writes its weight as `weighFlip` does, changes all groups, and `output[1] =` |C| for `errors` or |A| for
 * `flips` after it.
 */
export function makeFlip(energy: StabilityEnergy, planes: number): Kernel {
  const counting = energy === 'errors';
  return kernel(
    `makeFlip.${energy}.${planes}`,
    ['groups', 'column', 'turned', 'count', 'output'],
    (body, groups, column, turned, count, output) => {
      const weight = body.local('v128');
      const counted = body.local('v128');
      const [carry, old, plane, any, all] = Array.from({ length: 5 }, () => body.local('v128'));
      overGroups(body, [groups, column, turned, count], planes, (group, worse) => {
        accumulate(body, weight, weigh(body, energy, group, planes, worse));
        // Adds +1, or −1 where worse: a plane turns over while the carry differs from the sign extension.
        body.set(carry, v128.load(group));
        for (let k = 1; k <= planes; k++) {
          body.set(old, v128.load(group, VECTOR * k));
          body.set(plane, v128.xor(old, carry));
          body.storeV128(group, plane, VECTOR * k);
          body.set(carry, v128.and(carry, v128.xor(old, worse)));
          body.set(any, k === 1 ? plane : v128.or(any, plane));
          if (counting) body.set(all, k === 1 ? plane : v128.and(all, plane));
        }
        const outside = v128.not(any);
        const edge = counting ? v128.or(outside, all) : outside;
        body.storeV128(group, edge, VECTOR * (planes + 1));
        accumulate(body, counted, i8x16.popcnt(counting ? all : plane));
      });
      storeTotal(body, output, weight, 0);
      storeTotal(body, output, counted, 4);
    },
    ({ u32 }, groups, column, turned, count, output) => {
      let [weight, counted] = [0, 0];
      for (const { at, worse } of lanesTwin(u32, [groups, column, turned, count], planes)) {
        weight += weighTwin(u32, energy, at, planes, worse);
        let [edge, last] = [0, 0];
        for (let b = 0; b < 32; b++) {
          let number = 0;
          for (let k = 0; k < planes; k++) number |= ((u32[at + WORDS * (k + 1)] >>> b) & 1) << k;
          // Sign extension of the highest plane.
          number = (number << (32 - planes)) >> (32 - planes);
          if ((u32[at] >>> b) & 1) number += (worse >>> b) & 1 ? -1 : 1;
          for (let k = 0; k < planes; k++) {
            const word = at + WORDS * (k + 1);
            u32[word] = (u32[word] & ~(1 << b)) | (((number >> k) & 1) << b);
          }
          if (number === 0 || (counting && number === -1)) edge |= 1 << b;
          if (counting ? number === -1 : number < 0) last += 1;
        }
        u32[at + WORDS * (planes + 1)] = edge;
        counted += last;
      }
      u32[output / 4] = weight;
      u32[output / 4 + 1] = counted;
    },
  );
}
