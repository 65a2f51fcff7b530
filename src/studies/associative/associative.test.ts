/** The study as a whole: what it yields, that it can be taken up anywhere, what its claims and figures say, bad input. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import type { Figure } from '../../figures/figure.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import type { Json } from '../../protocol/study.ts';
import { digits } from '../../tasks/digits/digits.ts';
import { claims } from './claims.ts';
import { associative } from './index.ts';
import { PARTS, presets, type Values } from './parameters.ts';
import { rounded } from './parts/bits.ts';

const small = (values: Partial<Values> = {}): Values =>
  resolveParameters(associative.parameters, presets.smoke, values);

/** Whether a snapshot was taken inside a job. */
const inJob = (meta: Json): boolean =>
  typeof meta === 'object' && meta !== null && 'job' in meta && meta.job !== null;

const runStudy = studyRunner(associative, async (_, { trainLimit, testLimit } = {}) =>
  digits({ train: trainLimit, test: Math.min(200, testLimit ?? 200) }),
);

describe('a run', () => {
  it('gives all claims and figures, whatever the number of threads', async () => {
    const whole = await runStudy(small());
    const again = await runStudy(small(), { threads: 2 });
    expect(again.records).toEqual(whole.records);
    for (const claim of claims) {
      const { measured, verdict } = claim.measure([whole]);
      expect(measured.length, claim.id).toBeGreaterThan(20);
      expect(measured, claim.id).not.toMatch(/NaN|undefined|not run/);
      expect(['holds', 'falls short', 'undecided']).toContain(verdict);
    }
    const drawn = associative.figures([whole]);
    expect(drawn.map(({ id }) => id)).toEqual([
      ...['capacity', 'natural-sparsity', 'finite-size', 'frontier', 'relative-capacity'],
      ...['weight-laws', 'robustness-sparsity'],
      ...['online-success', 'online-sparsity', 'online-learning', 'balance'],
      ...['bits-per-connection', 'required-function', 'signed-sparsity', 'noise'],
      ...['bits-per-bit', 'bits-per-synapse', 'images'],
    ]);
    // What of theory is a bound, or of finite size, is said where it is shown.
    const caption = (id: string): string => drawn.find((figure) => figure.id === id)?.caption ?? '';
    for (const id of ['frontier', 'robustness-sparsity', 'signed-sparsity', 'required-function'])
      expect(caption(id)).toMatch(/replica-symmetric/i);
    for (const id of ['capacity', 'natural-sparsity', 'finite-size', 'balance'])
      expect(caption(id)).toMatch(/bias of the mean input/);
  }, 60_000);

  it('draws runs of several seeds as one: theory once, samples together', async () => {
    const parameters = small({ parts: ['capacity', 'frontier', 'laws', 'efficiency'] });
    const [one, two] = [await runStudy(parameters), await runStudy(parameters, { seed: 12 })];
    const alone = associative.figures([one]);
    const both = associative.figures([one, two]);
    // Bars of histograms are fuller with more samples; all else is one mark for each thing that is shown.
    const countsOf = ({ marks }: Figure): number[] =>
      marks.filter(({ type }) => type !== 'rectY').map(({ data }) => data.length);
    expect(both.map(countsOf)).toEqual(alone.map(countsOf));
  }, 60_000);

  it('can be taken up between any two jobs, to the same records', async () => {
    const parameters = small({ parts: ['capacity', 'exact', 'online'], samples: 3, trials: 2 });
    const whole = await runStudy(parameters);
    for (const { after, snapshot } of whole.snapshots.filter((_, k) => k % 40 === 7)) {
      const rest = await runStudy(parameters, { resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
    }
  }, 60_000);

  it('can be taken up inside the long jobs of a part', async () => {
    const parameters = small({ parts: ['laws', 'exact', 'images'], imageEpochs: 3 });
    const whole = await runStudy(parameters);
    const inside = whole.snapshots.filter(({ snapshot: { meta } }) => inJob(meta));
    expect(inside.length).toBeGreaterThan(20);
    for (const { after, snapshot } of inside.filter((_, k) => k % 15 === 4)) {
      const rest = await runStudy(parameters, { resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
    }
  }, 60_000);

  it.each(PARTS)(
    'does with "%s" alone, and leaves the other claims undecided',
    async (part) => {
      const alone = await runStudy(small({ parts: [part] }));
      expect(associative.figures([alone]).length).toBeGreaterThan(0);
      for (const claim of claims) {
        const { measured, verdict } = claim.measure([alone]);
        if (measured.startsWith('not run')) expect(verdict).toBe('undecided');
      }
    },
    60_000,
  );

  it('without records makes no figures and decides nothing', () => {
    const nothing = { parameters: small(), seed: 1, records: [], arrays: {} };
    expect(associative.figures([nothing])).toEqual([]);
    for (const claim of claims) expect(claim.measure([nothing]).verdict).toBe('undecided');
  });
});

describe('parameters', () => {
  it.each(Object.entries(presets))('preset %s is valid', (_, preset) => {
    const values = resolveParameters(associative.parameters, preset);
    expect(() => associative.check?.(values)).not.toThrow();
  });

  it.each<[Partial<Values>, RegExp]>([
    [{ loads: [2.5] }, /^loads: load 2.5 is outside \(0, 2\), the capacity without robustness/],
    [{ signedLoads: [0.8] }, /^signed-loads: load 0.8 is outside \(0, 0.749739\)/],
    [{ densities: [0.15] }, /^densities: density 0.15 is none of 1\/10, .* must be an integer/],
    [{ gaps: [50] }, /^gaps: 50 is outside \(0, 10\]/],
    [{ onlineGap: 60 }, /^online-gap 60 is outside \(0, 50\]/],
    [{ margins: [0.5, 50] }, /^margins: margin 50 makes weights sparser by itself \(S = 0.999\)/],
    [
      { parts: ['exact'], outputActivity: 0.004 },
      /^load 0.5 makes weights sparser .* a larger one/,
    ],
    [{ threshold: 3 }, /^loads: threshold 3 is outside \(-0.5, 0.5\)/],
    [{ balanceThreshold: -1 }, /^balance: threshold -1 is outside/],
  ])('%j is refused by name', (values, message) => {
    expect(() => associative.check?.(small(values))).toThrow(message);
  });

  it.each([
    [{ inputActivity: 1 }, 'inputActivity 1 is outside (0, 1)'],
    [{ gaps: [0] }, 'gaps[0] 0 is outside (0, ∞)'],
    [{ densities: [1] }, 'densities[0] 1 is outside (0, 1)'],
    [{ margins: [Number.NaN] }, 'margins[0] NaN is outside [0, ∞)'],
  ])('%j is refused by its range', (values, message) => {
    expect(() => small(values)).toThrow(message);
  });
});

describe('weights of few bits', () => {
  it('keep signs and zeros, and come as near as their levels allow', () => {
    const weights = Float64Array.of(-4, -1, 0, 2, 3);
    expect([...rounded(weights, 1)]).toEqual([-2.5, -2.5, 0, 2.5, 2.5]);
    expect([...rounded(weights, 2)]).toEqual([-3.25, -1.75, 0, 1.75, 3.25]);
    expect(rounded(weights, 32)).toBe(weights);
    const fine = rounded(weights, 12);
    fine.forEach((weight, i) => {
      expect(Math.abs(weight - weights[i])).toBeLessThanOrEqual(1.5 / 2 ** 11 + 1e-12);
    });
  });
});
