/** What a removal leaves without inputs or outputs goes with it, and nothing else. */

import { describe, expect, it } from 'vitest';
import { type Pair, pairsOf, topologyOf } from '../../test/layers.ts';
import { createRandom } from '../numerics/random.ts';
import { fullTopology } from '../sparse/topology.ts';
import { withChainRemoval } from './chain-removal.ts';
import { smallestMagnitude } from './drop.ts';
import type { Population, RewirableLayer } from './layer.ts';

const AT = { step: 0, done: 0, memory: {} };
const drop = withChainRemoval(smallestMagnitude(1 / 3));

/** Units with one layer before and one behind them, as in a perceptron. */
const hidden = (name: string, more: Partial<Population> = {}): Population => ({
  ...{ name, into: 1, outOf: 1, ...more },
});

const layer = (
  [inputs, outputs]: readonly [number, number],
  pairs: readonly Pair[],
  weights: readonly number[],
  ends: Pick<RewirableLayer, 'from' | 'to'>,
): RewirableLayer => ({
  topology: topologyOf(inputs, outputs, 'by-output', pairs),
  arrays: { weights: Float32Array.from(weights) },
  ...ends,
});

/** What is left of each layer. */
function leftOf(layers: readonly RewirableLayer[]): Pair[][] {
  const asked = layers.map((each) => ({ layer: each, random: createRandom(1) }));
  const dead = drop.across?.(asked, AT) ?? [];
  return dead.map((gone, l) => pairsOf(layers[l].topology).filter((_, k) => !gone.includes(k)));
}

const straight: Pair[] = [
  [0, 0],
  [1, 1],
  [2, 2],
];

describe('withChainRemoval', () => {
  it('takes along what is left of units that have lost all inputs or all outputs, in both directions', () => {
    const [a, b] = [hidden('a'), hidden('b')];
    const left = leftOf([
      // 0 → 0 dies as the weakest: hidden unit 0 is deaf, and what it sends goes.
      layer([3, 3], straight, [0.1, 5, 5], { to: a }),
      layer([3, 3], straight, [5, 5, 5], { from: a, to: b }),
      // 1 → 1 dies as the weakest: unit 1 is silent, and with what it hears the unit before it.
      layer([3, 3], straight, [5, 0.1, 5], { from: b }),
    ]);
    // Of the layer between, one of the equal weights dies as well. Only the path of unit 2 can be left, if not that.
    expect(left[0].length).toBeLessThanOrEqual(1);
    for (const own of left) expect(own).toEqual(left[0]);
  });

  it('takes no layers for neighbours that have another between them', () => {
    // 3 → 3, dense 3 → 3, 3 → 3: the numbers of units say nothing. Hidden unit 0 behind the first is deaf, unit 1 before the
    // last is silent, and they are not the same three units.
    const left = leftOf([
      layer([3, 3], straight, [0.1, 5, 5], { to: hidden('a') }),
      layer([3, 3], straight, [5, 0.1, 5], { from: hidden('b') }),
    ]);
    expect(left).toEqual([
      [straight[1], straight[2]],
      [straight[0], straight[2]],
    ]);
  });

  it('counts units as connected that another layer leads to or from', () => {
    for (const more of [{ into: 2 }, { outOf: 2 }]) {
      const a = hidden('a', more);
      const left = leftOf([
        layer([3, 3], straight, [0.1, 5, 5], { to: a }),
        layer([3, 3], straight, [5, 0.1, 5], { from: a }),
      ]);
      expect(left.map(({ length }) => length)).toEqual([2, 2]);
    }
  });

  it('counts all layers that lead to a unit, and all behind it', () => {
    // As in a recurrent network: unit 0 is heard of no more by the input, but by another unit; unit 1 by neither.
    const state = hidden('state', { into: 2, outOf: 2 });
    const left = leftOf([
      layer([3, 3], straight, [0.1, 5, 5], { to: state }),
      layer(
        [3, 3],
        [
          [1, 0],
          [2, 0],
          [2, 2],
        ],
        [5, 0.1, 6],
        { from: state, to: state },
      ),
      layer([3, 3], straight, [5, 5, 0.1], { from: state }),
    ]);
    expect(left).toEqual([
      [straight[1], straight[2]],
      [
        [1, 0],
        [2, 2],
      ],
      [straight[0], straight[1]],
    ]);
  });

  it('leaves a network without dead ends as the removal does', () => {
    const topology = fullTopology(4, 1, 'by-output');
    const only = { topology, arrays: { weights: Float32Array.of(1, 2, 3, 4) } };
    const half = smallestMagnitude(0.5);
    expect(withChainRemoval(half).select(only, createRandom(1), AT)).toEqual(
      half.select(only, createRandom(1), AT),
    );
  });
});
