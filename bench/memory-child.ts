/**
 * One measurement of memory or of compile time, in a process of its own: node --expose-gc memory-child.ts '<question>'.
 *
 * Prints one line of JSON. A fresh process has no memory that was freed but not given back, and no compiled kernel.
 */

import { erdosRenyi, normal } from '../src/connectivity/index.ts';
import { createEngine } from '../src/engine/index.ts';
import { createRandom } from '../src/numerics/random.ts';
import { createMatrix } from '../src/sparse/index.ts';
import type { Answer, ChildQuestion } from './memory.ts';
import { createTraining, prepareTraining } from './network.ts';

/** Resident bytes, after everything that is not used any more has been collected; array buffers go in the background. */
async function resident(): Promise<number> {
  for (let k = 0; k < 4; k++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage.rss();
}

/** A network that has learned a few steps. */
async function training(question: Extract<ChildQuestion, { what: 'training' }>): Promise<Answer> {
  const { units, epsilon, mirror } = question;
  const made = await createTraining({ units, epsilon, batch: 32, shards: 1, mirror });
  for (let k = 0; k < 3; k++) made.step();
  return {
    connections: made.connections,
    engineBytes: made.engine.memory.used,
    residentBytes: await resident(),
  };
}

/** One very large layer, from nothing to weights in the engine's memory. */
async function largeLayer(question: Extract<ChildQuestion, { what: 'layer' }>): Promise<Answer> {
  const { units, epsilon } = question;
  const random = createRandom('bench').split('large');
  const engine = createEngine();
  const before = await resident();
  const shape = { inputs: units, outputs: units, order: 'by-input' } as const;
  const topology = erdosRenyi({ ...shape, epsilon, random: random.split('wiring') });
  const weights = new Float32Array(topology.index.length);
  const density = weights.length / units ** 2;
  normal(0.1).fill(weights, { inputs: units, outputs: units, density }, random.split('weights'));
  const matrix = createMatrix(engine, { topology, arrays: { weights } });
  return {
    connections: matrix.connections,
    engineBytes: engine.memory.used,
    residentBytes: (await resident()) - before,
  };
}

/** Time to emit and compile what a training needs, and of the first step, in which V8 meets the code. */
async function compile(question: Extract<ChildQuestion, { what: 'compile' }>): Promise<Answer> {
  const { units, epsilon } = question;
  const training = await prepareTraining({ units, epsilon, batch: 128, mirror: 'always' });
  const began = performance.now();
  await training.engine.ready();
  const compiled = performance.now();
  training.step();
  const stepped = performance.now();
  return {
    connections: training.connections,
    engineBytes: training.engine.memory.used,
    residentBytes: process.memoryUsage.rss(),
    compileMilliseconds: compiled - began,
    firstStepMilliseconds: stepped - compiled,
  };
}

const question = JSON.parse(process.argv[2]) as ChildQuestion;
const answer =
  question.what === 'training'
    ? await training(question)
    : question.what === 'layer'
      ? await largeLayer(question)
      : await compile(question);
console.log(JSON.stringify(answer));
