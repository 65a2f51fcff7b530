/** Every claim of `plasticity` follows the one rule: verdicts over records of runs whose truth the test knows. */

import { describe, expect, it } from 'vitest';
import {
  claimOf,
  expectOneRule,
  expectUndecided,
  type Judging,
  ratesOf,
  recordOf,
  resultsOf,
} from '../../../../test/verdicts.ts';
import type { StudyRecord } from '../../../figures/record.ts';
import type { Random } from '../../../numerics/random.ts';
import { resolveParameters } from '../../../protocol/parameters.ts';
import { cachingInefficiency, perceptronInefficiency } from '../../../theory/plasticity.ts';
import { plasticity } from '../index.ts';
import { parameters, type Values } from '../parameters.ts';
import { records } from '../records.ts';

const values = resolveParameters(parameters, {});

/** Records of one replicate whose number lies z deviations beyond the bar. */
type Make = Judging<Values>['records'];

const judging = (id: string, make: Make, own: Partial<Judging<Values>> = {}): Judging<Values> => ({
  ...{ claim: claimOf(plasticity, id), parameters: values, records: make, draws: 500 },
  ...own,
});

const anyEnd = recordOf(records, 'end', {
  ...{ experiment: 'rules', density: 1, batch: 1, hidden: 100, rate: 0.01 },
  ...{ reached: true, diverged: false, presentations: 40_000 },
});
const anyCheck = recordOf(records, 'check', { experiment: 'rules', density: 1 });
const anyAccount = recordOf(records, 'account', { reached: true, created: 0, deleted: 0 });
const anyCaching = recordOf(records, 'caching', {
  ...{ inputs: 1000, load: 1, solved: true, least: 1, stored: 0 },
});
const anyPerceptron = recordOf(records, 'perceptron', { inputs: 1000, solved: true, least: 1 });

const end = (row: StudyRecord): StudyRecord => ({ ...anyEnd, ...row });
const check = (row: StudyRecord): StudyRecord => ({ ...anyCheck, ...row });
const account = (row: StudyRecord): StudyRecord => ({ ...anyAccount, ...row });

/** A factor that scatters a little: a bar that is met or missed for sure. */
const about = (factor: number, random: Random): number => factor * Math.exp(0.02 * random.normal());
/** A factor whose logarithm lies z deviations from that of a bar. */
const beyond = (bar: number, z: number): number => bar * Math.exp(0.1 * z);
/** What seeds share, which pairs cancel. */
const shared = (random: Random): number => Math.exp(0.3 * random.normal());

/** Plain learning and a rule with so many times fewer writes, less energy, and so many times the presentations. */
const beside =
  (
    rule: string,
    of: (z: number, random: Random) => { writes?: number; energy?: number; time?: number },
    { experiment = 'rules', hidden = 100, theirs = 'plain' } = {},
  ): Make =>
  (z, replicate, random) => {
    const { writes = 1, energy = 1, time = 1 } = of(z, random);
    const own = { experiment, hidden, replicate };
    const seed = shared(random);
    return [
      end({
        ...{ ...own, rule: theirs, totalChanges: Math.round(1e15 * seed) },
        ...{ totalEnergy: 1e4 * seed, presentations: 1e15 },
      }),
      end({
        ...{ ...own, rule, totalChanges: Math.round((1e15 * seed) / writes) },
        ...{ totalEnergy: (1e4 * seed) / energy, presentations: Math.round(1e15 * time) },
      }),
    ];
  };

const MNIST = recordOf(records, 'task', { task: 'mnist' });

/** Networks of several sizes, with so many writes each. */
const sized = (rule: string, replicate: number, writes: Readonly<Record<number, number>>) =>
  Object.entries(writes).map(([hidden, totalChanges]) =>
    end({
      ...{ experiment: 'size', rule, replicate, hidden: Number(hidden) },
      totalChanges: Math.round(totalChanges),
    }),
  );

/** A network that has come to 0.9 with so many writes, and that ended there. */
const atLevel = (rule: string, replicate: number, totalChanges: number): StudyRecord[] => {
  const own = { rule, replicate, totalChanges: Math.round(totalChanges), presentations: 1000 };
  return [check({ ...own, testAccuracy: 0.9 }), end({ ...own, bestAccuracy: 0.9 })];
};

