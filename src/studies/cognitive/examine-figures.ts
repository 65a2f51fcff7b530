/** Figures of the records that `examine.ts` writes: of the first replicate of every network. */

import { fractionalVariance } from '../../analyses/index.ts';
import type { Figure, Row } from '../../figures/figure.ts';
import {
  bars,
  fractionFigure,
  lesionFigure,
  networkMap,
  ringStates,
  silhouetteFigure,
  trialFigure,
  varianceFigure,
} from '../../figures/index.ts';
import type { StudyRecord } from '../../protocol/study.ts';
import { cognitiveTask, seededTrial, trialPicture } from '../../tasks/index.ts';
import { firstOf, records as kinds } from './records.ts';
import { placeOf } from './settings.ts';

/** One figure a network. */
function varianceFigures(records: readonly StudyRecord[]): Figure[] {
  return firstOf('variance', records).flatMap((row) => {
    const { tasks, activeNumbers, values, clusters, order, network, id, k } = row;
    if (tasks === undefined || values === undefined || clusters === undefined) return [];
    const control =
      row.rotatedSilhouette === null
        ? ''
        : ` Along random directions instead of units the silhouette is ${row.rotatedSilhouette.toFixed(2)}.`;
    return varianceFigure(
      {
        tasks,
        units: Uint32Array.from(activeNumbers ?? []),
        values: Float64Array.from(values),
      },
      {
        ...{ k, preferred: row.preferred, tried: row.tried ?? [] },
        labels: Uint32Array.from(clusters),
        order: Uint32Array.from(order ?? []),
      },
      {
        id: `variance-${id}`,
        title: `Task variances of ${network}`,
        caption: `Variance over noise-free trials, each unit divided by its largest. ${k} clusters by k-means, mean silhouette ${row.silhouette.toFixed(2)}.${control}`,
      },
    );
  });
}

function silhouettes(records: readonly StudyRecord[], order: readonly string[]): Figure[] {
  const rows = firstOf('variance', records).filter(({ tried }) => tried !== undefined);
  if (rows.length === 0) return [];
  const figure = silhouetteFigure(
    rows.map((row) => {
      const { learner, setting } = placeOf(row);
      return { name: learner, panel: setting, tried: row.tried ?? [] };
    }),
    {
      id: 'silhouettes',
      title: 'How many clusters',
      caption:
        'Mean silhouette of k-means by number of clusters; dots: the number that was chosen. Dashed: the same with the activity rotated by a random orthogonal matrix, after which no unit is a unit.',
      order,
    },
  );
  const control: Row[] = rows.flatMap((row) => {
    const { learner, setting } = placeOf(row);
    const { rotatedTried = [] } = row;
    return rotatedTried.map(({ k, silhouette }) => ({
      ...{ network: learner, panel: setting, k, silhouette },
    }));
  });
  const dashed = {
    type: 'line',
    x: 'k',
    y: 'silhouette',
    series: 'network',
    dashed: true,
  } as const;
  return [{ ...figure, marks: [...figure.marks, { ...dashed, data: control }] }];
}

/** Pairs of tasks that share something: a stimulus, a rule, a ring. */
const PAIRS = [
  ['go', 'anti'],
  ['dm1', 'dm2'],
  ['ctxdm1', 'ctxdm2'],
  ['dms', 'dnms'],
] as const;
/** Least sum of two normalised variances of a unit that takes part in either task. */
const TAKES_PART = 0.01;

/** Fractional variances do not change when a unit's variances are divided by one number, so the map has them. */
function fractionFigures(records: readonly StudyRecord[]): Figure[] {
  return firstOf('variance', records).flatMap(({ tasks, values, network, id }) => {
    if (tasks === undefined || values === undefined) return [];
    const column = (task: number): number[] => values.filter((_, n) => n % tasks.length === task);
    const pairs = PAIRS.filter((pair) => pair.every((name) => tasks.includes(name))).map(
      ([a, b]) => ({
        name: `${a} – ${b}`,
        fractions: fractionalVariance(
          column(tasks.indexOf(a)),
          column(tasks.indexOf(b)),
          TAKES_PART,
        ),
      }),
    );
    if (pairs.length === 0) return [];
    return fractionFigure(pairs, {
      id: `fractions-${id}`,
      title: `Fractional task variances of ${network}`,
      caption:
        '1: a unit varies in the first task alone; −1: in the second alone; 0: alike in both. Units that take part in either.',
    });
  });
}

/** Order in space, communities and small-worldness, each as a multiple of what chance gives. */
function structureFigures(
  records: readonly StudyRecord[],
  order: readonly string[],
  bare: readonly string[],
): Figure[] {
  const ratio = (a: number | null, b: number | null): number | null =>
    a === null || b === null || b === 0 ? null : a / b;
  const rows: StudyRecord[] = kinds.rows('structure', records).flatMap((row) => {
    const { network, replicate } = row;
    const measures = {
      'distance within clusters': ratio(row.clusterDistance, row.clusterDistanceExpected),
      modularity: ratio(row.modularity, row.modularityExpected),
      'small-worldness': row.smallWorldness,
    };
    return Object.entries(measures).map(([measure, value]) => ({
      ...{ network, learner: placeOf(row).learner, replicate, measure, value },
    }));
  });
  if (rows.every(({ value }) => value === null)) return [];
  const figure = bars(rows, {
    id: 'structure',
    title: 'Order in space, communities, small worlds',
    caption:
      'Multiples of chance. Distance within clusters against permutations of the clusters: below 1 where clusters gather in space. Modularity of the strongest tenth of |W| against graphs of the same degrees; small-worldness against graphs of as many edges.',
    measure: 'value',
    label: 'multiple of chance',
    series: 'network',
    order,
    colour: { column: 'learner', order: bare },
    // Multiples cannot be negative, as a deviation around a small one might be.
    spread: 'range',
    group: 'measure',
  });
  const chance = { type: 'ruleY', data: [{ value: 1 }], y: 'value', dashed: true } as const;
  return [{ ...figure, marks: [...figure.marks, chance] }];
}

