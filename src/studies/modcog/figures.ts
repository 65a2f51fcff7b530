/** Figures of `modcog`. */

import { FAMILY_WORDS, type NetworkFamily } from '../../connectivity/mask-plan.ts';
import type { Figure, Row } from '../../figures/figure.ts';
import { summarise } from '../../figures/index.ts';
import { mean } from '../../numerics/summary.ts';
import type { ShownSetting } from '../../protocol/settings.ts';
import type { StudyResult } from '../../protocol/study.ts';
import { examinationFigures } from '../cognitive/examine-figures.ts';
import { curvesFigure, PROTOCOL, taskMap } from '../cognitive/figures.ts';
import { type BatteryRow, type CurveRow, records as kinds } from '../cognitive/records.ts';
import { placeOf, settingsOf } from '../cognitive/settings.ts';
import { type Matching, parameters, type Values } from './parameters.ts';
import { placesOf, plansOf } from './plans.ts';

const ORDER: readonly NetworkFamily[] = ['ring', 'dense', 'diagonal', 'random', 'torus'];
const WORDS: Readonly<Record<Matching, string>> = {
  units: 'equal units',
  synapses: 'equal recurrent synapses',
};

/** Where the networks of a setting end: accuracy and density, by matching. */
function densityRows(
  { parameters: values, records, label }: ShownSetting<Values>,
  several: boolean,
): Row[] {
  const ends = kinds.rows('end', records);
  return placesOf(values).flatMap(({ matching, plan }) => {
    const own = ends.filter(({ id }) => id === plan.id || id.startsWith(`${plan.id}-`));
    if (own.length === 0) return [];
    const { mean: middle, ...spread } = summarise(
      own.map(({ accuracy }) => 100 * accuracy),
      'range',
    );
    const panel = several ? `${WORDS[matching]}, ${label}` : WORDS[matching];
    const shown = { matching: panel, density: 100 * own[0].density };
    return [{ ...shown, family: plan.family, mean: middle, ...spread, units: plan.units }];
  });
}

/** Final accuracy against density, a panel a matching; bars are ranges over seeds. */
function densityFigure(
  values: Values,
  settings: readonly ShownSetting<Values>[],
  ceiling: number | undefined,
): Figure {
  const rows = settings.flatMap((setting) => densityRows(setting, settings.length > 1));
  const named: Row[] = rows.map((row) => ({
    ...row,
    family: FAMILY_WORDS[row.family as NetworkFamily],
  }));
  // A line for each sparse family, which ends at the dense network.
  const lines = values.families.flatMap((family) =>
    named
      .filter((row) => row.family === FAMILY_WORDS[family] || row.family === FAMILY_WORDS.dense)
      .map((row) => ({ ...row, family: FAMILY_WORDS[family] })),
  );
  const channels = { x: 'density', series: 'family' };
  const seeds = Math.max(0, ...rows.map(({ count }) => Number(count)));
  const rule: Row[] =
    ceiling === undefined
      ? []
      : [{ value: 100 * ceiling, label: `Bayes ceiling ${(100 * ceiling).toFixed(1)} %` }];
  return {
    id: 'density',
    title: 'Accuracy against density',
    caption: `Decision-period accuracy after ${values.updates.toLocaleString('en-US')} updates, mean over all tasks${seeds > 1 ? `; bars: range of ${seeds} seeds` : ''}. Equal units: every network has ${values.units}; equal synapses: ${(values.units ** 2).toLocaleString('en-US')} recurrent ones, so that units (and input and output weights) grow as density falls. ${PROTOCOL}`,
    x: { label: 'density of recurrent connections (%)', type: 'log' },
    y: { label: 'decision-period accuracy (%)', domain: [0, 100] },
    series: ORDER.map((family) => FAMILY_WORDS[family]),
    facet: 'matching',
    aspect: 1.1,
    marks: [
      { type: 'line', data: lines, ...channels, y: 'mean', opacity: 0.6 },
      {
        type: 'linkY',
        data: named.filter(({ count }) => Number(count) > 1),
        ...channels,
        y1: 'low',
        y2: 'high',
      },
      { type: 'dot', data: named, ...channels, y: 'mean' },
      { type: 'ruleY', data: rule, y: 'value', label: 'label', dashed: true },
    ],
  };
}

