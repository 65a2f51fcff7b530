/**
 * Answers of a network of `single.ts` to many examples: tiles of them at a time, so that every weight is read once a tile.
 *
 * The sums are those of one example at a time, bit for bit: the same inputs in the same order.
 */

import type { Engine } from '../engine/index.ts';
import { denseForward } from '../kernels/index.ts';
import { createPace, tick, type Work } from '../numerics/pace.ts';
import type { SingleLayer } from './single.ts';

/** Examples of a tile. */
export const ANSWER_TILE = 32;

/** Puts the inputs of one example into an array. */
export type WriteInputs = (example: number, into: Float32Array) => void;

/**
 * Places `count` examples in the engine's memory, 4 bytes an input; the function that comes back gives their greatest
 * outputs, of several the lowest class, and signs of life. Call `engine.ready()` in between.
 *
 * @param finish makes activities of the sums of a layer, `[unit][example]`; what is greatest of the last stays so
 */
export function createAnswers(
  engine: Engine,
  layers: readonly SingleLayer[],
  finish: (layer: number, sums: Float32Array) => void,
  count: number,
  write: WriteInputs,
): () => Work<Uint32Array> {
  const { memory, arithmetic } = engine;
  const [inputs, outputs] = [layers[0].inputs, layers[layers.length - 1].outputs];
  const tiles = Array.from({ length: Math.ceil(count / ANSWER_TILE) }, (_, tile) => {
    const address = memory.allocate(4 * ANSWER_TILE * inputs);
    const values = viewOf(address, inputs);
    const one = new Float32Array(inputs);
    for (let e = tile * ANSWER_TILE; e < Math.min(count, (tile + 1) * ANSWER_TILE); e++) {
      write(e, one);
      for (let i = 0; i < inputs; i++) values[i * ANSWER_TILE + (e % ANSWER_TILE)] = one[i];
    }
    return address;
  });
  const results = layers.map((layer) => memory.allocate(4 * ANSWER_TILE * layer.outputs));
  const bias = memory.allocate(4 * Math.max(...layers.map((layer) => layer.outputs)));
  const kernel = denseForward({ width: ANSWER_TILE, order: 'by-input', arithmetic });
  const programOf = (layer: number, input: number) => {
    const { inputs: n, outputs: m, bundle } = layers[layer];
    const values = [0, m, n, m, bundle.weight, bias, input, results[layer]];
    return engine.program([[{ kernel, values }]]);
  };
  const first = tiles.map((tile) => programOf(0, tile));
  const later = results.slice(0, -1).map((result, k) => programOf(k + 1, result));

  function viewOf(address: number, units: number): Float32Array {
    return memory.views().f32.subarray(address / 4, address / 4 + ANSWER_TILE * units);
  }

  return function* () {
    const answers = new Uint32Array(count);
    const pace = createPace();
    for (const [tile, program] of first.entries()) {
      if (pace.due()) yield tick(tile / first.length);
      engine.run(program);
      later.forEach((next, k) => {
        finish(k, viewOf(results[k], layers[k].outputs));
        engine.run(next);
      });
      const last = viewOf(results[results.length - 1], outputs);
      finish(results.length - 1, last);
      const from = tile * ANSWER_TILE;
      for (let e = 0; e < Math.min(ANSWER_TILE, count - from); e++) {
        let best = 0;
        for (let o = 1; o < outputs; o++)
          if (last[o * ANSWER_TILE + e] > last[best * ANSWER_TILE + e]) best = o;
        answers[from + e] = best;
      }
    }
    return answers;
  };
}
