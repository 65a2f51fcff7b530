/**
 * Clipping of gradients, before anything else is done with them: every number by itself, or all together by their norm.
 *
 * R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks", ICML 2013.
 */

import type { Engine, Strand } from '../engine/index.ts';
import { FrugalError } from '../errors.ts';
import { squareSum, UPDATE_BLOCK } from '../kernels/index.ts';
import type { Bundle } from '../networks/bundle.ts';
import type { SynapticTransform } from './transform.ts';

function checkLimit(what: string, limit: number): void {
  if (!(limit > 0 && limit < Infinity))
    throw new FrugalError(`clipping ${what} ${limit} is outside (0, ∞); leave it out instead`);
}

/** `change ← min(max(change, −limit), limit)`. limit > 0. */
export function clipValue(limit: number): SynapticTransform {
  checkLimit('value', limit);
  return {
    kind: 'synaptic',
    name: 'clipValue',
    states: [],
    cells: ['minimum', 'maximum'],
    at: () => [-limit, limit],
    formula: (a, { change, cells }) => ({
      change: a.min(a.max(change, cells[0]), cells[1]),
      states: [],
    }),
  };
}

export interface NormClip {
  /** Measures the norm over all bundles; to be called after every gradient, before the plasticity is applied. */
  measure(): number;
  /** First link of every bundle's chain: `change ← change · min(1, limit/norm)`. */
  readonly transform: SynapticTransform;
}

/**
 * Scales the gradient of all bundles together so that its Euclidean norm is at most `limit` > 0.
 *
 * The norm is summed in blocks of fixed size, in their order: the same bits for every number of threads. Call
 * `engine.ready()` afterwards.
 */
export function clipNorm(engine: Engine, bundles: readonly Bundle[], limit: number): NormClip {
  checkLimit('norm', limit);
  const { memory } = engine;
  const blocks = bundles.flatMap(({ gradient, shardBytes, shards, capacity }) =>
    Array.from({ length: Math.ceil(capacity / UPDATE_BLOCK) }, (_, block) => {
      const first = block * UPDATE_BLOCK;
      const count = Math.min(UPDATE_BLOCK, capacity - first);
      return { kernel: squareSum(shards), values: [4 * first, count, gradient, shardBytes] };
    }),
  );
  // One cache line a block: threads write them at the same time.
  const books = memory.allocate(64 * blocks.length);
  const strands: Strand[] = blocks.map(({ kernel, values }, k) => [
    { kernel, values: [...values, books + 64 * k] },
  ]);
  const program = engine.program(strands);
  let factor = 1;
  return {
    measure() {
      engine.run(program);
      const { f64 } = memory.views();
      let sum = 0;
      for (let k = 0; k < blocks.length; k++) sum += f64[books / 8 + 8 * k];
      const norm = Math.sqrt(sum);
      factor = norm > limit ? limit / norm : 1;
      return norm;
    },
    transform: {
      kind: 'synaptic',
      name: 'clipNorm',
      states: [],
      cells: ['factor'],
      at: () => [factor],
      formula: (a, { change, cells }) => ({ change: a.mul(change, cells[0]), states: [] }),
    },
  };
}
