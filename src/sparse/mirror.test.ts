/** The mirror of a layer: its kernels and their twins against the plain reordering, and its copies by any number of threads. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyTopology, type Pair, pairsOf, topologyOf } from '../../test/layers.ts';
import { createEngine } from '../engine/index.ts';
import { both } from '../kernels/fixtures/twins.ts';
import { mirrorLists, mirrorWeights } from '../kernels/index.ts';
import { createMatrix } from './matrix.ts';
import { lists, opposite, others, reorder, type Topology } from './topology.ts';

const [START, INDEX, WEIGHT, NEW_START, NEW_INDEX, NEW_WEIGHT, BEGINS, CURSORS] = Array.from(
  { length: 8 },
  (_, k) => 65536 + 65536 * k,
);

const widths = ['u16', 'u32'] as const;
type Width = (typeof widths)[number];
type Shown = Parameters<Parameters<typeof both>[1]>[0];

/** Bytes and view of indices of a width. */
const bytesOf = (width: Width) => (width === 'u16' ? 2 : 4);
const viewOf = ({ u16, u32 }: Shown, width: Width) => (width === 'u16' ? u16 : u32);

/** Weights that tell their position. */
const weightOf = (k: number): number => 0.5 + k;

it('lists every connection from the other side', () => {
  const property = (home: Topology, index: Width, turned: Width): void => {
    const { topology } = reorder(home, opposite(home.order));
    const { emitted, twin } = both(mirrorLists(index, turned), (memory) => {
      memory.u32.set(home.start, START / 4);
      viewOf(memory, index).set(home.index, INDEX / bytesOf(index));
      return [lists(home), others(home), START, INDEX, NEW_START, NEW_INDEX];
    });
    for (const memory of [emitted, twin]) {
      const at = NEW_INDEX / bytesOf(turned);
      const { length } = topology.start;
      expect([...memory.u32.subarray(NEW_START / 4, NEW_START / 4 + length)]).toEqual([
        ...topology.start,
      ]);
      expect([...viewOf(memory, turned).subarray(at, at + topology.index.length)]).toEqual([
        ...topology.index,
      ]);
    }
  };
  fc.assert(
    fc.property(anyTopology, fc.constantFrom(...widths), fc.constantFrom(...widths), property),
    { numRuns: 60 },
  );
});

it('finds the weight of each connection of any of its lists, and writes no other', () => {
  const property = (home: Topology, turned: Width, share: number, part: number): void => {
    const { topology, source } = reorder(home, opposite(home.order));
    const first = Math.floor(share * others(home));
    const last = first + Math.floor(part * (others(home) + 1 - first));
    const { emitted, twin } = both(mirrorWeights(turned), (memory) => {
      memory.u32.set(topology.start, NEW_START / 4);
      viewOf(memory, turned).set(topology.index, NEW_INDEX / bytesOf(turned));
      for (let k = 0; k < source.length; k++) memory.f32[WEIGHT / 4 + k] = weightOf(k);
      for (let list = 0; list < lists(home); list++) {
        const partners = home.index.subarray(home.start[list], home.start[list + 1]);
        const before = partners.filter((partner) => partner < first).length;
        memory.u32[BEGINS / 4 + list] = home.start[list] + before;
      }
      return [
        ...[first, last, NEW_START, NEW_INDEX, NEW_WEIGHT],
        ...[lists(home), BEGINS, CURSORS, WEIGHT],
      ];
    });
    const wanted = [...source].map((k, at) =>
      at >= topology.start[first] && at < topology.start[last] ? weightOf(k) : 0,
    );
    for (const { f32 } of [emitted, twin])
      expect([...f32.subarray(NEW_WEIGHT / 4, NEW_WEIGHT / 4 + wanted.length)]).toEqual(wanted);
    expect(emitted.u32.subarray(CURSORS / 4, CURSORS / 4 + lists(home) + 1)).toEqual(
      twin.u32.subarray(CURSORS / 4, CURSORS / 4 + lists(home) + 1),
    );
  };
  const share = fc.double({ min: 0, max: 0.999, noNaN: true });
  fc.assert(fc.property(anyTopology, fc.constantFrom(...widths), share, share, property), {
    numRuns: 100,
  });
});

it('is cut into as many pieces as there are threads, which copy all weights whatever is connected by then', async () => {
  const weightsOf = ({ index }: Topology, offset: number) =>
    Float32Array.from(index, (_, k) => offset + weightOf(k));
  for (const threads of [1, 2, 3, 4]) {
    const engine = createEngine({ threads });
    const property = (home: Topology): void => {
      const { inputs, outputs, order } = home;
      if (home.index.length === inputs * outputs) return;
      const elsewhere = pairsOf(home).map(([i, o]): Pair => [i, (o + 1) % outputs]);
      const next = topologyOf(inputs, outputs, order, elsewhere);
      const weights = weightsOf(home, 0);
      const matrix = createMatrix(engine, { topology: home, arrays: { weights } });
      matrix.addMirror();
      const calls = matrix.refreshCalls();
      expect(calls.length).toBeLessThanOrEqual(Math.min(threads, others(home)));
      const expectMirrored = (topology: Topology, offset: number): void => {
        const { source } = reorder(topology, opposite(topology.order));
        const { f32 } = engine.memory.views();
        const [, , , , at] = calls[0].values;
        expect([...f32.subarray(at / 4, at / 4 + source.length)]).toEqual(
          [...source].map((k) => offset + weightOf(k)),
        );
      };
      expectMirrored(home, 0);
      matrix.replace({ topology: next, arrays: { weights: weightsOf(next, 100) } });
      expectMirrored(next, 100);
      matrix.weights().set(weightsOf(next, 200));
      for (const { kernel, values } of [...calls].reverse()) engine.call(kernel, ...values);
      expectMirrored(next, 200);
    };
    fc.assert(fc.property(anyTopology, property), { numRuns: 40 });
    engine.dispose();
  }
});

it('copies more weights than a cache holds to the same places', () => {
  const [units, fan] = [512, 300];
  // Partners that are spread, and lists of different lengths.
  const all = Array.from({ length: units }, (_, i) =>
    Array.from(
      { length: fan + (i % 7) },
      (_, k): Pair => [i, (i * 37 + k * (1 + (i % 2) * 2)) % units],
    ),
  );
  const unique = new Map(all.flat().map((pair) => [pair.join(), pair]));
  const topology = topologyOf(units, units, 'by-input', [...unique.values()]);
  const weights = Float32Array.from(topology.index, (_, k) => weightOf(k));
  const { source } = reorder(topology, 'by-output');
  expect(4 * source.length).toBeGreaterThan(2 ** 19);
  for (const backend of ['wasm', 'twin'] as const) {
    const engine = createEngine({ backend });
    const matrix = createMatrix(engine, { topology, arrays: { weights } });
    matrix.addMirror();
    const [, , , , at] = matrix.refreshCalls()[0].values;
    const copied = engine.memory.views().f32.subarray(at / 4, at / 4 + source.length);
    expect(copied).toEqual(Float32Array.from(source, weightOf));
  }
});
