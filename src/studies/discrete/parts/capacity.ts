/** Entropy of the solutions against load, and where it ends: theory for two and three levels and for a committee. */

import { line } from '../../../figures/marks.ts';
import type { Part } from '../../../protocol/parts.ts';
import {
  type StorageModel,
  storageCapacityInSteps,
  storageEntropy,
} from '../../../theory/index.ts';
import { MODELS, type Values } from '../parameters.ts';
import type { Table } from '../records.ts';

const QUESTIONS: Readonly<Record<(typeof MODELS)[number], StorageModel>> = {
  'levels ±1': {},
  'levels −1, 0, 1': { levels: [-1, 0, 1] },
  'committee of 3, a tree': { units: 3 },
};

const POINTS = 25;

export const capacity: Part<Values, Table> = {
  name: 'capacity',
  jobs: () =>
    MODELS.map((model) => ({
      ...{ cost: 500, name: `theory, ${model}` },
      *run() {
        const question = QUESTIONS[model];
        const { load: most, overlap } = yield* storageCapacityInSteps(question);
        for (let k = 1; k < POINTS; k++) {
          const load = (most * k) / POINTS;
          const { entropy } = storageEntropy(load, question);
          yield { record: { kind: 'entropy-theory', model, load, entropy } };
        }
        yield { record: { kind: 'capacity-theory', model, load: most, overlap } };
        return undefined;
      },
    })),
  figures(rows) {
    const ends = rows('capacity-theory');
    if (ends.length === 0) return [];
    const points = [
      ...rows('entropy-theory').map(({ model, load, entropy }) => ({
        ...{ x: load, y: entropy, series: model },
      })),
      ...ends.map(({ model, load }) => ({ x: load, y: 0, series: model })),
    ];
    return [
      {
        id: 'entropy',
        title: 'Solutions die out at the capacity',
        caption: `Entropy of the solutions of random classification per synapse, replica-symmetric, N → ∞. It vanishes at the capacity: ${ends.map(({ model, load }) => `${load.toFixed(4)} (${model})`).join(', ')}.`,
        x: { label: 'load α (patterns per synapse)', domain: [0, 1.2] },
        y: { label: 'entropy s (nats per synapse)' },
        series: MODELS,
        marks: [line(points)],
      },
    ];
  },
};
