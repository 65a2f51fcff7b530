/**
 * Every budget on every learner: exactly the synapses that a slow oracle allows have changed, by what was proposed, and the
 * ledger has booked them.
 *
 * A link in front of the budget and one behind it copy what passes; the weights are read at the next step.
 */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Learn, SMALL_LEARNERS } from '../../test/small-learners.ts';
import {
  type BundleContext,
  type BundleTransform,
  chain,
  competitive,
  fixedNeurons,
  fixedSynapses,
  frozen,
  imbalance,
  keptOf,
  lazy,
  neuronsByActivity,
  neuronsByError,
  neuronsInRotation,
  neuronsPerClass,
  onlySynapses,
  path,
  randomNeurons,
  randomSynapses,
  rate,
  residual,
  residualCompetitive,
  type Transform,
} from '../plasticity/index.ts';

/** What was seen of a bundle at one step: the change before the budget and behind it, and the weights before the step. */
interface Look {
  readonly bundle: string;
  readonly context: BundleContext;
  readonly before: Float32Array;
  readonly after: Float32Array;
  readonly weights: Float32Array;
}

/**
 * A chain with eyes. A rule that must come last has none behind it: what came out of it is then read off the weights.
 */
function watched(budget: Transform, looks: Look[], last = false): Transform {
  const open = new Map<string, Omit<Look, 'after'>>();
  const eye = (name: string, see: BundleTransform['apply']): BundleTransform => ({
    ...{ kind: 'bundle', name, states: [] },
    apply: see,
  });
  const front = eye('front', ({ change, weights }, _, context) => {
    const { bundle } = context;
    const seen = { before: change.slice(), weights: weights.slice() };
    open.set(bundle, { bundle, context: { ...context }, ...seen });
    if (last) looks.push({ bundle, context: { ...context }, ...seen, after: new Float32Array(0) });
  });
  const back = eye('back', ({ change }, _, { bundle }) => {
    const seen = open.get(bundle);
    if (seen !== undefined) looks.push({ ...seen, after: change.slice() });
  });
  return chain(rate(0.05), front, budget, ...(last ? [] : [back]));
}

/** Positions sorted by magnitude, ties by index. */
const bySize = (values: ArrayLike<number>, sign: 1 | -1): number[] =>
  Array.from(values, (_, k) => k).sort(
    (a, b) => sign * (Math.abs(values[b]) - Math.abs(values[a])) || a - b,
  );

/** Unit onto which each synapse goes, and the others' numbers onto the same. */
const onto = ({ context, before }: Look): number[][] => {
  const { post } = context.ends();
  const units: number[][] = Array.from({ length: context.outputs }, () => []);
  for (let k = 0; k < before.length; k++) units[post[k]].push(k);
  return units;
};

const largestOf = (look: Look, count: number): Set<number> =>
  new Set(bySize(look.before, 1).slice(0, count));

/** Which synapses tie at the cut: those of a size that lies on both sides of it. */
function tiesOf(
  look: Look,
  allowed: ReadonlySet<number>,
  compares: 'before' | 'weights' | undefined,
): (k: number) => boolean {
  if (compares === undefined) return () => false;
  const size = (k: number): number => Math.abs(look[compares][k]);
  const within = new Set([...allowed].map(size));
  const out = [...look.before.keys()].filter((k) => !allowed.has(k)).map(size);
  const both = new Set(out.filter((s) => within.has(s)));
  return (k) => both.has(size(k));
}

/** What is known of a budget beside that it lets changes through as they are or not at all. */
interface Case {
  readonly budget: (p: number) => Transform;
  /** Whether it needs to see one example at a time. */
  readonly online?: true;
  /** The synapses that may change, where the rule leaves no choice. */
  readonly exactly?: (look: Look, p: number) => Set<number>;
  /** What the rule compares: where equal ones lie on both sides of the cut, others may be chosen than those of `exactly`. */
  readonly compares?: 'before' | 'weights';
  /** How many synapses, or how many units onto which synapses lead, may change. */
  readonly synapses?: (look: Look, p: number) => number;
  readonly units?: (look: Look, p: number) => number;
  /** The same choice at every step. */
  readonly fixed?: true;
}

const unitsOf = (look: Look, p: number): number =>
  Math.max(1, Math.round(p * look.context.outputs));
const K = 4;

