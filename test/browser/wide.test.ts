/**
 * A wide network of study `million-neurons` learns and rewires in Chromium as it does in Node, bit for bit: 15,000 hidden
 * units, 278,000 connections. The largest networks take minutes and are run by hand.
 */

import { describe, expect, it } from 'vitest';
import { built } from '../built.ts';
import { nodes, runInNode } from '../nodes.ts';
import { describeInBrowser, runInBrowser } from './browser.ts';

const MODULE = `
  import { resolveParameters } from '/dist/protocol/parameters.js';
  import { createRandom } from '/dist/numerics/random.js';
  import { millionNeurons } from '/dist/studies/million-neurons/index.js';
  export default async () => {
    const parameters = resolveParameters(millionNeurons.parameters, {
      features: 300, trainExamples: 16, testExamples: 8, widths: [5000], epsilon: 10, batch: 16, epochs: 2,
    });
    const records = [];
    const run = millionNeurons.run({ parameters, random: createRandom(7), arithmetic: 'strict', threads: 1 });
    for await (const { record } of run) if (record) records.push(record);
    return records;
  };
`;

describe.skipIf(!built)('a network of 15,000 hidden units', () => {
  describeInBrowser('in Chromium', () => {
    it('gives the records that it gives here', { timeout: 120_000 }, async () => {
      const found = await runInBrowser(MODULE, { isolated: true });
      expect(found).toEqual(await runInNode(MODULE, nodes[0]));
      expect(found).toHaveLength(5);
    });
  });
});
