/** The mirror of a layer: the kernel that makes it and its twin against the plain reordering. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyTopology } from '../../test/layers.ts';
import { both } from '../kernels/fixtures/twins.ts';
import { mirrorLists } from '../kernels/index.ts';
import { lists, opposite, others, reorder, type Topology } from './topology.ts';

const [START, INDEX, WEIGHT, NEW_START, NEW_INDEX, SOURCE, NEW_WEIGHT] = Array.from(
  { length: 7 },
  (_, k) => 65536 + 65536 * k,
);

const widths = ['u16', 'u32'] as const;

function expectMirror(home: Topology, index: 'u16' | 'u32', turned: 'u16' | 'u32'): void {
  const { topology, source } = reorder(home, opposite(home.order));
  const { emitted, twin } = both(mirrorLists(index, turned), (memory) => {
    memory.u32.set(home.start, START / 4);
    (index === 'u16' ? memory.u16 : memory.u32).set(home.index, INDEX / (index === 'u16' ? 2 : 4));
    for (let k = 0; k < home.index.length; k++) memory.f32[WEIGHT / 4 + k] = 0.5 + k;
    return [
      ...[lists(home), others(home), START, INDEX, WEIGHT],
      ...[NEW_START, NEW_INDEX, SOURCE, NEW_WEIGHT],
    ];
  });
  for (const { u16, u32, f32 } of [emitted, twin]) {
    const count = source.length;
    const at = NEW_INDEX / (turned === 'u16' ? 2 : 4);
    expect([...u32.subarray(NEW_START / 4, NEW_START / 4 + topology.start.length)]).toEqual([
      ...topology.start,
    ]);
    expect([...(turned === 'u16' ? u16 : u32).subarray(at, at + count)]).toEqual([
      ...topology.index,
    ]);
    expect([...u32.subarray(SOURCE / 4, SOURCE / 4 + count)]).toEqual([...source]);
    expect([...f32.subarray(NEW_WEIGHT / 4, NEW_WEIGHT / 4 + count)]).toEqual(
      [...source].map((k) => 0.5 + k),
    );
  }
}

it('shows every connection from the other side, with its weight and where it comes from', () => {
  fc.assert(
    fc.property(anyTopology, fc.constantFrom(...widths), fc.constantFrom(...widths), expectMirror),
    { numRuns: 60 },
  );
});
