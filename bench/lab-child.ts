/**
 * The training of the lab's page without a page, in a process of its own: node lab-child.ts '<question>'.
 *
 * Prints the seconds from the second record to the end, which is what is measured in the page.
 */

import { createRandom } from '../src/numerics/random.ts';
import { resolveParameters } from '../src/protocol/parameters.ts';
import { readAddress, valuesOfTexts } from '../src/runs/address.ts';
import { loadStudy } from '../src/studies/registry.ts';
import { digits } from '../src/tasks/digits/digits.ts';

const { address, arithmetic, threads } = JSON.parse(process.argv[2]) as {
  readonly address: string;
  readonly arithmetic: 'strict' | 'fused';
  readonly threads: number;
};
const { study: name, texts } = readAddress(address);
const { seed, ...own } = texts;
const study = await loadStudy(name);
const parameters = resolveParameters(study.parameters, valuesOfTexts(study, own));
const task = async (_name: string, options: { trainLimit?: number; testLimit?: number } = {}) =>
  digits({ train: options.trainLimit, test: options.testLimit });
const random = createRandom(Number(seed));
let records = 0;
let began = Number.NaN;
for await (const { record } of study.run({ parameters, random, arithmetic, threads, task }))
  if (record !== undefined && ++records === 2) began = performance.now();
console.log(JSON.stringify((performance.now() - began) / 1000));
process.exit();
