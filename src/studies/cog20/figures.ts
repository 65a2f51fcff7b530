/** Figures of `cog20`. */

import { FAMILY_WORDS, type NetworkFamily } from '../../connectivity/mask-plan.ts';
import type { Figure, Row } from '../../figures/figure.ts';
import { bars, trialFigure } from '../../figures/index.ts';
import type { StudyRecord, StudyResult } from '../../protocol/study.ts';
import { NO_WIRING } from '../../protocol/wiring-file.ts';
import { cognitiveTask, seededTrial, trialPicture } from '../../tasks/index.ts';
import { examinationFigures } from '../cognitive/examine-figures.ts';
import { curvesFigure, PROTOCOL, taskMap } from '../cognitive/figures.ts';
import { type EndRow, records as kinds } from '../cognitive/records.ts';
import { placeOf, settingsOf } from '../cognitive/settings.ts';
import { parameters, type Values } from './parameters.ts';
import { plansOf } from './plans.ts';

/** Fixes the colours: local first, then dense, autapses, random. */
const ORDER: readonly NetworkFamily[] = ['ring', 'dense', 'diagonal', 'random', 'torus'];
const rank = (family: NetworkFamily): number => ORDER.indexOf(family);

/** A trial with a delay and two stimuli. */
const SHOWN = 'dlydm1';

/** What a network needed to the criterion, in one unit for all: shares of what the dense network needed in that seed. */
function criterionRows(ends: readonly EndRow[]): StudyRecord[] {
  const measures = {
    trials: 'trials',
    operations: 'multiply-adds',
    energy: 'energy Σ|Δw|',
  } as const;
  return ends.flatMap((row) => {
    const { network, replicate, criterion } = row;
    const { learner, setting } = placeOf(row);
    const dense = ends.find(
      (other) =>
        other.family === 'dense' &&
        other.replicate === replicate &&
        placeOf(other).setting === setting,
    );
    return (Object.keys(measures) as (keyof typeof measures)[]).flatMap((key) => {
      const [own, whole] = [criterion[key], dense?.criterion[key] ?? null];
      if (own === null || whole === null) return [];
      return [{ network, learner, measure: measures[key], share: own / whole }];
    });
  });
}

/** From the records of finished or growing runs. */
export function figures(results: readonly StudyResult<Values>[]): readonly Figure[] {
  const [first] = results;
  if (first === undefined) return [];
  const { parameters: values } = first;
  const settings = settingsOf(parameters, results);
  const { records } = settings;
  const ends = kinds.rows('end', records);
  const [battery] = kinds.rows('battery', records);
  const bare = [
    ...new Set(
      settings.each
        .flatMap(({ parameters: own }) => plansOf(own))
        .sort((a, b) => rank(a.family) - rank(b.family))
        .map(({ name }) => name),
    ),
    ...(values.wiring === NO_WIRING ? [] : [FAMILY_WORDS.graph]),
  ];
  const order = settings.named(bare);
  const criterion = battery === undefined ? undefined : values.criterion * battery.ceiling;
  const { variant, form } = values;
  const task = cognitiveTask(SHOWN, { variant, form });
  const curves: Figure[] = (
    [
      [
        'trials',
        'Learning curves',
        `All networks of a seed see the same trials. Plain step accuracy would begin at 83 % with a network that always fixates. ${PROTOCOL}`,
      ],
      [
        'totalOperations',
        'The same against arithmetic',
        'Multiply-adds of forward and backward passes, all blocks; most belong to the dense input and output blocks.',
      ],
      [
        'recurrentOperations',
        'The same against recurrent arithmetic',
        'Multiply-adds of the recurrent synapses alone.',
      ],
      ['totalEnergy', 'The same against learning energy', 'Σ|Δw| of all synapses since the start.'],
    ] as const
  ).map(([along, title, caption]) =>
    curvesFigure(records, {
      id: along === 'trials' ? 'learning' : `learning-${along}`,
      title,
      caption,
      along,
      order: bare,
      criterion,
    }),
  );
  const shares = criterionRows(ends);
  const needed: Figure[] =
    shares.length === 0
      ? []
      : [
          bars(shares, {
            id: 'criterion',
            title: `To ${Math.round(100 * values.criterion)} % of the ceiling`,
            caption: `What each network needed to get there, as a share of what ${FAMILY_WORDS.dense} needed in the same seed; networks that did not get there are missing.`,
            ...{ measure: 'share', label: 'share of the dense network', series: 'network', order },
            colour: { column: 'learner', order: bare },
            group: 'measure',
          }),
        ];
  const map: Figure[] =
    battery === undefined || ends.length === 0
      ? []
      : [
          taskMap(battery, ends, order, {
            id: 'tasks',
            title: 'Every task by every network',
            caption: 'Decision-period accuracy at the end, mean over seeds.',
          }),
          ceilingFigure(battery, ends, bare),
        ];
  const shown = examinationFigures(records, order, bare);
  const { trial, noise } = seededTrial(task);
  // Before a network has been examined, the trial alone.
  const alone = shown.some(({ id }) => id.startsWith('trial-'))
    ? []
    : [trialFigure(trialPicture(task, trial, noise))];
  return [...curves, ...needed, ...map, ...alone, ...shown];
}

/** Accuracy of each network in each task beside the best that is possible. */
function ceilingFigure(
  battery: { readonly tasks: readonly string[]; readonly ceilings: readonly number[] },
  ends: readonly EndRow[],
  order: readonly string[],
): Figure {
  const data: Row[] = ends.flatMap((row) => {
    const { learner, setting } = placeOf(row);
    return row.taskAccuracies.map((value, k) => ({
      ...{ network: learner, setting, task: battery.tasks[k], accuracy: 100 * value },
    }));
  });
  const several = new Set(data.map(({ setting }) => setting)).size > 1;
  const ceilings: Row[] = battery.tasks.map((task, k) => ({
    task,
    low: 0,
    ceiling: 100 * battery.ceilings[k],
  }));
  return {
    id: 'ceilings',
    title: 'Accuracy in each task beside its ceiling',
    caption: `The line ends at the accuracy of an ideal observer. A point a network and seed.`,
    x: { label: '', type: 'band', domain: battery.tasks },
    y: { label: 'decision-period accuracy (%)', domain: [0, 100] },
    series: [...order],
    ...(several && { facet: 'setting', facetColumns: 1 }),
    aspect: several ? 4 : 2.2,
    marks: [
      { type: 'linkY', data: ceilings, x: 'task', y1: 'low', y2: 'ceiling', opacity: 0.3 },
      { type: 'dot', data, x: 'task', y: 'accuracy', series: 'network' },
    ],
  };
}
