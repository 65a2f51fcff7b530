/**
 * What a connection costs in memory while it learns, what a very large layer costs, and how long kernels take to make.
 *
 * Every figure comes from processes of their own; bytes of a connection are differences between a network with few
 * connections and one with many, so that units, data and Node itself do not count.
 */

import type { MirrorChoice } from '../src/learners/index.ts';
import { askChild } from './child.ts';
import { GOALS } from './goals.ts';
import { median } from './measure.ts';
import { SET_MLP } from './network.ts';
import type { Suite } from './suite.ts';
import type { Row } from './table.ts';

/** What the child process is asked. */
export type ChildQuestion =
  | {
      readonly what: 'training';
      readonly units: readonly number[];
      readonly epsilon: number;
      readonly mirror: MirrorChoice;
    }
  | { readonly what: 'layer'; readonly units: number; readonly epsilon: number }
  | { readonly what: 'compile'; readonly units: readonly number[]; readonly epsilon: number };

export interface Answer {
  readonly connections: number;
  /** Bytes handed out by the engine. */
  readonly engineBytes: number;
  /** Bytes of the process in the machine's memory, or their growth. */
  readonly residentBytes: number;
  readonly compileMilliseconds?: number;
  readonly firstStepMilliseconds?: number;
}

const ask = (question: ChildQuestion): Promise<Answer> =>
  askChild<Answer>('./memory-child.ts', question, question.what !== 'compile');

/** Only the layer in the middle has more connections at a higher ε: the others have all they can have. */
const UNITS = [10, 4000, 4000, 10];
const [FEW, MANY] = [20, 100];
/** The collector is free to leave rubbish: of several processes, the median. */
const TRIES = 3;

async function several(question: ChildQuestion): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let k = 0; k < TRIES; k++) answers.push(await ask(question));
  return answers;
}

const residentOf = (answers: readonly Answer[]): number =>
  median(answers.map(({ residentBytes }) => residentBytes));

async function* connections(): AsyncGenerator<Row, void> {
  for (const mirror of ['never', 'always'] as const) {
    const few = await several({ what: 'training', units: UNITS, epsilon: FEW, mirror });
    const many = await several({ what: 'training', units: UNITS, epsilon: MANY, mirror });
    const more = many[0].connections - few[0].connections;
    const note = 'one shard';
    const what = `one more connection, ${mirror === 'never' ? 'without' : 'with'} mirror`;
    yield {
      what: `${what}: the engine's memory`,
      measured: (many[0].engineBytes - few[0].engineBytes) / more,
      unit: 'B',
      goal: mirror === 'never' ? GOALS.bytes : GOALS.bytesMirrored,
      note,
    };
    yield {
      what: `${what}: resident memory`,
      measured: (residentOf(many) - residentOf(few)) / more,
      unit: 'B',
      note,
    };
  }
}

async function* run(): AsyncGenerator<Row, void> {
  yield* connections();
  const [units, epsilon] = [60_000, 5];
  const layer = await several({ what: 'layer', units, epsilon });
  yield {
    what: `a layer ${units} → ${units} at ε = ${epsilon}: growth of resident memory`,
    measured: residentOf(layer) / 1e6,
    unit: 'MB',
    goal: GOALS.largeLayer,
    note: `${layer[0].connections} connections`,
  };
  const made = await several({ what: 'compile', units: SET_MLP.units, epsilon: SET_MLP.epsilon });
  yield {
    what: 'emit and compile all kernels of a network, cold',
    measured: Math.min(...made.map(({ compileMilliseconds = Number.NaN }) => compileMilliseconds)),
    unit: 'ms',
    goal: GOALS.compile,
  };
  yield {
    what: 'the first step after it, batch 128',
    measured: Math.min(
      ...made.map(({ firstStepMilliseconds = Number.NaN }) => firstStepMilliseconds),
    ),
    unit: 'ms',
  };
}

export const memory: Suite = { title: 'Memory, and making kernels', run };
