/**
 * What a person may do to a network that learns, between two of its steps: cut connections, hold a layer still, have it rewired
 * by a rule, or let only some of its synapses change. All of it is booked; a run in which it was done is its own.
 */

import type { Engine } from '../engine/index.ts';
import { UsageError, unknownName } from '../errors.ts';
import { type Bundle, bundleWeights, layerOf } from '../networks/index.ts';
import { chain, consolidateRest, type Plasticity, type Transform } from '../plasticity/index.ts';
import { isScored, type Rewiring } from '../rewiring/index.ts';
import { listOfEach } from '../sparse/topology.ts';
import type { Body } from './body.ts';

/** Which connections are meant: those between these units, or the weakest of the layer. */
export type Which =
  | {
      /** First and last sender, and receiver, from 0. */
      readonly senders: readonly [from: number, to: number];
      readonly receivers: readonly [from: number, to: number];
    }
  /** Share of the layer's connections that are left, (0, 1]. */
  | { readonly weakest: number };

/** A network in someone's hands. Everything happens at once, and only between two steps. */
export interface Handled {
  /** Layers by name; `sparse` those whose connections can go and come. */
  readonly layers: readonly { readonly name: string; readonly sparse: boolean }[];
  /** Whether rules that ask for gradients can be turned on. */
  readonly scores: boolean;
  /**
   * Cuts connections; what the layer's plasticity kept of them is gone, too. Of a layer that has them all the cut ones stay
   * where they are, with a weight of 0 that nothing changes any more.
   *
   * @returns how many
   * @throws UsageError for a layer that is not there, or a rule of learning that cannot leave out what was cut
   */
  cut(layer: string, which: Which): Promise<number>;
  /** Nothing changes the layer, neither plasticity nor rewiring, until it is let go. */
  hold(layer: string, held: boolean): void;
  /**
   * All sparse layers are rewired by this rule from the next pass on; `undefined` for none.
   *
   * @throws UsageError for one that asks for scores where there are none, or for more than a pass
   */
  rewireBy(rule: Rewiring | undefined): Promise<void>;
  /** Whether a step learns from one example, which budgets may ask about. */
  readonly single: boolean;
  /**
   * What changes go through besides, from the next step on; `undefined` for nothing. Of budgets that keep changes back, what a
   * cache still holds when another takes its place has become lasting, and is booked so; what else was kept is lost.
   */
  limit(budget: Transform | undefined): Promise<void>;
}

const layerNameOf = ({ name }: Bundle): string => name.replace(/\.weight$/, '');

/** What can be held still, or limited, bundle by bundle. */
export type Holding = Pick<Plasticity, 'hold' | 'limit' | 'confine' | 'states'>;

/** What a learner allows besides. */
export interface Allowing {
  /** Makes ready for rules that ask for gradients; absent where a network has no scores to give. */
  readonly prepareToLook?: () => void;
  /** Whether a step learns from one example. Default false. */
  readonly single?: boolean;
}

/** Whether a budget works with what it keeps: then that is part of the weights. */
const isCache = (budget: Transform | undefined): boolean =>
  budget !== undefined && chain(budget).links.some(({ states }) => states.includes('cache'));

/** The hands that a learner of this body may be in. */
export function handledBy(
  body: Body,
  plasticity: Holding,
  { prepareToLook, single = false }: Allowing = {},
): Handled {
  const { bundles, engine }: { bundles: readonly Bundle[]; engine: Engine } = body.network;
  // Of a network of layers, those are meant; of units with synapses alone, all of their weights.
  const listed = bundles.filter(({ matrix }) => matrix !== undefined);
  const weighted = listed.length > 0 ? listed : bundles.filter(({ kind }) => kind === 'weight');
  const names = weighted.map(layerNameOf);
  const bundleOf = (layer: string): Bundle => {
    const found = weighted[names.indexOf(layer)];
    if (found === undefined) throw unknownName('layer', layer, names);
    return found;
  };
  /** Of bundles that have all connections: 1 for those that were cut. */
  const closed = new Map<Bundle, Uint8Array>();
  /** What changes go through now. */
  let limited: Transform | undefined;
  return {
    layers: weighted.map((bundle) => ({
      name: layerNameOf(bundle),
      sparse: bundle.matrix?.dense === false,
    })),
    scores: prepareToLook !== undefined,
    single,
    async cut(layer, which) {
      const bundle = bundleOf(layer);
      if (bundle.matrix?.dense === false) {
        const removed = chosen(layerOf(engine, bundle), which);
        if (removed.length > 0) body.cut(bundle, removed);
        return removed.length;
      }
      const before = closed.get(bundle) ?? new Uint8Array(bundle.count());
      const removed = chosen(layerOf(engine, bundle), which, (k) => before[k] === 0);
      if (removed.length === 0) return 0;
      const after = before.slice();
      for (const k of removed) after[k] = 1;
      const all = Uint32Array.from(after, (_, k) => k);
      body.book();
      plasticity.confine(
        bundle,
        all.filter((k) => after[k] === 0),
      );
      closed.set(bundle, after);
      // What is 0 already costs nothing: so it is where cuts are made again in a network that was saved with them.
      const weights = bundleWeights(engine, bundle);
      body.cut(
        bundle,
        removed.filter((k) => weights[k] !== 0),
      );
      await engine.ready();
      return removed.length;
    },
    hold(layer, held) {
      const bundle = bundleOf(layer);
      const own = bundles.filter(({ layer: number }) => number === bundle.layer);
      for (const each of own) plasticity.hold(each, held);
      body.hold(bundle, held);
    },
    async rewireBy(rule) {
      if (rule !== undefined && isScored(rule)) {
        if (prepareToLook === undefined)
          throw new UsageError(
            `rule "${rule.name}" asks for gradients, which this network keeps only where such a rule is there from the start`,
          );
        prepareToLook();
      }
      body.rewireBy(rule);
      await engine.ready();
    },
    async limit(budget) {
      // A way of learning that gives place to another takes nothing along.
      body.book();
      for (const bundle of weighted) {
        const held = isCache(limited) ? Object.entries(plasticity.states(bundle)) : [];
        const store = held.findLast(([name]) => name.endsWith('.cache'))?.[1].slice();
        plasticity.limit(bundle, budget);
        if (store !== undefined) body.write(bundle, consolidateRest(store), 'consolidate');
      }
      limited = budget;
      await engine.ready();
    },
  };
}

/** Positions of the connections that are meant, ascending. @param exists whether one is still there; default all are */
function chosen(
  { topology, arrays: { weights } }: ReturnType<typeof layerOf>,
  which: Which,
  exists: (position: number) => boolean = () => true,
): Uint32Array {
  const all = Uint32Array.from(weights, (_, k) => k).filter(exists);
  if ('weakest' in which) {
    if (!(which.weakest > 0 && which.weakest <= 1))
      throw new UsageError(`a share of ${which.weakest} is not in (0, 1]`);
    const by = (a: number, b: number): number =>
      Math.abs(weights[a]) - Math.abs(weights[b]) || a - b;
    const count = Math.round(which.weakest * all.length);
    return all.sort(by).slice(0, count).sort();
  }
  const list = listOfEach(topology);
  const [senders, receivers] =
    topology.order === 'by-input' ? [list, topology.index] : [topology.index, list];
  const within = (unit: number, [from, to]: readonly [number, number]): boolean =>
    unit >= from && unit <= to;
  return all.filter(
    (k) => within(senders[k], which.senders) && within(receivers[k], which.receivers),
  );
}
