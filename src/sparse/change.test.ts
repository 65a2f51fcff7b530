import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTopology, keyOf, type Pair, pairsOf, topologyOf } from '../../test/layers.ts';
import { createRandom } from '../numerics/random.ts';
import { applyChange, type Change, mergePlainly } from './change.ts';
import { checkTopology, fromPositions, listOfEach, type Topology } from './topology.ts';

interface Case {
  readonly topology: Topology;
  readonly change: Change;
  readonly born: readonly Pair[];
}

/** A change given by what to remove and, among the positions that are empty then, what to add. */
function caseOf(topology: Topology, removed: readonly number[], born: readonly Pair[]): Case {
  const coordinates = born
    .map(([input, output]) => (topology.order === 'by-output' ? [output, input] : [input, output]))
    .sort(([a, b], [c, d]) => a - c || b - d);
  const change = {
    removed: Uint32Array.from(removed),
    bornList: Uint32Array.from(coordinates, ([list]) => list),
    bornOther: Uint32Array.from(coordinates, ([, other]) => other),
  };
  return { topology, change, born };
}

function emptyAfter(topology: Topology, removed: readonly number[]): Pair[] {
  const survivors = new Set(
    pairsOf(topology)
      .filter((_, k) => !removed.includes(k))
      .map(keyOf),
  );
  const all: Pair[] = [];
  for (let input = 0; input < topology.inputs; input++) {
    for (let output = 0; output < topology.outputs; output++) all.push([input, output]);
  }
  return all.filter((pair) => !survivors.has(keyOf(pair)));
}

const anyCase: fc.Arbitrary<Case> = anyTopology.chain((topology) =>
  fc
    .subarray(Array.from(topology.index, (_, k) => k))
    .chain((removed) =>
      fc.subarray(emptyAfter(topology, removed)).map((born) => caseOf(topology, removed, born)),
    ),
);

/** The values after a change, by a map from connections to values. */
function twin(
  { topology, change, born }: Case,
  values: Float32Array,
  first: (pair: Pair) => number,
) {
  const map = new Map<string, number>();
  pairsOf(topology).forEach((pair, k) => {
    if (!change.removed.includes(k)) map.set(keyOf(pair), values[k]);
  });
  for (const pair of born) map.set(keyOf(pair), first(pair));
  return map;
}

const bornPairs = ({ topology, change }: Case): Pair[] =>
  Array.from(change.bornList, (list, b) =>
    topology.order === 'by-output' ? [change.bornOther[b], list] : [list, change.bornOther[b]],
  );

