/** Figures that studies of sparse training share, and the order of networks in them. */

import type { Figure } from '../../figures/figure.ts';
import { learningCurves } from '../../figures/index.ts';
import type { StudyRecord } from '../../protocol/study.ts';

/** Methods in their fixed order, variants of one (`set, zeta 0.3`) beside each other. */
export function orderOf(methods: readonly string[], records: readonly StudyRecord[]): string[] {
  const names = [...new Set(records.map((record) => String(record.method ?? '')))];
  return methods.flatMap((method) =>
    names.filter((name) => name === method || name.startsWith(`${method}, `)),
  );
}

/** @param examples what the test set holds, e.g. `pictures` */
export const accuracyCurves = (
  epochs: readonly StudyRecord[],
  order: readonly string[],
  examples: string,
): Figure =>
  learningCurves(epochs, {
    id: 'test-accuracy',
    title: 'Test accuracy',
    caption: `Share of right answers on held-out ${examples} after each epoch, before rewiring.`,
    measure: 'testAccuracy',
    scale: 100,
    label: 'test accuracy (%)',
    order,
  });

export const lossCurves = (epochs: readonly StudyRecord[], order: readonly string[]): Figure =>
  learningCurves(epochs, {
    id: 'test-loss',
    title: 'Test loss',
    caption:
      'A loss that rises while accuracy stands still is overfitting: the network becomes surer of its mistakes.',
    measure: 'testLoss',
    label: 'test loss (per example)',
    order,
  });
