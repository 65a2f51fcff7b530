/** Axes, settings and points: what text and documents come to, against counting by hand. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counting } from '../runs/fixtures/counting.ts';
import { axisFromText, axisText } from './axes.ts';
import { countPoints, countSettings, pointsOf, settingsOf, specAt } from './points.ts';
import { type SweepJson, sweepFromJson, sweepToJson } from './sweep.ts';

const table = counting.parameters;
const values = (text: string) => axisFromText(text, table).values;

const sweepOf = (axes: readonly string[], rest: Partial<SweepJson> = {}) =>
  sweepFromJson(
    {
      ...{ study: 'counting', fixed: {}, seeds: [1], arithmetic: 'strict' },
      axes: axes.map((text) => axisFromText(text, table).json),
      ...rest,
    },
    counting,
  );

describe('an axis', () => {
  it.each([
    ['steps=5,10,20', [5, 10, 20]],
    ['density=0.1:0.5:5', [0.1, 0.2, 0.3, 0.4, 0.5]],
    ['density=0.001:0.1:3:log', [0.001, 0.01, 0.1]],
    ['steps=1:1000:4:log', [1, 10, 100, 1000]],
    ['density=1:0.5:2', [1, 0.5]],
    ['rule=sum,mean', ['sum', 'mean']],
    ['signed=true,false', [true, false]],
    ['widths=4,8', [[4], [8]]],
    ['widths=4,8;16', [[4, 8], [16]]],
    ['widths=2:8:4', [[2], [4], [6], [8]]],
  ])('%s', (text, expected) => {
    expect(values(text)).toEqual(expected);
    expect(values(axisText(axisFromText(text, table)))).toEqual(expected);
  });

  it('keeps its condition', () => {
    const text = 'density=0.1,0.2 when rule=sum|mean and steps=5';
    const axis = axisFromText(text, table);
    expect(axis.when).toEqual({ rule: ['sum', 'mean'], steps: ['5'] });
    expect(axisText(axis)).toBe(text);
  });

  it.each([
    ['dens=1', 'unknown axis "dens"; did you mean "density"?'],
    ['density=', 'axis density has no values'],
    ['density=0.5:0.5:3', 'it is empty'],
    ['density=0.1:0.5:1', '2 or more'],
    ['density=0:1:3', 'density 0 is outside (0, 1]'],
    ['density=-1:1:3:log', 'both ends above 0'],
    ['density=0.1,0.1', 'has 0.1 twice'],
    ['steps=1:3:5', 'has 2 twice'],
    ['rule=summ', 'did you mean "sum"'],
    ['density', 'is not name=values'],
    ['density=0.1 when rule=nothing', 'unknown rule "nothing"'],
    ['density=0.1 when density=0.1', 'condition that cannot be'],
  ])('refuses %s in a line', (text, message) => {
    expect(() => axisFromText(text, table)).toThrow(message);
    try {
      axisFromText(text, table);
    } catch (error) {
      expect(String(error).length).toBeLessThan(320);
      expect(String(error)).not.toContain('\n');
    }
  });
});

describe('a sweep', () => {
  it('is the same after it was written down', () => {
    const sweep = sweepOf(['steps=5,10', 'density=0.1:0.5:3 when steps=5'], {
      fixed: { rule: 'mean', scale: 'Infinity' },
      seeds: { from: 3, count: 20 },
      pairing: 'independent',
    });
    const again = sweepFromJson(JSON.parse(JSON.stringify(sweepToJson(sweep))), counting);
    expect(sweepToJson(again)).toEqual(sweepToJson(sweep));
    expect([...pointsOf(again)]).toEqual([...pointsOf(sweep)]);
    expect(again.base).toMatchObject({ rule: 'mean', scale: Infinity, steps: 20 });
  });

  it('varies an axis only where its condition is met', () => {
    const settings = [...settingsOf(sweepOf(['rule=sum,mean', 'density=0.1,0.2 when rule=sum']))];
    expect(settings).toEqual([
      { rule: 'sum', density: 0.1 },
      { rule: 'sum', density: 0.2 },
      { rule: 'mean' },
    ]);
    expect([...settingsOf(sweepOf(['density=0.1,0.2 when rule=mean']))]).toEqual([{}]);
  });

  it('has as many points as it counts, each once, in any number of shards', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        (sizes, seeds, shards, conditional) => {
          const names = ['steps', 'pause', 'widths'];
          const condition = conditional ? ' when steps=1|3' : '';
          const axes = sizes.map(
            (size, k) =>
              `${names[k]}=${Array.from({ length: size }, (_, v) => v + 1).join(',')}${k === 1 ? condition : ''}`,
          );
          const sweep = sweepOf(axes, { seeds: { from: 7, count: seeds } });
          const all = [...pointsOf(sweep)];
          expect(all).toHaveLength(countPoints(sweep));
          expect([...settingsOf(sweep)]).toHaveLength(countSettings(sweep));
          expect(
            new Set(all.map(({ setting, seed }) => JSON.stringify([setting, seed]))).size,
          ).toBe(all.length);
          const parts = Array.from({ length: shards }, (_, index) => [
            ...pointsOf(sweep, { index, of: shards }),
          ]).flat();
          expect(parts.sort((a, b) => a.index - b.index)).toEqual(all);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('counts 10¹¹ points without making them', () => {
    const axes = ['density=0.1:0.9:5000', 'pause=1:60000:4000', 'scale=1:2:5000'];
    expect(countPoints(sweepOf(axes))).toBe(1e11);
  });

  it('gives each point seeds of its own that stay when an axis grows', () => {
    const of = (axis: string) =>
      new Map(
        [...pointsOf(sweepOf([axis], { pairing: 'independent', seeds: [1, 2] }))].map(
          ({ setting, seed }, k) => [`${JSON.stringify(setting)} ${k % 2}`, seed],
        ),
      );
    const seeds = [
      ...pointsOf(sweepOf(['steps=5,10,20'], { pairing: 'independent', seeds: [1, 2] })),
    ];
    expect(new Set(seeds.map(({ seed }) => seed)).size).toBe(6);
    expect(seeds.every(({ seed }) => Number.isSafeInteger(seed))).toBe(true);
    expect(of('steps=5,10').get('{"steps":5} 0')).toBe(of('steps=5,20').get('{"steps":5} 0'));
  });

  it('asks for runs with all parameters', () => {
    const sweep = sweepOf(['density=0.25'], { fixed: { steps: 3 } });
    const [point] = pointsOf(sweep);
    const { parameters, seed } = specAt(sweep, point);
    expect(parameters).toMatchObject({ steps: 3, density: 0.25, rule: 'sum' });
    expect(seed).toBe(1);
  });

  it.each([
    [{ axes: 3 }, '"axes" is missing or of the wrong type'],
    [{ seeds: [] }, '"seeds"'],
    [{ seeds: [1, 1] }, 'hold one twice'],
    [{ fixed: { stepps: 3 } }, 'did you mean "steps"'],
    [{ study: 'other' }, 'is a sweep of other, not of counting'],
    [{ axes: [{ name: 'steps' }] }, 'neither values nor from, to and count'],
    [
      {
        axes: [
          { name: 'steps', values: [1] },
          { name: 'steps', values: [2] },
        ],
      },
      'an axis twice',
    ],
    [
      {
        axes: [
          { name: 'steps', values: [1], when: { rule: ['sum'] } },
          { name: 'rule', values: ['sum'] },
        ],
      },
      'comes after it',
    ],
  ])('refuses %j', (part, message) => {
    const whole = { study: 'counting', fixed: {}, axes: [], seeds: [1], arithmetic: 'strict' };
    expect(() => sweepFromJson({ ...whole, ...part }, counting)).toThrow(message);
  });
});
