/** Random streams and elementary functions give the same bits in Chromium and in every Node. */

import { describe, expect, it } from 'vitest';
import * as numerics from '../../src/numerics/index.ts';
import { built } from '../built.ts';
import { nodes, runInNode } from '../nodes.ts';
import { describeInBrowser, runInBrowser } from './browser.ts';

type Numerics = typeof numerics;

/** Everything at once, as words of the floats' bits. Its text is sent to the browser, so it closes over nothing. */
function bitsOf(library: Numerics): Record<string, string> {
  const words = (values: Iterable<number>) =>
    Array.from(new Uint32Array(Float64Array.from(values).buffer), (word) =>
      word.toString(16).padStart(8, '0'),
    ).join('');
  const times = <T>(n: number, f: (i: number) => T) => Array.from({ length: n }, (_, i) => f(i));

  const random = library.createRandom(2026).split('browser').split(7);
  const floats = new Float32Array(257);
  random.split('fill').fillNormal(floats, 0.1);
  const functions = {
    exp: library.exp,
    log: library.log,
    log1p: library.log1p,
    expm1: library.expm1,
  };
  const periodic = { sin: library.sin, cos: library.cos, tanh: library.tanh };
  // Steps without a pattern in their last bits, over many orders of magnitude.
  const small = times(400, (i) => (i + 1) * 0.0123456789);
  const wide = [-1e-9];
  while (wide.length < 400) wide.push(wide[wide.length - 1] * -1.123456789);

  return {
    bits: words(times(64, () => random.bits())),
    uniform: words(times(64, () => random.uniform())),
    integers: words(times(64, (i) => random.integer(i * i * i * 12345 + 1))),
    normal: words(times(256, () => random.normal())),
    binomial: words(times(64, (i) => random.binomial(1 + i * i * i * 1000, 0.3))),
    permutation: words(random.permutation(100)),
    distinct: words(random.distinct(1e6, 500)),
    floats: words(floats),
    ...Object.fromEntries(
      Object.entries(functions).map(([name, f]) => [name, words(small.map(f))]),
    ),
    ...Object.fromEntries(Object.entries(periodic).map(([name, f]) => [name, words(wide.map(f))])),
    pow: words(small.map((x, i) => library.pow(x, wide[i]))),
    quantile: words(times(99, (i) => library.normalQuantile((i + 1) / 100))),
    logGamma: words(small.map(library.logGamma)),
    state: JSON.stringify(random.state()),
  };
}

const MODULE = `
  import * as numerics from '/dist/numerics/index.js';
  const bitsOf = ${bitsOf};
  export default () => bitsOf(numerics);
`;

const here = bitsOf(numerics);

describeInBrowser('numerics in the browser', () => {
  it.each([true, false])('gives the same bits: isolated %s', async (isolated) => {
    expect(await runInBrowser(MODULE, { isolated })).toEqual(here);
  });
});

describe.skipIf(!built)('numerics in Node', () => {
  it.each(nodes)('gives the same bits: $version', async (node) => {
    expect(await runInNode(MODULE, node)).toEqual(here);
  });
});
