/** Every claim of `associative` follows the one rule: verdicts over records of samples whose truth the test knows. */

import { describe, expect, it } from 'vitest';
import {
  claimOf,
  expectOneRule,
  expectUndecided,
  type Judging,
  recordOf,
} from '../../../test/verdicts.ts';
import type { StudyRecord } from '../../figures/record.ts';
import { normalCdf } from '../../numerics/normal-tails.ts';
import { createRandom, type Random } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { associative } from './index.ts';
import { SIGNS } from './names.ts';
import { parameters, presets, type Values } from './parameters.ts';
import { records } from './records.ts';

const values = resolveParameters(parameters, presets.online);

const judging = (
  id: string,
  make: Judging<Values>['records'],
  own: Partial<Judging<Values>> = {},
): Judging<Values> => ({
  ...{ claim: claimOf(associative, id), parameters: values, records: make, draws: 500 },
  ...own,
});

const anyProgram = recordOf(records, 'capacity-program', {
  ...{ signs: SIGNS[0], inputs: 100, status: 'optimal', corrected: 1, limit: 1 },
});
const anySolution = recordOf(records, 'exact-solution', { method: 'exact', status: 'optimal' });
const anyTrial = recordOf(records, 'online', { rule: 'full', inputs: 100, solved: true });

const program = (row: StudyRecord): StudyRecord => ({ ...anyProgram, ...row });
const solution = (row: StudyRecord): StudyRecord => ({ ...anySolution, ...row });
const trial = (row: StudyRecord): StudyRecord => ({ ...anyTrial, ...row });

/** What samples share, which pairs cancel. */
const shared = (random: Random): number => Math.exp(0.2 * random.normal());
const nearly = (value: number, random: Random): number => value + 0.001 * random.normal();

const CURVES = SIGNS.flatMap((signs) =>
  [1, 2, 3].map((k) =>
    recordOf(records, 'capacity-theory', {
      ...{ signs, inputs: 0, load: 2 - k / 2, margin: k, sparsity: k / 5, isostaticity: 1 },
    }),
  ),
);
const frontier = (constraint: string, load: number): StudyRecord[] =>
  [0.5, 0.7, 0.9].map((sparsity) =>
    recordOf(records, 'frontier', { constraint, margin: 1, sparsity, load }),
  );
const FRONTIER = [...frontier('l0', 1), ...frontier('gap', 0.98), ...frontier('support', 0.5)];
const BOUND = [0.5, 0.9].map((sparsity) =>
  recordOf(records, 'exact-theory', { constraint: 'l0', sparsity, share: 1.5 - sparsity }),
);
const ONLINE = recordOf(records, 'online-theory', { criticalLoad: 0.25, criticalSparsity: 0.85 });

const JOINT = { joint: true } as const;

/** One line a bar of a claim about means: the others are met for sure. */
const CASES: readonly (readonly [string, Judging<Values>])[] = [
  ...(['margin', 'sparsity'] as const).map((bar): readonly [string, Judging<Values>] => [
    `natural-sparsity: ${bar}`,
    judging(
      'natural-sparsity',
      (z, sample, random) => {
        const by = (name: string, effect: number, sure: number) =>
          name === bar ? effect * z : nearly(sure, random);
        return SIGNS.flatMap((signs) => [
          program({ signs, sample, load: 0.75, margin: 0.5, sparsity: 0.5 }),
          program({
            ...{ signs, sample, load: 0.25, margin: 0.5 + by('margin', 0.05, 0.5) },
            sparsity: 0.5 + by('sparsity', 0.01, 0.2),
          }),
        ]);
      },
      { ...JOINT, first: CURVES },
    ),
  ]),
  [
    'gap-near-l0',
    judging(
      'gap-near-l0',
      (z, sample, random) => {
        const best = shared(random);
        const own = { inputs: 20, value: 3, sample, unconstrained: 2 };
        return [
          solution({ ...own, constraint: 'gap', margin: 0.95 * best * Math.exp(0.01 * z) }),
          solution({ ...own, constraint: 'matched', margin: best }),
        ];
      },
      { first: FRONTIER },
    ),
  ],
  [
    'below-bound',
    judging(
      'below-bound',
      (z, sample) => [
        // At a density of 0.3 the bound is 0.8.
        solution({
          ...{ constraint: 'l0', inputs: 20, value: 0.3, sample, unconstrained: 2 },
          margin: 2 * (0.8 - 0.02 * z),
        }),
      ],
      { first: BOUND },
    ),
  ],
  ...[1.1, 0.9].map((edge): readonly [string, Judging<Values>] => [
    `programs-agree: ${edge}`,
    judging(
      'programs-agree',
      (z, sample, random) => [
        program({ sample, load: 0.25, margin: edge - Math.sign(edge - 1) * 0.02 * z }),
        program({ sample, load: 0.5, margin: nearly(1, random) }),
      ],
      { ...JOINT, first: CURVES },
    ),
  ]),
  ...(['gap', 'learning adds', 'learning takes away'] as const).map(
    (bar): readonly [string, Judging<Values>] => [
      `gap-makes-sparsity: ${bar}`,
      judging(
        'gap-makes-sparsity',
        (z, sample, random) => {
          const full = nearly(0.5, random);
          const gap = bar === 'gap' ? 0.02 * z : nearly(0.2, random);
          const learning = bar === 'learning takes away' ? -gap + 0.02 * z : gap - 0.02 * z;
          const own = { load: 0.1, sample };
          return [
            trial({ ...own, rule: 'full', sparsity: full }),
            trial({ ...own, rule: 'no gap', sparsity: full - gap }),
            trial({
              ...{ ...own, rule: 'no learning' },
              sparsity: full - (bar === 'gap' ? nearly(0, random) : learning),
            }),
          ];
        },
        JOINT,
      ),
    ],
  ),
  [
    'inhibition-denser',
    judging('inhibition-denser', (z, sample) => [
      recordOf(records, 'balance', {
        ...{ inputs: 100, load: 0.3, sample, status: 'optimal' },
        ...{ inhibitory: 0.5 + 0.02 * z, excitatory: 0.5 },
      }),
    ]),
  ],
  [
    'noise-bound',
    judging('noise-bound', (z, sample) => [
      recordOf(records, 'noise', {
        ...{ constraint: 'l1', ratio: 1, sample, presentations: 1e12 },
        errors: Math.round(1e12 * normalCdf(-1) * (1 - 0.05 * z)),
      }),
    ]),
  ],
];

