/** What the claims say of records whose truth is known. */

import { describe, expect, it } from 'vitest';
import { claimOf, expectOneRule, type Judging, recordOf } from '../../../test/verdicts.ts';
import type { StudyRecord } from '../../figures/record.ts';
import { exp } from '../../numerics/portable.ts';
import { createRandom, type Random } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { frontier } from './index.ts';
import { parameters, type Values } from './parameters.ts';
import { presets } from './presets.ts';
import { records } from './records.ts';

const values = resolveParameters(parameters, {});

const end = (replicate: number, given: StudyRecord): StudyRecord =>
  recordOf(records, 'end', {
    ...{ experiment: 'ingredients', method: 'any', replicate, rule: 'momentum' },
    ...{ wiring: 'dense', rewiring: 'none', budget: 'none', discretisation: 'none', asked: 0.1 },
    ...given,
  });

const rare = { budget: 'competitive' } as const;
const coarse = { discretisation: 'levels' } as const;
const few = { wiring: 'random' } as const;
const moving = { ...few, rewiring: 'set-magnitude' } as const;

const judging = (
  id: string,
  made: Judging<Values>['records'],
  more: Partial<Judging<Values>> = {},
): Judging<Values> => ({
  ...{ claim: claimOf(frontier, id), parameters: values, records: made, draws: 1000 },
  ...more,
});

/** What all networks of a seed share, and one deviation of a difference. */
const sharedOf = (random: Random): number => 0.6 + 0.02 * random.normal();
const STEP = 0.003;

/** `rewiring adds` under the budget, a point less than without and `z` deviations more. */
const interaction = (z: number, replicate: number, random: Random): StudyRecord[] => {
  const [all, adds] = [sharedOf(random), 0.05 + 0.01 * random.normal()];
  const under = all - 0.1 + 0.01 * random.normal();
  return [
    end(replicate, { ...few, accuracy: all }),
    end(replicate, { ...moving, accuracy: all + adds }),
    end(replicate, { ...few, ...rare, accuracy: under }),
    end(replicate, { ...moving, ...rare, accuracy: under + adds - 0.01 + STEP * z }),
  ];
};

const loss =
  (wiring: StudyRecord) =>
  (z: number, replicate: number, random: Random): StudyRecord[] => {
    const all = sharedOf(random);
    return [
      end(replicate, { ...wiring, accuracy: all }),
      end(replicate, { ...wiring, ...coarse, accuracy: all - 0.01 + STEP * z }),
    ];
  };

/** The budget costs a little, surely, and saves `z` deviations more than nine in ten changes. */
const saving = (z: number, replicate: number): StudyRecord[] => [
  end(replicate, { accuracy: 0.9, totalChanges: 1e12 }),
  end(replicate, {
    ...rare,
    accuracy: 0.899 + 1e-5 * (replicate % 2),
    totalChanges: Math.round(1e11 * exp(-0.05 * z)),
  }),
];

const wired =
  (bar: number, asked: number, side: 1 | -1) =>
  (z: number, replicate: number, random: Random): StudyRecord[] => {
    const all = sharedOf(random);
    const locality = { experiment: 'locality', asked };
    return [
      end(replicate, { ...locality, wiring: 'random', accuracy: all }),
      end(replicate, { ...locality, wiring: 'local', accuracy: all + bar + side * STEP * z }),
      // Another density, at which it is the other way round.
      end(replicate, { ...locality, asked: 0.1, wiring: 'random', accuracy: all }),
      end(replicate, { ...locality, asked: 0.1, wiring: 'local', accuracy: all - side * 0.2 }),
    ];
  };

/** Losses of 2, 3 and 4 points alone, and `z` deviations less than a point beyond their sum together. */
const parts = (z: number, replicate: number, random: Random): StudyRecord[] => {
  const all = sharedOf(random);
  return [
    end(replicate, { accuracy: all }),
    end(replicate, { ...few, accuracy: all - 0.02 }),
    end(replicate, { ...rare, accuracy: all - 0.03 }),
    end(replicate, { ...coarse, accuracy: all - 0.04 }),
    end(replicate, { ...few, ...rare, ...coarse, accuracy: all - 0.09 - 0.01 + STEP * z }),
  ];
};

/** A combination for a tenth of the joules whose accuracy lies by the bar, and one that is far too dear. */
const combinations = (z: number, replicate: number, random: Random): StudyRecord[] => {
  const all = sharedOf(random);
  const spent = (multiplyAdds: number) => ({
    arithmetic: Math.round(multiplyAdds * (1 + 0.001 * random.normal())),
    written: 0,
  });
  const search = { experiment: 'search', wiring: 'local' };
  return [
    end(replicate, { ...moving, accuracy: all, ...spent(1e9) }),
    end(replicate, { ...search, method: 'a', accuracy: all - 0.01 + STEP * z, ...spent(1e8) }),
    end(replicate, { ...search, method: 'b', accuracy: all + 0.1, ...spent(2e9) }),
  ];
};