/** Positions that every bundle has or lacks; those it lacks do no harm. */
const GIVEN = [0, 2, 3, 11, 29, 64, 1000];

const BUDGETS: Readonly<Record<string, Case>> = {
  competitive: {
    budget: (fraction) => competitive({ fraction }),
    exactly: (look, p) => largestOf(look, keptOf(look.before.length, p)),
    compares: 'before',
  },
  'smallest changes': {
    budget: (fraction) => competitive({ fraction, which: 'smallest' }),
    exactly: (look, p) => new Set(bySize(look.before, -1).slice(0, keptOf(look.before.length, p))),
    compares: 'before',
  },
  'largest weights': {
    budget: (fraction) => competitive({ fraction, by: 'weight' }),
    exactly: (look, p) => new Set(bySize(look.weights, 1).slice(0, keptOf(look.before.length, p))),
    compares: 'weights',
  },
  'smallest weights': {
    budget: (fraction) => competitive({ fraction, by: 'weight', which: 'smallest' }),
    exactly: (look, p) => new Set(bySize(look.weights, -1).slice(0, keptOf(look.before.length, p))),
    compares: 'weights',
  },
  'within neurons': {
    budget: (fraction) => competitive({ fraction, within: 'neuron' }),
    exactly: (look, p) =>
      new Set(
        onto(look).flatMap((own) => {
          const order = bySize(
            own.map((k) => look.before[k]),
            1,
          );
          return order.slice(0, Math.max(1, keptOf(own.length, p))).map((rank) => own[rank]);
        }),
      ),
    compares: 'before',
  },
  path: {
    budget: () => path(K),
    exactly({ context, before }) {
      const { pre, post } = context.ends();
      const { layer, layers, kind } = context;
      const [first, last] = [layer === 0 || kind === 'bias', layer === layers - 1];
      const all = Array.from(before, (_, k) => k);
      return new Set(all.filter((k) => (first || pre[k] < K) && (last || post[k] < K)));
    },
  },
  'path, then competitive': {
    budget: (fraction) => chain(path(K), competitive({ fraction })),
    synapses: (look, p) => keptOf(look.before.length, p),
  },
  frozen: { budget: () => frozen(), exactly: () => new Set() },
  'given synapses': {
    budget: () => onlySynapses(GIVEN),
    exactly: () => new Set(GIVEN),
  },
  'fixed synapses': {
    budget: (p) => fixedSynapses(p),
    synapses: (look, p) => keptOf(look.before.length, p),
    fixed: true,
  },
  'random synapses': {
    budget: (p) => randomSynapses(p),
    synapses: (look, p) => keptOf(look.before.length, p),
  },
  'random neurons': { budget: (p) => randomNeurons(p) },
  'fixed neurons': { budget: (p) => fixedNeurons(p), units: unitsOf, fixed: true },
  'neurons in rotation': { budget: (p) => neuronsInRotation(p, 3), units: unitsOf },
  'neurons per class': { budget: (p) => neuronsPerClass(p), units: unitsOf, online: true },
  'neurons by error': { budget: (p) => neuronsByError(p), units: unitsOf, online: true },
  'neurons by activity': {
    budget: (p) => neuronsByActivity(p, 'smallest'),
    units: unitsOf,
    online: true,
  },
  lazy: {
    budget: () => lazy(0.1),
    online: true,
    exactly({ context: { moment }, before }) {
      const still = moment?.right === true && moment.lead >= 0.1;
      return new Set(still ? [] : before.keys());
    },
  },
};

/** Weights of a bundle after each look: those before the next one, and at last those at the end. */
function following(looks: readonly Look[], last: ReadonlyMap<string, Float32Array>) {
  return looks.map((look, k) => {
    const next = looks.slice(k + 1).find((other) => other.bundle === look.bundle);
    return next?.weights ?? last.get(look.bundle) ?? new Float32Array(0);
  });
}

/** Weights are what they were plus what came out of the chain, and the ledger has counted those that differ. */
async function follow(learn: Learn, budget: Transform, last = false): Promise<readonly Look[]> {
  const looks: Look[] = [];
  const { booked, weights } = await learn(watched(budget, looks, last));
  let changed = 0;
  const complete = following(looks, weights).map((now, number) => {
    const { after, weights: then } = looks[number];
    for (let k = 0; k < now.length; k++) if (now[k] !== then[k]) changed += 1;
    if (last) return { ...looks[number], after: now.map((w, k) => w - then[k]) };
    expect(now).toEqual(then.map((w, k) => Math.fround(w + after[k])));
    return looks[number];
  });
  expect(looks.length).toBeGreaterThan(10);
  expect(booked).toBe(changed);
  return complete;
}

