/**
 * One training step of a recurrent network through 100 steps of 64 sequences of the 20 cognitive tasks: forward, backward,
 * clipping by the norm, Adam, every change booked, mirrors up to date.
 *
 * 33 inputs and 20 rules, 256 units, 17 outputs. The peers are the same network dense. Two of ours: every block at the
 * density, and only the recurrent one, as in the studies: there the dense input and output blocks hold three quarters
 * of the multiply-adds. What N costs beside the connections (units, inputs, outputs) is told by a block without any.
 */

import { fixedFanIn } from '../src/connectivity/index.ts';
import { createEngine, type Engine } from '../src/engine/index.ts';
import { streamFeed } from '../src/learners/index.ts';
import { refreshStrands } from '../src/learners/refresh.ts';
import { createRnn, type Rnn } from '../src/networks/index.ts';
import { createRandom } from '../src/numerics/random.ts';
import { adam, chain, clipNorm, createPlasticity } from '../src/plasticity/index.ts';
import { type NewLayer, type Order, reorder } from '../src/sparse/index.ts';
import { createBattery } from '../src/tasks/index.ts';
import { GOALS } from './goals.ts';
import { contestant, race, ratio, wallClock } from './measure.ts';
import { against, startPeers } from './peers.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

const STEPS = 100;
const BATCH = 64;
const UNITS = 256;
const DENSITY = 0.05;

/** A burst holds some steps of ours and one of a peer. */
const BURST = 0.06;

interface Shape {
  readonly units: number;
  /** Connections into every unit from others. */
  readonly fanIn: number;
  /** Share of the input and output connections that exist. */
  readonly around: number;
  readonly alpha?: number;
}

const battery = createBattery('cog20');
const random = createRandom('bench').split('recurrent');

function block(inputs: number, outputs: number, order: Order, fanIn: number): NewLayer {
  const own = random.split(`${inputs}-${outputs}`);
  const topology =
    fanIn === 0
      ? { inputs, outputs, order, start: new Uint32Array(inputs + 1), index: new Uint16Array(0) }
      : reorder(fixedFanIn({ inputs, outputs, fanIn, random: own.split('topology') }), order)
          .topology;
  const weights = new Float32Array(fanIn * outputs);
  own.split('weights').fillUniform(weights, -0.1, 0.1);
  return { topology, arrays: { weights } };
}

function networkOf(engine: Engine, { units, fanIn, around, alpha = 1 }: Shape): Rnn {
  const { channels, classes, tasks } = battery;
  const some = (count: number): number => Math.max(1, Math.round(around * count));
  const rules = new Float32Array(tasks.length * units);
  random.split('rules').fillUniform(rules, -0.1, 0.1);
  return createRnn(engine, {
    input: block(channels, units, 'by-output', some(channels)),
    rule: { rules: tasks.length, weights: rules },
    recurrent: block(units, units, 'by-input', fanIn),
    output: block(units, classes, 'by-input', some(units)),
    ...{ activation: 'relu', loss: 'cross-entropy', batch: BATCH, alpha },
  });
}

interface Training {
  readonly step: () => void;
  readonly fill: () => void;
  readonly end: () => void;
}

/** The step of learners/recurrent.ts; the batch stays, and is drawn by `fill`. */
async function trainingOf(shape: Shape, threads = 1): Promise<Training> {
  const engine = createEngine({ threads });
  const network = networkOf(engine, shape);
  const { bundles, matrices } = network;
  const feed = streamFeed({ network, battery, steps: STEPS, random: random.split('feed') });
  const { pass } = feed.next();
  const norm = clipNorm(engine, bundles, 1);
  // A rate so small that the network stays what it is.
  const transform = chain(norm.transform, adam({ rate: 1e-8 }));
  const plasticity = createPlasticity(engine, bundles, () => transform);
  const gradient = engine.program(pass.strands());
  const refresh = engine.program(refreshStrands(Object.values(matrices)));
  await engine.ready();
  let number = 0;
  return {
    step() {
      pass.setStep(number);
      engine.run(gradient);
      norm.measure();
      plasticity.apply(number);
      engine.run(refresh);
      number += 1;
    },
    fill: () => void feed.next(),
    end: () => engine.dispose(),
  };
}

