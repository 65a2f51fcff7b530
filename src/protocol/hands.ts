/**
 * What a person may do to a run under way, as plain data: a page posts it, the run's thread does it between two steps. A run in
 * which something was done by hand is no reproduction any more: whoever drives it writes down what was done and when, and
 * claims no hash.
 */

import { FrugalError, unknownName } from '../errors.ts';
import type { Handled, Which } from '../learners/hands.ts';
import { caching, competitive, lazy, residual } from '../plasticity/budgets/index.ts';
import type { Transform } from '../plasticity/index.ts';
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
  | { readonly kind: 'budget'; readonly share: number }
  /** A budget of another kind, which takes the place of the one before. */
  | {
      readonly kind: 'budget';
      readonly rule: string;
      /** What it acts from: a size of changes, in units of weight; of `lazy` the lead of the right answer. */
      readonly from: number;
    };

/** Budgets that can be turned on in mid-run beside competition, and what they are in words. */
const BUDGETS: Readonly<
  Record<string, { readonly make: (from: number) => Transform; readonly words: string }>
> = {
  residual: { make: residual, words: 'kept changes back, and wrote sums that exceed' },
  caching: {
    make: (threshold) => caching({ threshold }),
    words: 'let a cache hold changes until they exceed',
  },
  lazy: { make: lazy, words: 'let nothing change where the right answer leads by' },
};

/** What may be done to a network under way. */
export interface Hands {
  readonly layers: Handled['layers'];
  /** None where no layer can lose or gain a connection. */
  readonly rules: readonly string[];
  /** Budgets beside competition. */
  readonly budgets: readonly string[];
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
  const { layers, scores, single } = hands;
  const rules = Object.keys(RULES).filter((name) => {
    const rule = RULES[name]();
    return scores || rule === undefined || !isScored(rule);
  });
  return {
    layers,
    rules: layers.some(({ sparse }) => sparse) ? rules : [],
    budgets: Object.keys(BUDGETS).filter((name) => single || name !== 'lazy'),
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
      if ('rule' in hand) {
        if (!Object.hasOwn(BUDGETS, hand.rule))
          throw unknownName('budget', hand.rule, Object.keys(BUDGETS));
        const { make, words } = BUDGETS[hand.rule];
        await hands.limit(make(hand.from));
        return `${words} ${hand.from}`;
      }
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
