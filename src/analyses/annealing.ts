/**
 * Annealed importance sampling of a restricted Boltzmann machine's partition function, in its engine's memory: chains of
 * samples go from a base model without connections, whose partition function is known, to the machine, and gather the ratio
 * of weights on their way.
 *
 * Sources: R. M. Neal, "Annealed importance sampling", Stat. Comput. 11 (2001); R. Salakhutdinov, I. Murray, "On the
 * quantitative analysis of deep belief networks", ICML 2008.
 */

import type { Program, Strand } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import { blend, denseForward, fill, softplusGain } from '../kernels/index.ts';
import { cut, type Geometry, tilesOf } from '../networks/geometry.ts';
import type { Rbm } from '../networks/index.ts';
import { down, drawSums, type RbmParts, up } from '../networks/rbm-calls.ts';
import { createPace, tick, type Work } from '../numerics/pace.ts';
import { exp, log, log1p } from '../numerics/portable.ts';
import type { Random } from '../numerics/random.ts';
import { studentQuantile } from '../numerics/student.ts';

/** Stretches of inverse temperatures: so many equal steps up to each bound, from 0; the last bound is 1. */
export type Ladder = readonly { readonly to: number; readonly steps: number }[];

/** Salakhutdinov & Murray 2008: 14,500 temperatures, denser towards the machine. They took 100 chains. */
export const LONG_LADDER: Ladder = [
  { to: 0.5, steps: 500 },
  { to: 0.9, steps: 4000 },
  { to: 1, steps: 10_000 },
];

/** The same shape with so many times fewer steps. */
export const shorter = (ladder: Ladder, times: number): Ladder =>
  ladder.map(({ to, steps }) => ({ to, steps: Math.max(1, Math.round(steps / times)) }));

/** The inverse temperatures of a ladder, from 0 to 1. */
export function temperatures(ladder: Ladder): Float64Array {
  const betas = [0];
  let from = 0;
  for (const { to, steps } of ladder) {
    if (!(to > from && to <= 1) || !Number.isInteger(steps) || steps < 1)
      throw new UsageError(
        `a stretch of ${steps} steps from ${from} to ${to} is no part of [0, 1]`,
      );
    for (let k = 1; k <= steps; k++)
      betas.push(k === steps ? to : from + ((to - from) * k) / steps);
    from = to;
  }
  if (from !== 1) throw new UsageError(`a ladder ends at 1, not at ${from}`);
  return Float64Array.from(betas);
}

/** An estimate of log Z. */
export interface PartitionEstimate {
  readonly logPartition: number;
  /** Of 95 %: by the standard error of the mean weight, as log Z ± t·s/(m√chains). */
  readonly low: number;
  readonly high: number;
  /** (Σ w)² / Σ w²: as many chains of equal weight would tell as much. */
  readonly effectiveChains: number;
  /** log of each chain's weight, base model included: log Z is the log of the mean of their exponentials. */
  readonly logWeights: Float64Array;
}

export interface AnnealerOptions {
  /** Biases of the visible units of the base model: log-odds of the data's means (`logOdds`). */
  readonly base: Float32Array;
  /** Default 100. */
  readonly chains?: number;
}

export interface Annealer {
  /** Estimates the partition function of the machine as it is now. `random` is split, never drawn from. */
  estimate(random: Random, ladder?: Ladder): Work<PartitionEstimate>;
}

const softplus = (x: number): number => Math.max(x, 0) + log1p(exp(-Math.abs(x)));

/** The mean of exponentials and its interval. */
export function estimateOf(logWeights: Float64Array): PartitionEstimate {
  const chains = logWeights.length;
  const largest = logWeights.reduce((most, w) => Math.max(most, w), Number.NEGATIVE_INFINITY);
  const weights = logWeights.map((w) => exp(w - largest));
  const sum = weights.reduce((all, w) => all + w, 0);
  const squares = weights.reduce((all, w) => all + w * w, 0);
  const mean = sum / chains;
  const variance = Math.max(0, squares - chains * mean * mean) / Math.max(1, chains - 1);
  const logPartition = largest + log(mean);
  const error = Math.sqrt(variance / chains) / mean;
  const half = chains > 1 ? studentQuantile(0.975, chains - 1) * error : Number.POSITIVE_INFINITY;
  return {
    ...{ logPartition, low: logPartition - half, high: logPartition + half, logWeights },
    effectiveChains: (sum * sum) / squares,
  };
}

/** What a tile of chains works on: byte addresses. */
interface Chains {
  readonly visible: number;
  readonly hidden: number;
}

/** Addresses that all tiles share. */
interface Common {
  /** Biases of the base model, what the machine's have more, zeros for hidden units. */
  readonly base: number;
  readonly difference: number;
  readonly zeros: number;
  /** {key, step}; {β, β′}; {β, 0}; {β, 1 − β}. */
  readonly draws: number;
  readonly gain: number;
  readonly hiddenBlend: number;
  readonly visibleBlend: number;
  /** A single and a double a chain. */
  readonly fields: number;
  readonly gains: number;
}

const HIDDEN_SITE = 1;
const VISIBLE_SITE = 2;

