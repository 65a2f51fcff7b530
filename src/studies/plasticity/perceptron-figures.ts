/** The perceptron of `plasticity`, with and without caching: theory under simulation. */

import type { Figure, Row } from '../../figures/figure.ts';
import { pooled } from '../../protocol/study.ts';
import { cachingEnergy, perceptronInefficiency, perceptronLeast } from '../../theory/plasticity.ts';
import { CRITERIA, type Values } from './parameters.ts';
import {
  type AssociationsRow,
  cachingRows,
  type PerceptronRow,
  type Result,
  records,
} from './records.ts';

const LAW = 'law of the perceptron';

export function perceptronFigures(results: readonly Result[]): Figure[] {
  const found: Figure[] = [];
  const learned = pooled(records, 'perceptron', results).filter((row) => row.solved);
  if (learned.length > 0) {
    const inputs = learned[0].inputs;
    const greatest = Math.max(...learned.map((row) => row.load));
    const law: Row[] = Array.from({ length: 120 }, (_, k) => {
      const load = 0.05 + ((greatest - 0.05) * k) / 119;
      return {
        load,
        value: perceptronInefficiency({ inputs, patterns: load * inputs }),
        kind: 'law',
      };
    });
    found.push({
      id: 'perceptron',
      title: 'How wasteful a perceptron is',
      caption: `M₁ in units of the least, N = ${inputs}. Dots: simulation; dashed: √(πP)/(2 − P/N), which takes the walk for diffusive and so lies lower.`,
      x: { label: 'load P/N' },
      y: { label: 'inefficiency M₁/M₁min', type: 'log' },
      marks: [
        { type: 'line', data: law, x: 'load', y: 'value', series: 'kind', dashed: true },
        {
          type: 'dot',
          data: learned.map(({ load, energy, least }) => ({
            load,
            value: energy / least,
            kind: 'simulation',
          })),
          x: 'load',
          y: 'value',
          series: 'kind',
        },
      ],
    });
  }
  const learnedBy = (criterion: (typeof CRITERIA)[number]) =>
    cachingRows(results, criterion).filter((row) => row.solved && row.threshold > 0);
  const caching = learnedBy('local');
  if (caching.length > 0) found.push(cachingFigure(caching, results[0].parameters));
  const compared = CRITERIA.flatMap((criterion) =>
    learnedBy(criterion).map((row) => ({ ...row, criterion })),
  );
  if (compared.some(({ criterion }) => criterion !== 'local'))
    found.push(...criteriaFigures(compared, results[0].parameters));
  return [...found, ...associationFigures(pooled(records, 'associations', results))];
}

/** Networks of several sizes beside the law of a perceptron of as many inputs. */
function associationFigures(rows: readonly AssociationsRow[]): Figure[] {
  const stored = rows.filter((row) => row.solved);
  if (stored.length === 0) return [];
  const { inputs } = stored[0];
  const [least, most] = [Math.min, Math.max].map((of) => of(...stored.map(({ load }) => load)));
  // The law ends at twice as many patterns as inputs.
  const end = Math.min(most, 1.97);
  const law: Row[] = Array.from({ length: 120 }, (_, k) => {
    const load = least + ((end - least) * k) / 119;
    return { load, value: perceptronInefficiency({ inputs, patterns: load * inputs }), kind: LAW };
  });
  const nameOf = (hidden: number) => (hidden === 0 ? 'no hidden units' : `${hidden} hidden units`);
  const sizes = [...new Set(stored.map(({ hidden }) => hidden))].sort((a, b) => a - b);
  const data = stored.map((row) => ({
    ...{ load: row.load, value: row.energy / row.least, kind: nameOf(row.hidden) },
  }));
  return [
    {
      id: 'associations',
      title: 'How wasteful networks are that store random patterns',
      caption: `M₁ in units of the least, N = ${inputs}, plain descent at η = ${stored[0].rate} until all patterns are right; a dot a network. Dashed: √(πP)/(2 − P/N), the law of one perceptron, which stores at most 2N patterns.`,
      x: { label: 'load P/N' },
      y: { label: 'inefficiency M₁/M₁min', type: 'log' },
      series: [LAW, ...sizes.map(nameOf)],
      marks: [
        { type: 'line', data: law, x: 'load', y: 'value', series: 'kind', dashed: true },
        { type: 'dot', data, x: 'load', y: 'value', series: 'kind' },
      ],
    },
  ];
}

