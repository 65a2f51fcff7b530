/**
 * The training of the lab's page in a worker of a page that shows nothing: what is left of Node's rate there is the browser's,
 * what is lost beside it is the page's.
 */

import type { Browser } from 'playwright-core';
import { type BuildServer, serveBuild } from '../test/browser/server.ts';

const WORKER = `
  import { createRandom } from '/dist/numerics/random.js';
  import { resolveParameters } from '/dist/protocol/parameters.js';
  import { readAddress, valuesOfTexts } from '/dist/runs/address.js';
  import { loadStudy } from '/dist/studies/registry.js';
  import { digits } from '/dist/tasks/digits/digits.js';
  const task = async (_name, options = {}) =>
    digits({ train: options.trainLimit, test: options.testLimit });
  async function train({ address, arithmetic, threads }) {
    const { study: name, texts } = readAddress(address);
    const { seed, ...own } = texts;
    const study = await loadStudy(name);
    const parameters = resolveParameters(study.parameters, valuesOfTexts(study, own));
    let records = 0;
    let began = Number.NaN;
    const random = createRandom(Number(seed));
    for await (const { record } of study.run({ parameters, random, arithmetic, threads, task }))
      if (record !== undefined && ++records === 2) began = performance.now();
    return (performance.now() - began) / 1000;
  }
  onmessage = ({ data }) =>
    train(data).then(postMessage, (error) => postMessage(String(error?.stack ?? error)));
`;

/** What the bare page is asked for, as in lab-child.ts. */
export interface BareTraining {
  readonly address: string;
  readonly arithmetic: 'strict' | 'fused';
  readonly threads: number;
}

/** Serves the bare page. */
export async function serveBare(): Promise<{
  /** Seconds from the second record to the end, on a fresh page. */
  train(browser: Browser, training: BareTraining): Promise<number>;
  close(): Promise<void>;
}> {
  const server: BuildServer = await serveBuild({ isolated: true });
  const worker = server.addModule(WORKER);
  return {
    async train(browser, training) {
      const page = await browser.newPage();
      await page.goto(server.origin);
      const told = await page.evaluate(
        ({ path, asked }) =>
          new Promise<number | string>((resolve) => {
            const thread = new Worker(path, { type: 'module' });
            thread.onmessage = ({ data }) => resolve(data);
            thread.onerror = ({ message }) => resolve(message);
            thread.postMessage(asked);
          }),
        { path: worker, asked: training },
      );
      await page.close();
      if (typeof told === 'string') throw new Error(told);
      return told;
    },
    close: () => server.close(),
  };
}
