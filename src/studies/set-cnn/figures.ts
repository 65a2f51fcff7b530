/** The figures of `set-cnn`: learning, overfitting, what it cost and where the connections are. */

import type { Figure } from '../../figures/figure.ts';
import { bars, energyBars } from '../../figures/index.ts';
import type { StudyResult } from '../../protocol/study.ts';
import { accuracyCurves, lossCurves } from '../sparse-training/figures.ts';
import { METHODS, type Values } from './parameters.ts';

/** All figures of one or several runs. */
export function figures(results: readonly StudyResult<Values>[]): readonly Figure[] {
  const records = results.flatMap((result) => result.records);
  const epochs = records.filter((record) => record.kind === 'epoch');
  const ends = records.filter((record) => record.kind === 'end');
  if (epochs.length === 0) return [];
  const order = [...METHODS];
  return [
    accuracyCurves(epochs, order, 'pictures'),
    lossCurves(epochs, order),
    ...(ends.length === 0
      ? []
      : [
          bars(ends, {
            id: 'head',
            title: 'Connections of the head',
            caption:
              'What the layers behind the convolutions hold at the end: the part that the article makes sparse.',
            measure: 'headConnections',
            label: 'connections',
            order,
          }),
          ...energyBars(ends, results[0].parameters.epochs, order),
        ]),
  ];
}

/** What in the paper each figure answers. */
export const answers = {
  'test-accuracy': 'figure on CIFAR-10: SET-CNN above CNN with a fixed sparse head and above CNN',
  'test-loss': 'sparse heads are said to overfit less',
  head: '184,842 connections in the sparse head of the article against 8,413,194',
  energy: 'not in the paper: what learning costs its synapses',
} as const;
