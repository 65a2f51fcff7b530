/**
 * What a person may do to a run under way, as plain data: a page posts it, the run's thread does it between two steps. A run in
 * which something was done by hand is no reproduction any more: whoever drives it writes down what was done and when, and
 * claims no hash.
 */

import { FrugalError, unknownName } from '../errors.ts';
import type { Handled, Which } from '../learners/hands.ts';
import { competitive } from '../plasticity/budgets/index.ts';
import { isScored, type Rewiring, rigl, set } from '../rewiring/index.ts';

/** Rules that can be turned on in mid-run: those that do nothing between their passes. */
const RULES: Readonly<Record<string, () => Rewiring | undefined>> = {
  none: () => undefined,
  set: () => set(),
  rigl: () => rigl({ candidates: 'all' }),
};

/** One thing to be done. */
export type Hand =
  | { readonly kind: 'cut'; readonly layer: string; readonly which: Which }
  | { readonly kind: 'hold'; readonly layer: string; readonly held: boolean }
  | { readonly kind: 'rewire'; readonly rule: string }
  /** Share of a layer's synapses that may change at a step; 1 for all. */
  | { readonly kind: 'budget'; readonly share: number };

/** What may be done to a network under way. */
export interface Hands {
  readonly layers: Handled['layers'];
  /** None where no layer can lose or gain a connection. */
  readonly rules: readonly string[];
  /**
   * Does it, at once.
   *
   * @returns what was done, in words: `cut 120 connections of hidden1`
   * @throws FrugalError for what cannot be done; nothing has changed then
   */
  do(hand: Hand): Promise<string>;
}

/** The hands on a learner; `undefined` for one that allows none. */
export function handsOn({ hands }: { readonly hands?: Handled }): Hands | undefined {
  if (hands === undefined) return undefined;
  const { layers, scores } = hands;
  const rules = Object.keys(RULES).filter((name) => {
    const rule = RULES[name]();
    return scores || rule === undefined || !isScored(rule);
  });
  return {
    layers,
    rules: layers.some(({ sparse }) => sparse) ? rules : [],
    do: (hand) => done(hands, hand),
  };
}

async function done(hands: Handled, hand: Hand): Promise<string> {
  switch (hand.kind) {
    case 'cut': {
      const count = await hands.cut(hand.layer, hand.which);
      if (count === 0)
        throw new FrugalError(`there is no connection of ${hand.layer} to cut there`);
      return `cut ${count} ${count === 1 ? 'connection' : 'connections'} of ${hand.layer}${placeOf(hand.which)}`;
    }
    case 'hold':
      hands.hold(hand.layer, hand.held);
      return `${hand.held ? 'froze' : 'let go'} ${hand.layer}`;
    case 'rewire': {
      if (!Object.hasOwn(RULES, hand.rule))
        throw unknownName('rule', hand.rule, Object.keys(RULES));
      await hands.rewireBy(RULES[hand.rule]());
      return hand.rule === 'none' ? 'turned rewiring off' : `turned on rewiring by ${hand.rule}`;
    }
    case 'budget':
      await hands.limit(hand.share < 1 ? competitive({ fraction: hand.share }) : undefined);
      return hand.share < 1
        ? `let only the ${percent(hand.share)} of synapses with the largest changes change at a step`
        : 'let all synapses change';
  }
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

function placeOf(which: Which): string {
  if ('weakest' in which) return `, the weakest ${percent(which.weakest)}`;
  const { senders, receivers } = which;
  return `, from senders ${senders.join('–')} to receivers ${receivers.join('–')}`;
}
