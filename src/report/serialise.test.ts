import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXml } from '../../test/report/markup.ts';
import { figureDocument } from './document.ts';
import { escapeText, serialise } from './serialise.ts';

const svg = 'http://www.w3.org/2000/svg';

describe('serialise', () => {
  it('writes elements with sorted attributes, and rounds coordinates only', () => {
    const group = figureDocument.createElementNS(svg, 'g');
    group.setAttribute('transform', 'translate(0.123456,-7.000001)');
    group.setAttribute('data-n', '0.123456');
    const line = figureDocument.createElementNS(svg, 'path');
    line.setAttribute('d', 'M1e-9,0.33333L2.5,-0.001');
    group.append(line);
    expect(serialise(group)).toBe(
      '<g data-n="0.123456" transform="translate(0.12,-7)"><path d="M1e-9,0.33L2.5,0"/></g>',
    );
  });

  it('gives well-formed XML for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const element = figureDocument.createElementNS(svg, 'text');
        element.textContent = text;
        element.setAttribute('data-text', text);
        const { elements } = parseXml(serialise(element));
        expect(elements).toHaveLength(1);
      }),
    );
  });
});

describe('escapeText', () => {
  it('keeps letters of all scripts and replaces what XML forbids', () => {
    expect(escapeText('ε ≤ 1 & 😀 "x" <y>\'')).toBe('ε ≤ 1 &amp; 😀 &quot;x&quot; &lt;y&gt;&#39;');
    expect(escapeText('a\u0000b\ud800c\uffff')).toBe('a\ufffdb\ufffdc\ufffd');
  });
});