/** When caches are emptied, against what it costs: in energy, and in changes of lasting weights. */
function criteriaFigures(
  rows: readonly (PerceptronRow & { readonly criterion: string; readonly changes?: number })[],
  { price }: Values,
): Figure[] {
  const { inputs, load } = rows[0];
  const counted = rows.flatMap(({ changes, ...row }) =>
    changes === undefined ? [] : [{ ...row, changes }],
  );
  const figureOf = (
    id: string,
    title: string,
    label: string,
    value: (row: (typeof counted)[number]) => number,
  ): Figure => ({
    ...{ id, title, x: { label: 'threshold θ (η)', type: 'log' }, y: { label, type: 'log' } },
    caption: `N = ${inputs}, P/N = ${load}, c = ${price}. Caches are emptied one by one (local), all where one is above θ (neuron), or all where their mean size is (all).`,
    series: CRITERIA,
    marks: [
      {
        type: 'dot',
        data: counted.map((row) => ({
          ...{ threshold: row.threshold, criterion: row.criterion, value: value(row) },
        })),
        ...{ x: 'threshold', y: 'value', series: 'criterion' },
      },
    ],
  });
  return [
    figureOf(
      'criteria-energy',
      'When caches are emptied: energy',
      'energy (units of the least)',
      (row) => (row.energy + price * row.stored) / row.least,
    ),
    figureOf(
      'criteria-changes',
      'When caches are emptied: changes',
      'changes of lasting weights M₀',
      (row) => row.changes,
    ),
  ];
}

function cachingFigure(rows: readonly PerceptronRow[], { price }: Values): Figure {
  const { inputs, load } = rows[0];
  const own = { inputs, patterns: Math.round(load * inputs) };
  const least = perceptronLeast(own);
  const [low, high] = [
    Math.min(...rows.map((row) => row.threshold)),
    Math.max(...rows.map((row) => row.threshold)),
  ];
  const theory: Row[] = Array.from({ length: 120 }, (_, k) => {
    const threshold = low + (high - low) * (k / 119) ** 3;
    const { consolidation, transmission } = cachingEnergy(own, threshold, price);
    return [
      { threshold, value: consolidation / least, part: 'lasting weights' },
      { threshold, value: transmission / least, part: 'held in caches' },
      { threshold, value: (consolidation + transmission) / least, part: 'together' },
    ];
  }).flat();
  const simulated: Row[] = rows.flatMap((row) => [
    { threshold: row.threshold, value: row.energy / row.least, part: 'lasting weights' },
    { threshold: row.threshold, value: (price * row.stored) / row.least, part: 'held in caches' },
    {
      threshold: row.threshold,
      value: (row.energy + price * row.stored) / row.least,
      part: 'together',
    },
  ]);
  return {
    id: 'caching',
    title: 'Synaptic caching in a perceptron',
    caption: `Energy in units of the least against the threshold of the caches, N = ${inputs}, P/N = ${load}, c = ${price}. Dots: simulation; dashed: η²NK/θ + Nθ/3 and cNTθ/3.`,
    x: { label: 'threshold θ (η)', type: 'log' },
    y: { label: 'energy (units of the least)', type: 'log' },
    series: ['lasting weights', 'held in caches', 'together'],
    marks: [
      { type: 'line', data: theory, x: 'threshold', y: 'value', series: 'part', dashed: true },
      { type: 'dot', data: simulated, x: 'threshold', y: 'value', series: 'part' },
    ],
  };
}
