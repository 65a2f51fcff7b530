/**
 * Chains of plasticity that can be told in one line for a change of rank one, the product of an input's activity and an
 * output's error: then the change need not be formed.
 */

import type { Moment, RankOneBudget, SynapticTransform, Transform } from '../plasticity/index.ts';
import { chain } from '../plasticity/index.ts';

/** A chain that is told in one line: the step down the gradient, then budgets. */
export interface Plan {
  readonly rate: SynapticTransform;
  readonly frozen: boolean;
  /** Outputs and inputs that take part; infinite: all. */
  readonly units: number;
  readonly fraction: number;
  /** Share of the synapses onto each unit that change; 1 where they do not compete. */
  readonly onto: number;
  /** From which lead of a right answer on nothing changes: the smallest of all that are named; infinite where none is. */
  readonly lead: number;
  /** Positions that may change. */
  readonly choose: Choose | undefined;
}

type Choose = Extract<RankOneBudget, { readonly budget: 'chosen' }>['choose'];

/** The plan of a chain; `undefined` where a link must see the change formed. */
export function planOf(transform: Transform): Plan | undefined {
  let rate: SynapticTransform | undefined;
  let [units, fraction, onto] = [Infinity, 1, 1];
  let lead = Infinity;
  let choose: Choose | undefined;
  let frozen = false;
  const competed = (): boolean => fraction < 1 || onto < 1;
  for (const link of chain(transform).links) {
    if (link.kind === 'synaptic') {
      if (link.name !== 'rate' || rate !== undefined || competed()) return undefined;
      rate = link;
      continue;
    }
    const { rankOne } = link;
    if (rankOne === undefined) return undefined;
    switch (rankOne.budget) {
      case 'frozen':
        frozen = true;
        break;
      case 'lazy':
        lead = Math.min(lead, rankOne.lead);
        break;
      case 'path':
        // A path behind a competition would choose among what the competition has left.
        if (competed()) return undefined;
        units = Math.min(units, rankOne.units);
        break;
      case 'largest':
      case 'largest-onto-each':
        if (competed() || choose !== undefined || rate === undefined) return undefined;
        if (rankOne.budget === 'largest') fraction = rankOne.fraction;
        else onto = rankOne.fraction;
        break;
      case 'chosen':
        if (competed() || choose !== undefined) return undefined;
        choose = rankOne.choose;
        break;
    }
  }
  return rate === undefined ? undefined : { rate, frozen, units, fraction, onto, lead, choose };
}

/** Whether an example changes anything, as far as budgets that look at the answer go: said of all layers together. */
export function changesSomething(
  transforms: readonly Transform[],
): (seen: Pick<Moment, 'right' | 'lead'>) => boolean {
  const leads = transforms.flatMap((transform) => {
    const budgets = chain(transform).links.flatMap((link) =>
      link.kind === 'bundle' && link.rankOne !== undefined ? [link.rankOne] : [],
    );
    // A layer that is frozen has no say.
    if (budgets.some(({ budget }) => budget === 'frozen')) return [];
    return [Math.min(...budgets.map((own) => (own.budget === 'lazy' ? own.lead : Infinity)))];
  });
  return ({ right, lead }) => leads.some((least) => !(right && lead >= least));
}