/** Perceptrons without caches and with, by threshold, in units of the energy of theory. */
const caches = (replicate: number, energies: Readonly<Record<number, number>>): StudyRecord[] =>
  Object.entries(energies).map(([threshold, energy]) => ({
    ...{ ...anyCaching, threshold: Number(threshold), replicate },
    energy: energy * cachingInefficiency({ inputs: 1000, patterns: 1000 }, values.price),
  }));

const law = (load: number, replicate: number, factor: number): StudyRecord => {
  const theory = perceptronInefficiency({ inputs: 1000, patterns: 1000 * load });
  return { ...anyPerceptron, load, replicate, energy: factor * theory };
};

const JOINT = { joint: true } as const;

/** One line a bar of a claim: the others are met for sure. */
const CASES: readonly (readonly [string, Judging<Values>])[] = [
  [
    'plain-updates',
    judging(
      'plain-updates',
      (z, replicate) => [
        end({ rule: 'plain', replicate, totalChanges: Math.round(beyond(1e8, z)) }),
      ],
      { first: [MNIST] },
    ),
  ],
  [
    'inefficient',
    judging('inefficient', (z, replicate) => [
      end({ rule: 'plain', replicate, inefficiencyEnergy: beyond(20, z) }),
    ]),
  ],
  [
    'steep',
    judging('steep', (z, replicate, random) => {
      const own = { rule: 'plain', replicate };
      const low = shared(random);
      return [
        check({ ...own, testAccuracy: 0.85, totalEnergy: low / 3 }),
        check({ ...own, testAccuracy: 0.905, totalEnergy: low }),
        end({ ...own, totalEnergy: low * beyond(2, z) }),
      ];
    }),
  ],
  [
    'competition-saves: writes',
    judging(
      'competition-saves',
      beside('competitive', (z, random) => ({ writes: beyond(12, z), time: about(1.4, random) })),
      JOINT,
    ),
  ],
  [
    'competition-saves: time',
    judging(
      'competition-saves',
      beside('competitive', (z, random) => ({ writes: about(15, random), time: beyond(2, -z) })),
      JOINT,
    ),
  ],
  [
    'caching-saves',
    judging(
      'caching-saves',
      beside('caching', (z) => ({ energy: beyond(3, z) })),
    ),
  ],
  ...(['writes', 'energy', 'time'] as const).map((bar): readonly [string, Judging<Values>] => [
    `nothing-lost: ${bar}`,
    judging(
      'nothing-lost',
      (z, replicate, random) => {
        const own = (name: string, edge: number): number =>
          name === bar ? beyond(edge, -z) : about(0.7 * edge, random);
        const time = own('time', 1.2);
        return [
          end({ rule: 'plain', replicate, presentations: 1e6 }),
          end({
            ...{ rule: 'residual', replicate, totalChanges: Math.round(own('writes', 1e6)) },
            ...{ totalEnergy: own('energy', 1e4), presentations: Math.round(1e6 * time) },
          }),
        ];
      },
      JOINT,
    ),
  ]),
  ...[0.5, -0.5].map((edge): readonly [string, Judging<Values>] => [
    `rate-independent: ${edge}`,
    judging(
      'rate-independent',
      (z, replicate, random) => {
        const seed = shared(random);
        const exponent = edge - Math.sign(edge) * 0.1 * z;
        return [0.005, 0.01, 0.02].map((rate) => {
          // What large rates cost is not asked.
          const totalEnergy = seed * (rate > 0.01 ? 9 : (rate / 0.005) ** exponent);
          return end({ experiment: 'rate', rule: 'plain', replicate, rate, totalEnergy });
        });
      },
      JOINT,
    ),
  ]),
  [
    'path-saves',
    judging(
      'path-saves',
      beside('path', (z) => ({ writes: beyond(3, z) }), { experiment: 'size', hidden: 1000 }),
    ),
  ],
  ...(['competitive', 'path'] as const).map((other): readonly [string, Judging<Values>] => [
    `combined: ${other}`,
    judging(
      'combined',
      (z, replicate, random) => {
        const writes = 1e14 * shared(random);
        const times = (rule: string) =>
          rule === other ? beyond(writes, z) : about(3 * writes, random);
        return [
          ...sized('path-competitive', replicate, { 1000: writes }),
          ...sized('competitive', replicate, { 1000: times('competitive') }),
          ...sized('path', replicate, { 1000: times('path') }),
        ];
      },
      JOINT,
    ),
  ]),
  ...(['plain', 'path up', 'path down'] as const).map((bar): readonly [string, Judging<Values>] => [
    `waste-grows: ${bar}`,
    judging(
      'waste-grows',
      (z, replicate, random) => {
        const plain = bar === 'plain' ? 0.3 + 0.05 * z : 0.7 + 0.02 * random.normal();
        const edge = bar === 'path up' ? 1 : -1;
        const path = bar === 'plain' ? 0.02 * random.normal() : edge * (0.25 - 0.05 * z);
        const along = (exponent: number) =>
          Object.fromEntries([100, 200, 1000].map((h) => [h, 1e14 * (h / 100) ** exponent]));
        return [
          ...sized('plain', replicate, { 50: 3e9, ...along(plain) }),
          ...sized('path', replicate, along(path)),
        ];
      },
      JOINT,
    ),
  ]),
  ...(['small', 'large'] as const).map((side): readonly [string, Judging<Values>] => [
    `best-size: ${side}`,
    judging(
      'best-size',
      (z, replicate, random) => {
        const least = 1e14 * shared(random);
        const at = (name: string): number =>
          least * (name === side ? beyond(1.5, z) : about(3, random));
        return sized('plain', replicate, { 50: at('small'), 100: least, 200: at('large') });
      },
      JOINT,
    ),
  ]),
  ...(['fixed-mask-fails', 'largest-weight-fails'] as const).map(
    (id): readonly [string, Judging<Values>] => [
      id,
      judging(
        id,
        beside(id === 'fixed-mask-fails' ? 'fixed-synapses' : 'largest-weight', (z) => ({
          time: beyond(2, z),
        })),
      ),
    ],
  ),
  [
    'random-saves-nothing',
    judging('random-saves-nothing', (z, replicate, random) => {
      const writes = 1e15 * shared(random);
      return [
        ...atLevel('plain', replicate, writes),
        ...atLevel('random-synapses-equal', replicate, writes / beyond(1.5, -z)),
      ];
    }),
  ],
  [
    'random-numbers-save-less',
    judging('random-numbers-save-less', (z, replicate, random) => {
      const writes = 1e15 * shared(random);
      return [
        ...atLevel('competitive', replicate, writes),
        ...atLevel('random-synapses', replicate, beyond(writes, z)),
      ];
    }),
  ],
  ...(['writes', 'energy'] as const).map((bar): readonly [string, Judging<Values>] => [
    `batches-save: ${bar}`,
    judging(
      'batches-save',
      (z, replicate, random) => {
        const seed = shared(random);
        const writes = bar === 'writes' ? beyond((16 * 2) / 3, z) : about(15, random);
        const energy = bar === 'energy' ? beyond(1, z) : about(2, random);
        return [1, 4, 16].map((batch) => {
          const large = batch === 16;
          return end({
            ...{ experiment: 'batch', rule: 'plain', replicate, batch },
            totalChanges: Math.round((1e15 * seed) / (large ? writes : 1)),
            totalEnergy: (1e4 * seed) / (large ? energy : 1),
          });
        });
      },
      JOINT,
    ),
  ]),
  ...(['writes', 'energy'] as const).map((bar): readonly [string, Judging<Values>] => [
    `rewiring-saves: ${bar}`,
    judging(
      'rewiring-saves',
      (z, replicate, random) => {
        const seed = shared(random);
        const by = (name: string) => (name === bar ? beyond(1, z) : about(2, random));
        return [
          account({
            ...{ learner: 'sgd', replicate },
            ...{ totalChanges: Math.round(1e15 * seed), totalEnergy: 1e4 * seed },
          }),
          account({
            ...{ learner: 'set', replicate, totalEnergy: (1e4 * seed) / by('energy') },
            totalChanges: Math.round((1e15 * seed) / by('writes')),
          }),
        ];
      },
      JOINT,
    ),
  ]),
  [
    'sparse-or-competitive',
    judging('sparse-or-competitive', (z, replicate, random) => {
      const accuracy = 0.9 + 0.002 * random.normal();
      const of = (rule: string, density: number, own: number, totalEnergy: number) => {
        const labels = { experiment: 'density', rule, density, replicate };
        return [
          check({ ...labels, testAccuracy: own, totalEnergy }),
          // Beyond the budget of the other.
          check({ ...labels, testAccuracy: 0.99, totalEnergy: 3 * totalEnergy }),
          end({ ...labels, totalEnergy: 2 * totalEnergy }),
        ];
      };
      return [
        ...of('competitive', 1, accuracy + 0.005 + 0.001 * z, 1e4),
        ...of('plain', 0.1, accuracy, 1.1e4),
      ];
    }),
  ],
  ...[1, 1.5].map((edge): readonly [string, Judging<Values>] => [
    `perceptron-law: ${edge}`,
    judging(
      'perceptron-law',
      (z, replicate, random) => [
        law(0.25, replicate, 3),
        law(0.5, replicate, about(1.2, random)),
        law(1, replicate, beyond(edge, (edge === 1 ? 0.3 : -0.3) * z)),
      ],
      JOINT,
    ),
  ]),
  ...([2, 160, 0, 'low', 'high'] as const).map((bar): readonly [string, Judging<Values>] => [
    `caching-optimum: ${bar}`,
    judging(
      'caching-optimum',
      (z, replicate, random) => {
        const best =
          bar === 'low' ? beyond(0.6, z) : bar === 'high' ? beyond(1.6, -z) : about(1, random);
        const other = (threshold: number): number =>
          best * (threshold === bar ? beyond(1, z) : about(3, random));
        return caches(replicate, {
          ...{ 0: other(0), 2: other(2), 10: best * about(4, random), 20: best },
          160: other(160),
        });
      },
      JOINT,
    ),
  ]),
];

