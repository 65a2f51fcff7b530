/**
 * What is gathered of absent connections before a pass, and kept in the memory of the layer until then: `watch.list`,
 * `watch.other` and `watch.values`.
 */

import type { Region } from '../connectivity/region.ts';
import type { Random } from '../numerics/random.ts';
import { candidatesOf } from './by-score.ts';
import type { Memory, RewirableLayer, Score, Watched } from './layer.ts';
import type { Watch } from './rule.ts';

export interface WatchAsked {
  readonly watch: Watch;
  readonly within?: Region;
  /** A stream of the layer and the coming pass: the same until then. */
  readonly random: Random;
  readonly memory: Memory;
}

/**
 * Looks once: v ← decay · v + gradient of every candidate, whom the first look draws.
 *
 * @param score gradients of the batch
 * @returns how many candidates were scored
 */
export function watchAgain(
  layer: RewirableLayer,
  { watch, within, random, memory }: WatchAsked,
  score: Score,
): number {
  if (memory['watch.list'] === undefined) {
    const at = { step: 0, done: 0, memory, removed: new Uint32Array(0) };
    const { list, other } = candidatesOf({ ...at, layer, within, random }, watch.candidates);
    memory['watch.list'] = Float64Array.from(list);
    memory['watch.other'] = Float64Array.from(other);
    memory['watch.values'] = new Float64Array(list.length);
  }
  const values = memory['watch.values'];
  const list = Uint32Array.from(memory['watch.list']);
  const gradients = score(list, Uint32Array.from(memory['watch.other']));
  for (let c = 0; c < values.length; c++) values[c] = watch.decay * values[c] + gradients[c];
  return values.length;
}

/** What has been gathered, which is then forgotten; `undefined` where nothing was. */
export function takeWatched(memory: Memory): Watched | undefined {
  const { 'watch.list': list, 'watch.other': other, 'watch.values': values } = memory;
  if (list === undefined) return undefined;
  for (const name of ['watch.list', 'watch.other', 'watch.values']) delete memory[name];
  return {
    list: Uint32Array.from(list),
    other: Uint32Array.from(other),
    values: Float32Array.from(values),
  };
}
