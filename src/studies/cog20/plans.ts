/** The networks of `cog20`, all of the same number of units. */

import { type NetworkPlan, planNetwork } from '../../connectivity/mask-plan.ts';
import { UsageError } from '../../errors.ts';
import { checkGrowth } from '../cognitive/growth.ts';
import type { Family, Values } from './parameters.ts';

/** Networks of one family: one a density for those that have a choice, the sparsest first. */
export function plansOfFamily({ units, densities }: Values, family: Family): NetworkPlan[] {
  if (family === 'dense' || family === 'diagonal') return [planNetwork(family, units)];
  const ascending = [...densities].sort((a, b) => a - b);
  const plans = ascending.map((density) => planNetwork(family, units, density));
  // Two densities may come to the same radius.
  return [...new Map(plans.map((plan) => [plan.id, plan])).values()];
}

/** All networks, in the order in which they are trained and drawn. */
export const plansOf = (values: Values): NetworkPlan[] =>
  values.families.flatMap((family) => plansOfFamily(values, family));

/** @throws UsageError for networks that cannot be made, before any is trained */
export function check(values: Values): void {
  checkGrowth(values);
  const sparse = plansOf(values).filter(({ family }) => family !== 'dense');
  for (const { name, inDegree, units } of sparse) {
    if (inDegree >= units)
      throw new UsageError(
        `${name} connects each of ${units} units with all; use the family "dense" or lower --densities`,
      );
  }
}
