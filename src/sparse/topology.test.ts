import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyOrder, anyTopology, keyOf, pairsOf, topologyOf } from '../../test/layers.ts';
import {
  checkTopology,
  connections,
  contains,
  createTopology,
  density,
  fromPositions,
  fullTopology,
  inDegrees,
  indexArray,
  isDense,
  listOfEach,
  lists,
  others,
  outDegrees,
  positionOf,
  reorder,
  type Topology,
} from './topology.ts';

/** Three inputs, two outputs: 0→0, 2→0, 1→1. */
const small: Topology = {
  inputs: 3,
  outputs: 2,
  order: 'by-output',
  start: Uint32Array.of(0, 2, 3),
  index: Uint16Array.of(0, 2, 1),
};

describe('createTopology', () => {
  it('takes lists that hold', () => {
    expect(createTopology(small)).toEqual(small);
    expect(lists(small)).toBe(2);
    expect(others(small)).toBe(3);
    expect(connections(small)).toBe(3);
    expect(density(small)).toBe(0.5);
  });

  it('gives 16 bits to 65,536 units and 32 bits to more', () => {
    expect(indexArray(65536, 1)).toBeInstanceOf(Uint16Array);
    expect(indexArray(65537, 1)).toBeInstanceOf(Uint32Array);
    const wide = {
      inputs: 65536,
      outputs: 1,
      order: 'by-output' as const,
      start: Uint32Array.of(0, 1),
    };
    const narrowed = createTopology({ ...wide, index: Uint32Array.of(65535) });
    expect(narrowed.index).toEqual(Uint16Array.of(65535));
    const widened = createTopology({ ...wide, inputs: 65537, index: Uint16Array.of(7) });
    expect(widened.index).toEqual(Uint32Array.of(7));
  });

  it('refuses an index that narrowing would wrap into range', () => {
    expect(() => createTopology({ ...small, index: Uint32Array.of(0, 65538, 1) })).toThrow(
      "index 65538 is outside the other side's 3 units",
    );
  });

  it.each<[string, Partial<Topology>, string]>([
    ['no inputs', { inputs: 0 }, 'inputs 0 is not an integer in 1..4294967295'],
    ['half an output', { outputs: 1.5 }, 'outputs 1.5 is not an integer in 1..4294967295'],
    ['too few starts', { start: Uint32Array.of(0, 3) }, 'start has 2 entries, 2 lists need 3'],
    [
      'a late first start',
      { start: Uint32Array.of(1, 2, 3) },
      'start runs from 1 to 3, 3 connections need 0 to 3',
    ],
    [
      'an early end',
      { start: Uint32Array.of(0, 1, 2) },
      'start runs from 0 to 2, 3 connections need 0 to 3',
    ],
    [
      'a list that runs backwards',
      { start: Uint32Array.of(0, 4, 3) },
      'list 0 runs from 0 to 4 of 3 connections',
    ],
    [
      'a duplicate',
      { index: Uint16Array.of(2, 2, 1) },
      'list 0 holds index 2 after 2; lists ascend strictly',
    ],
    [
      'a descent',
      { index: Uint16Array.of(2, 0, 1) },
      'list 0 holds index 0 after 2; lists ascend strictly',
    ],
    [
      'an index out of range',
      { index: Uint16Array.of(0, 3, 1) },
      'list 0 holds index 3, the other side has 3 units',
    ],
  ])('refuses %s', (_what, change, message) => {
    expect(() => createTopology({ ...small, ...change }, 'hidden1')).toThrow(
      `${message} (layer "hidden1")`,
    );
  });

  it('refuses an unknown order and a wrong width', () => {
    expect(() => checkTopology({ ...small, order: 'by-row' as 'by-input' })).toThrow(
      'order "by-row" is neither',
    );
    expect(() => checkTopology({ ...small, index: Uint32Array.of(0, 2, 1) })).toThrow(
      'index has 32 bits, 3 units need 16',
    );
  });
});

describe('fromPositions', () => {
  it('places every position where division says', () => {
    fc.assert(
      fc.property(anyTopology, (topology) => {
        const units = others(topology);
        const list = listOfEach(topology);
        const positions = Float64Array.from(topology.index, (other, k) => list[k] * units + other);
        expect(fromPositions(topology, positions)).toEqual(topology);
      }),
    );
  });

  it('reaches positions beyond 2^32', () => {
    const shape = { inputs: 3000000000, outputs: 3, order: 'by-output' as const };
    const topology = fromPositions(shape, Float64Array.of(5, 2999999999, 8999999999));
    expect(topology.start).toEqual(Uint32Array.of(0, 2, 2, 3));
    expect(topology.index).toEqual(Uint32Array.of(5, 2999999999, 2999999999));
  });
});

describe('reorder', () => {
  it('keeps the connections and says where each came from', () => {
    fc.assert(
      fc.property(anyTopology, anyOrder, (topology, order) => {
        const turned = reorder(topology, order);
        const before = pairsOf(topology);
        expect(turned.topology).toEqual(
          topologyOf(topology.inputs, topology.outputs, order, before),
        );
        expect(pairsOf(turned.topology)).toEqual(Array.from(turned.source, (k) => before[k]));
        expect(() => checkTopology(turned.topology)).not.toThrow();
      }),
    );
  });

  it('twice is the same topology, with the two sources inverse to each other', () => {
    fc.assert(
      fc.property(anyTopology, (topology) => {
        const there = reorder(topology, topology.order === 'by-input' ? 'by-output' : 'by-input');
        const back = reorder(there.topology, topology.order);
        expect(back.topology).toEqual(topology);
        expect(Array.from(back.source, (k) => there.source[k])).toEqual(
          Array.from(topology.index, (_, k) => k),
        );
      }),
    );
  });

  it('in the same order is a copy, not a view', () => {
    const copy = reorder(small, 'by-output').topology;
    copy.index[0] = 1;
    expect(small.index[0]).toBe(0);
  });
});

describe('degrees and look-up', () => {
  it('agree with counting pairs', () => {
    fc.assert(
      fc.property(anyTopology, (topology) => {
        const { inputs, outputs } = topology;
        const pairs = pairsOf(topology);
        const keys = pairs.map(keyOf);
        const fanIn = Array.from(
          { length: outputs },
          (_, o) => pairs.filter(([, output]) => output === o).length,
        );
        const fanOut = Array.from(
          { length: inputs },
          (_, i) => pairs.filter(([input]) => input === i).length,
        );
        expect(Array.from(inDegrees(topology))).toEqual(fanIn);
        expect(Array.from(outDegrees(topology))).toEqual(fanOut);
        for (let input = 0; input < inputs; input++) {
          for (let output = 0; output < outputs; output++) {
            expect(positionOf(topology, input, output)).toBe(keys.indexOf(keyOf([input, output])));
            expect(contains(topology, input, output)).toBe(keys.includes(keyOf([input, output])));
          }
        }
      }),
    );
  });
});

describe('fullTopology', () => {
  it('holds every pair, in either order', () => {
    for (const order of ['by-output', 'by-input'] as const) {
      const topology = fullTopology(5, 3, order);
      expect(() => checkTopology(topology)).not.toThrow();
      expect(isDense(topology)).toBe(true);
      expect(density(topology)).toBe(1);
    }
    expect(isDense(small)).toBe(false);
  });
});
