/** The tour of networks under neural constraints (Khona et al. 2023): local wiring learns cognitive tasks, and cheaply. */

import { all, last, numbers, percent, rows, type ShownRun, type Tour } from './tour.ts';

const SIZE = 'units=48&densities=0.15&batch=16&window=60&seed=1';

const of = (runs: readonly ShownRun[], kind: 'curve' | 'end', column: string, family: string) =>
  numbers(runs, `${kind}.${column}`, { family });
const at = (runs: readonly ShownRun[], family: string, update: number): number =>
  last(runs, 'curve.accuracy', { family, update });
const end = (runs: readonly ShownRun[], column: string, family: string): number =>
  of(runs, 'end', column, family).at(-1) ?? Number.NaN;

/** Accuracies of a trained network in all tasks, in the order of the battery. */
const tasksOf = (runs: readonly ShownRun[], family: string): number[] =>
  (rows(runs, 'end', { family })[0]?.taskAccuracies ?? []) as number[];

export const cognitive: Tour = {
  name: 'cognitive',
  title: 'Thinking with local wires',
  about:
    'Recurrent networks whose units hear only their neighbours learn twenty cognitive tasks as well as dense ones, at a fraction of the cost (Khona and others 2023).',
  study: 'cog20',
  experiments: {
    three: `families=ring,dense,diagonal&updates=450&evaluateEvery=50&rate=0.006&testTrials=6&finalTrials=20&analyses=false&${SIZE}`,
    examined: `families=ring,random&updates=200&evaluateEvery=20&rate=0.004&testTrials=4&finalTrials=10&${SIZE}`,
  },
  steps: [
    {
      title: 'Twenty tasks, one network',
      text: 'Look there, look the other way, remember where it was, weigh two stimuli: twenty tasks of the laboratory as streams of inputs in time. A cue says which one is asked for. Some have noise that no observer sees through; the figure has the best accuracy that is possible.',
      experiment: 'three',
      look: { figure: 'ceilings' },
      shown: [
        {
          text: 'There are twenty tasks; even an ideal observer is right in 98 % of the decisions, not in all.',
          holds: (runs) => {
            const [battery] = rows(runs, 'battery');
            return (
              (battery?.tasks as unknown[])?.length === 20 && percent(Number(battery.ceiling), 98)
            );
          },
        },
        {
          text: 'In each task at least 91 % can be reached.',
          holds: (runs) => {
            const [battery] = rows(runs, 'battery');
            return all((battery?.ceilings ?? []) as number[], (ceiling) => ceiling > 0.91);
          },
        },
      ],
    },
    {
      title: 'A ring of neighbours',
      text: 'Forty-eight units stand on a ring, and each hears itself and its three nearest on either side. Beside it learn a dense network, where all hear all, and 48 autapses: units that hear themselves alone. All see the same trials.',
      experiment: 'three',
      look: { structure: true },
      shown: [
        {
          text: 'The ring has 336 recurrent connections of 2,304 that are possible, 7 a unit.',
          holds: (runs) =>
            end(runs, 'synapses', 'ring') === 336 &&
            end(runs, 'synapses', 'dense') === 2304 &&
            336 / 48 === 7,
        },
        {
          text: 'The autapses have 48, one a unit.',
          holds: (runs) => end(runs, 'synapses', 'diagonal') === 48,
        },
      ],
    },
    {
      title: 'Who learns faster',
      text: 'Accuracy in the decisions, mean over the tasks, along the updates. All three stand still at first, when they learn to wait; then the decisions come.',
      experiment: 'three',
      look: { chart: 'curve.accuracy' },
      shown: [
        {
          text: 'At 100 updates none is right in more than 14 %.',
          holds: (runs) =>
            ['ring', 'dense', 'diagonal'].every((family) => at(runs, family, 100) < 0.14),
        },
        {
          text: 'At 250 updates the ring is right in 58 %, the dense network in 45 %.',
          holds: (runs) =>
            percent(at(runs, 'ring', 250), 58) && percent(at(runs, 'dense', 250), 45),
        },
        {
          text: 'From 200 updates on the ring is ahead of the dense network at every evaluation.',
          holds: (runs) =>
            [200, 250, 300, 350, 400, 450].every(
              (update) => at(runs, 'ring', update) > at(runs, 'dense', update),
            ),
        },
      ],
    },
    {
      title: 'What it costs',
      text: 'The same run, by the multiply-adds of the recurrent synapses: forward and back through time, each connection at each step.',
      experiment: 'three',
      look: { chart: 'curve.recurrentOperations' },
      shown: [
        {
          text: 'The dense network has done seven times as much at every update.',
          holds: (runs) =>
            Math.round(
              (of(runs, 'curve', 'recurrentOperations', 'dense').at(-1) ?? 0) /
                (of(runs, 'curve', 'recurrentOperations', 'ring').at(-1) ?? 0),
            ) === 7,
        },
        {
          text: 'On fresh trials at the end it is right in 51 %, the ring in 58 %.',
          holds: (runs) =>
            percent(end(runs, 'accuracy', 'dense'), 51) &&
            percent(end(runs, 'accuracy', 'ring'), 58),
        },
      ],
    },
    {
      title: 'Units that hear only themselves',
      text: 'The surprise of the paper: no unit needs another one for these tasks. An autapse holds what it was given, and the outputs read all of them. So the battery does not force a network to compute in loops.',
      experiment: 'three',
      look: { chart: 'curve.accuracy' },
      shown: [
        {
          text: 'With 48 recurrent connections the autapses are right in 60 % at the end, more than either network.',
          holds: (runs) =>
            percent(end(runs, 'accuracy', 'diagonal'), 60) &&
            end(runs, 'accuracy', 'diagonal') > end(runs, 'accuracy', 'ring') &&
            end(runs, 'accuracy', 'diagonal') > end(runs, 'accuracy', 'dense'),
        },
        {
          text: 'They did 62 million recurrent multiply-adds, a seventh of those of the ring.',
          holds: (runs) => {
            const done = (family: string) =>
              of(runs, 'curve', 'recurrentOperations', family).at(-1) ?? Number.NaN;
            return (
              Math.round(done('diagonal') / 1e6) === 62 &&
              Math.round(done('ring') / done('diagonal')) === 7
            );
          },
        },
      ],
    },
    {
      title: 'Simple tasks first',
      text: 'Which of the tasks are learned? Each row is a task, each column a network. The first six ask to look there or the other way, at once or after a delay; the others compare.',
      experiment: 'three',
      look: { figure: 'tasks' },
      shown: [
        {
          text: 'The ring is right in 84 % or more in each of the first six tasks, and in 55 % or less in each of the others.',
          holds: (runs) => {
            const found = tasksOf(runs, 'ring');
            return (
              found.length === 20 &&
              found.slice(0, 6).every((value) => value >= 0.835) &&
              found.slice(6).every((value) => value < 0.555)
            );
          },
        },
        {
          text: 'The dense network is behind it in five of those six.',
          holds: (runs) => {
            const [ring, dense] = [tasksOf(runs, 'ring'), tasksOf(runs, 'dense')];
            return ring.slice(0, 6).filter((value, i) => value > dense[i]).length === 5;
          },
        },
      ],
    },
    {
      title: 'Wire',
      text: 'Now the ring beside a network with as many connections, drawn at random. The figure asks how modular the strongest connections are, against graphs of the same degrees.',
      experiment: 'examined',
      look: { figure: 'structure' },
      shown: [
        {
          text: 'Both have 336 connections; the wire of the ring is 576 places long, the random one 3,537.',
          holds: (runs) =>
            ['ring', 'random'].every((family) => end(runs, 'synapses', family) === 336) &&
            end(runs, 'wireLength', 'ring') === 576 &&
            end(runs, 'wireLength', 'random') === 3537,
        },
        {
          text: 'The ring is modular, Q = 0.62 where chance has 0.38; the random network is as modular as chance.',
          holds: (runs) => {
            const score = (column: string, family: string) =>
              last(runs, `structure.${column}`, { family });
            return (
              percent(score('modularity', 'ring'), 62) &&
              percent(score('modularityExpected', 'ring'), 38) &&
              Math.abs(score('modularityScore', 'random')) < 1
            );
          },
        },
      ],
    },
    {
      title: 'Do units specialise?',
      text: 'Units that vary together in some tasks form clusters. The control turns the activity by a random rotation, which keeps everything but the units. One short run proves little: the study’s page takes seeds and judges the paper’s claims.',
      experiment: 'examined',
      look: { figure: 'silhouettes' },
      shown: [
        {
          text: 'In both networks the clusters of units are cleaner than along random directions.',
          holds: (runs) =>
            rows(runs, 'variance').length === 2 &&
            all(
              rows(runs, 'variance'),
              ({ silhouette, rotatedSilhouette }) => Number(silhouette) > Number(rotatedSilhouette),
            ),
        },
        {
          text: 'In the ring by more: 0.50 against 0.26, in the random network 0.54 against 0.45.',
          holds: (runs) => {
            const pair = (family: string) =>
              ['silhouette', 'rotatedSilhouette'].map((column) =>
                Math.round(100 * last(runs, `variance.${column}`, { family })),
              );
            return pair('ring').join() === '50,26' && pair('random').join() === '54,45';
          },
        },
      ],
    },
  ],
};