describe('applyChange', () => {
  it('does what a map from connections to values does', () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        const { topology, change, born } = given;
        const frozen = { start: topology.start.slice(), index: topology.index.slice() };
        const weights = Float32Array.from(topology.index, (_, k) => k + 0.5);
        const velocity = Float32Array.from(topology.index, (_, k) => -k - 0.25);
        const first = Float32Array.from(change.bornList, (_, b) => 100 + b);
        const changed = applyChange(topology, change, { weights, velocity }, { weights: first });

        checkTopology(changed.topology);
        const survivors = topology.index.length - change.removed.length;
        expect(changed.topology.index.length).toBe(survivors + born.length);
        const order = new Map(bornPairs(given).map((pair, b) => [keyOf(pair), b]));
        const w = twin(given, weights, (pair) => 100 + order.get(keyOf(pair))!);
        const v = twin(given, velocity, () => 0);
        const pairs = pairsOf(changed.topology);
        expect(pairs.map((pair) => [keyOf(pair), w.get(keyOf(pair)), v.get(keyOf(pair))])).toEqual(
          pairs.map((pair, k) => [
            keyOf(pair),
            changed.arrays.weights[k],
            changed.arrays.velocity[k],
          ]),
        );
        expect(Array.from(changed.bornAt, (k) => pairs[k])).toEqual(bornPairs(given));
        const gone = new Set(Array.from(change.removed, (k) => keyOf(pairsOf(topology)[k])));
        expect(Array.from(changed.returnedAt, (k) => pairs[k])).toEqual(
          bornPairs(given).filter((pair) => gone.has(keyOf(pair))),
        );
        expect({ start: topology.start, index: topology.index }).toEqual(frozen);
      }),
      { numRuns: 300 },
    );
  });

  it('starts new connections at 0 in every array that is not named (trap: velocity of a recycled slot)', () => {
    const topology = topologyOf(2, 1, 'by-output', [[0, 0]]);
    const change = {
      removed: Uint32Array.of(0),
      bornList: Uint32Array.of(0),
      bornOther: Uint32Array.of(0),
    };
    const { arrays, returnedAt } = applyChange(
      topology,
      change,
      { weights: Float32Array.of(3), velocity: Float32Array.of(7) },
      { weights: Float32Array.of(0.5) },
    );
    expect(arrays).toEqual({ weights: Float32Array.of(0.5), velocity: Float32Array.of(0) });
    expect(returnedAt).toEqual(Uint32Array.of(0));
  });

  it('keeps the bits of survivors, NaN payloads and −0 included', () => {
    const topology = topologyOf(4, 1, 'by-output', [
      [0, 0],
      [1, 0],
      [3, 0],
    ]);
    const bits = Uint32Array.of(0x80000000, 0x00000001, 0x7f7fffff);
    const weights = new Float32Array(bits.buffer);
    const change = {
      removed: new Uint32Array(0),
      bornList: Uint32Array.of(0),
      bornOther: Uint32Array.of(2),
    };
    const { arrays } = applyChange(topology, change, { weights }, { weights: 1 });
    expect(new Uint32Array(arrays.weights.buffer)).toEqual(
      Uint32Array.of(0x80000000, 0x00000001, 0x3f800000, 0x7f7fffff),
    );
  });

  it('grows an empty layer and empties a full one', () => {
    const empty = topologyOf(2, 2, 'by-input', []);
    const born = {
      removed: new Uint32Array(0),
      bornList: Uint32Array.of(1),
      bornOther: Uint32Array.of(0),
    };
    const one = applyChange(empty, born, { w: new Float32Array(0) }, { w: 2 });
    expect(one.arrays.w).toEqual(Float32Array.of(2));
    const none = {
      removed: Uint32Array.of(0),
      bornList: new Uint32Array(0),
      bornOther: new Uint32Array(0),
    };
    expect(applyChange(one.topology, none, one.arrays).topology).toEqual(empty);
  });
});

