/**
 * Where the time of the methods that `frontier` compares goes: the share that is spent in kernels while a network learns.
 *
 * Samples of V8's own profiler, one thread, 784-300-100-10 at a tenth of the connections, batches of 25, as the study has
 * it: learning, rewiring, booking, evaluation. What is no kernel is TypeScript, the collector, or the engine's own calls.
 */

import { type Profiler, Session } from 'node:inspector/promises';
import { createRandom } from '../src/numerics/random.ts';
import { resolveParameters } from '../src/protocol/parameters.ts';
import { mlpTrainee } from '../src/studies/compose/mlp.ts';
import { parameters } from '../src/studies/compose/parameters.ts';
import type { Method } from '../src/studies/compose/vocabulary.ts';
import { digits } from '../src/tasks/index.ts';
import { GOALS } from './goals.ts';
import type { Suite } from './suite.ts';
import type { Row } from './table.ts';

/** Between two samples, µs. */
const INTERVAL = 200;

const EPOCHS = 5;

const PLAIN: Method = {
  ...{ rule: 'momentum', wiring: 'random', rewiring: 'none', budget: 'none' },
  ...{ constraint: 'none', discretisation: 'none', penalty: 'none' },
};

/** One ingredient at a time, beside the plain sparse network. */
const METHODS: Readonly<Record<string, Partial<Method>>> = {
  'static 10 %': {},
  dense: { wiring: 'dense' },
  local: { wiring: 'local' },
  sgd: { rule: 'sgd' },
  adam: { rule: 'adam' },
  set: { rewiring: 'set' },
  'set-magnitude': { rewiring: 'set-magnitude' },
  rigl: { rewiring: 'rigl' },
  'rigl-sampled': { rewiring: 'rigl-sampled' },
  competitive: { budget: 'competitive' },
  residual: { budget: 'residual' },
  'residual-competitive': { budget: 'residual-competitive' },
  caching: { budget: 'caching' },
  levels: { discretisation: 'levels' },
  l1: { penalty: 'l1' },
};

interface Spent {
  /** Share of the samples that lie in WebAssembly, of all in which anything ran. */
  readonly kernels: number;
  /** Where most of the rest is. */
  readonly rest: string;
}

function spentIn({ nodes, samples = [] }: Profiler.Profile): Spent {
  const at = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const others = new Map<string, number>();
  let [inKernels, busy] = [0, 0];
  for (const sample of samples) {
    const frame = at.get(sample);
    if (frame === undefined || frame.functionName === '(idle)') continue;
    busy++;
    if (frame.url.startsWith('wasm://')) inKernels++;
    else {
      const file = frame.url.split('/').at(-1) ?? '';
      const name = `${frame.functionName || '(anonymous)'} ${file}`.trim();
      others.set(name, (others.get(name) ?? 0) + 1);
    }
  }
  const most = [...others].toSorted(([, a], [, b]) => b - a).slice(0, 3);
  const rest = most.map(([name, count]) => `${name} ${((100 * count) / busy).toFixed(0)} %`);
  return { kernels: inKernels / busy, rest: rest.join(', ') };
}

async function measured(method: Method): Promise<Spent> {
  const values = resolveParameters(parameters, {
    ...{ hidden: [300, 100], batch: 25, epochs: EPOCHS, density: 0.1, fraction: 0.01, levels: 3 },
  });
  const task = digits({ train: 5000, test: 1000 });
  const options = { method, values, threads: 1, arithmetic: 'fused' } as const;
  const trainee = await mlpTrainee(options, task, createRandom('bench').split('shares'));
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: INTERVAL });
    let passes = 0;
    for (const step of trainee.passes()) {
      // The first pass compiles, what is measured is what all others are like.
      if ('accuracy' in step && ++passes === 1) await session.post('Profiler.start');
    }
    const { profile } = await session.post('Profiler.stop');
    return spentIn(profile);
  } finally {
    session.disconnect();
    trainee.dispose();
  }
}

async function* run(): AsyncGenerator<Row, void> {
  for (const [name, own] of Object.entries(METHODS)) {
    const { kernels, rest } = await measured({ ...PLAIN, ...own });
    yield {
      what: `${name}, share of its time in kernels`,
      measured: kernels,
      unit: 'share',
      note: rest,
      goal: GOALS.kernelShare,
    };
  }
}

export const shares: Suite = { title: 'Methods of the frontier, time in kernels', run };
