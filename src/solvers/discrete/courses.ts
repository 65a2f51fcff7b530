/**
 * What drives message passing from marginals to one solution: reinforcement, focusing, decimation. Every course is a rule
 * for the external fields between two sweeps, and works on full and on approximate messages alike.
 */

import { UsageError } from '../../errors.ts';
import { atanh } from '../../numerics/hyperbolic.ts';
import { pow } from '../../numerics/portable.ts';
import type { MessagePassing } from './passing.ts';
import { clampField, type FocusingStep, LARGEST_FIELD } from './pulls.ts';
import type { Course } from './solver.ts';

/** A largest change of a mean below this, several sweeps in a row, is a standstill. */
const STILL = 1e-12;

function checkOpen(name: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new UsageError(`${name} ${value} is outside (0, 1)`);
}

function checkSweeps(sweeps: number): number {
  if (!Number.isInteger(sweeps) || sweeps < 1)
    throw new UsageError(`sweeps ${sweeps} is not an integer >= 1`);
  return sweeps;
}

export interface ReinforcementOptions {
  /** g in r_t = 1 − gᵗ, the strength after sweep t; closer to 1 is slower and solves more. Default 0.98. */
  readonly decay?: number;
  /**
   * `scaled`: every synapse gets the field r_t · h. `probabilistic`: with probability r_t it gets h, else nothing, as in the
   * original; more of the two is seldom solved by either, the first takes fewer sweeps.
   */
  readonly mode?: 'scaled' | 'probabilistic';
  /** Default 6/(1 − g): by then a run that has failed has frozen, also with 10⁵ synapses. */
  readonly sweeps?: number;
}

/**
 * Reinforced belief propagation: each synapse is pulled towards where it was, more and more.
 *
 * Source: A. Braunstein & R. Zecchina, "Learning by message passing in networks of discrete synapses", PRL 96, 030201
 * (2006).
 */
export function reinforcement({
  decay = 0.98,
  mode = 'scaled',
  sweeps = Math.ceil(6 / (1 - decay)),
}: ReinforcementOptions = {}): Course<MessagePassing> {
  checkOpen('decay', decay);
  checkSweeps(sweeps);
  return {
    ...{ name: 'reinforcement', sweeps },
    after(passing, sweep, change, random) {
      if (change < STILL) return false;
      const strength = 1 - pow(decay, sweep);
      if (mode === 'scaled') {
        passing.reinforce(strength);
        return true;
      }
      const { fields } = passing;
      for (let i = 0; i < fields.length; i++) {
        const pull = random.bernoulli(strength) ? 1 : 0;
        passing.expose(i, clampField(pull * fields[i]));
      }
      return true;
    },
  };
}

/**
 * Steps with ρ = 0, step, 2 step, … < 1: γ = artanh ρˣ, y = 1 + ρ^(1−2x)/(1 − ρ). At x = ½ the field is ρ h at first order
 * in h, so that this is reinforcement that knows of replicas.
 */
export function pseudoReinforcement({
  step = 0.01,
  exponent = 0.5,
}: {
  readonly step?: number;
  readonly exponent?: number;
} = {}): FocusingStep[] {
  checkOpen('step', step);
  if (!(exponent > 0 && exponent <= 0.5))
    throw new UsageError(`exponent ${exponent} is outside (0, 0.5]`);
  return Array.from({ length: Math.ceil(1 / step) }, (_, k) => k * step)
    .filter((rho) => rho < 1)
    .map((rho) => ({
      coupling: atanh(pow(rho, exponent)),
      replicas: 1 + pow(rho, 1 - 2 * exponent) / (1 - rho),
    }));
}

export interface FocusingOptions {
  /** Default: pseudo-reinforcement with step 0.01. */
  readonly steps?: readonly FocusingStep[];
  /** Sweeps a step. Default 1. */
  readonly sweepsPerStep?: number;
  /** Share of the old field that stays, beside the damping of the messages, which should be ½ too. Default 0.5. */
  readonly damping?: number;
}

/**
 * Focusing belief propagation: y replicas are drawn to a common centre, replica-symmetrically, and so to where solutions are
 * dense.
 *
 * Source: C. Baldassi, C. Borgs, J. Chayes, A. Ingrosso, C. Lucibello, L. Saglietti & R. Zecchina, "Unreasonable effectiveness
 * of learning neural networks", PNAS 113, E7655 (2016).
 */
export function focusing({
  steps = pseudoReinforcement(),
  sweepsPerStep = 1,
  damping = 0.5,
}: FocusingOptions = {}): Course<MessagePassing> {
  if (!(damping >= 0 && damping < 1)) throw new UsageError(`damping ${damping} is outside [0, 1)`);
  checkSweeps(sweepsPerStep);
  return {
    name: 'focusing',
    sweeps: checkSweeps(steps.length * sweepsPerStep),
    after(passing, sweep) {
      const step = steps[Math.floor(sweep / sweepsPerStep)];
      if (step === undefined) return false;
      passing.focus(step, damping);
      return true;
    },
  };
}

export interface DecimationOptions {
  /** Share of all synapses that is decided at a time. Default 0.01, at least one. */
  readonly share?: number;
  /** Change of a magnetisation below which messages count as converged. Default 1e-3. */
  readonly tolerance?: number;
  /** Sweeps after which synapses are decided in any case. Default 50. */
  readonly patience?: number;
  /** Default: enough to decide all of them. */
  readonly sweeps?: number;
}

/** Decides the most polarised synapses for good, lets the messages settle, and so on until none is left. */
export function decimation({
  share = 0.01,
  tolerance = 1e-3,
  patience = 50,
  sweeps = Math.ceil((patience + 1) / share),
}: DecimationOptions = {}): Course<MessagePassing> {
  if (!(share > 0 && share <= 1)) throw new UsageError(`share ${share} is outside (0, 1]`);
  checkSweeps(patience);
  checkSweeps(sweeps);
  return {
    ...{ name: 'decimation', sweeps },
    after(passing, sweep, change) {
      if (change > tolerance && sweep % patience !== 0) return true;
      const { fields, external } = passing;
      const free = [...fields.keys()].filter((i) => Math.abs(external[i]) < LARGEST_FIELD);
      free.sort((a, b) => Math.abs(fields[b]) - Math.abs(fields[a]) || a - b);
      for (const i of free.slice(0, Math.max(1, Math.floor(share * fields.length))))
        passing.expose(i, fields[i] < 0 ? -LARGEST_FIELD : LARGEST_FIELD);
      return free.length > 0;
    },
  };
}

/** No external fields: the read-out of the marginals, until they stand still. */
export function plain({
  sweeps = 1000,
}: {
  readonly sweeps?: number;
} = {}): Course<MessagePassing> {
  checkSweeps(sweeps);
  return { name: 'plain', sweeps, after: (_, _sweep, change) => change >= STILL };
}