describe('claims about means, at the bar, beyond it, and where records cannot tell', () => {
  it.each(CASES)('%s', (_, own) => {
    expectOneRule(own);
  });

  it('a few loads below the bar are found among many', () => {
    const { claim } = judging('inhibition-denser', () => []);
    const rows = [0.1, 0.2, 0.3].flatMap((load) =>
      [-1, 0, 1].map((x, sample) =>
        recordOf(records, 'balance', {
          ...{ inputs: 100, load, sample, status: 'optimal' },
          ...{ inhibitory: 0.5 + 0.01 * x + (load === 0.2 ? -0.2 : 0.2), excitatory: 0.5 },
        }),
      ),
    );
    const result = { parameters: values, seed: 1, records: rows, arrays: {} };
    expect(claim.measure([result]).verdict).toBe('falls short');
  });
});

/** Shares of experiments in which a claim came to each verdict. */
function rates(id: string, make: (random: Random) => readonly StudyRecord[], draws = 200) {
  const claim = claimOf(associative, id);
  const random = createRandom(id);
  const found = { holds: 0, 'falls short': 0, undecided: 0 };
  for (let draw = 0; draw < draws; draw++) {
    const rows = make(random.split(draw));
    const result = { parameters: values, seed: 1, records: rows, arrays: {} };
    found[claim.measure([result]).verdict] += 1 / draws;
  }
  return found;
}

/** 2.5 %, and three standard errors over 200 experiments. */
const SELDOM = 0.025 + 3 * Math.sqrt((0.025 * 0.975) / 200);

const each = <T>(count: number, make: (k: number) => T): T[] =>
  Array.from({ length: count }, (_, k) => make(k));

describe('claims about shares', () => {
  const programs = (count: number, share: number) => (random: Random) => [
    ...CURVES,
    ...each(count, (sample) => {
      const tight = random.bernoulli(share) ? 5 : 6;
      return program({ sample, load: 0.5, tight, nonzero: 5 });
    }),
  ];
  const trials = (count: number, share: number) => (random: Random) => [
    ONLINE,
    ...each(count, (sample) => trial({ sample, load: 0.1, solved: random.bernoulli(share) })),
    // Near the capacity nothing is claimed.
    ...each(count, (sample) => trial({ sample, load: 0.24, solved: false })),
  ];

  it.each([
    ['isostaticity', programs, 0.9, 0.99, 0.8],
    ['online-enforces', trials, 2 / 3, 0.9, 0.4],
  ] as const)('%s', (id, make, bar, above, below) => {
    for (const count of [10, 30, 100]) {
      const at = rates(id, make(count, bar));
      expect(at.holds).toBeLessThan(SELDOM);
      expect(at['falls short']).toBeLessThan(SELDOM);
    }
    expect(rates(id, make(300, above)).holds).toBeGreaterThan(0.9);
    expect(rates(id, make(300, below))['falls short']).toBeGreaterThan(0.9);
    expect(rates(id, make(2, 1)).undecided).toBeCloseTo(1);
    expect(rates(id, () => []).undecided).toBeCloseTo(1);
  });

  it('isostaticity falls short where one program has fewer tight associations', () => {
    const one = program({ sample: 500, load: 0.5, tight: 4, nonzero: 5 });
    const found = rates('isostaticity', (random) => [...programs(300, 1)(random), one], 3);
    expect(found['falls short']).toBeCloseTo(1);
  });

  it('isostaticity is undecided where all programs are small', () => {
    const small = each(300, (sample) =>
      program({ sample, inputs: 40, load: 0.5, tight: 6, nonzero: 5 }),
    );
    expect(rates('isostaticity', () => [...CURVES, ...small], 3).undecided).toBeCloseTo(1);
  });
});

