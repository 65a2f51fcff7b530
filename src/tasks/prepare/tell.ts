/** What a person should know of her features before they are learned: constant ones, and units far apart. */

import { featureName, type Material } from './material.ts';
import type { Preparation } from './options.ts';

/** Inputs beyond this make gradients that a usual learning rate does not stand. */
const LARGE = 10;

interface Range {
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** Smallest and largest real value of every feature over some rows. */
function rangeOf({ inputs, features, scale }: Material, rows: Uint32Array): Range {
  const least = new Float64Array(features).fill(Number.POSITIVE_INFINITY);
  const most = new Float64Array(features).fill(Number.NEGATIVE_INFINITY);
  const see = (value: number, f: number): void => {
    if (value < least[f]) least[f] = value;
    if (value > most[f]) most[f] = value;
  };
  if ('rows' in inputs) {
    const filled = new Uint32Array(features);
    for (const row of rows) {
      for (let k = inputs.starts[row]; k < inputs.starts[row + 1]; k++) {
        see(inputs.values[k], inputs.indices[k]);
        filled[inputs.indices[k]]++;
      }
    }
    for (let f = 0; f < features; f++) if (filled[f] < rows.length) see(0, f);
  } else {
    for (const row of rows)
      for (let f = 0; f < features; f++) see(inputs[row * features + f] * scale, f);
  }
  return { least, most };
}

/** Adds sentences about features that tell nothing, and about features too large to be learned as they are. */
export function tellOddities(
  material: Material,
  training: Uint32Array,
  scaling: NonNullable<Preparation['scaling']>,
  notes: string[],
): void {
  const { least, most } = rangeOf(material, training);
  const { features } = material;
  const constant: number[] = [];
  let widest = 0;
  for (let f = 0; f < features; f++) {
    if (least[f] === most[f]) constant.push(f);
    const magnitude = (g: number): number => Math.max(Math.abs(least[g]), Math.abs(most[g]));
    if (magnitude(f) > magnitude(widest)) widest = f;
  }
  if (constant.length > 0) {
    const which = constant.slice(0, 3).map((f) => featureName(material, f));
    const more = constant.length > 3 ? ` and ${constant.length - 3} more` : '';
    notes.push(
      `The same in all training examples, and so without use: ${which.join(', ')}${more}.`,
    );
  }
  const largest = Math.max(Math.abs(least[widest]), Math.abs(most[widest]));
  if (scaling === 'unit' && largest > LARGE) {
    const better = 'rows' in material.inputs ? 'max-abs' : 'z-score';
    notes.push(
      `As stored, ${featureName(material, widest)} reaches ${Number(largest.toPrecision(4))}: without a scaling such as ${better}, numbers so large learn badly.`,
    );
  }
}

/** Said where a limit takes all that there are. */
export const limitNote = (what: 'train' | 'test', limit: number, available: number): string =>
  `There are ${available} ${what === 'train' ? 'training' : 'test'} examples, fewer than --${what}-limit ${limit}.`;