/** First states of the chains, of the base model. */
function beginCalls(parts: RbmParts, geometry: Geometry, tile: number, own: Chains, at: Common) {
  const width = geometry.widths[tile];
  const { inputs: visible } = parts.matrix;
  const site = { cell: at.draws, site: VISIBLE_SITE, tile };
  return [
    { kernel: fill(width), values: [visible, at.base, own.visible] },
    drawSums(visible, width, site, [own.visible, own.visible]),
  ];
}

/** Weights gained between two temperatures, and a step of the chains at the second. */
function stepCalls(parts: RbmParts, geometry: Geometry, tile: number, own: Chains, at: Common) {
  const { arithmetic } = parts.engine;
  const { inputs: visible, outputs: hidden } = parts.matrix;
  const [width, first] = [geometry.widths[tile], geometry.firsts[tile]];
  const field = [0, 1, visible, 1, at.difference, at.zeros, own.visible, at.fields + 4 * first];
  const site = (number: number) => ({ cell: at.draws, site: number, tile });
  return [
    { kernel: denseForward({ width, order: 'by-output', arithmetic }), values: field },
    ...up(parts, width, own.visible, own.hidden),
    { kernel: softplusGain(width), values: [hidden, own.hidden, at.gain, at.gains + 8 * first] },
    { kernel: blend(width), values: [hidden, own.hidden, at.hiddenBlend, at.zeros] },
    drawSums(hidden, width, site(HIDDEN_SITE), [own.hidden, own.hidden]),
    down(parts, width, own.hidden, own.visible),
    { kernel: blend(width), values: [visible, own.visible, at.visibleBlend, at.base] },
    drawSums(visible, width, site(VISIBLE_SITE), [own.visible, own.visible]),
  ];
}

/**
 * Prepares chains beside a machine, once for as many estimates as are wanted; compiles kernels.
 *
 * @throws UsageError for a base of another size, or a number of chains that is not an integer ≥ 2
 * @example const { logPartition, low, high } = finish((await createAnnealer(network, { base })).estimate(random))
 */
export async function createAnnealer(
  network: Rbm,
  { base, chains = 100 }: AnnealerOptions,
): Promise<Annealer> {
  if (!Number.isInteger(chains) || chains < 2)
    throw new UsageError(`chains ${chains} is not an integer ≥ 2`);
  if (base.length !== network.visible)
    throw new UsageError(`a base of ${base.length} units for a machine of ${network.visible}`);
  const { engine, visible, hidden } = network;
  const { memory } = engine;
  const geometry = cut(chains);
  const single = (count: number): number => memory.allocate(4 * count);
  const at: Common = {
    ...{ base: single(visible), difference: single(visible), zeros: single(hidden) },
    ...{ draws: single(3), gain: single(2), hiddenBlend: single(2), visibleBlend: single(2) },
    ...{ fields: single(geometry.slots), gains: memory.allocate(8 * geometry.slots) },
  };
  memory.views().f32.set(base, at.base / 4);
  const tiles = geometry.widths.map(
    (width): Chains => ({ visible: single(width * visible), hidden: single(width * hidden) }),
  );
  const program = (calls: typeof stepCalls): Program =>
    engine.program(
      Array.from(
        { length: geometry.shards },
        (_, shard): Strand =>
          tilesOf(geometry, shard).flatMap((tile) =>
            calls(network.parts, geometry, tile, tiles[tile], at),
          ),
      ),
    );
  const [begin, step] = [program(beginCalls), program(stepCalls)];
  await engine.ready();
  return {
    estimate: (random, ladder = LONG_LADDER) =>
      anneal({ network, at, begin, step, base, chains }, random, temperatures(ladder)),
  };
}

/** A machine and its chains. */
interface Prepared {
  readonly network: Rbm;
  readonly at: Common;
  readonly begin: Program;
  readonly step: Program;
  readonly base: Float32Array;
  readonly chains: number;
}

function* anneal(
  { network, at, begin, step, base, chains }: Prepared,
  random: Random,
  betas: Float64Array,
): Work<PartitionEstimate> {
  const { engine, visible, hidden, visibleBias } = network;
  const { u32, f32, f64 } = engine.memory.views();
  const pace = createPace();
  u32.set(random.split('annealing').key, at.draws / 4);
  for (let i = 0; i < visible; i++) f32[at.difference / 4 + i] = f32[visibleBias / 4 + i] - base[i];
  const first = at.gains / 8;
  f64.fill(0, first, first + chains);
  const fields = new Float64Array(chains);
  u32[at.draws / 4 + 2] = 1;
  engine.run(begin);
  for (let k = 1; k < betas.length; k++) {
    const [before, beta] = [Math.fround(betas[k - 1]), Math.fround(betas[k])];
    f32.set([beta, before], at.gain / 4);
    f32[at.hiddenBlend / 4] = beta;
    f32.set([beta, 1 - beta], at.visibleBlend / 4);
    u32[at.draws / 4 + 2] = k + 1;
    engine.run(step);
    for (let c = 0; c < chains; c++) fields[c] += (beta - before) * f32[at.fields / 4 + c];
    if (pace.due()) yield tick(k / betas.length);
  }
  const start = base.reduce((sum, b) => sum + softplus(b), 0) + hidden * Math.LN2;
  return estimateOf(fields.map((field, c) => start + field + f64[first + c]));
}
