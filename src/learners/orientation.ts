/**
 * Decides by measurement which hidden layers keep a mirror: gather plus copy against scatter, on the layer itself.
 *
 * The choice changes time and memory, never a bit: with 16 or 32 examples a tile, both forward products add the same
 * numbers in the same order. Narrower tiles never keep one.
 */

import type { Engine, Program } from '../engine/index.ts';
import { fill } from '../kernels/index.ts';
import type { Mlp } from '../networks/index.ts';

export type MirrorChoice = 'measured' | 'always' | 'never';
export const MIRROR_CHOICES: readonly MirrorChoice[] = ['measured', 'always', 'never'];

/** Gathers of narrower tiles add in another order. */
const NARROWEST = 16;
/** Timed runs of each program, after one to warm up; the least counts. */
const RUNS = 4;

function time(engine: Engine, program: Program): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run <= RUNS; run++) {
    const began = performance.now();
    engine.run(program);
    if (run > 0) least = Math.min(least, performance.now() - began);
  }
  return least;
}

/** Adds mirrors where they pay (or everywhere, or nowhere). Returns, per layer, whether it has one. */
export async function chooseMirrors(network: Mlp, choice: MirrorChoice): Promise<boolean[]> {
  const { engine, layers, batch } = network;
  const { memory, arithmetic } = engine;
  const { width, tiles } = batch.geometry;
  const able = layers.filter(({ matrix }, k) => k > 0 && !matrix.dense && width >= NARROWEST);
  for (const { matrix, bias } of able) {
    if (choice === 'never') continue;
    if (choice === 'always' || engine.backend === 'twin') {
      if (choice === 'always') matrix.addMirror();
      continue;
    }
    const before = memory.mark();
    const input = memory.allocate(4 * width * matrix.inputs);
    const output = memory.allocate(4 * width * matrix.outputs);
    const fillCall = { kernel: fill(width), values: [matrix.outputs, bias, output] };
    const forward = (): Program => {
      const calls = matrix.forward({ width, arithmetic, input, output, bias, fill: fillCall });
      return engine.program([calls]);
    };
    const scattering = forward();
    matrix.addMirror();
    const gathering = forward();
    const copying = engine.program([matrix.refreshCalls(0, matrix.connections)]);
    await engine.ready(true);
    const pays =
      tiles * time(engine, gathering) + time(engine, copying) < tiles * time(engine, scattering);
    matrix.dropMirror();
    memory.release(before);
    if (pays) matrix.addMirror();
  }
  return layers.map(({ matrix }) => matrix.mirrored);
}