describe('theory is certain', () => {
  const ask = (id: string, rows: readonly StudyRecord[]) =>
    claimOf(associative, id).measure([{ parameters: values, seed: 1, records: rows, arrays: {} }]);

  it('an envelope holds, or is broken in one place', () => {
    expect(ask('l0-envelope', FRONTIER).verdict).toBe('holds');
    const broken = [...frontier('l0', 1), ...frontier('gap', 1.001), ...frontier('support', 0.5)];
    expect(ask('l0-envelope', broken).verdict).toBe('falls short');
    expectUndecided(ask('l0-envelope', []), /not run/);
  });

  it('curves are monotone, or not', () => {
    expectUndecided(ask('natural-sparsity', CURVES), /no linear programs at two loads/);
    const flat = CURVES.map((row) => ({ ...row, sparsity: 0.5 }));
    const found = ask('natural-sparsity', flat);
    expect(found.verdict).toBe('falls short');
    expect(found.measured).toContain('theory is not monotone with prescribed signs');
  });

  it('a gap is near l0 and above a random choice, or not', () => {
    expectUndecided(ask('gap-near-l0', FRONTIER), /no exact solutions to compare/);
    const far = [...frontier('l0', 1), ...frontier('gap', 0.94), ...frontier('support', 0.5)];
    expect(ask('gap-near-l0', far).verdict).toBe('falls short');
    const random = [...frontier('l0', 1), ...frontier('gap', 0.96), ...frontier('support', 0.97)];
    expect(ask('gap-near-l0', random).verdict).toBe('falls short');
  });
});

/** Load, successes of 100 and sparsity of the port. */
const PORT = [
  ...[[0.1, 100, 0.76] as const, [0.12, 100, 0.773] as const, [0.15, 99, 0.799] as const],
  ...[[0.17, 95, 0.82] as const, [0.2, 82, 0.834] as const, [0.22, 53, 0.848] as const],
  [0.24, 33, 0.849] as const,
];

describe('the table of the online rule', () => {
  /** Trials with a share of success and a mean sparsity that differ so much from those of the port. */
  const like =
    ({ count = 100, fewer = 0, denser = 0, loads = 7 } = {}) =>
    (random: Random) =>
      PORT.slice(0, loads).flatMap(([load, success, sparsity]) =>
        each(count, (sample) =>
          trial({
            ...{ load, sample },
            // At half success a share differs most by chance.
            solved: random.bernoulli(success / 100 - (load === 0.22 ? fewer : 0)),
            sparsity: Math.min(1, sparsity - (load === 0.15 ? denser : 0) + 0.03 * random.normal()),
          }),
        ),
      );

  it('agrees with itself where there are enough trials', () => {
    expect(rates('online-table', like({ count: 400 })).holds).toBeGreaterThan(0.8);
    expect(rates('online-table', like({ count: 3 })).undecided).toBeGreaterThan(0.9);
  });

  it('is wrong as seldom as any claim with the truth at a margin', () => {
    for (const at of [{ fewer: 0.2 }, { denser: 0.03 }])
      for (const count of [30, 100]) {
        const found = rates('online-table', like({ ...at, count }));
        expect(found.holds).toBeLessThan(SELDOM);
        expect(found['falls short']).toBeLessThan(SELDOM);
      }
  });

  it('falls short where success or sparsity are others', () => {
    expect(rates('online-table', like({ fewer: 0.53 }), 50)['falls short']).toBeGreaterThan(0.9);
    expect(rates('online-table', like({ denser: 0.06 }), 50)['falls short']).toBeGreaterThan(0.9);
  });

  it('is not compared without all loads, or with another task', () => {
    const claim = claimOf(associative, 'online-table');
    const ask = (own: Partial<Values>, rows: readonly StudyRecord[]) =>
      claim.measure([{ parameters: { ...values, ...own }, seed: 1, records: rows, arrays: {} }]);
    expectUndecided(ask({}, like({ loads: 6 })(createRandom(1))), /only 6 of the 7 loads/);
    expectUndecided(
      ask({ onlineGap: 2, maxSteps: 10 }, like()(createRandom(1))),
      /maxSteps, onlineGap other than in the table/,
    );
    expectUndecided(ask({}, []), /^not run/);
  });
});

it('all claims are among them', () => {
  const judged = new Set(CASES.map(([, { claim }]) => claim.id));
  const rest = associative.claims.map(({ id }) => id).filter((id) => !judged.has(id));
  expect(rest).toEqual(['l0-envelope', 'isostaticity', 'online-enforces', 'online-table']);
});