/** From the records of finished or growing runs. */
export function figures(results: readonly StudyResult<Values>[]): readonly Figure[] {
  // Other tasks make another map: runs of another battery than the first have a page of their own.
  const alike = results.filter(
    ({ parameters: { battery: tasks } }) => tasks === results[0].parameters.battery,
  );
  const settings = settingsOf(parameters, alike);
  const [first] = settings.each;
  if (first === undefined) return [];
  const { parameters: values } = first;
  const { records } = settings;
  const ends = kinds.rows('end', records);
  const [battery] = kinds.rows('battery', records);
  // A network out of a file has the units that its graph has, and stands beside those of equal units.
  const wired = kinds.rows('curve', first.records).find(({ family }) => family === 'graph');
  const own = wired === undefined ? [] : [placeOf(wired).learner];
  const plans = settings.each.flatMap(({ parameters: each }) =>
    plansOf(each).map((plan) => ({ ...plan, equal: plan.units === each.units })),
  );
  const unique = (names: readonly string[]): string[] => [...new Set(names)];
  const names = unique(plans.map(({ name }) => name));
  const same = unique([...own, ...plans.flatMap(({ name, equal }) => (equal ? [name] : []))]);
  const height = battery === undefined ? undefined : values.criterion * battery.ceiling;
  const inOrder = [...same].sort((a, b) => rank(a) - rank(b));
  const at = (network: string): boolean => same.includes(network);
  const select = (row: CurveRow): boolean => at(placeOf(row).learner);
  const equal = { order: inOrder, criterion: height, select };
  const seqOf = (row: CurveRow): number | undefined => row.groups.seq;
  return [
    densityFigure(values, settings.each, battery?.ceiling),
    curvesFigure(records, {
      id: 'learning',
      title: 'Learning curves at equal units',
      caption:
        'Mean over all tasks; plain step accuracy would begin at 75 % with a network that always fixates.',
      ...equal,
    }),
    curvesFigure(records, {
      id: 'learning-operations',
      title: 'The same against arithmetic',
      caption: 'Multiply-adds of forward and backward passes, all blocks.',
      along: 'totalOperations',
      ...equal,
    }),
    curvesFigure(records, {
      id: 'learning-energy',
      title: 'The same against learning energy',
      caption: 'Σ|Δw| of all synapses since the start.',
      along: 'totalEnergy',
      ...equal,
    }),
    ...(values.matchings.includes('synapses')
      ? [
          curvesFigure(records, {
            id: 'learning-synapses',
            title: 'Learning curves at equal recurrent synapses',
            caption: `All have about ${(values.units ** 2).toLocaleString('en-US')} recurrent synapses.`,
            order: [...names]
              .filter((name) => !at(name) || name === FAMILY_WORDS.dense)
              .sort((a, b) => rank(a) - rank(b)),
            criterion: height,
            select: (row) => !select(row) || placeOf(row).learner === FAMILY_WORDS.dense,
          }),
        ]
      : []),
    curvesFigure(records, {
      id: 'drift',
      title: 'Tasks whose answer drifts (seq)',
      caption: 'Mean over the 40 seq tasks: what autapses cannot do at this size.',
      measure: seqOf,
      ceiling: battery === undefined ? null : ceilingOf(battery, 'seq'),
      label: 'decision-period accuracy of seq tasks (%)',
      ...{ order: inOrder, select },
    }),
    ...(battery === undefined || ends.length === 0
      ? []
      : [
          taskMap(battery, ends, settings.named(inOrder), {
            id: 'tasks',
            title: 'Every task by every network',
            caption:
              'Decision-period accuracy at the end, mean over seeds, networks of equal units.',
          }),
        ]),
    ...examinationFigures(
      records.filter((row) => at(placeOf(row).learner)),
      settings.named([FAMILY_WORDS.dense, ...inOrder]),
      [FAMILY_WORDS.dense, ...inOrder],
    ),
  ];
}

/** Mean ceiling of a group of tasks. */
function ceilingOf({ groups, ceilings }: BatteryRow, group: string): number {
  return mean(ceilings.filter((_, k) => groups[k] === group));
}

/** Local first, then dense and autapses, then random: the colours of the figures. */
function rank(name: string): number {
  const found = ORDER.findIndex((family) => name.startsWith(FAMILY_WORDS[family]));
  return found < 0 ? ORDER.length : found;
}
