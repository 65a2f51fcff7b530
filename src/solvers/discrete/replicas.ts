/**
 * Replicas of a configuration that attract each other, as one more thing to anneal: y copies with the weight
 * exp(−β Σ_a E(Wᵃ)) Π_i 2cosh(γ Σ_a W_iᵃ), which is y copies tied to a common centre that is summed over. Configurations
 * in dense regions of solutions weigh more than their energy says.
 *
 * Sources: C. Baldassi, C. Borgs, J. Chayes, A. Ingrosso, C. Lucibello, L. Saglietti, R. Zecchina, "Unreasonable
 * effectiveness of learning neural networks", PNAS 113, E7655 (2016).
 */

import { UsageError } from '../../errors.ts';
import { logCosh } from '../../numerics/hyperbolic.ts';
import { finish, type Work, within } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { evaluate, evaluateInSteps } from '../../tasks/discrete/evaluate.ts';
import { type DiscreteProblem, synapsesOf } from '../../tasks/discrete/problem.ts';
import {
  type Annealed,
  type Annealing,
  type AnnealingOptions,
  anneal,
  drawWeights,
  USUAL_BETA,
} from './annealing.ts';
import { checkEnergy, createEnergyInSteps, type EnergyKind, type EnergyModel } from './energy.ts';

export interface ReplicaOptions {
  /** y. Default 3. */
  readonly replicas?: number;
  /** γ at the start and at the end of the schedule, between which it rises evenly. Default 0 to 1. */
  readonly coupling?: readonly [number, number];
  /** Default `flips`. */
  readonly energy?: EnergyKind;
}

/**
 * Ties y configurations of one problem together. It answers with the replica, or the majority of them, that has the least
 * errors.
 *
 * @param starts the first weights of each replica
 * @throws UsageError for levels other than two opposite ones, or options out of range
 */
export function* replicateInSteps(
  problem: DiscreteProblem,
  starts: readonly ArrayLike<number>[],
  options: ReplicaOptions = {},
): Work<Annealed & { overlap(): number }> {
  const { coupling = [0, 1], energy = 'flips' } = options;
  const { levels } = problem;
  const replicas = starts.length;
  if (replicas < 2) throw new UsageError(`replicas ${replicas} is less than 2`);
  if (levels.length !== 2 || levels[0] !== -levels[1])
    throw new UsageError(`replicas need two opposite levels, these are ${levels.join(', ')}`);
  for (const gamma of coupling)
    if (!(gamma >= 0 && gamma < 1e6)) throw new UsageError(`coupling ${gamma} is outside [0, 1e6)`);
  const models: EnergyModel[] = [];
  for (const [a, weights] of starts.entries()) {
    const making = createEnergyInSteps(problem, energy, weights);
    models.push(yield* within(making, a / replicas, (a + 1) / replicas));
  }
  const n = synapsesOf(problem);
  const unit = levels[1];
  /** Σ_a W_iᵃ in units of the level, and the signs of all replicas, one after another. */
  const sums = new Int32Array(n);
  const signs = new Int8Array(replicas * n);
  let gamma = coupling[0];
  /** log cosh γ s for s = 0 … y. */
  let table = new Float64Array(replicas + 1);
  const retable = (): void => {
    table = Float64Array.from({ length: replicas + 1 }, (_, s) => logCosh(gamma * s));
  };
  const recount = (): void => {
    sums.fill(0);
    models.forEach((model, a) => {
      const weights = model.weights();
      for (let i = 0; i < n; i++) {
        signs[a * n + i] = weights[i] / unit;
        sums[i] += signs[a * n + i];
      }
    });
  };
  retable();
  recount();

  /** The majority; ties go to the first replica. */
  const majority = (): Int8Array =>
    Int8Array.from(sums, (s, i) => unit * (Math.sign(s) || signs[i]));
  const best = (): number => {
    let chosen = 0;
    for (let a = 1; a < replicas; a++) if (models[a].energy() < models[chosen].energy()) chosen = a;
    return chosen;
  };
  return {
    ...{ problem, replicas, moves: replicas * n },
    cost(move, beta) {
      const a = Math.floor(move / n);
      const i = move - a * n;
      const s = sums[i];
      const turned = s - 2 * signs[move];
      return beta * models[a].difference(i) + table[Math.abs(s)] - table[Math.abs(turned)];
    },
    apply(move) {
      const a = Math.floor(move / n);
      const i = move - a * n;
      sums[i] -= 2 * signs[move];
      signs[move] = -signs[move];
      return models[a].apply(i);
    },
    energy: () => models.reduce((sum, model) => sum + model.energy(), 0) / replicas,
    solved: () => models.some((model) => model.energy() === 0),
    *errors() {
      const { errors } = yield* evaluateInSteps(problem, majority());
      return Math.min(models[best()].errors(), errors);
    },
    advance(share) {
      gamma = coupling[0] + (coupling[1] - coupling[0]) * share;
      retable();
    },
    weights() {
      const found = models[best()];
      const centre = majority();
      return evaluate(problem, centre).errors < found.errors() ? centre : found.weights();
    },
    save: () => signs.map((sign) => sign * unit),
    restore(saved) {
      models.forEach((model, a) => {
        finish(model.place(saved.subarray(a * n, (a + 1) * n)));
      });
      recount();
    },
    /** Mean overlap of two replicas. */
    overlap() {
      let squares = 0;
      for (const s of sums) squares += s * s;
      return (squares / n - replicas) / (replicas * (replicas - 1));
    },
  };
}

export interface ReplicatedAnnealingOptions extends Partial<AnnealingOptions>, ReplicaOptions {
  readonly random: Random;
}

/**
 * Replicated annealing from independent random weights; β as in simulated annealing, 4,000 sweeps.
 *
 * @throws UsageError for a broken problem or options out of range
 */
export function* createReplicatedAnnealingInSteps(
  problem: DiscreteProblem,
  options: ReplicatedAnnealingOptions,
): Work<Annealing> {
  const { random, replicas = 3, energy = 'flips' } = options;
  checkEnergy(energy);
  if (!Number.isInteger(replicas) || replicas < 2)
    throw new UsageError(`replicas ${replicas} is not an integer >= 2`);
  const start = random.split('start');
  const starts = Array.from({ length: replicas }, (_, a) => drawWeights(problem, start.split(a)));
  const [from, to] = USUAL_BETA[energy];
  const annealed = yield* replicateInSteps(problem, starts, options);
  return anneal(annealed, { from, to, sweeps: 4000, ...options });
}
