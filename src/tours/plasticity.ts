/** The tour of competitive plasticity (van Rossum & Pache 2024) and of synaptic caching (Li & van Rossum 2020): changes cost. */

import { all, last, mean, numbers, percent, type ShownRun, type Tour } from './tour.ts';

const IMAGES =
  'task=digits&experiments=rules&trainLimit=2000&testLimit=500&hidden=60&goal=0.7&checkEvery=500&presentations=10000&seed=1';
const UNIT =
  'task=digits&perceptronInputs=100&loads=0.25,0.5,0.75,1,1.25&replicates=3&sweepReplicates=3&seed=1';

const end = (runs: readonly ShownRun[], column: string, rule: string): number =>
  last(runs, `end.${column}`, { rule });
const reached = (runs: readonly ShownRun[], rule: string): boolean =>
  runs.some(({ records }) =>
    records.some((record) => record.kind === 'end' && record.rule === rule && record.reached),
  );
const energies = (runs: readonly ShownRun[], threshold: number): number =>
  mean(numbers(runs, 'caching.energy', { threshold }));

export const plasticity: Tour = {
  name: 'plasticity',
  title: 'What does it cost to learn?',
  about:
    'Every change of a synapse costs energy; let the synapses compete, or let changes gather before they are written (van Rossum and others).',
  study: 'plasticity',
  experiments: {
    plain: `${IMAGES}&rules=plain`,
    compete: `${IMAGES}&rules=plain,competitive,fixed-synapses`,
    gather: `${IMAGES}&rules=plain,residual,caching`,
    lazy: `${IMAGES}&rules=plain,lazy`,
    unit: `${UNIT}&experiments=perceptron`,
    caches: `${UNIT}&experiments=caching`,
  },
  steps: [
    {
      title: 'Count every change',
      text: 'A network with 60 hidden units learns digits one at a time, until it is right in 70 % of the test digits. The chart counts the changes of its synapses, M₀: one for every synapse that is changed by an example.',
      experiment: 'plain',
      look: { chart: 'check.totalChanges' },
      shown: [
        {
          text: 'It is there after 3,000 examples.',
          holds: (runs) => end(runs, 'presentations', 'plain') === 3000 && reached(runs, 'plain'),
        },
        {
          text: 'Until then 143 million changes were made, 3,000 for each of the 47,700 synapses.',
          holds: (runs) =>
            Math.round(end(runs, 'totalChanges', 'plain') / 1e6) === 143 &&
            Math.round(end(runs, 'totalChanges', 'plain') / 47_700) === 3000 &&
            end(runs, 'connections', 'plain') === 47_700,
        },
      ],
    },
    {
      title: 'Most of it is to and fro',
      text: 'Energy, M₁, is the sum of |Δw| over all changes. The shortest way is a straight line from the first weight to the last: how much longer was the way that was gone?',
      experiment: 'plain',
      look: { chart: 'check.totalEnergy' },
      shown: [
        {
          text: 'The network went 20 times as far as the straight line.',
          holds: (runs) => Math.round(end(runs, 'inefficiencyEnergy', 'plain')) === 20,
        },
        {
          text: 'The same end could have been written with one change a synapse, and 3,000 were made.',
          holds: (runs) =>
            end(runs, 'leastChanges', 'plain') === 47_700 &&
            Math.round(end(runs, 'inefficiencyChanges', 'plain') / 100) === 30,
        },
      ],
    },
    {
      title: 'Let the synapses compete',
      text: 'Now only the 3 % of the synapses that want to change most may do so at each example; the others stay where they are. A control gives the same number of changes to synapses that were drawn once.',
      experiment: 'compete',
      look: { chart: 'check.testAccuracy' },
      shown: [
        {
          text: 'Competition needs 5,000 examples to the goal instead of 3,000.',
          holds: (runs) =>
            end(runs, 'presentations', 'competitive') === 5000 &&
            end(runs, 'presentations', 'plain') === 3000 &&
            reached(runs, 'competitive'),
        },
        {
          text: 'The control is at 63 % after 10,000 and gives up: it matters which synapses may change.',
          holds: (runs) =>
            percent(end(runs, 'testAccuracy', 'fixed-synapses'), 63) &&
            end(runs, 'presentations', 'fixed-synapses') === 10_000 &&
            !reached(runs, 'fixed-synapses'),
        },
      ],
    },
    {
      title: 'Fourteen times fewer changes',
      text: 'The same three, by the changes that they made. The axis is long: look where the curve of competition ends.',
      experiment: 'compete',
      look: { chart: 'check.totalChanges' },
      shown: [
        {
          text: 'Competition came to the goal with 10 million changes, a fourteenth of 143 million.',
          holds: (runs) =>
            Math.round(end(runs, 'totalChanges', 'competitive') / 1e6) === 10 &&
            Math.round(
              end(runs, 'totalChanges', 'plain') / end(runs, 'totalChanges', 'competitive'),
            ) === 14,
        },
        {
          text: 'Its energy fell less, by 29 %: the changes that it makes are the large ones.',
          holds: (runs) =>
            percent(
              1 - end(runs, 'totalEnergy', 'competitive') / end(runs, 'totalEnergy', 'plain'),
              29,
            ),
        },
      ],
    },
    {
      title: 'Let changes gather',
      text: 'Another way: wanted changes add up in a hidden store of the synapse and are written when they are worth it. What pulls to and fro cancels in the store. “residual” writes them synapse by synapse; “caching” lets the store act meanwhile, as a transient change.',
      experiment: 'gather',
      look: { chart: 'check.totalEnergy' },
      shown: [
        {
          text: 'Both come to the goal with a tenth of the energy: 483 and 496, instead of 5,021.',
          holds: (runs) =>
            Math.round(end(runs, 'totalEnergy', 'residual')) === 483 &&
            Math.round(end(runs, 'totalEnergy', 'caching')) === 496 &&
            Math.round(end(runs, 'totalEnergy', 'plain')) === 5021,
        },
        {
          text: 'That is about twice the straight line; the plain network went 20 times as far.',
          holds: (runs) =>
            ['residual', 'caching'].every(
              (rule) => Math.round(end(runs, 'inefficiencyEnergy', rule)) === 2,
            ) && Math.round(end(runs, 'inefficiencyEnergy', 'plain')) === 20,
        },
        {
          text: 'It costs few examples: 3,000 and 3,500, where plain learning took 3,000.',
          holds: (runs) =>
            end(runs, 'presentations', 'residual') === 3000 &&
            end(runs, 'presentations', 'caching') === 3500 &&
            end(runs, 'presentations', 'plain') === 3000,
        },
      ],
    },
    {
      title: 'Learn only from errors',
      text: 'A lazy network leaves everything as it is when the answer was right. As it gets better, it changes less and less often.',
      experiment: 'lazy',
      look: { chart: 'check.totalChanges' },
      shown: [
        {
          text: 'It saw 5,000 examples and learned from 1,781 of them.',
          holds: (runs) =>
            end(runs, 'presentations', 'lazy') === 5000 && end(runs, 'updates', 'lazy') === 1781,
        },
        {
          text: 'It made 85 million changes and took less than half the energy of plain learning.',
          holds: (runs) =>
            Math.round(end(runs, 'totalChanges', 'lazy') / 1e6) === 85 &&
            end(runs, 'totalEnergy', 'lazy') < end(runs, 'totalEnergy', 'plain') / 2,
        },
      ],
    },
    {
      title: 'One unit, and what is known of it',
      text: 'A perceptron with 100 inputs stores random patterns. The more patterns an input, the longer it takes: the figure has the energy of learning, and that of the straight line.',
      experiment: 'unit',
      look: { figure: 'perceptron' },
      shown: [
        {
          text: 'All 15 perceptrons have stored all their patterns.',
          holds: (runs) =>
            all(
              runs.flatMap(({ records }) => records.filter(({ kind }) => kind === 'perceptron')),
              ({ solved }) => solved === true,
            ) && numbers(runs, 'perceptron.energy').length === 15,
        },
        {
          text: 'From 0.25 to 1.25 patterns an input the mean energy grows from 1,533 to 59,833.',
          holds: (runs) =>
            Math.round(mean(numbers(runs, 'perceptron.energy', { load: 0.25 }))) === 1533 &&
            Math.round(mean(numbers(runs, 'perceptron.energy', { load: 1.25 }))) === 59_833,
        },
      ],
    },
    {
      title: 'Caches bring it to the straight line',
      text: 'The same unit at one pattern an input, with caches of larger and larger threshold. At 0 every change is written at once; at the right end nothing is written before the end.',
      experiment: 'caches',
      look: { figure: 'caching' },
      shown: [
        {
          text: 'Without caches the energy is 20,500; at a threshold of 10 steps it is 1,016.',
          holds: (runs) =>
            Math.round(energies(runs, 0)) === 20_500 && Math.round(energies(runs, 10)) === 1016,
        },
        {
          text: 'From a threshold of 40 on it is the straight line exactly: 823.',
          holds: (runs) =>
            [40, 80, 160].every((threshold) => Math.round(energies(runs, threshold)) === 823) &&
            Math.round(mean(numbers(runs, 'caching.least', { threshold: 40 }))) === 823,
        },
        {
          text: 'Learning takes as many updates with caches as without: only what is written differs.',
          holds: (runs) =>
            all(numbers(runs, 'caching.updates'), (count) => [192, 124, 299].includes(count)),
        },
      ],
    },
  ],
};
