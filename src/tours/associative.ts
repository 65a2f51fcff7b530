/** The tour of robust associative learning with sparse connections (Baig & Stepanyants 2024): few connections are the best ones. */

import { all, last, mean, numbers, percent, rows, type ShownRun, type Tour } from './tour.ts';

const free = { signs: 'free signs' };

const solved = (
  runs: readonly ShownRun[],
  rule: string,
  load: number,
): readonly [number, number] => {
  const trials = rows(runs, 'online', { rule, load });
  return [trials.filter((trial) => trial.solved).length, trials.length];
};

/** Share of wrong answers of all samples at a robustness over the noise. */
const wrong = (runs: readonly ShownRun[], constraint: string, ratio: number): number =>
  mean(
    rows(runs, 'noise', { constraint, ratio }).map(
      ({ errors, presentations }) => Number(errors) / Number(presentations),
    ),
  );

/** Measured shares of the weights in bins inside of a distance from 0. */
function within(runs: readonly ShownRun[], constraint: string, distance: number): number[] {
  const [law] = rows(runs, 'law', { constraint });
  const [edges, measured] = [law?.edges, law?.measured] as [number[], number[]];
  return measured.filter((_, i) => edges[i] >= -distance && edges[i + 1] <= distance);
}

export const associative: Tour = {
  name: 'associative',
  title: 'Few connections store best',
  about:
    'The most robust way to store associations leaves most connections out; theory says how many, and a local rule finds them (Baig and Stepanyants 2024).',
  study: 'associative',
  experiments: {
    capacity:
      'parts=capacity&loads=0.25,0.5,0.75,1&signedLoads=0.3&sizes=100&samples=20&points=24&seed=1',
    laws: 'parts=laws&sizes=100&samples=40&gaps=3&densities=0.2&eliminationSize=60&eliminationSamples=6&seed=1',
    noise:
      'parts=noise&sizes=100&samples=40&gaps=3&densities=0.2&eliminationSize=60&eliminationSamples=6&seed=1',
    online: 'parts=online&onlineSizes=100&onlineLoads=0.1,0.15,0.2&trials=6&maxSteps=10000&seed=1',
  },
  steps: [
    {
      title: 'How much can one unit store?',
      text: 'A unit with N inputs is to answer +1 or −1 to each of αN random patterns, robustly: its sum may not come near the threshold. Lines are the theory for endless N; each dot is the best answer there is for 20 samples of 100 inputs, found by a linear program.',
      experiment: 'capacity',
      look: { figure: 'capacity' },
      shown: [
        {
          text: 'At all four loads the programs of free signs lie within 2 % of the theory.',
          holds: (runs) =>
            [0.25, 0.5, 0.75, 1].every((load) => {
              const at = { ...free, load };
              const margins = mean(numbers(runs, 'capacity-program.margin', at));
              const limit = mean(numbers(runs, 'capacity-program.limit', at));
              return Math.abs(margins / limit - 1) < 0.02;
            }),
        },
        {
          text: 'Four times the load leaves about a fifth of the robustness: 1.55 falls to 0.33.',
          holds: (runs) =>
            Math.abs(
              mean(numbers(runs, 'capacity-program.margin', { ...free, load: 0.25 })) - 1.55,
            ) < 0.005 &&
            Math.abs(mean(numbers(runs, 'capacity-program.margin', { ...free, load: 1 })) - 0.33) <
              0.005,
        },
      ],
    },
    {
      title: 'Most weights are exactly 0',
      text: 'Nobody asked for few connections: only the sum of all |w| is held. Yet the most robust answer leaves out most of the inputs, the more the fewer patterns there are.',
      experiment: 'capacity',
      look: { figure: 'natural-sparsity' },
      shown: [
        {
          text: 'At a load of a quarter, 78 % of the weights are 0.',
          holds: (runs) =>
            percent(mean(numbers(runs, 'capacity-program.sparsity', { ...free, load: 0.25 })), 78),
        },
        {
          text: 'At a load of 1, where the unit is nearly full, 34 or 35 % still are.',
          holds: (runs) =>
            Math.abs(
              mean(numbers(runs, 'capacity-program.sparsity', { ...free, load: 1 })) - 0.345,
            ) < 0.006,
        },
      ],
    },
    {
      title: 'As many weights as hard patterns',
      text: 'Why? Some patterns lie exactly at the margin; each of them fixes one weight, and a weight that no pattern needs is 0. Look at the same figure with that in mind: connections are counted by the patterns that are hard.',
      experiment: 'capacity',
      look: { figure: 'natural-sparsity' },
      shown: [
        {
          text: 'In every one of the 80 programs of free signs there are as many patterns at the margin as weights that are not 0.',
          holds: (runs) =>
            rows(runs, 'capacity-program', free).length === 80 &&
            all(rows(runs, 'capacity-program', free), ({ tight, nonzero }) => tight === nonzero),
        },
        {
          text: 'At a load of 1 these are 65 or 66 of 100, on average.',
          holds: (runs) =>
            Math.abs(mean(numbers(runs, 'capacity-program.nonzero', { ...free, load: 1 })) - 65.5) <
            0.5,
        },
      ],
    },
    {
      title: 'What the weights look like',
      text: 'Weights of many samples, as a histogram, with the law that theory predicts as a line. Three ways to have few connections: the sum of |w| alone, a fixed number of connections, or a gap: a weight is absent, or at least 3.',
      experiment: 'laws',
      look: { figure: 'weight-laws' },
      shown: [
        {
          text: 'With the gap there is not one weight of a size between 0 and 3.',
          holds: (runs) =>
            all(within(runs, 'gap, δ = 3 w', 2.99), (share) => share === 0) &&
            rows(runs, 'law', { constraint: 'gap, δ = 3 w' }).length === 1,
        },
        {
          text: 'The sum alone makes 61 % of the weights 0, and theory says 61 %.',
          holds: (runs) =>
            percent(last(runs, 'law.sparsity', { constraint: 'l1 alone' }), 61) &&
            percent(last(runs, 'law.expectedSparsity', { constraint: 'l1 alone' }), 61),
        },
        {
          text: 'A fixed number of connections leaves exactly a fifth of them.',
          holds: (runs) => percent(last(runs, 'law.sparsity', { constraint: 'l0, p = 0.2' }), 80),
        },
      ],
    },
    {
      title: 'Robust against noise',
      text: 'What is the margin good for? Noise is added to every presentation; the axis is the robustness over the noise. The more of it, the fewer wrong answers.',
      experiment: 'noise',
      look: { figure: 'noise' },
      shown: [
        {
          text: 'Where robustness and noise are equal, 14 % of the answers are wrong without a gap and 10 % with it.',
          holds: (runs) => percent(wrong(runs, 'l1', 1), 14) && percent(wrong(runs, 'gap', 1), 10),
        },
        {
          text: 'At three times the noise, hardly one in a thousand is wrong, and with the gap none.',
          holds: (runs) =>
            wrong(runs, 'l1', 3) < 0.0015 &&
            wrong(runs, 'l1', 3) > 0 &&
            rows(runs, 'noise', { constraint: 'gap', ratio: 3 }).length > 0 &&
            wrong(runs, 'gap', 3) === 0,
        },
      ],
    },
    {
      title: 'A rule that finds it',
      text: 'No linear program grows in a brain. A local rule does the same: a step where an association is not stored, a pull back to the sum of |w|, a sign for every input, and a gap that lets weak weights fall to 0. Each curve is a trial.',
      experiment: 'online',
      look: { figure: 'online-learning' },
      shown: [
        {
          text: 'Six of six trials succeed at a load of 0.1, five of six at 0.15 and at 0.2.',
          holds: (runs) =>
            [
              [0.1, 6],
              [0.15, 5],
              [0.2, 5],
            ].every(([load, count]) => {
              const [right, tried] = solved(runs, 'full', load);
              return right === count && tried === 6;
            }),
        },
        {
          text: 'The connections go early: each of the six trials that are drawn begins with all inputs and ends with a quarter of them or fewer.',
          holds: (runs) =>
            rows(runs, 'online-curve').length === 6 &&
            all(rows(runs, 'online-curve'), ({ connected }) => {
              const shares = connected as number[];
              return shares[0] === 1 && (shares.at(-1) ?? 1) <= 0.25;
            }),
        },
      ],
    },
    {
      title: 'Without the gap, without learning',
      text: 'Which part does it? The same rule without its gap still learns, but keeps its weak connections; without its perceptron step there is nothing left but forgetting.',
      experiment: 'online',
      look: { figure: 'online-sparsity' },
      shown: [
        {
          text: 'At a load of 0.1 the whole rule leaves out 75 % of the connections, without the gap 26 %.',
          holds: (runs) =>
            percent(mean(numbers(runs, 'online.sparsity', { rule: 'full', load: 0.1 })), 75) &&
            percent(mean(numbers(runs, 'online.sparsity', { rule: 'no gap', load: 0.1 })), 26),
        },
        {
          text: 'Without learning none of six trials succeeds.',
          holds: (runs) => {
            const [right, tried] = solved(runs, 'no learning', 0.1);
            return right === 0 && tried === 6;
          },
        },
      ],
    },
  ],
};
