/**
 * Discrete synapses with hidden states, as a transform for any network: what is seen of a synapse is one of a few levels; what
 * learns is an integer behind it. The last link of a chain, after rates and budgets.
 */

import { FrugalError } from '../../errors.ts';
import {
  BLOCK_GROUP,
  blockWords,
  type Kernel,
  moveStates,
  STATE_CELL,
  STATE_CELL_BYTES,
  type StateMoves,
} from '../../kernels/index.ts';
import { inPlace } from '../in-place.ts';
import type { BundleContext, BundleTransform } from '../transform.ts';

/** When states may move at all, as SBPI has it; needs steps of one example each. */
export interface Metaplastic {
  /** p_s: probability that an example answered hardly right deepens the states of a bundle; one draw each. */
  readonly chance: number;
  /** An answer is hardly right where the greatest output leads the next one by no more than this. */
  readonly lead: number;
}

export interface HiddenStatesOptions {
  /** m ≥ 2 levels, equally spaced around 0: 2 is ±1, 3 is −1, 0, 1. Default 2. */
  readonly levels?: number;
  /** K, hidden states of a synapse, even and at least 2 m. Default 64. */
  readonly states?: number;
  /**
   * Weight of the greatest level. Default √(3 (m−1)/(m+1)) · gain/√(fan-in), so that levels in equal shares have the standard
   * deviation gain/√(fan-in).
   */
  readonly magnitude?: number;
  /** Default √2, for rectified units. */
  readonly gain?: number;
  /**
   * `proportional`: a change is rounded at random to whole states, so that it is right on average. `single`: every
   * change that is not 0 moves its synapse by one state. Default proportional.
   */
  readonly moves?: 'proportional' | 'single';
  readonly metaplastic?: Metaplastic;
  /**
   * First hidden states, one a synapse in the order of the weights: odd integers within ±(K − 1). Default the middle of the bin
   * of the level nearest to each weight. Connections that are born later get that in any case.
   */
  readonly start?: ArrayLike<number>;
}

/** Relative distance within which a weight counts as at its level: it was put there by an addition in single precision. */
const NEAR = 2 ** -20;

const MOVES: readonly StateMoves['which'][] = ['all', 'deeper', 'none'];
const ALIGNED = 16;

/** Levels −1 … 1 in m equal steps. */
export const unitLevels = (levels: number): Float64Array =>
  Float64Array.from({ length: levels }, (_, k) => (2 * k) / (levels - 1) - 1);

/** Number of the level of a hidden state: bins of equal width over ±states. */
export const levelOfState = (state: number, levels: number, states: number): number =>
  Math.min(levels - 1, Math.max(0, Math.floor(((state + states) * levels) / (2 * states))));

/** The state in the middle of the bin of a level, the one nearer to 0 of two: an odd integer. */
export function middleState(level: number, levels: number, states: number): number {
  const centre = (states * (2 * level + 1)) / levels - states;
  const below = 2 * Math.floor((centre - 1) / 2) + 1;
  return Math.abs(below) <= Math.abs(below + 2) ? below : below + 2;
}

function check(options: HiddenStatesOptions): void {
  const { levels = 2, states = 64, magnitude = 1, gain = 1, metaplastic } = options;
  if (!Number.isInteger(levels) || levels < 2 || levels > 256)
    throw new FrugalError(`levels ${levels} is not an integer in 2..256`);
  if (!(Number.isInteger(states) && states % 2 === 0 && states >= 2 * levels && states <= 65536))
    throw new FrugalError(`states ${states} is not an even integer in ${2 * levels}..65536`);
  for (const [name, value] of Object.entries({ magnitude, gain }))
    if (!(value > 0 && value < Infinity))
      throw new FrugalError(`${name} ${value} is outside (0, ∞)`);
  checkStart(options.start ?? [], states);
  if (metaplastic === undefined) return;
  if (!(metaplastic.chance >= 0 && metaplastic.chance <= 1))
    throw new FrugalError(`chance ${metaplastic.chance} is outside [0, 1]`);
  if (!(metaplastic.lead >= 0)) throw new FrugalError(`lead ${metaplastic.lead} is outside [0, ∞)`);
}

/** @throws FrugalError for what is no hidden state of so many */
function checkStart(start: ArrayLike<number>, states: number): void {
  for (let k = 0; k < start.length; k++)
    if (!(Math.abs(start[k] % 2) === 1 && Math.abs(start[k]) < states))
      throw new FrugalError(
        `first hidden state ${start[k]} of synapse ${k} is not an odd integer within ±${states - 1}`,
      );
}

/** Puts first states where no synapse has one yet. */
function place(start: ArrayLike<number>, hidden: Float32Array, bundle: string): void {
  if (hidden.some((h) => h !== 0)) return;
  if (start.length !== hidden.length)
    throw new FrugalError(
      `bundle "${bundle}" has ${hidden.length} synapses, ${start.length} first hidden states were given`,
    );
  hidden.set(start);
}

