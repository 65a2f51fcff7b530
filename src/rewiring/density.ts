/** How many connections a rule aims at over the training, and which go on the way there. */

import { UsageError } from '../errors.ts';
import { magnitudeKeys, smallest } from '../numerics/select.ts';
import type { DropLayer } from './drop.ts';
import { smallestOfAll } from './drop-across.ts';
import { asFraction, type Fraction, shareOf } from './fraction.ts';
import type { Moment, RewirableLayer } from './layer.ts';
import { relativeImportance } from './salience.ts';

/** A density schedule: before anything else happens in a pass, what is too many dies. */
export interface Density {
  readonly name: string;
  /** Ascending positions of the connections of each layer that are too many now. */
  tooMany(layers: readonly DropLayer[], at: Moment): Uint32Array[];
}

export interface DensityOptions {
  /** Share of all positions of the rule's layers that is to exist, e.g. `cubicRamp(…)`. */
  readonly target: Fraction;
  /** One threshold over all layers of the rule (default), or the target in each. */
  readonly scope?: 'network' | 'layer';
  /** What is weak: a small |weight| (default), or one that is small beside the others of its two units. */
  readonly measure?: 'magnitude' | 'relative-importance';
}

/**
 * The weakest die until no more than the target share of all positions exists: gradual magnitude pruning. The closing pass
 * goes to the target of the end, however few passes there were.
 *
 * M. Zhu, S. Gupta (2017), with the target of `cubicRamp`; in GraNet (S. Liu et al., NeurIPS 2021) the first of two
 * removals.
 *
 * @throws UsageError when the target is outside [0, 1]
 * @example magnitudeRamp({ target: cubicRamp({ from: 0.5, to: 0.1 }) }).name // 'magnitude-ramp'
 */
export function magnitudeRamp(options: DensityOptions): Density {
  const { target, scope = 'network', measure = 'magnitude' } = options;
  const share = asFraction('density', target);
  if (scope !== 'network' && scope !== 'layer')
    throw new UsageError(`scope ${JSON.stringify(scope)} is neither "network" nor "layer"`);
  const scoresOf = (layer: RewirableLayer): Float32Array =>
    measure === 'magnitude' ? layer.arrays.weights : relativeImportance(layer);
  const excess = (layers: readonly DropLayer[], at: Moment): number => {
    let [all, exist] = [0, 0];
    for (const { layer } of layers) {
      const { inputs, outputs, index } = layer.topology;
      all += inputs * outputs;
      exist += index.length;
    }
    return Math.max(0, exist - shareOf(share(at.step, at.closing === true ? 1 : at.done), all));
  };
  return {
    name: measure === 'magnitude' ? 'magnitude-ramp' : 'importance-ramp',
    tooMany(layers, at) {
      if (scope === 'network') return smallestOfAll(layers, excess(layers, at), 'ramp', scoresOf);
      return layers.map((own) =>
        smallest(magnitudeKeys(scoresOf(own.layer)), excess([own], at), () =>
          own.random.split('ramp'),
        ),
      );
    },
  };
}
