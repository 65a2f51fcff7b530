/** Colours over a page: a name keeps its own, and names that meet differ. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Figure } from '../figures/figure.ts';
import { colourPlaces } from './colour-places.ts';
import { light } from './palette.ts';
import { renderFigure } from './plot.ts';

const figureOf = (series: readonly string[]): Figure => ({
  ...{ id: 'f', title: 't', caption: 'c', series },
  ...{ x: { label: 'x' }, y: { label: 'y' } },
  marks: [
    {
      ...{ type: 'dot', x: 'x', y: 'y', series: 'name', open: 'short' },
      data: series.map((name, k) => ({ name, x: k, y: k, short: k === 0 })),
    },
  ],
  hollow: 'goal not reached',
});

it('gives names that meet in a figure different colours', () => {
  const names = fc.uniqueArray(fc.constantFrom(...'abcdefghijkl'), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(names, { maxLength: 5 }), (lists) => {
      const places = colourPlaces(lists.map(figureOf));
      for (const list of lists) {
        const own = list.map((name) => places.get(name));
        expect(new Set(own).size).toBe(list.length);
      }
    }),
  );
});

it('keeps the colours of the first figure, and those of a name in all others', () => {
  const places = colourPlaces([figureOf(['a', 'b', 'c']), figureOf(['c', 'd']), figureOf(['d'])]);
  expect([...places]).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 2],
    // Its wish, the second place, is free: b is not in that figure.
    ['d', 1],
  ]);
});

it('gives names that stand together the colour of the first, where it is known', () => {
  const places = colourPlaces([
    figureOf(['c', 'b', 'a']),
    figureOf(['a = c', 'b']),
    figureOf(['N = 40', 'N = 60']),
  ]);
  expect(places.get('a = c')).toBe(places.get('a'));
  expect(places.get('a = c')).not.toBe(places.get('b'));
  expect(places.get('N = 40')).not.toBe(places.get('N = 60'));
});

it('counts only what is shown where a list has more names than there are colours', () => {
  const few = { ...figureOf(['a', 'i', 'j']), series: [...'abcdefghij'] };
  expect([...colourPlaces([few]).values()]).toEqual([0, 1, 2]);
});

it('draws what shares a colour in another shape, and bounds hollow', () => {
  const many = figureOf([...'abcdefghi']);
  const svg = renderFigure(many, { places: colourPlaces([many]) });
  // a (hollow, a circle) and i (the first shape after circles) have the first colour.
  expect(svg).toMatch(new RegExp(`<polygon fill="${light.series[0]}"`));
  expect(svg).toContain('goal not reached');
  expect(svg).toMatch(new RegExp(`stroke="${light.series[0]}"`));
});