const pairs = Object.entries(SMALL_LEARNERS).flatMap(([learner, { online, learn }]) =>
  Object.entries(BUDGETS)
    .filter(([, known]) => online || known.online !== true)
    .map(([name, known]) => ({ learner, name, learn, known })),
);

describe.each(pairs)('$learner, $name', ({ learn, known }) => {
  it('changes exactly the synapses that it may', async () => {
    const share = fc.double({ min: 0.01, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(share, async (p) => {
        const looks = await follow(learn, known.budget(p));
        const ever = new Map<string, Set<number>>();
        for (const look of looks) {
          const { before, after } = look;
          const moved = [...after.keys()].filter((k) => after[k] !== 0);
          for (const k of moved) expect(after[k]).toBe(before[k]);
          const allowed = known.exactly?.(look, p);
          if (allowed !== undefined) {
            const expected = [...before.keys()].filter((k) => allowed.has(k) && before[k] !== 0);
            const open = tiesOf(look, allowed, known.compares);
            const sure = (ks: number[]) => ks.filter((k) => !open(k));
            expect(sure(moved)).toEqual(sure(expected));
            // Of a tie as many change as there was room for; under a rule of weights some of them may have had no change.
            const room = [...allowed].filter(open).length;
            const found = moved.filter(open).length;
            expect(found).toBeLessThanOrEqual(room);
            if (known.compares === 'before') expect(found).toBe(expected.filter(open).length);
          }
          const all = ever.get(look.bundle) ?? new Set();
          for (const k of moved) all.add(k);
          ever.set(look.bundle, all);
          for (const chosen of known.fixed ? [all] : [new Set(moved)]) {
            if (known.synapses) expect(chosen.size).toBeLessThanOrEqual(known.synapses(look, p));
            const { post } = look.context.ends();
            const units = new Set([...chosen].map((k) => post[k]));
            if (known.units) expect(units.size).toBeLessThanOrEqual(known.units(look, p));
          }
        }
      }),
      { numRuns: 4 },
    );
  });
});

describe.each(Object.entries(SMALL_LEARNERS))('%s', (_, { online, learn }) => {
  it.each(Object.entries(BUDGETS).filter(([, known]) => known.online === true))(
    'refuses %s where it learns from several examples at once',
    async (name, known) => {
      if (online) return void (await follow(learn, known.budget(0.5)));
      await expect(learn(watched(known.budget(0.5), [])), name).rejects.toThrow('use batch 1');
    },
  );

  it('loses nothing under residual rules, and commits only what exceeds the threshold', async () => {
    for (const [rule, threshold] of [
      [residual(0.02), 0.02],
      [residualCompetitive(0.1), undefined],
    ] as const) {
      const sums = new Map<string, Float64Array>();
      for (const { bundle, before, after } of await follow(learn, rule, true)) {
        const rest = sums.get(bundle) ?? new Float64Array(before.length);
        sums.set(bundle, rest);
        for (let k = 0; k < rest.length; k++) {
          rest[k] += before[k];
          if (after[k] !== 0) {
            // The store is kept in single precision.
            expect(Math.abs(after[k] - rest[k])).toBeLessThan(1e-6);
            if (threshold !== undefined) expect(Math.abs(after[k])).toBeGreaterThan(threshold);
            rest[k] = 0;
          } else if (threshold !== undefined)
            expect(Math.abs(rest[k])).toBeLessThan(threshold + 1e-6);
        }
        if (threshold === undefined)
          expect(after.filter((x) => x !== 0).length).toBeLessThanOrEqual(
            keptOf(before.length, 0.1),
          );
      }
    }
  });

  it('draws every weight towards 0 under imbalance', async () => {
    for (const { before, after, weights } of await follow(learn, imbalance(0.01), true))
      for (let k = 0; k < before.length; k++) {
        const next = weights[k] + before[k];
        const pulled = Math.sign(next) * Math.max(Math.abs(next) - 0.01, 0);
        expect(Math.abs(weights[k] + after[k] - pulled)).toBeLessThan(1e-6);
      }
  });
});
