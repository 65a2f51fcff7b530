/** Entropy of the solutions against load, and where it ends: theory for two and three levels and for a committee. */

import { line } from '../../../figures/marks.ts';
import { storageCapacity, storageEntropy } from '../../../theory/index.ts';
import { type Part, rowsOf } from '../part.ts';

export const MODELS = {
  'levels ±1': {},
  'levels −1, 0, 1': { levels: [-1, 0, 1] },
  'committee of 3, a tree': { units: 3 },
} as const;
export type ModelName = keyof typeof MODELS;

export interface EntropyRow {
  readonly model: ModelName;
  readonly load: number;
  readonly entropy: number;
}

export interface CapacityRow {
  readonly model: ModelName;
  readonly load: number;
  readonly overlap: number;
}

const POINTS = 25;

export const capacity: Part = {
  name: 'capacity',
  jobs: () =>
    (Object.keys(MODELS) as ModelName[]).map((model) => ({
      cost: 500,
      line: `theory, ${model}`,
      run() {
        const found = storageCapacity(MODELS[model]);
        const { load, overlap } = found;
        const points = Array.from({ length: POINTS - 1 }, (_, k) => {
          const at = (load * (k + 1)) / POINTS;
          return {
            ...{ kind: 'entropy-theory', model, load: at },
            entropy: storageEntropy(at, MODELS[model]).entropy,
          };
        });
        return {
          records: [...points, { kind: 'capacity-theory', model, load, overlap }],
        };
      },
    })),
  figures(records) {
    const rows = rowsOf<EntropyRow>('entropy-theory', records);
    const ends = rowsOf<CapacityRow>('capacity-theory', records);
    if (rows.length === 0) return [];
    const points = [
      ...rows.map(({ model, load, entropy }) => ({ x: load, y: entropy, series: model })),
      ...ends.map(({ model, load }) => ({ x: load, y: 0, series: model })),
    ];
    return [
      {
        id: 'entropy',
        title: 'Solutions die out at the capacity',
        caption: `Entropy of the solutions of random classification per synapse, replica-symmetric, N → ∞. It vanishes at the capacity: ${ends.map(({ model, load }) => `${load.toFixed(4)} (${model})`).join(', ')}.`,
        x: { label: 'load α (patterns per synapse)', domain: [0, 1.2] },
        y: { label: 'entropy s (nats per synapse)' },
        series: Object.keys(MODELS),
        marks: [line(points)],
      },
    ];
  },
};
