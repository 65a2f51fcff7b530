/** Figures of a sweep as values: which there are, what stands in them, and the line of the theory. */

import { describe, expect, it } from 'vitest';
import type { Boundary, Study } from '../protocol/study.ts';
import { axisFromText } from './axes.ts';
import { colourDomain, edgesOf, figuresOf } from './figures.ts';
import { scoring } from './fixtures/scoring.ts';
import { swept } from './fixtures/swept.ts';
import { measuresOf } from './measures.ts';

const measure = measuresOf(scoring)[0];

const of = (setting: object, name: string): number => Number(setting[name as keyof typeof setting]);

describe('figures of a sweep', () => {
  it('are curves with intervals along one axis of numbers', () => {
    const [only, ...none] = figuresOf(
      swept(['quality=1,2,4'], (setting) => 10 * of(setting, 'quality')),
      measure,
      0,
    );
    expect(none).toEqual([]);
    expect(only.id).toBe('score-curves');
    const line = only.marks.find(({ type }) => type === 'line');
    expect(line?.data.map(({ x, y, low, high }) => [x, y, low, high])).toEqual([
      [1, 10, 9, 11],
      [2, 20, 19, 21],
      [4, 40, 39, 41],
    ]);
    expect(only.caption).toContain('(2)');
  });

  it('are bars of dots, without a line, along words', () => {
    const [only] = figuresOf(
      swept(['broken=true,false'], () => 1),
      measure,
      0,
    );
    expect(only.x).toMatchObject({ type: 'band', domain: ['true', 'false'] });
    expect(only.marks.map(({ type }) => type)).toEqual(['linkY', 'dot']);
  });

  it('are a map and curves over two axes of numbers, the longer one across', () => {
    const [map, curves] = figuresOf(
      swept(['noise=0.1,0.2', 'quality=1,2,3'], (s) => of(s, 'quality') + of(s, 'noise')),
      measure,
      0,
    );
    expect([map.id, curves.id]).toEqual(['score-map', 'score-curves']);
    const cells = map.marks[0].data;
    expect(cells).toHaveLength(6);
    const cell = cells.find(({ value }) => value === 3.2);
    expect(cell).toMatchObject({ x1: 2.5, x2: 3.5, y2: 0.25 });
    expect(cell?.y1).toBeCloseTo(0.15, 12);
    expect(map.x.domain).toEqual([0.5, 3.5]);
    expect(map.marks).toHaveLength(1);
    expect(new Set(curves.marks[1].data.map(({ series }) => series))).toEqual(
      new Set(['noise = 0.1', 'noise = 0.2']),
    );
  });

  it('have the line of the theory that the study declares, on either axis', () => {
    const boundary: Boundary<Record<string, unknown>> = {
      ...{ label: 'where noise is a tenth of quality', of: 'noise' },
      at: ({ quality }) => Number(quality) / 10,
    };
    const study = { ...scoring, boundaries: [boundary] } as Study;
    for (const axes of [
      ['noise=0.1,0.2', 'quality=1,2,3'],
      ['noise=0.1,0.2,0.3', 'quality=1,2'],
    ]) {
      const [map] = figuresOf(
        swept(axes, () => 1, study),
        measure,
        0,
      );
      const line = map.marks[1];
      expect(line).toMatchObject({ type: 'line', x: 'x', y: 'y' });
      const noiseAcross = axes[0].length > axes[1].length;
      for (const { x, y } of line.data)
        expect(Number(noiseAcross ? x : y)).toBeCloseTo(Number(noiseAcross ? y : x) / 10, 12);
      expect(map.caption).toContain('Line: where noise is a tenth of quality.');
    }
    // A boundary of another plane is not drawn.
    const [other] = figuresOf(
      swept(['learners=1,2', 'quality=1,2,3'], () => 1, study),
      measure,
      0,
    );
    expect(other.marks).toHaveLength(1);
  });

  it('do not exist where nothing is varied or nothing is finished', () => {
    expect(
      figuresOf(
        swept([], () => 1),
        measure,
        0,
      ),
    ).toEqual([]);
    const empty = swept(['quality=1,2'], () => 1);
    const settings = empty.settings.map((place) => ({ ...place, cells: [new Map()] }));
    expect(figuresOf({ ...empty, settings }, measure, 0)).toEqual([]);
  });
});

describe('curves of an axis with more values than can be told apart', () => {
  it('are twelve of them, both ends among them, named by as many digits as tell them apart', () => {
    const { settings, ...one } = swept(['quality=0:1:30', 'noise=0.1:2:20'], (s) => of(s, 'noise'));
    const two = settings.map((place) => {
      const [cell] = place.cells[0].values();
      return { ...place, cells: [new Map(['a', 'b'].map((row) => [row, cell]))] };
    });
    const curves = figuresOf({ ...one, settings: two }, measure, 0).find(
      ({ id }) => id === 'score-curves',
    );
    const names = curves?.series ?? [];
    expect(names).toHaveLength(12);
    expect(names[0]).toBe('noise = 0.1');
    expect(names[1]).toBe('noise = 0.3');
    expect(names.at(-1)).toBe('noise = 2');
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThan(15);
    expect(curves?.caption).toContain('12 of 20 values of noise');
  });
});

describe('cells and colours', () => {
  it('lie half-way between values, on a log axis in ratio', () => {
    const linear = edgesOf(axisFromText('quality=1,2,4', scoring.parameters));
    expect([...linear.values()]).toEqual([
      [0.5, 1.5],
      [1.5, 3],
      [3, 5],
    ]);
    const log = edgesOf(axisFromText('quality=1:100:3:log', scoring.parameters));
    const [low, high] = log.get(10) ?? [0, 0];
    expect(low).toBeCloseTo(Math.sqrt(10), 9);
    expect(high).toBeCloseTo(Math.sqrt(1000), 9);
  });

  it('begin at 0 only where values come near it', () => {
    expect(colourDomain([0.1, 0.9])).toEqual([0, 0.9]);
    expect(colourDomain([83, 91])).toEqual([83, 91]);
    expect(colourDomain([-2, 3])).toEqual([-2, 3]);
    expect(colourDomain([0, 0])).toEqual([0, 1]);
  });
});
