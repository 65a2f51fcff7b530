/**
 * The two ways in which an online learner makes changes of errors: the gradient formed and a chain of plasticity over it,
 * or, where the chain can be told for a change of rank one, the products written where they are allowed.
 */

import {
  BOOK_BYTES,
  competeScratch,
  type Mode,
  singleCompete,
  singleUpdate,
  TINY,
} from '../kernels/index.ts';
import type { SingleNetwork } from '../networks/index.ts';
import type { Random } from '../numerics/random.ts';
import {
  type Booked,
  chain,
  createPlasticity,
  keptOf,
  type Moment,
  type RankOneBudget,
  type SynapticTransform,
  type Transform,
} from '../plasticity/index.ts';

/** What the kernels flush to 0. */
const LEAST = Math.fround(TINY);

/** A chain that is told in one line: the step down the gradient, then budgets. */
export interface Plan {
  readonly rate: SynapticTransform;
  readonly frozen: boolean;
  /** Outputs and inputs that take part; infinite: all. */
  readonly units: number;
  readonly fraction: number;
  readonly lead: number | undefined;
  /** Positions that may change. */
  readonly choose: Choose | undefined;
}

type Choose = Extract<RankOneBudget, { readonly budget: 'chosen' }>['choose'];

/** The plan of a chain; `undefined` where a link must see the change formed. */
export function planOf(transform: Transform): Plan | undefined {
  let rate: SynapticTransform | undefined;
  let [units, fraction] = [Infinity, 1];
  let lead: number | undefined;
  let choose: Choose | undefined;
  let frozen = false;
  for (const link of chain(transform).links) {
    if (link.kind === 'synaptic') {
      if (link.name !== 'rate' || rate !== undefined || fraction < 1) return undefined;
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
        lead = Math.max(lead ?? 0, rankOne.lead);
        break;
      case 'path':
        // A path behind a competition would choose among what the competition has left.
        if (fraction < 1) return undefined;
        units = Math.min(units, rankOne.units);
        break;
      case 'largest':
        if (fraction < 1 || choose !== undefined || rate === undefined) return undefined;
        fraction = rankOne.fraction;
        break;
      case 'chosen':
        if (fraction < 1 || choose !== undefined) return undefined;
        choose = rankOne.choose;
        break;
    }
  }
  return rate === undefined ? undefined : { rate, frozen, units, fraction, lead, choose };
}

/** How an example's errors become changes. */
export interface Updater {
  /** Learns from example number `number` of the run, which the network has answered. */
  step(
    number: number,
    seen: Omit<Moment, 'layers'>,
  ): { readonly changed: boolean; readonly traced: boolean };
  /** What was booked for a layer since the last call. */
  take(layer: number): Booked;
  /** Views of what the chain keeps of each synapse of a layer, by name. */
  states(layer: number): Record<string, Float32Array>;
}

/** The gradient formed, summed over `batch` examples, and a chain of plasticity over it. */
export function formedWay(
  network: SingleNetwork,
  transforms: readonly Transform[],
  booked: boolean,
  random: Random,
  batch: number,
): Updater {
  const { engine, bundles, layers } = network;
  const programOf = (mode: Mode) =>
    engine.program([layers.map((_, k) => network.gradientCall(k, mode))]);
  const [store, accumulate] = [programOf('store'), programOf('accumulate')];
  const plasticity = createPlasticity(
    engine,
    bundles,
    (bundle) => transforms[bundle.layer],
    booked,
    random,
  );
  // A step that every layer sits out changes nothing; `Infinity` where a layer never does.
  const leads = transforms.map((transform) =>
    Math.min(
      ...chain(transform).links.flatMap((link) =>
        link.kind === 'bundle' && link.rankOne?.budget === 'lazy' ? [link.rankOne.lead] : [],
      ),
    ),
  );
  const lead = Math.max(...leads);
  return {
    step(number, seen) {
      network.backward(seen.label);
      engine.run(number % batch === 0 ? store : accumulate);
      if ((number + 1) % batch > 0) return { changed: false, traced: true };
      const step = Math.floor(number / batch);
      if (batch > 1) {
        plasticity.apply(step);
        return { changed: true, traced: true };
      }
      const around = layers.map((_, k) => ({
        inputs: network.activities(k),
        activities: network.activities(k + 1),
        errors: network.errors(k),
      }));
      plasticity.apply(step, { ...seen, layers: around });
      return { changed: !(seen.right && seen.lead >= lead), traced: true };
    },
    take: (k) => plasticity.takeBooked(bundles[k]),
    states: (k) => plasticity.states(bundles[k]),
  };
}

