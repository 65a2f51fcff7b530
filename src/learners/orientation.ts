/**
 * Decides by measurement which hidden layers keep a mirror: gather plus copy against scatter, on the layer itself.
 *
 * The choice changes time and memory, never a bit: with 16 or 32 examples a tile, both forward products add the same
 * numbers in the same order. Narrower tiles never use one.
 */

import type { Engine, Program } from '../engine/index.ts';
import { FrugalError, unknownName } from '../errors.ts';
import { fill } from '../kernels/index.ts';
import { type Mlp, NARROWEST_MIRRORED } from '../networks/index.ts';

export type MirrorChoice = 'measured' | 'always' | 'never';
const MIRROR_CHOICES: readonly MirrorChoice[] = ['measured', 'always', 'never'];

/** Timed runs of each program, at least; the least counts. */
const RUNS = 5;
/** And for so many ms: kernels begin in V8's baseline compiler, and their optimised code takes some to arrive. */
const SPAN = 15;

/**
 * Layers with more connections, in batches of no more examples, are not even tried: there the copy takes four nanoseconds a
 * connection and more, and all that a gather saves is some 0.03 of an example. The trial itself costs seconds and memory.
 */
const HOPELESS = { connections: 4_000_000, batch: 128 };

/** Least time of each program, in turns. */
function times(engine: Engine, programs: readonly Program[]): number[] {
  const least = programs.map(() => Number.POSITIVE_INFINITY);
  const first = performance.now();
  let now = first;
  for (let run = 0; run < RUNS || now - first < SPAN; run++) {
    for (const [k, program] of programs.entries()) {
      const began = now;
      engine.run(program);
      now = performance.now();
      least[k] = Math.min(least[k], now - began);
    }
  }
  return least;
}

/** What was found of layers of the same size: a process that trains many small networks tries for the first of them. */
const found = new Map<string, Promise<boolean>>();

/** Whether a mirror of this layer pays. */
function mirrorPays(network: Mlp, layer: Mlp['layers'][number]): Promise<boolean> {
  const { engine, batch } = network;
  const { inputs, outputs, connections } = layer.matrix;
  const { width, widths } = batch.geometry;
  const key = [inputs, outputs, connections, width, widths.join(), engine.arithmetic].join(' ');
  const known = found.get(key) ?? tried(network, layer);
  found.set(key, known);
  // Where there was no room for a trial there may be some for the next.
  known.catch(() => found.delete(key));
  return known;
}

/** Tries a mirror. */
async function tried(network: Mlp, { matrix, bias }: Mlp['layers'][number]): Promise<boolean> {
  const { engine, batch } = network;
  const { memory, arithmetic } = engine;
  const { width, widths } = batch.geometry;
  const tiles = widths.filter((each) => each >= NARROWEST_MIRRORED).length;
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
  const copying = engine.program([matrix.refreshCalls()]);
  await engine.ready(true);
  const [gather, copy, scatter] = times(engine, [gathering, copying, scattering]);
  return tiles * gather + copy < tiles * scatter;
}

/** Adds mirrors where they pay (or everywhere, or nowhere). Returns, per layer, whether it has one. */
export async function chooseMirrors(network: Mlp, choice: MirrorChoice): Promise<boolean[]> {
  if (!MIRROR_CHOICES.includes(choice))
    throw unknownName('choice of mirrors', choice, MIRROR_CHOICES);
  const { engine, layers, batch } = network;
  const { memory } = engine;
  const { width } = batch.geometry;
  const able = layers.filter(
    ({ matrix }, k) => k > 0 && !matrix.dense && width >= NARROWEST_MIRRORED,
  );
  if (choice === 'always') for (const { matrix } of able) matrix.addMirror();
  if (choice !== 'measured' || engine.backend === 'twin')
    return layers.map(({ matrix }) => matrix.mirrored);
  for (const layer of able) {
    const { matrix } = layer;
    if (matrix.connections > HOPELESS.connections && batch.geometry.batch <= HOPELESS.batch)
      continue;
    const before = memory.mark();
    try {
      const pays = await mirrorPays(network, layer);
      matrix.dropMirror();
      memory.release(before);
      if (pays) matrix.addMirror();
    } catch (error) {
      // No room for a mirror: the layer works without one.
      if (!(error instanceof FrugalError)) throw error;
      matrix.dropMirror();
      memory.release(before);
    }
  }
  return layers.map(({ matrix }) => matrix.mirrored);
}