describe('many lists at a time', () => {
  /** A third of all is removed, a seventh of which returns; as many others are born. */
  const layerOf = (inputs: number, outputs: number, density: number) => {
    const random = createRandom('parts');
    const room = inputs * outputs;
    const places = random.distinct(room, Math.round(1.3 * density * room));
    const isOld = (_: number, k: number): boolean => k % 13 >= 3;
    const topology = fromPositions(
      { inputs, outputs, order: 'by-input' },
      Float64Array.from(places).filter(isOld),
    );
    const count = topology.index.length;
    const removed = Uint32Array.from(random.distinct(count, Math.round(0.3 * count)));
    const lists = listOfEach(topology);
    const back = removed.filter((_, r) => r % 7 === 0);
    const born = [
      ...Array.from(back, (k) => lists[k] * outputs + topology.index[k]),
      ...Array.from(places).filter((place, k) => !isOld(place, k)),
    ].sort((x, y) => x - y);
    const weights = new Float32Array(count);
    random.fillNormal(weights, 1);
    const change = {
      removed,
      bornList: Uint32Array.from(born, (place) => Math.floor(place / outputs)),
      bornOther: Uint32Array.from(born, (place) => place % outputs),
    };
    return { topology, change, weights };
  };

  it.each([
    [1200, 900, 0.05],
    // More than a part, and 32-bit indices.
    [70_000, 70_001, 3e-5],
  ])('merges %i × %i units as a walk list by list does', (inputs, outputs, density) => {
    const { topology, change, weights } = layerOf(inputs, outputs, density);
    const count = topology.index.length - change.removed.length + change.bornList.length;
    const values = new Float32Array(count);
    const first = Float32Array.from(change.bornList, (_, b) => 0.5 + b);
    const plain = mergePlainly(topology, change, [{ old: weights, values, first }]);
    const changed = applyChange(topology, change, { weights }, { weights: first });
    expect(changed.topology).toEqual({ ...topology, start: plain.start, index: plain.index });
    expect(changed.bornAt).toEqual(plain.bornAt);
    expect(changed.returnedAt).toEqual(plain.returnedAt);
    expect(plain.returnedAt.length).toBeGreaterThan(1000);
    expect(changed.arrays.weights).toEqual(values);
  });

  it('refuses a birth on a survivor', () => {
    const { topology, weights } = layerOf(1200, 900, 0.05);
    const change = {
      removed: new Uint32Array(0),
      bornList: Uint32Array.of(0),
      bornOther: Uint32Array.of(topology.index[0]),
    };
    expect(() => applyChange(topology, change, { weights })).toThrow(
      `list 0, index ${topology.index[0]}) exists already`,
    );
  });
});

describe('a change that is refused', () => {
  const topology = topologyOf(3, 2, 'by-output', [
    [0, 0],
    [2, 0],
    [1, 1],
  ]);
  const nothing = {
    removed: new Uint32Array(0),
    bornList: new Uint32Array(0),
    bornOther: new Uint32Array(0),
  };
  const born = (...pairs: number[][]) => ({
    bornList: Uint32Array.from(pairs, ([list]) => list),
    bornOther: Uint32Array.from(pairs, ([, other]) => other),
  });

  it.each<[string, Partial<Change>, string]>([
    ['removes twice', { removed: Uint32Array.of(1, 1) }, 'removed position 1 comes after 1'],
    ['removes out of order', { removed: Uint32Array.of(2, 1) }, 'removed position 1 comes after 2'],
    [
      'removes what is not there',
      { removed: Uint32Array.of(3) },
      'removed position 3 is outside the 3 connections',
    ],
    ['gives a list without a partner', { bornList: Uint32Array.of(0) }, '1 lists and 0 partners'],
    [
      'is born out of range',
      born([2, 0]),
      'new connection (list 2, index 0) is outside 2 lists of 3 units',
    ],
    [
      'is born out of range',
      born([0, 3]),
      'new connection (list 0, index 3) is outside 2 lists of 3 units',
    ],
    ['is born twice (trap: duplicates)', born([0, 1], [0, 1]), 'without repeats'],
    ['is born out of order', born([1, 0], [0, 1]), 'sort by list, then index'],
    [
      'is born on a survivor (trap: growing on survivors)',
      born([0, 2]),
      'list 0, index 2) exists already',
    ],
  ])('%s', (_what, change, message) => {
    const weights = Float32Array.of(1, 2, 3);
    expect(() => applyChange(topology, { ...nothing, ...change }, { weights })).toThrow(message);
  });

  it('has arrays or first values of a wrong length or name', () => {
    expect(() => applyChange(topology, nothing, { weights: new Float32Array(2) })).toThrow(
      '"weights" has 2 values for 3 connections',
    );
    const weights = new Float32Array(3);
    expect(() =>
      applyChange(topology, nothing, { weights }, { weights: new Float32Array(1) }),
    ).toThrow('"weights" has 1 first values for 0 new connections');
    expect(() =>
      applyChange<string>(topology, nothing, { weights }, { velocity: new Float32Array(0) }),
    ).toThrow('first values for "velocity", which is not an array of the layer');
  });
});