/** The products of rank one, written where they are allowed. */
export function shortWay(
  network: SingleNetwork,
  plans: readonly Plan[],
  booked: boolean,
  random: Random,
): Updater {
  const { engine, layers } = network;
  const { memory } = engine;
  const last = layers.length - 1;
  const each = layers.map((layer, k) => {
    const plan = plans[k];
    // The scale of the changes and, where synapses compete, how many are kept, the key of the ties and the step.
    const scale = memory.allocate(20);
    const own = random.split(layer.bundle.name);
    const book = memory.allocate(BOOK_BYTES);
    // The inputs and outputs that may take part, and how many of their synapses are kept.
    const limit = k === 0 ? layer.inputs : Math.min(layer.inputs, plan.units);
    const touched = k === last ? layer.outputs : Math.min(layer.outputs, plan.units);
    const keep = keptOf(layer.inputs * layer.outputs, plan.fraction);
    memory.views().u32.set([keep, ...own.split('ties').key], scale / 4 + 1);
    const competing = keep < limit * touched;
    const everyInput = limit === layer.inputs;
    const list = everyInput ? layer.list : memory.allocate(4 * (limit + 1));
    const ending = booked ? 'book' : 'commit';
    const values = [
      ...[list, layer.bundle.weight, layer.outputs, touched],
      ...[layer.input, layer.error, scale, book],
    ];
    const call = competing
      ? {
          kernel: singleCompete(ending),
          values: [...values, memory.allocate(competeScratch(limit, touched))],
        }
      : { kernel: singleUpdate(ending), values };
    return {
      ...{ layer, plan, scale, book },
      program: engine.program([[call]]),
      counts: { pre: limit, post: touched, stride: layer.outputs },
      lists: { own: list, all: layer.list, limit },
      random: own,
    };
  });
  const lead = Math.max(...plans.map((plan) => plan.lead ?? -1));
  const lazy = plans.every((plan) => plan.lead !== undefined || plan.frozen);
  type Each = (typeof each)[number];

  /** Inputs of the list that lie below the limit: the list is ascending. */
  const shortenList = ({ lists: { own, all, limit } }: Each): void => {
    if (own === all) return;
    const { u32 } = memory.views();
    let count = 0;
    for (let k = 1; k <= u32[all / 4] && u32[all / 4 + k] < limit; k++)
      u32[own / 4 + ++count] = u32[all / 4 + k];
    u32[own / 4] = count;
  };

  /** Writes the changes of some synapses, given by their ends, and books them. */
  const writeSome = (
    { layer, scale: at, book, counts: { pre: inputs, post: outputs, stride } }: Each,
    index: number,
    { pre, post, count }: Some,
  ): void => {
    const { f32, f64 } = memory.views();
    const [input, error] = [network.activities(index), network.errors(index)];
    const scale = f32[at / 4];
    const base = layer.bundle.weight / 4;
    let potentiation = 0;
    let depression = 0;
    let changes = 0;
    for (let k = 0; k < count; k++) {
      const i = pre[k];
      const o = post[k];
      if (i >= inputs || o >= outputs) continue;
      const position = base + i * stride + o;
      const old = f32[position];
      const sum = Math.fround(old + Math.fround(scale * Math.fround(input[i] * error[o])));
      const written = Math.abs(sum) < LEAST ? 0 : sum;
      if (written === old) continue;
      f32[position] = written;
      changes += 1;
      if (written > old) potentiation += written - old;
      else depression += old - written;
    }
    f64[book / 8] += potentiation;
    f64[book / 8 + 1] += depression;
    f64[book / 8 + 2] += changes;
  };

  const splitEnds = endsOf();

  return {
    step(number, { right, lead: by, label }) {
      if (lazy && right && by >= lead) return { changed: false, traced: false };
      network.backward(label);
      const { f32, u32 } = memory.views();
      each.forEach((own, k) => {
        const { plan } = own;
        if (plan.frozen) return;
        if (plan.lead !== undefined && right && by >= plan.lead) return;
        f32[own.scale / 4] = plan.rate.at(number)[0];
        if (plan.choose !== undefined) {
          const size = own.layer.inputs * own.layer.outputs;
          const open = plan.choose(own.random, size, number);
          writeSome(own, k, splitEnds(open, own.layer.outputs));
        } else {
          shortenList(own);
          u32[own.scale / 4 + 4] = number;
          engine.run(own.program);
        }
      });
      return { changed: true, traced: true };
    },
    take(k) {
      const { f64 } = memory.views();
      const at = each[k].book / 8;
      const [potentiation, depression, changes] = f64.slice(at, at + 3);
      f64.fill(0, at, at + 3);
      return { changes, potentiation, depression, stored: 0, hiddenWrites: 0 };
    },
    states: () => ({}),
  };
}

/** Synapses by their ends. */
interface Some {
  readonly pre: Uint32Array;
  readonly post: Uint32Array;
  readonly count: number;
}

/** Ends of positions `pre · outputs + post`, kept as long as the array of the positions is. */
function endsOf(): (positions: ArrayLike<number>, outputs: number) => Some {
  const known = new WeakMap<object, Some>();
  return (positions, outputs) => {
    const found = known.get(positions);
    if (found !== undefined) return found;
    const pre = Uint32Array.from(positions, (position) => Math.floor(position / outputs));
    const post = Uint32Array.from(positions, (position, k) => position - pre[k] * outputs);
    const some = { pre, post, count: positions.length };
    known.set(positions, some);
    return some;
  };
}