function lesionFigures(records: readonly StudyRecord[]): Figure[] {
  return firstOf('lesions', records).map((row) =>
    lesionFigure(
      {
        intact: Float64Array.from(row.intact),
        change: Float64Array.from(row.change),
        performance: Float64Array.from(row.change),
      },
      row.tasks,
      {
        id: `lesions-${row.id}`,
        title: `Lesions of the clusters of ${row.network}`,
        caption: `Change of decision-period accuracy when all that leaves a cluster is cut. Unevenness over tasks ${row.unevenness.toFixed(3)}; of random groups of the same sizes ${row.randomUnevenness.toFixed(3)}.`,
        names: row.sizes.map((size, c) => `${c + 1} (${size})`),
      },
    ),
  );
}

/** Clusters beyond this share a colour with others anyway. */
const COLOURS = 8;

function networkFigures(records: readonly StudyRecord[]): Figure[] {
  const rows = firstOf('network', records);
  if (rows.length === 0) return [];
  const name = (cluster: number): string => (cluster === 0 ? '' : `cluster ${cluster}`);
  const most = Math.max(0, ...rows.flatMap(({ clusters }) => clusters));
  const repeated = most > COLOURS ? ` After ${COLOURS} clusters the colours begin again.` : '';
  return [
    networkMap(
      rows.map((row) => ({
        ...{ name: row.network, units: row.units, clusters: row.clusters.map(name) },
        edges: row.edges.map(([a, b, weight]) => ({ a, b, weight })),
        ...(row.places.length > 0
          ? {
              positions: row.clusters.map((_, i): readonly [number, number] => [
                row.places[2 * i],
                row.places[2 * i + 1],
              ]),
            }
          : {}),
      })),
      {
        id: 'networks',
        title: 'Networks in space',
        caption: `Units where they stand, coloured by cluster; the strongest recurrent connections. Clusters are numbered for each network.${repeated}`,
        order: Array.from({ length: most }, (_, c) => name(c + 1)),
      },
    ),
  ];
}

/** A caption tells the numbers of no more networks than this; the records have all. */
const MOST_TOLD = 4;

/** Tasks whose states are drawn: plain memory, and memory before an answer that drifts. */
const RINGS = ['dlygo', 'dlygoseqr'];

function ringFigures(records: readonly StudyRecord[]): Figure[] {
  const rows = firstOf('ring-states', records);
  return RINGS.flatMap((task) => {
    const shown = rows.filter((row) => row.task === task);
    if (shown.length === 0) return [];
    const share = (x: number): string => `${(100 * x).toFixed(0)} %`;
    const words = shown.map(({ network, planarity, winding, along, outward }) => {
      const turns = Math.abs(winding) === 1 ? '1 turn' : `${Math.abs(winding)} turns`;
      return `${network}: ${share(planarity)} of the variance in the plane, ${turns}; of a push along the ring ${share(along)} is left after a delay, of one outward ${share(outward)}`;
    });
    const told = shown.length <= MOST_TOLD ? ` ${words.join('. ')}.` : '';
    return ringStates(
      shown.map((row) => ({ name: row.network, centres: row.centres })),
      {
        id: `ring-states-${task}`,
        title: `States at the end of the delay of ${task}`,
        caption: `First two principal components, one state a remembered position, neighbours joined.${told}`,
      },
    );
  });
}

/** The trial of seed 0, drawn again from the specification, with the network's probabilities. */
function trialFigures(records: readonly StudyRecord[], order: readonly string[]): Figure[] {
  const rows = firstOf('trial', records);
  const tasks = [...new Set(rows.map(({ task }) => task))];
  return tasks.flatMap((name) => {
    const own = rows.filter(({ task }) => task === name);
    const row = order.map((network) => own.find((r) => r.network === network)).find((r) => r);
    if (row === undefined) return [];
    const task = cognitiveTask(name, { variant: row.variant, form: row.form });
    const { trial, noise } = seededTrial(task);
    const picture = trialPicture(task, trial, noise);
    return trialFigure(picture, {
      title: `One trial of ${name}, answered by ${row.network}`,
      probabilities: row.probabilities,
    });
  });
}

/**
 * All that the examined networks have to show.
 *
 * @param order names of the networks, the one whose trials are shown first
 * @param bare their names without settings, which give the colours
 */
export function examinationFigures(
  records: readonly StudyRecord[],
  order: readonly string[],
  bare: readonly string[] = order,
): readonly Figure[] {
  return [
    ...trialFigures(records, order),
    ...networkFigures(records),
    ...silhouettes(records, bare),
    ...structureFigures(records, order, bare),
    ...ringFigures(records),
    ...[varianceFigures, lesionFigures, fractionFigures].flatMap((ofEach) =>
      ofEach(records).map((figure) => ({ ...figure, detail: true })),
    ),
  ];
}
