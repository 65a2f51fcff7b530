import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
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

describe('a run', () => {
  it('gives figures with the ceiling, and claims that it is too small to decide', async () => {
    const {
      snapshots: _,
      former: __,
      ...result
    } = await studyRunner(modcog)(values(presets.smoke));
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
    expect(figures[0].caption).toContain('could not be read');
    // Several runs on one page: no figure twice, a panel a setting, runs of other tasks left out.
    const { parameters } = result;
    const slow = { ...result, parameters: { ...parameters, rate: 0.002 } };
    const other = { ...result, parameters: { ...parameters, battery: 'modcog126' as const } };
    const compared = modcog.figures([result, result, slow, other]);
    expect(compared.map(({ id }) => id)).toEqual(figures.map(({ id }) => id));
    const panels = compared[1].marks.flatMap(({ data }) => data.map(({ setting }) => setting));
    expect([...new Set(panels)].filter(Boolean)).toEqual(['rate 0.001', 'rate 0.002']);
    expect(compared[1].series).toEqual(figures[1].series);
    const verdicts = modcog.claims.map((claim) => [claim.id, claim.measure([result]).verdict]);
    expect(verdicts.filter(([, verdict]) => verdict !== 'undecided')).toEqual([]);
    expect(Object.keys(result.arrays)).toContain('dense-16-16.recurrent.weight.data');
  });
});