/** Weight of the greatest level of a bundle. */
export function magnitudeOf(
  { levels = 2, magnitude, gain = Math.SQRT2 }: HiddenStatesOptions,
  { count, outputs }: { readonly count: number; readonly outputs: number },
): number {
  if (magnitude !== undefined) return Math.fround(magnitude);
  const fanIn = Math.max(1, count / outputs);
  return Math.fround(Math.sqrt((3 * (levels - 1)) / (levels + 1) / fanIn) * gain);
}

/**
 * Hidden states: with h an odd integer within ±(K − 1), m levels and s the weight of the greatest,
 *
 *     h ← h + 2 n sign(change),   n whole, E n = |change| / q,   q = 2 s K⁻¹ m/(m − 1)
 *     w ← s · level(h)
 *
 * so that a change as large as the distance of two levels moves a state by the width of a bin. What leaves is the difference of
 * levels: 0 for nearly all synapses. At the first step weights go to the level nearest to them, and their states to the
 * middle of its bin, or where `start` says. Moves of states are booked as hidden writes, what changes of levels is all that counts as a change.
 *
 * With `metaplastic` the example decides: answered wrongly, states move; hardly right, with probability `chance` only those
 * that the move takes deeper, without a level changed; right, none.
 *
 * Draws come from the bundle's own stream, split by `hidden` and the step.
 *
 * @throws FrugalError for options outside their range, or `metaplastic` where a step learns from several examples
 *
 * Sources: C. Baldassi, A. Braunstein, N. Brunel, R. Zecchina, PNAS 104, 11079 (2007), for states and metaplastic moves;
 * S. Fusi, P. Drew, L. Abbott, Neuron 45, 599 (2005), for cascades of hidden states. Deviations: driven by gradients, by
 * random rounding; equal bins for more than two levels.
 *
 * @example chain(sgd({ rate: 0.05, momentum: 0.9 }), hiddenStates({ states: 128 })) // on the hidden layers of an MLP
 */
export function hiddenStates(options: HiddenStatesOptions = {}): BundleTransform {
  check(options);
  const { levels = 2, states: most = 64, moves = 'proportional', metaplastic } = options;
  const unit = unitLevels(levels);
  const middles = Float32Array.from(unit, (_, level) => middleState(level, levels, most));
  /** Levels by state, −(K − 1) first. */
  const levelAt = Uint8Array.from({ length: most }, (_, k) =>
    levelOfState(2 * k + 1 - most, levels, most),
  );
  const kernels = new Map(MOVES.map((which) => [which, moveStates({ moves, which })] as const));
  /** Byte offsets in the room to work in, and its end. */
  const key = STATE_CELL_BYTES;
  const seen = key + 16;
  const middle = seen + 4 * most;
  const drawn = ALIGNED * Math.ceil((middle + 4 * levels) / ALIGNED);
  const scratch = (synapses: number): number =>
    drawn + 16 * BLOCK_GROUP * Math.ceil(synapses / (4 * BLOCK_GROUP));

  /** Which moves an example allows. */
  const allowed = (context: BundleContext, step: number): StateMoves['which'] => {
    if (metaplastic === undefined) return 'all';
    const { moment } = context;
    if (moment === undefined)
      throw new FrugalError(
        `metaplastic states need steps of one example (bundle "${context.bundle}"); set batch 1`,
      );
    if (!moment.right) return 'all';
    if (moment.lead > metaplastic.lead) return 'none';
    const drawn = context.random.split('deepen').split(step).bernoulli(metaplastic.chance);
    return drawn ? 'deeper' : 'none';
  };

  return {
    kind: 'bundle',
    name: 'hiddenStates',
    states: ['hidden'],
    scratch,
    apply(view, step, context) {
      const count = view.change.length;
      const size = magnitudeOf(options, { count, outputs: context.outputs });
      const which = allowed(context, step);
      if (options.start !== undefined) place(options.start, view.states[0], context.bundle);
      inPlace(view, scratch(count), ({ call, views, scratch: at, change, weights, states }) => {
        const quantum = (2 * size * levels) / ((levels - 1) * most);
        views.f64.set([1 / quantum, NEAR * size, size], at / 8);
        const shown = unit.map((level) => Math.fround(level * size));
        for (let k = 0; k < most; k++) views.f32[(at + seen) / 4 + k] = shown[levelAt[k]];
        views.f32.set(middles, (at + middle) / 4);
        if (moves === 'proportional' && which !== 'none') {
          views.u32.set(context.random.split('hidden').split(step).key, (at + key) / 4);
          const blocks = BLOCK_GROUP * Math.ceil(count / (4 * BLOCK_GROUP));
          call(blockWords, blocks, at + key, 0, 0, at + drawn);
        }
        call(
          kernels.get(which) as Kernel,
          ...[count, change, weights, states[0], at, most - 1],
          ...[at + seen, levels - 1, at + middle, at + drawn],
        );
        context.book({ hiddenWrites: views.f64[at / 8 + STATE_CELL.writes] });
      });
    },
  };
}
