/** Rows of reference tables: capacity and largest robustness. */

import { describe, expect, it } from 'vitest';
import {
  expectNear,
  free,
  HALVES,
  type Question,
  signed,
  solve,
} from '../../../test/associative.ts';
import { type CapacityQuestion, capacity, maxRobustness } from './solution.ts';

/**
 * Question, α, S, κ̃. Origin: the published stationarity equations (Baig and Stepanyants, supplement, Eqs. 35-40, as in
 * their Replica_Theory_Results.m), solved with 40 digits (mpmath 1.3.0); α = 0 margin rows in the published closed form.
 */
const PUBLISHED: readonly (readonly [Question, number, number, number])[] = [
  [{ groups: free(0.5), outputActivity: 0.5, margin: 0.1 }, 1.5741831906744, 0.12001612381896, 0.1],
  [
    { groups: free(0.5), outputActivity: 0.5, margin: 0.5 },
    0.75816655926747,
    0.45737948097965,
    0.5,
  ],
  [{ groups: free(0.5), outputActivity: 0.5, margin: 1 }, 0.40891304581045, 0.66876044647366, 1.0],
  [{ groups: free(0.5), outputActivity: 0.5, margin: 2 }, 0.1835227759922, 0.83707450696098, 2.0],
  [
    { groups: free(0.2), outputActivity: 0.2, margin: 0.25 },
    1.3924647369388,
    0.31700306125049,
    0.25,
  ],
  [{ groups: free(0.2), outputActivity: 0.2, margin: 1 }, 0.44631695248033, 0.71448217334345, 1.0],
  [
    { groups: free(0.2), outputActivity: 0.2, threshold: 0.03, margin: 0.5 },
    0.86188893300014,
    0.51706808359244,
    0.5,
  ],
  [{ groups: free(0.5), outputActivity: 0.2, margin: 1 }, 0.56445854065363, 0.65308775914891, 1.0],
  [
    { groups: free(0.1), outputActivity: 0.1, threshold: 1 / 70, margin: 0.5 },
    1.023016599693,
    0.58383719955797,
    0.5,
  ],
  [
    { groups: free(0.5), outputActivity: 0.5, threshold: 0.1, margin: 0.5 },
    0.74682364920135,
    0.46685061263953,
    0.5,
  ],
  [{ groups: HALVES, outputActivity: 0.5, margin: 0.5 }, 0.6225314072514, 0.53963876996262, 0.5],
  [{ groups: signed(0.5, 0.5), outputActivity: 0.5, margin: 0 }, 1.0, 0.5, 0.0],
  [
    { groups: signed(0.5, 0.5), outputActivity: 0.5, margin: 0.5 },
    0.47893596408774,
    0.67884318583113,
    0.5,
  ],
  [
    { groups: signed(0.2, 0.5), outputActivity: 0.5, margin: 0 },
    0.74973911192735,
    0.62513044403632,
    0.0,
  ],
  [
    { groups: signed(0.2, 0.5), outputActivity: 0.5, margin: 0.1 },
    0.64710908041288,
    0.65278052823542,
    0.1,
  ],
  [
    { groups: signed(0.2, 0.5), outputActivity: 0.5, margin: 1 },
    0.24508552568998,
    0.81798533377703,
    1.0,
  ],
  [
    { groups: signed(0.1, 0.5), outputActivity: 0.5, margin: 0 },
    0.5111296103731,
    0.74443519481345,
    0.0,
  ],
  [
    { groups: signed(0.2, 0.2), outputActivity: 0.2, threshold: 1 / 70, margin: 0.5 },
    0.48699775865688,
    0.75093318280104,
    0.5,
  ],
  [
    { groups: signed(0.2, 0.2), outputActivity: 0.2, threshold: 1 / 70, margin: 2 },
    0.13782154935876,
    0.90832489136896,
    2.0,
  ],
  [
    { groups: signed(0.1, 0.2), outputActivity: 0.2, threshold: 1 / 30, margin: 0.5 },
    0.41830084165483,
    0.79125849702199,
    0.5,
  ],
  [
    { groups: signed(0.1, 0.2), outputActivity: 0.2, threshold: 1 / 70, margin: 1 },
    0.23825612064368,
    0.86514245542227,
    1.0,
  ],
  [
    { groups: free(0.5), outputActivity: 0.5, density: 0.3, margin: 0.1 },
    1.3288868337161,
    0.7,
    0.1,
  ],
  [
    { groups: free(0.5), outputActivity: 0.5, density: 0.1, margin: 0.5 },
    0.54974452594044,
    0.9,
    0.5,
  ],
  [
    { groups: free(0.5), outputActivity: 0.5, density: 0.3, margin: 0.5 },
    0.7374834183051,
    0.7,
    0.5,
  ],
  [{ groups: free(0.5), outputActivity: 0.5, density: 0.1, margin: 1 }, 0.36265686121798, 0.9, 1.0],
  [
    { groups: free(0.2), outputActivity: 0.2, threshold: 0.03, density: 0.2, margin: 0.5 },
    0.80455427249041,
    0.8,
    0.5,
  ],
  [
    { groups: free(0.5), outputActivity: 0.5, gap: 1, margin: 0.1 },
    1.5464943420957,
    0.37919188441092,
    0.1,
  ],
  [
    { groups: free(0.5), outputActivity: 0.5, gap: 3, margin: 0.1 },
    1.3048801834939,
    0.6958371472006,
    0.1,
  ],
  [
    { groups: free(0.5), outputActivity: 0.5, gap: 2, margin: 0.5 },
    0.74228940471241,
    0.65854797263821,
    0.5,
  ],
  [
    { groups: free(0.5), outputActivity: 0.5, gap: 5, margin: 0.5 },
    0.65885889526632,
    0.81816055716524,
    0.5,
  ],
  [
    { groups: free(0.5), outputActivity: 0.5, gap: 2.5, margin: 1 },
    0.4056182110066,
    0.76814801974436,
    1.0,
  ],
  [
    { groups: free(0.2), outputActivity: 0.2, threshold: 0.03, gap: 3, margin: 0.5 },
    0.82864814808681,
    0.74232592402308,
    0.5,
  ],
  [{ groups: free(0.5), outputActivity: 0.5, load: 0.25 }, 0.25, 0.78433398279406, 1.5557773989603],
  [{ groups: free(0.5), outputActivity: 0.5, load: 0.5 }, 0.5, 0.60843837336875, 0.8164192469887],
  [
    { groups: signed(0.2, 0.5), outputActivity: 0.5, load: 0.3 },
    0.3,
    0.78801737444087,
    0.76993991219166,
  ],
  [
    { groups: signed(0.2, 0.2), outputActivity: 0.2, threshold: 1 / 70, load: 0.3 },
    0.3,
    0.8258363740813,
    0.9453470244183,
  ],
  [{ groups: free(0.5), outputActivity: 0.5, density: 0.3, load: 0.5 }, 0.5, 0.7, 0.81417044915649],
  [{ groups: free(0.5), outputActivity: 0.5, density: 0.2, load: 0.5 }, 0.5, 0.8, 0.78666319283013],
  [{ groups: free(0.5), outputActivity: 0.5, density: 0.3, load: 1 }, 1.0, 0.7, 0.28394341488483],
  [
    { groups: free(0.5), outputActivity: 0.5, gap: 3, load: 0.5 },
    0.5,
    0.762914328937,
    0.79714872278882,
  ],
  [
    { groups: free(0.5), outputActivity: 0.5, gap: 2, load: 1 },
    1.0,
    0.61887089453307,
    0.30470269770149,
  ],
  [{ groups: free(0.5), outputActivity: 0.5, density: 0.5, margin: 0 }, 1.8573481645115, 0.5, 0.0],
  [{ groups: free(0.5), outputActivity: 0.5, density: 0.2, margin: 0 }, 1.2996406481542, 0.8, 0.0],
  [
    { groups: free(0.5), outputActivity: 0.5, density: 0.05, margin: 0 },
    0.55820092756719,
    0.95,
    0.0,
  ],
  [{ groups: free(0.5), outputActivity: 0.2, density: 0.2, margin: 0 }, 1.7334571819432, 0.8, 0.0],
];

