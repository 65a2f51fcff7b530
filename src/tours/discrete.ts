/** The tour of learning with discrete synapses (Baldassi et al. 2015, 2016): solutions that can be found lie in dense regions. */

import { all, mean, numbers, percent, rows, type ShownRun, type Tour } from './tour.ts';

const solved = (
  runs: readonly ShownRun[],
  kind: 'solve' | 'scarce' | 'walk',
  where: Readonly<Record<string, string | number>>,
): string => {
  const found = rows(runs, kind, where);
  return `${found.filter((row) => row.solved).length}/${found.length}`;
};

const lost = (runs: readonly ShownRun[], share: number): number =>
  mean(numbers(runs, 'flip.errors', { share }));

export const discrete: Tour = {
  name: 'discrete',
  title: 'Where findable solutions lie',
  about:
    'Synapses of two levels are hard to train, almost all their solutions are isolated, and yet simple rules learn: they end where solutions crowd (Baldassi and others 2015).',
  study: 'discrete',
  experiments: {
    listed: 'parts=exact&exactSize=17&exactSamples=8&seed=1',
    learned:
      'parts=success&sizes=201&loads=0.3,0.5,0.6,0.7&samples=6&sweeps=300&learners=sbpi,cp,rbp&seed=1',
    around: 'parts=regions&regionSize=401&regionSamples=2&distances=0.01,0.05,0.1&seed=1',
    scarce: 'parts=scarce&sizes=201&samples=4&nonzero=0.1,0.2,0.4,0.6&seed=1',
    walked: 'parts=walks&walkSize=101&walkSamples=4&walkLoads=0.3,0.5&seed=1',
  },
  steps: [
    {
      title: 'All solutions of a small problem',
      text: 'A unit with 17 synapses, each +1 or −1, is to classify 7 random patterns. There are only 131,072 ways to set it: all of them are tried, for eight problems. How many solutions are there?',
      experiment: 'listed',
      look: { figure: 'exact' },
      shown: [
        {
          text: 'Every one of the eight problems can be solved, in 15 to 2,182 ways.',
          holds: (runs) => {
            const counts = numbers(runs, 'exact.solutions');
            return (
              counts.length === 8 && Math.min(...counts) === 15 && Math.max(...counts) === 2182
            );
          },
        },
        {
          text: 'In one of them no solution has another one next to it, one synapse away.',
          holds: (runs) =>
            numbers(runs, 'exact.isolated').filter((share) => share === 1).length === 1,
        },
      ],
    },
    {
      title: 'Learning ends in a crowd',
      text: 'Now SBPI, a rule that a synapse could follow (hidden states, and a step where an answer was wrong or nearly so), learns the same problems. The figure counts solutions within three synapses: around a typical solution, around those that SBPI found, and around the best placed.',
      experiment: 'listed',
      look: { figure: 'exact' },
      shown: [
        {
          text: 'In all eight problems SBPI’s solutions have more neighbours than a typical solution has.',
          holds: (runs) =>
            rows(runs, 'exact').length === 8 &&
            all(rows(runs, 'exact'), ({ found, typical }) => Number(found) > Number(typical)),
        },
        {
          text: 'On average over the problems, 1.8 times as many.',
          holds: (runs) =>
            Math.abs(
              mean(
                rows(runs, 'exact').map(({ found, typical }) => Number(found) / Number(typical)),
              ) - 1.8,
            ) < 0.05,
        },
      ],
    },
    {
      title: 'Who learns how much',
      text: 'Larger problems, 201 synapses, where nothing can be listed. Three rules: the clipped perceptron, which steps a hidden weight after every error; SBPI, which also steps when it was barely right; and reinforced belief propagation, which passes messages. Loads are patterns a synapse.',
      experiment: 'learned',
      look: { figure: 'success' },
      shown: [
        {
          text: 'At a load of 0.3 all three solve six of six problems.',
          holds: (runs) =>
            ['cp', 'sbpi', 'rbp'].every(
              (learner) => solved(runs, 'solve', { learner, load: 0.3 }) === '6/6',
            ),
        },
        {
          text: 'At 0.6 the clipped perceptron solves none, the other two all.',
          holds: (runs) =>
            solved(runs, 'solve', { learner: 'cp', load: 0.6 }) === '0/6' &&
            ['sbpi', 'rbp'].every(
              (learner) => solved(runs, 'solve', { learner, load: 0.6 }) === '6/6',
            ),
        },
        {
          text: 'At 0.7 SBPI still solves four of six and belief propagation five.',
          holds: (runs) =>
            solved(runs, 'solve', { learner: 'sbpi', load: 0.7 }) === '4/6' &&
            solved(runs, 'solve', { learner: 'rbp', load: 0.7 }) === '5/6',
        },
      ],
    },
    {
      title: 'What it costs',
      text: 'The same runs by the flips of synapses that a stored pattern took. Messages are much arithmetic and few flips: a synapse is turned when its message is clear.',
      experiment: 'learned',
      look: { figure: 'flips' },
      shown: [
        {
          text: 'At a load of 0.5 SBPI flips synapses at least ten times as often as belief propagation, in every problem.',
          holds: (runs) => {
            const flips = (learner: string) => numbers(runs, 'solve.flips', { learner, load: 0.5 });
            const [by, messages] = [flips('sbpi'), flips('rbp')];
            return by.length === 6 && by.every((count, i) => count >= 10 * messages[i]);
          },
        },
        {
          text: 'Belief propagation has fewer flips than the problem has synapses, 201, in all that it solved.',
          holds: (runs) =>
            all(
              rows(runs, 'solve', { learner: 'rbp', solved: true }),
              ({ flips }) => Number(flips) < 201,
            ),
        },
      ],
    },
    {
      title: 'A dense region, measured',
      text: 'How many solutions lie within a distance of the one that was found? The local entropy says so, measured around three learners’ solutions with 401 synapses, by messages and by a walk; lines are theory: a typical solution, and the densest region there is.',
      experiment: 'around',
      look: { figure: 'local-entropy' },
      shown: [
        {
          text: 'All solutions that were found lie well above typical ones: near distance 0.1 the local entropy is 0.24 to 0.28, where theory gives typical ones 0.20.',
          holds: (runs) => {
            const near = rows(runs, 'region', { by: 'message passing' }).filter(
              ({ distance }) => Math.abs(Number(distance) - 0.1) < 0.009,
            );
            const typical = numbers(runs, 'region-theory.entropy', {
              curve: 'typical (theory)',
              distance: 0.1,
            });
            return (
              near.length === 6 &&
              near.every(({ entropy }) => Number(entropy) > 0.24 && Number(entropy) < 0.28) &&
              percent(typical[0], 20)
            );
          },
        },
      ],
    },
    {
      title: 'Why that is worth having',
      text: 'Flip some synapses of a solution and see how many patterns are lost. In a dense region there are other solutions nearby, so that little is lost; the line is what a typical solution would lose.',
      experiment: 'around',
      look: { figure: 'robustness' },
      shown: [
        {
          text: 'With 5 % of the synapses flipped 5 % of the patterns are lost; a typical solution would lose 16 %.',
          holds: (runs) =>
            percent(lost(runs, 0.05), 5) &&
            percent(numbers(runs, 'flip-theory.errors', { share: 0.05 })[0], 16),
        },
        {
          text: 'At every share of flips less is lost than typical solutions lose.',
          holds: (runs) =>
            all(
              rows(runs, 'flip-theory'),
              ({ share, errors }) => lost(runs, Number(share)) < Number(errors),
            ),
        },
      ],
    },
    {
      title: 'Synapses that may be absent',
      text: 'Three levels, −1, 0 and 1, and a limit to how many may be nonzero. How few connections are enough for half a pattern a synapse?',
      experiment: 'scarce',
      look: { figure: 'scarce' },
      shown: [
        {
          text: 'With a tenth of the synapses neither rule solves any problem; with a fifth both solve all.',
          holds: (runs) =>
            ['sbpi', 'rbp'].every(
              (learner) =>
                solved(runs, 'scarce', { learner, nonzero: 0.1 }) === '0/2' &&
                solved(runs, 'scarce', { learner, nonzero: 0.2 }) === '2/2',
            ),
        },
      ],
    },
    {
      title: 'Walk towards the crowd',
      text: 'At last a search that uses all this. Annealing walks downhill in errors; the other walk looks for many solutions around, and finds one on the way. Both get the same arithmetic.',
      experiment: 'walked',
      look: { figure: 'walks' },
      shown: [
        {
          text: 'At a load of 0.3 both solve four of four; at 0.5 the entropy-driven walk four, annealing three.',
          holds: (runs) =>
            solved(runs, 'walk', { learner: 'edmc', load: 0.3 }) === '4/4' &&
            solved(runs, 'walk', { learner: 'annealing', load: 0.3 }) === '4/4' &&
            solved(runs, 'walk', { learner: 'edmc', load: 0.5 }) === '4/4' &&
            solved(runs, 'walk', { learner: 'annealing', load: 0.5 }) === '3/4',
        },
        {
          text: 'At 0.3 the walk flips 17 to 22 synapses until it is there, annealing thousands.',
          holds: (runs) =>
            all(
              numbers(runs, 'walk.flips', { learner: 'edmc', load: 0.3 }),
              (flips) => flips >= 17 && flips <= 22,
            ) &&
            all(
              numbers(runs, 'walk.flips', { learner: 'annealing', load: 0.3 }),
              (flips) => flips > 2000,
            ),
        },
      ],
    },
  ],
};
