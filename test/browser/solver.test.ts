/**
 * An exact program is solved in a worker of the page as in a thread of Node, with the same bits; where a page may start no
 * worker, the thread that asks solves it and the result says so.
 */

import { expect, it } from 'vitest';
import type { Json } from '../../src/protocol/study.ts';
import type { RobustWeights } from '../../src/solvers/index.ts';
import { nodes, runInNode } from '../nodes.ts';
import { describeInBrowser, runInBrowser } from './browser.ts';

/** A linear and a mixed-integer program on 10 associations of 20 inputs; weights as words of their bits. */
const moduleFor = (before: string): string => `
  import { createRandom } from '/dist/numerics/index.js';
  import { maximiseRobustness } from '/dist/solvers/index.js';
  import { randomAssociations } from '/dist/tasks/index.js';
  ${before}
  export default async () => {
    const spec = { inputs: 20, associations: 10, inputActivity: 0.5, outputActivity: 0.5 };
    const data = randomAssociations(spec, createRandom('solver'));
    const results = [];
    for (const constraints of [{}, { density: 0.3 }]) {
      const found = await maximiseRobustness(data, constraints);
      results.push({ ...found, weights: Array.from(new Uint32Array(found.weights.buffer)) });
    }
    return results;
  };
`;

type Found = Pick<RobustWeights, 'status' | 'margin' | 'thread'>;

describeInBrowser('exact programs in Chromium', () => {
  let asked: Promise<Json> | undefined;
  const inNode = (): Promise<Json> => {
    asked ??= runInNode(moduleFor(''), nodes[0]);
    return asked;
  };

  it.each([true, false])('are solved in a worker, isolated: %s', async (isolated) => {
    const found = (await runInBrowser(moduleFor(''), { isolated })) as unknown as Found[];
    expect(found).toEqual(await inNode());
    for (const { status, margin, thread } of found) {
      expect({ status, thread }).toEqual({ status: 'optimal', thread: 'worker' });
      expect(margin).toBeGreaterThan(0);
    }
  });

  it('are solved by the thread that asks where no worker can be started', async () => {
    const refused = "globalThis.Worker = class { constructor() { throw new Error('refused'); } };";
    const found = (await runInBrowser(moduleFor(refused), {
      isolated: false,
    })) as unknown as Found[];
    const expected = (await inNode()) as unknown as Found[];
    expect(found).toEqual(expected.map((each) => ({ ...each, thread: 'caller' })));
  });
});