describe('at the bar, beyond it, and where records cannot tell', () => {
  // An optimum at the end of what was tried is undecided, where another bar would make it fall short.
  const open = ['caching-optimum: 2', 'caching-optimum: 160'];
  it.each(CASES.filter(([name]) => !open.includes(name)))('%s', (_, own) => {
    expectOneRule(own);
  });

  it.each(CASES.filter(([name]) => open.includes(name)))(
    '%s: no optimum is bracketed',
    (_, own) => {
      for (const seeds of [3, 10]) {
        const at = ratesOf(own, { effect: 0, seeds });
        expect(at.holds).toBeLessThanOrEqual(0.05);
        expect(at.short).toBeLessThanOrEqual(0.05);
      }
      expect(ratesOf({ ...own, draws: 60 }, { effect: 2, seeds: 10 }).holds).toBeGreaterThan(0.9);
      expect(ratesOf({ ...own, draws: 60 }, { effect: -2, seeds: 10 }).undecided).toBe(1);
      const [words] = [own.claim.measure(resultsOf(own, [-9, -9.1, -9.2, -9.3]))];
      expectUndecided(words, /at an end of the thresholds tried/);
    },
  );

  it('all claims are among them', () => {
    const judged = new Set(CASES.map(([, { claim }]) => claim.id));
    const ids = plasticity.claims.map(({ id }) => id);
    expect(ids.filter((id) => !judged.has(id))).toEqual(['one-account']);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('runs that were stopped short of the goal', () => {
  /** Learning ends at 1.9 times the presentations of plain learning, reached or not. */
  const stopped = (limit: number): Make => {
    const make = beside('fixed-synapses', (z) => ({ time: beyond(2, z) }));
    return (z, replicate, random) =>
      make(z, replicate, random).map((row) =>
        Number(row.presentations) > limit * 1e15
          ? { ...row, reached: false, presentations: Math.round(limit * 1e15) }
          : row,
      );
  };

  it('hold a claim of length where the bound is beyond the bar, and never let it fall short', () => {
    const late = judging('fixed-mask-fails', stopped(2.2));
    for (const seeds of [3, 5, 10]) {
      const at = ratesOf(late, { effect: 0, seeds });
      expect(at.holds).toBeLessThanOrEqual(0.05);
      expect(at.short).toBeLessThanOrEqual(0.05);
    }
    expect(ratesOf({ ...late, draws: 60 }, { effect: 2, seeds: 10 }).holds).toBeGreaterThan(0.5);
    const early = judging('fixed-mask-fails', stopped(1.9));
    const far = early.claim.measure(resultsOf(early, [3, 4, 5, -0.9]));
    expectUndecided(far, /3 of 8 runs did not get there/);
  });

  it('let a claim of a saving fall short, and never hold', () => {
    const claim = claimOf(plasticity, 'competition-saves');
    const short = (writes: number) =>
      judging(
        'competition-saves',
        (z, replicate, random) =>
          beside('competitive', () => ({
            ...{ writes: about(writes, random), time: about(1.2, random) },
          }))(z, replicate, random).map((row) =>
            row.rule === 'competitive' ? { ...row, reached: false } : row,
          ),
        JOINT,
      );
    const verdict = (writes: number) =>
      claim.measure(resultsOf(short(writes), [0, 0, 0, 0])).verdict;
    expect(verdict(5)).toBe('falls short');
    expect(verdict(50)).toBe('undecided');
  });

  it('leave exponents open', () => {
    const own = CASES.find(([name]) => name === 'waste-grows: plain')?.[1];
    if (own === undefined) throw new Error('no such case');
    const runs = resultsOf(own, [9, 9.1, 9.2, 9.3]);
    expect(own.claim.measure(runs).verdict).toBe('holds');
    const open = runs.map((run) => ({
      ...run,
      records: run.records.map((row) => ({ ...row, reached: row.hidden !== 1000 })),
    }));
    expectUndecided(own.claim.measure(open), /8 of 20 runs did not get there/);
  });
});

describe('claims of their own kind', () => {
  const ask = (id: string, rows: readonly StudyRecord[], own: Partial<Values> = {}) =>
    claimOf(plasticity, id).measure([
      { parameters: { ...values, ...own }, seed: 1, records: rows, arrays: {} },
    ]);

  it('an account that is broken once falls short; one that is never broken holds', () => {
    const row = account({ learner: 'set', totalChanges: 5, leastChanges: 5, totalEnergy: 2 });
    const kept = { ...row, leastEnergy: 2 };
    expect(ask('one-account', [kept]).verdict).toBe('holds');
    expect(ask('one-account', [kept, { ...kept, leastChanges: 6 }])).toMatchObject({
      ...{ verdict: 'falls short', measured: 'broken by set' },
    });
    expect(ask('one-account', [kept, { ...kept, leastEnergy: 2.1 }]).verdict).toBe('falls short');
    expectUndecided(ask('one-account', []));
  });

  it('updates of another task, or to another goal, decide nothing', () => {
    const rows = [3, 4, 5].map((x, replicate) =>
      end({ rule: 'plain', replicate, totalChanges: x * 1e9 }),
    );
    expect(ask('plain-updates', [MNIST, ...rows]).verdict).toBe('holds');
    const digits = recordOf(records, 'task', { task: 'digits' });
    expectUndecided(ask('plain-updates', [digits, ...rows]), /not MNIST to 95 %/);
    expectUndecided(ask('plain-updates', [MNIST, ...rows], { goal: 0.9 }), /not MNIST to 95 %/);
  });

  it('a path in a network that is hardly larger decides nothing', () => {
    const rows = [3, 4, 5].flatMap((x, replicate) => [
      ...sized('plain', replicate, { 200: x * 1e9 }),
      ...sized('path', replicate, { 200: 1e8 }),
    ]);
    const own = { sizes: [100, 200] };
    expectUndecided(ask('path-saves', rows, own), /too few to tell/);
    expect(ask('path-saves', rows, { ...own, pathUnits: 40 }).verdict).toBe('holds');
  });

  it('a best size at an end of those tried decides nothing', () => {
    const rows = [3, 4, 5].flatMap((x, replicate) =>
      sized('plain', replicate, { 50: x * 1e8, 100: (x + 0.1 * x * x) * 1e9, 200: x * x * 1e9 }),
    );
    expectUndecided(ask('best-size', rows), /an end of the sizes tried/);
  });

  it('any rule that keeps what is not written may be the one', () => {
    const rows = [1, 1.1, 1.2, 1, 1.1].flatMap((x, replicate) => [
      end({ rule: 'plain', replicate, presentations: 50_000 }),
      end({ rule: 'residual', replicate, totalChanges: Math.round(2e6 * x), totalEnergy: 5e3 * x }),
      end({
        ...{ rule: 'residual-lazy', replicate, totalChanges: Math.round(5e5 * x) },
        ...{ totalEnergy: 5e3 * x, presentations: Math.round(40_000 * x) },
      }),
    ]);
    const found = ask('nothing-lost', rows);
    expect(found.verdict).toBe('holds');
    expect(found.measured).toMatch(/^residual-lazy: .*\. residual: /);
    const without = rows.filter(({ rule }) => rule !== 'residual-lazy');
    expect(ask('nothing-lost', without).verdict).toBe('falls short');
  });
});
