/**
 * A chain as passes: runs of synaptic links become one formula, bundle links stand alone.
 */

import { FrugalError } from '../errors.ts';
import type { Changed, Rule, Synapse } from '../kernels/index.ts';
import {
  type BundleTransform,
  chain,
  type SynapticTransform,
  type Transform,
} from './transform.ts';

/** Part of a chain that is done in one go. `firstState` numbers its states within the chain's. */
export type Pass =
  | {
      readonly kind: 'formula';
      readonly rule: Rule;
      readonly firstState: number;
      readonly cellsAt: (step: number) => readonly number[];
    }
  | { readonly kind: 'bundle'; readonly link: BundleTransform; readonly firstState: number };

/** States from before a run of links that its first link goes on with. */
const sharedBy = ([first]: readonly SynapticTransform[]): number => first?.shares ?? 0;

/** One formula for a run of links: each sees its own states and cells, and the change of the one before. */
export function fuse(links: readonly SynapticTransform[]): Rule {
  return {
    name: links.map((link) => link.name).join('+') || 'add',
    states: links.reduce((sum, link) => sum + link.states.length, sharedBy(links)),
    cells: links.reduce((sum, link) => sum + link.cells.length, 0),
    ...(links.some((link) => link.stores === true) ? { stores: true } : {}),
    formula: (algebra, { change, weight, states, cells }) => {
      let now = change;
      const after: (typeof change)[] = [];
      let [state, cell] = [sharedBy(links), 0];
      let booked: Pick<Changed<typeof change>, 'durable' | 'store'> = {};
      for (const link of links) {
        const from = state - (link.shares ?? 0);
        const seen = states.map((before, k) => after[k] ?? before);
        const own: Synapse<typeof change> = {
          change: now,
          weight,
          states: seen.slice(from, state + link.states.length),
          cells: cells.slice(cell, cell + link.cells.length),
        };
        const next: Changed<typeof change> = link.formula(algebra, own);
        now = next.change;
        const { durable, store } = next;
        if (store !== undefined) booked = durable === undefined ? { store } : { durable, store };
        after.splice(from, after.length, ...next.states);
        state += link.states.length;
        cell += link.cells.length;
      }
      return { change: now, states: after, ...booked };
    },
  };
}

/** Cuts a chain into passes. The last is always a formula, which writes the weights (an empty one adds the change). */
export function passesOf(transform: Transform): Pass[] {
  const passes: Pass[] = [];
  let run: SynapticTransform[] = [];
  let states = 0;
  const close = (): void => {
    const links = run;
    passes.push({
      kind: 'formula',
      rule: fuse(links),
      firstState: states - sharedBy(links),
      cellsAt: (step) => links.flatMap((link) => link.at(step)),
    });
    states += links.reduce((sum, link) => sum + link.states.length, 0);
    run = [];
  };
  for (const link of chain(transform).links) {
    if (link.kind === 'synaptic') run.push(link);
    else {
      close();
      passes.push({ kind: 'bundle', link, firstState: states - (link.shares ?? 0) });
      states += link.states.length;
    }
  }
  close();
  checkStores(passes);
  return passes;
}

/** Only the last pass books, and it has room for one store. */
function checkStores(passes: readonly Pass[]): void {
  const hidden = passes.flatMap((pass, k) =>
    pass.kind === 'formula' && pass.rule.stores === true ? [k] : [],
  );
  if (hidden.some((k) => k < passes.length - 1))
    throw new FrugalError('a rule that keeps changes back must come after every budget');
}
