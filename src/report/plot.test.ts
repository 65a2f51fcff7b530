import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gallery } from '../../test/report/gallery.ts';
import { parseXml } from '../../test/report/markup.ts';
import type { Figure } from '../figures/figure.ts';
import { declarations } from './palette.ts';
import { panelCount, renderFigure } from './plot.ts';

const hostile = `</svg><script>alert("1")</script>'&<!--]]>\u0000\u0007\ud800`;

function ids(svg: string): string[] {
  return parseXml(svg)
    .elements.map(({ attributes }) => attributes.get('id'))
    .filter((id) => id !== undefined);
}

describe('renderFigure', () => {
  for (const figure of gallery)
    it(`draws ${figure.id} as stored`, async () => {
      const svg = renderFigure(figure, { width: 360 });
      expect(() => parseXml(svg)).not.toThrow();
      await expect(`${svg.replace(/></g, '>\n<')}\n`).toMatchFileSnapshot(
        `../../test/report/gallery/${figure.id}.svg`,
      );
    });

  it('gives the same text every time, though Plot counts its clip paths', () => {
    for (const figure of gallery) expect(renderFigure(figure)).toBe(renderFigure(figure));
  });

  it('uses only names of the page in a page, and only plain colours alone', () => {
    const defined = new Set(declarations('light').match(/--[\w-]+(?=:)/g));
    for (const figure of gallery) {
      const names = renderFigure(figure, { theme: 'css' }).match(/var\([^)]*\)/g) ?? [];
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(defined).toContain(name.slice(4, -1));
      expect(renderFigure(figure, { theme: 'css' })).not.toMatch(/#[0-9a-f]{6}/);
      expect(renderFigure(figure, { theme: 'dark' })).not.toContain('var(');
    }
  });

  it('keeps ids apart by their prefix and points only to ids that it has', () => {
    const svgs = gallery.flatMap((figure, i) => [
      renderFigure(figure, { idPrefix: `a${i}` }),
      renderFigure(figure, { idPrefix: `b${i}` }),
    ]);
    const all = svgs.flatMap(ids);
    expect(new Set(all).size).toBe(all.length);
    for (const svg of svgs) {
      const own = new Set(ids(svg));
      const targets = [...svg.matchAll(/url\(#([^)]*)\)/g)].map((match) => match[1]);
      for (const target of targets) expect(own).toContain(target);
      const label = parseXml(svg).elements[0].attributes.get('aria-labelledby') ?? '';
      for (const id of label.split(' ')) expect(own).toContain(id);
    }
  });

  it('describes itself', () => {
    const svg = renderFigure(gallery[0]);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" role="img"/);
    expect(svg).toContain(`>${gallery[0].title}</title>`);
    expect(svg).toContain(`>${gallery[0].caption}</desc>`);
  });

  it('shows the title only where no page does', () => {
    const count = (svg: string) => svg.split(gallery[0].title).length - 1;
    expect(count(renderFigure(gallery[0]))).toBe(2);
    expect(count(renderFigure(gallery[0], { theme: 'css' }))).toBe(1);
    expect(count(renderFigure(gallery[0], { title: false }))).toBe(1);
  });

  it('stays well-formed whatever the names are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('css', 'light'), (text, theme) => {
        const row = { x: text, y: 1, s: text, t: text };
        const figure: Figure = {
          id: text,
          title: text,
          caption: text,
          x: { label: text, type: 'band' },
          y: { label: text },
          facet: 's',
          marks: [
            { type: 'barY', data: [row], x: 'x', y: 'y', series: 's', title: 't' },
            { type: 'text', data: [row], x: 'x', y: 'y', label: 't' },
          ],
        };
        parseXml(renderFigure(figure, { theme, width: 300 }));
      }),
      { numRuns: 40, examples: [[hostile, 'css']] },
    );
  });

  it('draws any numbers without a NaN in the picture', () => {
    const value = fc.oneof(fc.double(), fc.constant(null), fc.integer({ min: -3, max: 3 }));
    const rows = fc.array(fc.record({ x: value, y: value, s: fc.constantFrom('a', 'b') }), {
      maxLength: 8,
    });
    const types = ['line', 'dot', 'areaY', 'barY', 'rectY', 'ruleX', 'ruleY', 'cell'] as const;
    const scale = fc.constantFrom('linear', 'log', 'band' as const);
    fc.assert(
      fc.property(rows, fc.constantFrom(...types), scale, scale, (data, type, x, y) => {
        const figure: Figure = {
          id: 'any',
          title: '',
          caption: '',
          x: { label: '', type: type === 'barY' || type === 'cell' ? 'band' : x },
          y: { label: '', type: type === 'cell' ? 'band' : y === 'band' ? 'linear' : y },
          marks: [{ type, data, x: 'x', x2: 'x', y: 'y', series: 's' }],
        };
        expect(renderFigure(figure, { width: 240 })).not.toMatch(/="[^"]*(NaN|Infinity|undefined)/);
      }),
      {
        numRuns: 150,
        examples: [
          // Its label is as wide as the figure.
          [[{ x: 0, y: -1.0299447817957991e117, s: 'a' }], 'cell', 'linear', 'linear'],
        ],
      },
    );
  });

  it.each(['linear', 'log'] as const)(
    'keeps upright intervals off the edge of the panel, on a %s axis',
    async (type) => {
      const data = [1, 4, 9].map((x) => ({ x, low: 2, high: 3, series: 'a' }));
      const svg = await renderFigure({
        ...{ id: 'intervals', title: 'Intervals', caption: '' },
        ...{ x: { label: 'x', type }, y: { label: 'y' }, series: ['a'] },
        marks: [{ type: 'linkY', data, x: 'x', y1: 'low', y2: 'high', series: 'series' }],
      });
      const lines = [...svg.matchAll(/<line ([^>]*)>/g)].map(([, attributes]) => attributes);
      const at = (line: string): number => Number(/x1="([\d.]+)"/.exec(line)?.[1]);
      const upright = lines.filter((line) => /^stroke=\S+ x1=(\S+) x2=\1/.test(line)).map(at);
      const edges = lines
        .filter((line) => /^x1="[\d.]+" x2="[\d.]+" y1="([\d.]+)" y2="\1"/.test(line))
        .flatMap((line) => [at(line), Number(/x2="([\d.]+)"/.exec(line)?.[1])]);
      expect(upright).toHaveLength(3);
      expect(Math.min(...upright) - Math.min(...edges)).toBeGreaterThanOrEqual(8);
      expect(Math.max(...edges) - Math.max(...upright)).toBeGreaterThanOrEqual(8);
    },
  );

  it('keeps half of the width for the panels, however long the names are', () => {
    const name = 'a setting whose name tells all of its parameters, one after the other';
    const figure: Figure = {
      id: 'long',
      title: '',
      caption: '',
      x: { label: 'accuracy' },
      y: { label: '', type: 'band' },
      marks: [{ type: 'dot', data: [{ x: 0.5, y: name }], x: 'x', y: 'y' }],
    };
    const narrow = renderFigure(figure, { width: 240 });
    expect(narrow).toMatch(/>a setting [^<]*…<title>/);
    expect(narrow).toContain(`<title>${name}</title>`);
    expect(narrow).not.toMatch(/(width|height)="-/);
    expect(renderFigure(figure, { width: 1200 })).toContain(`>${name}<`);
  });
});

describe('panelCount', () => {
  it('counts facets', () => {
    expect(panelCount(gallery[0])).toBe(1);
    expect(panelCount(gallery.find((figure) => figure.id === 'small-multiples')!)).toBe(5);
  });
});