const fanInOf = (units: number): number => Math.round(DENSITY * units);
const everywhere: Shape = { units: UNITS, fanIn: fanInOf(UNITS), around: DENSITY };
const within: Shape = { ...everywhere, around: 1 };

async function* peers({ rounds }: Effort): AsyncGenerator<Row, void> {
  const inputs = battery.channels + battery.tasks.length;
  const question = { layers: [inputs, UNITS, battery.classes], batch: BATCH, steps: STEPS };
  const others = await startPeers([
    ['recurrent_step', question],
    ['recurrent_torch_step', question],
  ]);
  const shapes = { 'all blocks at 5 %': everywhere, 'recurrent block at 5 %': within };
  const trainings = await Promise.all(Object.values(shapes).map((shape) => trainingOf(shape)));
  const ours = [];
  for (const [k, name] of Object.keys(shapes).entries())
    ours.push(await contestant(name, trainings[k].step, { burst: BURST }));
  const results = await race([...ours, ...others], rounds);
  for (const peer of others) peer.end();
  for (const own of results.slice(0, ours.length)) {
    yield { what: `step, ${own.name}`, measured: 1e3 * own.least, unit: 'ms' };
    const goal = own === results[0] ? GOALS.recurrentStep : undefined;
    yield* against(`step, ${own.name}`, own, results.slice(ours.length), goal);
  }
  yield* feeding(trainings[1], rounds);
}

async function* feeding({ step, fill }: Training, rounds: number): AsyncGenerator<Row, void> {
  const options = { burst: BURST };
  const [training, drawing] = await race(
    [await contestant('step', step, options), await contestant('drawing', fill, options)],
    rounds,
  );
  yield {
    what: 'step with dense inputs and outputs, against drawing its batch',
    measured: ratio(training, drawing),
    unit: 'times',
    goal: GOALS.recurrentDrawing,
    note: `${(1e3 * drawing.least).toFixed(2)} ms`,
  };
}

async function* threads({ machine, rounds }: Effort): AsyncGenerator<Row, void> {
  if (machine.cores < 2) return;
  const one = await trainingOf(everywhere);
  const two = await trainingOf(everywhere, 2);
  const options = { clock: wallClock, burst: BURST };
  const [single, double] = await race(
    [await contestant('one', one.step, options), await contestant('two', two.step, options)],
    rounds,
  );
  two.end();
  yield {
    what: 'step, two threads against one',
    measured: ratio(single, double),
    unit: 'times',
    goal: GOALS.twoThreads,
  };
}

/** Equal numbers of connections among 256 and among 1024 units. */
async function* growth({ rounds }: Effort): AsyncGenerator<Row, void> {
  const wide = 4 * UNITS;
  const fan = 12;
  const shapes: readonly Shape[] = [
    { units: UNITS, fanIn: fan, around: DENSITY },
    { units: UNITS, fanIn: 0, around: DENSITY },
    { units: wide, fanIn: fan / 4, around: DENSITY },
    { units: wide, fanIn: 0, around: DENSITY },
  ];
  const racers = [];
  for (const shape of shapes) {
    const { step } = await trainingOf(shape);
    racers.push(await contestant(`${shape.units}`, step, { burst: BURST }));
  }
  const results = await race(racers, rounds);
  const [small, smallRest, large, largeRest] = results.map(({ least }) => least);
  yield {
    what: `connections among ${wide} units, against as many among ${UNITS}`,
    measured: (large - largeRest) / (small - smallRest),
    unit: 'times',
    goal: GOALS.recurrentGrowth,
    note: 'of the time, the step without any taken off',
  };
  yield {
    what: `whole step of ${wide} units, against ${UNITS} with as many connections`,
    measured: ratio(results[2], results[0]),
    unit: 'times',
    note: 'of the time',
  };
}

async function* run(effort: Effort): AsyncGenerator<Row, void> {
  yield* peers(effort);
  yield* threads(effort);
  yield* growth(effort);
}

export const recurrent: Suite = {
  title: `Recurrent: ${UNITS} units, ${STEPS} steps, batch ${BATCH}, the 20 cognitive tasks`,
  run,
};