const ring = { wiring: 'local' } as const;

/** A ring for a tenth of the joules, by the bar of accuracy. */
const rings = (z: number, replicate: number, random: Random): StudyRecord[] => {
  const all = sharedOf(random);
  const spent = (multiplyAdds: number) => ({
    arithmetic: Math.round(multiplyAdds * (1 + 0.001 * random.normal())),
    written: 0,
  });
  const accuracy = all - 0.01 + STEP * z;
  return [
    end(replicate, { accuracy: all, ...spent(1e9) }),
    end(replicate, { ...ring, accuracy, ...spent(1e8) }),
    end(replicate, { ...ring, experiment: 'locality', asked: 0.03, accuracy }),
  ];
};

/** One unit of a load in units of its capacity. */
const unit = (replicate: number, relative: number, given: StudyRecord): StudyRecord =>
  end(replicate, {
    ...{ experiment: 'loads', method: 'l1', constraint: 'l1', capacity: 2, load: 2 * relative },
    ...{ accuracy: 1, connections: 1e6, silent: 0, ...given },
  });

/** A unit that loses one association in a hundred at eight tenths of the capacity and `z` deviations more. */
const reaching = (z: number, replicate: number): StudyRecord[] => [
  unit(replicate, 0.5, {}),
  unit(replicate, 1.5, { accuracy: 1 - 0.01 / (0.3 + STEP * z) }),
];

/** The largest load that was stored, `z` deviations below the bound; one that was not is beyond it. */
const bounded = (z: number, replicate: number): StudyRecord[] => [
  unit(replicate, 0.5, {}),
  unit(replicate, 1 - STEP * z, {}),
  unit(replicate, 2, { accuracy: 0.9 }),
];

/** A gap that leaves `z` deviations fewer connections than theory, at the largest load that it stores. */
const leaving = (z: number, replicate: number): StudyRecord[] => {
  const gap = { constraint: 'gap', method: 'gap 2', gap: 2 };
  const left = 0.436110616 * (1 - STEP * z);
  return [
    unit(replicate, 0.2, { ...gap, silent: 1e5 }),
    unit(replicate, 0.8, { ...gap, silent: Math.round(1e6 * (1 - left)) }),
    unit(replicate, 0.9, { ...gap, silent: 0, accuracy: 0.9 }),
  ];
};

/** As of networks, beside a unit whose mean size is held. */
const units = (z: number, replicate: number, random: Random): StudyRecord[] =>
  combinations(z, replicate, random).map((record, k) => ({
    ...record,
    ...{ wiring: 'dense', rewiring: 'none', constraint: k === 0 ? 'l1' : 'gap' },
  }));

const rnn = { parameters: resolveParameters(parameters, presets.yang) };
const perceptron = { parameters: resolveParameters(parameters, presets.associations) };

describe('claims', () => {
  it.each([
    judging('rare-and-moving', interaction),
    judging('two-bits-dense', loss({})),
    judging('two-bits-sparse', loss(moving)),
    judging('rare', saving, { joint: true }),
    judging('near', wired(-0.005, 0.03, 1)),
    judging('far', wired(0, 0.3, -1)),
    judging('sum-of-parts', parts),
    judging('found', combinations, { joint: true }),
    judging('ring', rings, { ...rnn, joint: true }),
    judging('nearest', rings, rnn),
    judging('reach', reaching, perceptron),
    judging('bound', bounded, perceptron),
    judging('left', leaving, perceptron),
    judging('found-by-one-unit', units, { ...perceptron, joint: true }),
  ])('$claim.id: follows the one rule', (one) => {
    expectOneRule(one);
  });

  it('tell accuracies, savings and joules', () => {
    const said = (id: string, made: Judging<Values>['records']): string => {
      const zs = [5, 5.5, 6, 6.5];
      const random = createRandom(id);
      const own = zs.flatMap((z, replicate) => made(z, replicate, random));
      const result = { parameters: values, seed: 1, arrays: {}, records: own };
      return claimOf(frontier, id).measure([result]).measured;
    };
    expect(said('rare', saving)).toMatch(/^changes × 0\.07\d+ \[.*; loss in points: \+0\.1/);
    expect(said('found', combinations)).toMatch(
      /^a: \+0\.\d .*, joules ×: 0\.(?:100|099\d) .*; b: \+10\.0/,
    );
    expect(said('near', wired(-0.005, 0.03, 1))).toMatch(/^3\.0 %: \+1\.2 \[/);
    expect(said('sum-of-parts', parts)).toMatch(/^excess in points: −0\.7 \[/);
  });
});
