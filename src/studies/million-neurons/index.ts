/** Sparse evolutionary training of networks as wide as memory allows: what size costs, a connection at a time. */

import { UsageError } from '../../errors.ts';
import { study } from '../../protocol/study.ts';
import { SET_PAPER } from '../sparse-training/paper.ts';
import { claims } from './claims.ts';
import { answers } from './figure-answers.ts';
import { figures } from './figures.ts';
import { parameters, presets, type Values } from './parameters.ts';
import { records } from './records.ts';
import { results as table } from './results.ts';
import { expectedOf, run, tasksOf, unitsOf } from './run.ts';

/** Connections that 4 GiB hold, whatever else is left out: an index, a weight, a velocity and a gradient each. */
const MOST_CONNECTIONS = 2 ** 32 / 16;

/** @throws UsageError for networks without a connection in a layer, or with more than memory can hold */
function check(values: Values): void {
  const { widths, features } = values;
  for (const width of widths) {
    const units = unitsOf(values, width, { features, classes: 2 });
    const counts = expectedOf(values, units);
    if (counts.some((n) => n < 1))
      throw new UsageError(
        `${units.join('-')} would have a layer without any connection; raise --epsilon`,
      );
    const connections = counts.reduce((sum, n) => sum + n);
    if (connections > MOST_CONNECTIONS)
      throw new UsageError(
        `${units.join('-')} has ${connections} connections, the engine's 4 GiB hold ${Math.floor(MOST_CONNECTIONS)} at most; use smaller --widths or less ε`,
      );
  }
}

export const millionNeurons = study({
  name: 'million-neurons',
  title: 'A million neurons',
  description:
    'Perceptrons with up to ten million units and a hundred million connections learn by sparse evolutionary training: what connections, bytes and seconds do as networks grow.',
  paper: SET_PAPER,
  parameters,
  presets,
  records,
  tasks: tasksOf,
  check,
  idle: ({ task }) =>
    task === 'profiles'
      ? {}
      : {
          ...{ features: 'the data set has its own', trainExamples: 'the data set has its own' },
          testExamples: 'the data set has its own',
        },
  run,
  figures,
  answers,
  table,
  claims,
});
