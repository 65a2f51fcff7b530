/** The networks of `modcog`: a density curve at equal units and one at equal synapses, each network trained once. */

import {
  type NetworkPlan,
  planNetwork,
  planSynapses,
  synapsesOf,
} from '../../connectivity/mask-plan.ts';
import { UsageError } from '../../errors.ts';
import { checkGrowth } from '../cognitive/growth.ts';
import type { Matching, Values } from './parameters.ts';

/** A place on a density curve. */
export interface Placed {
  readonly matching: Matching;
  readonly plan: NetworkPlan;
}

/**
 * All places. The dense network ends both curves; autapses begin the one at equal units (at equal synapses they would be N²
 * units without a connection between them).
 */
export function placesOf(values: Values): readonly Placed[] {
  const { families, matchings, units, densities, autapses } = values;
  const ascending = [...densities].sort((a, b) => a - b);
  return matchings.flatMap((matching) => {
    const sparse = families.flatMap((family) =>
      ascending.map((density) =>
        matching === 'units'
          ? planNetwork(family, units, density)
          : planSynapses(family, units * units, density),
      ),
    );
    const ends = [planNetwork('dense', units)];
    const beginning = autapses && matching === 'units' ? [planNetwork('diagonal', units)] : [];
    return [...beginning, ...sparse, ...ends].map((plan) => ({ matching, plan }));
  });
}

/** The networks, each once: two densities may come to the same radius. */
export function plansOf(values: Values): readonly NetworkPlan[] {
  const plans = new Map(placesOf(values).map(({ plan }) => [plan.id, plan]));
  if (values.autapses) {
    const alone = planNetwork('diagonal', values.units);
    plans.set(alone.id, alone);
  }
  // Of several sizes the name alone would not tell.
  return [...plans.values()].map((plan) =>
    plan.units === values.units ? plan : { ...plan, name: `${plan.name}, N = ${plan.units}` },
  );
}

/** Memory of one step's gradients and weights is far below what the engine can address up to here. */
const MOST_SYNAPSES = 100_000_000;

/** @throws UsageError for networks that cannot be made, before any is trained */
export function check(values: Values): void {
  checkGrowth(values);
  for (const plan of plansOf(values)) {
    if (synapsesOf(plan) > MOST_SYNAPSES)
      throw new UsageError(
        `${plan.name} has ${synapsesOf(plan)} recurrent synapses, more than ${MOST_SYNAPSES}; lower --units`,
      );
  }
  if (values.matchings.includes('synapses') && values.families.includes('torus')) {
    for (const density of values.densities) planSynapses('torus', values.units ** 2, density);
  }
}
