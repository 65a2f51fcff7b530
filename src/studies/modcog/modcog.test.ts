import { describe, expect, it } from 'vitest';
import { createRandom } from '../../numerics/random.ts';
import type { EndRow } from '../cognitive/rows.ts';
import { resolveParameters } from '../parameters.ts';
import type { StudyRecord, StudyResult } from '../study.ts';
import { modcog } from './index.ts';
import { parameters, presets, type Values } from './parameters.ts';
import { check, placesOf, plansOf } from './plans.ts';

const values = (given: Partial<Values> = {}): Values => resolveParameters(parameters, given);

describe('the networks', () => {
  it('are a density curve at equal units and one at equal synapses, the dense one in both', () => {
    const places = placesOf(values({ densities: [0.64, 0.04], families: ['ring'] }));
    expect(places.map(({ matching, plan }) => [matching, plan.name, plan.units])).toEqual([
      ['units', 'autapses', 128],
      ['units', 'LM ring 3.9 %', 128],
      ['units', 'LM ring 63 %', 128],
      ['units', 'dense', 128],
      ['synapses', 'LM ring 3.9 %', 640],
      ['synapses', 'LM ring 64 %', 160],
      ['synapses', 'dense', 128],
    ]);
    for (const { plan } of places.filter(({ matching }) => matching === 'synapses'))
      expect(Math.abs((plan.units * plan.inDegree) / 16_384 - 1)).toBeLessThan(0.03);
  });

  it('are trained once each, under names that differ', () => {
    const plans = plansOf(values());
    expect(new Set(plans.map(({ id }) => id)).size).toBe(plans.length);
    expect(new Set(plans.map(({ name }) => name)).size).toBe(plans.length);
    expect(plansOf(values({ densities: [0.02, 0.021], families: ['ring'] })).length).toBe(5);
  });

  it('are refused with the reason where they cannot be', () => {
    expect(() => check(values({ families: ['torus'], units: 60 }))).toThrow(
      '60 units are no square',
    );
    expect(() => check(values({ units: 20_000 }))).toThrow(
      'recurrent synapses, more than 100000000',
    );
    expect(() => resolveParameters(parameters, { densities: [1] })).toThrow('densities');
  });
});

async function smoke(): Promise<StudyResult<Values>> {
  const given = values(presets.smoke);
  const run = modcog.run({
    ...{ parameters: given, random: createRandom(1), arithmetic: 'strict', threads: 1 },
    task: () => Promise.reject(new Error('no data needed')),
  });
  const records: StudyRecord[] = [];
  for (;;) {
    const { done, value } = await run.next();
    if (done === true) return { parameters: given, seed: 1, records, arrays: value };
    if (value.record !== undefined) records.push(value.record);
  }
}

describe('a run', () => {
  it('gives figures with the ceiling, and claims that it is too small to decide', async () => {
    const result = await smoke();
    const figures = modcog.figures([result]);
    expect(figures.map(({ id }) => id)).toEqual([
      'density',
      'learning',
      'learning-operations',
      'learning-energy',
      'drift',
      ...[
        'tasks',
        'trial-dmsintr',
        'trial-dlygoseqr',
        'ring-states-dlygo',
        'ring-states-dlygoseqr',
      ],
    ]);
    for (const { caption } of figures.slice(0, 5)) expect(caption).toContain('could not be read');
    // Several runs on one page: no figure twice, runs of another size left out.
    const other = { ...result, parameters: { ...result.parameters, units: 17 } };
    expect(modcog.figures([result, result, other]).map(({ id }) => id)).toEqual(
      figures.map(({ id }) => id),
    );
    const verdicts = modcog.claims.map((claim) => [claim.id, claim.measure([result]).verdict]);
    expect(verdicts.filter(([, verdict]) => verdict !== 'undecided')).toEqual([
      ['below-ceiling', 'holds'],
    ]);
    expect(Object.keys(result.arrays)).toContain('dense-16-16.recurrent.weight');
  });
});

/** Ends as a run of five seeds would have them, from accuracies by density. */
function invented(
  accuracyOf: (row: { density: number; units: number; replicate: number }) => number,
) {
  const given = values({ replicates: 5, families: ['ring', 'random'] });
  const records = plansOf(given).flatMap((plan) =>
    [0, 1, 2, 3, 4].map((replicate) => {
      const density = plan.inDegree / plan.units;
      const accuracy = accuracyOf({ density, units: plan.units, replicate }) + 0.002 * replicate;
      const groups = { base: 0.77, seq: plan.family === 'diagonal' ? 0.15 : 0.77 };
      const at = { trials: 1e5 / accuracy, updates: 1, operations: 1e9 * density, energy: 10 };
      const row: Partial<EndRow> & StudyRecord = {
        ...{ kind: 'end', id: plan.id, network: plan.name, family: plan.family, replicate },
        ...{ units: plan.units, density, accuracy, last: accuracy, finalTrials: 100 },
        ...{
          groups,
          lastOfGroups: groups,
          criterion: at,
          taskAccuracies: [accuracy],
          parameters: 100,
        },
      };
      return row;
    }),
  );
  const battery = { kind: 'battery', battery: 'x', tasks: ['go'], groups: ['base'] };
  return {
    parameters: given,
    seed: 1,
    records: [{ ...battery, ceilings: [1], ceiling: 1 }, ...records],
    arrays: {},
  };
}

const verdictsOf = (result: StudyResult<Values>) =>
  Object.fromEntries(modcog.claims.map((claim) => [claim.id, claim.measure([result]).verdict]));

describe('the claims', () => {
  it('hold where an inner density is best by far', () => {
    const peaked = invented(({ density, units, replicate }) => {
      const noise = 0.003 * ((replicate * 7 + Math.round(100 * density)) % 3);
      return (
        0.5 + 0.3 * (density > 0.1 && density < 0.5 ? 1 : 0) + (units > 128 ? 0.05 : 0) + noise
      );
    });
    expect(verdictsOf(peaked)).toMatchObject({
      'autapses-fail': 'holds',
      'interior-optimum-units': 'holds',
      'interior-optimum-synapses': 'holds',
      'local-beats-dense-units': 'holds',
      'local-beats-dense-synapses': 'holds',
      'fewer-trials': 'holds',
      'fewer-operations': 'holds',
      'local-beats-random': 'undecided',
      'below-ceiling': 'holds',
    });
  });

  it('do not find a best density among equals', () => {
    const flat = invented(({ density, units, replicate }) => {
      const scatter = Math.sin(1000 * density + 17 * units + 31 * replicate);
      return 0.6 + 0.03 * scatter;
    });
    const found = verdictsOf(flat);
    for (const id of ['interior-optimum-units', 'interior-optimum-synapses'])
      expect(found[id]).not.toBe('holds');
  });

  it('fall short where density only helps', () => {
    const rising = invented(({ density }) => 0.3 + 0.5 * density);
    expect(verdictsOf(rising)).toMatchObject({
      'interior-optimum-units': 'falls short',
      'local-beats-dense-units': 'falls short',
    });
    // Of one density alone nothing is said of the best.
    const one = (rising.records as StudyRecord[]).filter(
      ({ kind, units, family, density }) =>
        kind !== 'end' || units !== 128 || family !== 'ring' || Number(density) < 0.05,
    );
    expect(verdictsOf({ ...rising, records: one })['local-beats-dense-units']).toBe('undecided');
  });
});