/** f_out, margin in units of the field's standard deviation, α: closed form 1/E[(κ − Yc + t)₊²], 40 digits. */
const SPHERICAL: readonly (readonly [number, number, number])[] = [
  [0.5, 0.0, 2.0],
  [0.5, 0.5, 0.9612050528015418],
  [0.5, 1.0, 0.519572229604938],
  [0.5, 2.0, 0.20023101560175546],
  [0.2, 0.0, 2.6675945914821027],
  [0.2, 1.0, 0.7206361888667241],
  [0.05, 0.5, 3.133786937268668],
];

/** Combinations that the paper leaves out; α to 7 digits from an independent implementation (grid search over λ). */
const COMBINED: readonly (readonly [CapacityQuestion, number, number])[] = [
  [{ groups: signed(0.2, 0.5), outputActivity: 0.5, density: 0.15, margin: 0.5 }, 0.3842109, 0.85],
  [{ groups: signed(0.2, 0.5), outputActivity: 0.5, gap: 2.5, margin: 1 }, 0.2446281, 0.849384],
];

describe('capacity and largest robustness', () => {
  it('give shares between 0 and 1, at every activity', () => {
    for (const input of [0.3, 0.5, 0.7])
      for (const outputActivity of [0.3, 0.6, 0.7]) {
        const found = capacity({ groups: free(input), outputActivity, margin: 0 });
        // Weights without constraint on signs, at capacity: all are there.
        expect(found.sparsity).toBeGreaterThanOrEqual(0);
        expect(found.sparsity).toBeLessThan(1e-12);
        for (const { connectionProbability } of found.groups)
          expect(connectionProbability).toBeLessThanOrEqual(1);
      }
  });

  it.each(PUBLISHED)('solves the published equations: %j', (question, load, sparsity, margin) => {
    const found = solve(question);
    expectNear(found.load, load, 1e-12);
    expectNear(found.sparsity, sparsity, 1e-12);
    expectNear(found.margin, margin, 1e-12);
  });

  it.each(PUBLISHED)(
    'finds the margin for the load and the load for the margin: %j',
    (question) => {
      const { margin: _m, load: _l, ...model } = { margin: 0, load: 0, ...question };
      const found = solve(question);
      expectNear(capacity({ ...model, margin: Math.max(0, found.margin) }).load, found.load, 1e-11);
      expectNear(
        maxRobustness({ ...model, load: found.load * (1 - 1e-14) }).margin,
        found.margin,
        1e-7,
      );
    },
  );

  it.each(SPHERICAL)('gives the spherical perceptron: f_out %d, margin %d', (fOut, kappa, load) => {
    for (const activity of [0.05, 0.5, 0.7]) {
      const margin = kappa * Math.sqrt(activity * (1 - activity));
      const found = capacity({
        groups: free(activity),
        outputActivity: fOut,
        norm: 'l2',
        margin,
      });
      expectNear(found.load, load, 1e-13);
      expectNear(found.sparsity, 0, 1e-14);
    }
  });

  it.each(COMBINED)('combines signs with l0 and gap: %j', (question, load, sparsity) => {
    const found = capacity(question);
    expect(found.load).toBeCloseTo(load, 7);
    expect(found.sparsity).toBeCloseTo(sparsity, 6);
    expect(found.validity.kind).toBe('upper-bound');
  });
});
