/** What a run of `plasticity` trains, one network, perceptron or learner after the other. */

import type { CachingCriterion } from '../../plasticity/index.ts';
import type { LearnerName } from './learner-names.ts';
import type { Experiment, Values } from './parameters.ts';
import type { RuleName } from './rules.ts';

/** One network to train online until it has reached the goal. */
export interface NetworkPlan {
  readonly kind: 'network';
  readonly experiment: Experiment;
  readonly rule: RuleName;
  readonly replicate: number;
  readonly hidden: number;
  readonly fraction: number;
  readonly rate: number;
  /** Examples a step. */
  readonly batch: number;
  /** Share of the connections that exist. */
  readonly density: number;
}

/** One perceptron of Li & van Rossum; `threshold` 0: without caching, whatever the criterion. */
export interface PerceptronPlan {
  readonly kind: 'perceptron' | 'caching';
  readonly load: number;
  readonly threshold: number;
  readonly criterion: CachingCriterion;
  readonly replicate: number;
}

/** One row of the table of learners. */
export interface LearnerPlan {
  readonly kind: 'learner';
  readonly learner: LearnerName;
  readonly replicate: number;
}

/** A network that stores random patterns. */
export interface AssociationsPlan {
  readonly kind: 'associations';
  /** Hidden units; 0: none. */
  readonly hidden: number;
  readonly load: number;
  readonly replicate: number;
}

export type Plan = NetworkPlan | PerceptronPlan | LearnerPlan | AssociationsPlan;

/** The load at which caching is studied. */
const CACHING_LOAD = 1;

/** Experiments that need no images. */
const WITHOUT_TASK: readonly Experiment[] = ['perceptron', 'caching', 'associations'];

export const needsTask = ({ experiments }: Values): boolean =>
  experiments.some((name) => !WITHOUT_TASK.includes(name));

/** All plans, experiment by experiment in the order of the parameters. */
export function plansOf(values: Values): Plan[] {
  const { hidden, fraction, rate, replicates, sweepReplicates } = values;
  const each = (count: number): number[] => Array.from({ length: count }, (_, k) => k);
  const common = { kind: 'network', hidden, fraction, rate, batch: 1, density: 1 } as const;
  const network = (
    experiment: Experiment,
    rule: RuleName,
    replicate: number,
    own: Partial<NetworkPlan> = {},
  ): Plan => ({ ...common, experiment, rule, replicate, ...own });
  const swept = <T>(places: readonly T[], make: (place: T, replicate: number) => Plan[]): Plan[] =>
    each(sweepReplicates).flatMap((replicate) => places.flatMap((place) => make(place, replicate)));
  const plans: Record<Experiment, () => Plan[]> = {
    rules: () =>
      each(replicates).flatMap((replicate) =>
        values.rules.map((rule) => network('rules', rule, replicate)),
      ),
    fraction: () =>
      swept(values.fractions, (own, replicate) => [
        network('fraction', 'competitive', replicate, { fraction: own }),
      ]),
    size: () =>
      swept(values.sizes, (units, replicate) =>
        values.sizeRules.map((rule) => network('size', rule, replicate, { hidden: units })),
      ),
    rate: () =>
      swept(values.rates, (own, replicate) => [network('rate', 'plain', replicate, { rate: own })]),
    batch: () =>
      swept(values.batches, (batch, replicate) => [
        network('batch', 'plain', replicate, { batch, rate: values.batchRate }),
      ]),
    density: () =>
      swept(values.densities, (density, replicate) =>
        values.densityRules.map((rule) => network('density', rule, replicate, { density })),
      ),
    learners: () =>
      swept(values.learners, (learner, replicate) => [{ kind: 'learner', learner, replicate }]),
    perceptron: () =>
      swept(values.loads, (load, replicate) => [
        { kind: 'perceptron', load, threshold: 0, criterion: 'local', replicate },
      ]),
    caching: () =>
      swept([0, ...values.perceptronThresholds], (threshold, replicate) =>
        // Without caches there is no criterion.
        (threshold === 0 ? (['local'] as const) : values.perceptronCriteria).map((criterion) => ({
          ...({ kind: 'caching', load: CACHING_LOAD } as const),
          ...{ threshold, criterion, replicate },
        })),
      ),
    associations: () =>
      swept(values.associationLoads, (load, replicate) =>
        values.associationHidden.map((units) => ({
          ...({ kind: 'associations', hidden: units } as const),
          ...{ load, replicate },
        })),
      ),
  };
  return values.experiments.flatMap((name) => plans[name]());
}

/** Rough cost of a plan, for the progress line. */
export function costOf(plan: Plan, { perceptronInputs }: Values): number {
  if (plan.kind === 'learner' || plan.kind === 'associations') return 1;
  if (plan.kind !== 'network') return (perceptronInputs / 1000) ** 2.5 * 0.02;
  return 1 + plan.hidden / 100;
}

/** What a plan is called while it runs, and in errors; no two of a run share a name. */
export function nameOf(plan: Plan): string {
  const which = plan.replicate > 0 ? ` (${plan.replicate + 1})` : '';
  switch (plan.kind) {
    case 'network':
      return `${plan.experiment} · ${networkName(plan)}${which}`;
    case 'learner':
      return `${plan.learner}${which}`;
    case 'associations':
      return `associations · ${plan.hidden} hidden, load ${plan.load}${which}`;
    case 'perceptron':
      return `perceptron · load ${plan.load}${which}`;
    case 'caching':
      return `caching · ${plan.criterion === 'local' ? '' : `${plan.criterion}, `}θ = ${plan.threshold}${which}`;
  }
}

function networkName({ experiment, rule, ...plan }: NetworkPlan): string {
  const words: Partial<Record<Experiment, string>> = {
    size: `${rule}, ${plan.hidden} hidden`,
    fraction: `p = ${plan.fraction}`,
    rate: `η = ${plan.rate}`,
    batch: `batch ${plan.batch}`,
    density: `${rule}, density ${plan.density}`,
  };
  return words[experiment] ?? rule;
}
