/**
 * A whole training run gives the same bits in strict arithmetic: on this Node, on every other Node, in Chromium with
 * threads over shared memory, and in Chromium on a page that may not share any.
 */

import { describe, expect, it } from 'vitest';
import { built } from '../built.ts';
import { nodes, runInNode } from '../nodes.ts';
import { describeInBrowser, runInBrowser } from './browser.ts';

/** SET, static and dense with dropout and rewiring on digits; the records and a digest of all final arrays. */
const moduleFor = (arithmetic: 'strict' | 'fused', threads: number): string => `
  import { setMlp } from '/dist/studies/set-mlp/index.js';
  import { resolveParameters } from '/dist/protocol/parameters.js';
  import { createRandom } from '/dist/numerics/random.js';
  import { digits } from '/dist/tasks/digits/digits.js';
  import { sha256 } from '/dist/tasks/sha256.js';
  export default async () => {
    const parameters = resolveParameters(setMlp.parameters, {
      trainLimit: 400, testLimit: 100, hidden: [60, 50], epsilon: 4, epochs: 3, batch: 96, dropout: 0.2, scaling: 'z-score',
    });
    const task = async (name, { trainLimit, testLimit }) => digits({ train: trainLimit, test: testLimit });
    const run = setMlp.run({ parameters, random: createRandom(7), arithmetic: '${arithmetic}', threads: ${threads}, task });
    const records = [];
    let step = await run.next();
    for (; !step.done; step = await run.next()) if (step.value.record) records.push(step.value.record);
    const arrays = Object.entries(step.value).map(([name, array]) =>
      name + ' ' + Array.from(new Uint8Array(array.buffer, array.byteOffset, array.byteLength)).join());
    return { records: records.filter((record) => record.kind !== 'task'), digest: sha256(JSON.stringify(records) + arrays.join()) };
  };
`;

interface Outcome {
  readonly records: readonly { readonly kind: string; readonly testAccuracy?: number }[];
  readonly digest: string;
}

describe.skipIf(!built)('a training run, bit for bit', () => {
  const here = (arithmetic: 'strict' | 'fused', threads: number) =>
    runInNode(moduleFor(arithmetic, threads), nodes[0]) as unknown as Promise<Outcome>;

  it('is the same for one and two threads on every Node', async () => {
    const expected = await here('strict', 1);
    expect(expected.records.filter((record) => record.kind === 'epoch')).toHaveLength(9);
    for (const node of nodes) {
      for (const threads of [1, 2]) {
        expect(await runInNode(moduleFor('strict', threads), node), `Node ${node.version}`).toEqual(
          expected,
        );
      }
    }
  });

  it('is the same for one and two threads in fused arithmetic', async () => {
    expect(await here('fused', 2)).toEqual(await here('fused', 1));
  });

  describeInBrowser('in Chromium', () => {
    it.each([
      [true, 1],
      [true, 2],
      [false, 2],
    ])('is the same: isolated %s, %i threads asked for', async (isolated, threads) => {
      expect(await runInBrowser(moduleFor('strict', threads), { isolated })).toEqual(
        await here('strict', 1),
      );
    });
  });
});
