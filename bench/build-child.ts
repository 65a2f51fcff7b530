/**
 * A training step of another build of this project, in a process of its own: it may have other kernels and other flags.
 *
 * Started by builds.ts with a question as JSON; says `ready`, then times one burst for every line it is sent.
 */

import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { contestant, threadClock, wallClock } from './measure.ts';
import type { TrainingSpec } from './network.ts';

export interface BuildQuestion {
  /** The root of the build. */
  readonly folder: string;
  readonly training: TrainingSpec;
}

const { folder, training } = JSON.parse(process.argv[2]) as BuildQuestion;
const { createTraining } = (await import(
  pathToFileURL(`${folder}/bench/network.ts`).href
)) as typeof import('./network.ts');
const { step } = await createTraining(training);
const clock = (training.threads ?? 1) > 1 ? wallClock : threadClock;
const racer = await contestant('build', step, { clock, burst: 0.03 });
console.log('ready');
for await (const _ of createInterface({ input: process.stdin })) console.log(await racer.burst());
process.exit();
