/** What networks take while they learn, and what learning has cost: figures of every study that trains for some epochs. */

import { bars } from './bars.ts';
import type { Figure } from './figure.ts';
import { learningCurves } from './learning-curves.ts';
import type { StudyRecord } from './record.ts';

/** Connections over epochs. @param epochs records with `connections` */
export const connectionCurves = (
  epochs: readonly StudyRecord[],
  order: readonly string[],
): Figure =>
  learningCurves(epochs, {
    id: 'connections',
    title: 'Connections',
    caption: 'What exists while learning: memory and time follow this number.',
    measure: 'connections',
    label: 'connections',
    y: { type: 'log' },
    order,
  });

/** Energy of all learning; no figure before a network came to its end. @param ends records with `totalEnergy` */
export const energyBars = (
  ends: readonly StudyRecord[],
  epochs: number,
  order: readonly string[],
): Figure[] =>
  ends.length === 0
    ? []
    : [
        bars(ends, {
          id: 'energy',
          title: 'Energy of learning',
          caption: `M₁ = Σ|Δw| over all synapses and steps of ${epochs} epochs, creations and deletions included.`,
          measure: 'totalEnergy',
          label: 'M₁ (weight units)',
          order,
        }),
      ];
