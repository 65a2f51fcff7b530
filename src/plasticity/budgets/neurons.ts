/**
 * Budgets over neurons: all synapses onto some units may change, those onto the others may not.
 *
 * Rules 1, 4, 6, 10 and 30–33 of the published program of van Rossum & Pache (2024). There a unit's error is masked; the
 * error that is handed further back is not, and so only the changes of the unit's incoming synapses vanish: the same.
 */

import { FrugalError } from '../../errors.ts';
import { type Extreme, keepExtreme } from '../../numerics/keep-extreme.ts';
import {
  type BundleContext,
  type BundleTransform,
  type LayerMoment,
  type Moment,
  tiesAt,
} from '../transform.ts';
import { checkFraction } from './kept.ts';

/** Units that may learn at a step, as 1 and 0. */
type Choice = (context: BundleContext, step: number) => ArrayLike<number>;

function neurons(name: string, choose: Choice): BundleTransform {
  return {
    kind: 'bundle',
    name,
    states: [],
    apply({ change }, step, context) {
      const open = choose(context, step);
      const { post } = context.ends();
      for (let k = 0; k < change.length; k++) if (open[post[k]] === 0) change[k] = 0;
    },
  };
}

/** Number of units of n at a fraction, at least 1. */
const unitsOf = (n: number, fraction: number): number => Math.max(1, Math.round(fraction * n));

const marked = (n: number, units: ArrayLike<number>): Uint8Array => {
  const mask = new Uint8Array(n);
  for (let k = 0; k < units.length; k++) mask[units[k]] = 1;
  return mask;
};

/** The moment of a step, or a message that says which rule needs it. */
export function momentOf(context: BundleContext, rule: string): Moment {
  if (context.moment === undefined)
    throw new FrugalError(`rule "${rule}" needs one example a step: use batch 1`);
  return context.moment;
}

/** Keeps what depends on the bundle alone: it is made when it is asked for first. */
export function perBundle<T>(
  make: (context: BundleContext, size: number) => T,
): (context: BundleContext, size: number) => T {
  const known = new WeakMap<BundleContext, { readonly size: number; readonly made: T }>();
  return (context, size) => {
    const found = known.get(context);
    if (found !== undefined && found.size === size) return found.made;
    const made = make(context, size);
    known.set(context, { size, made });
    return made;
  };
}

/**
 * Each unit learns with probability p, drawn anew at every step (rule 1).
 *
 * @example chain(rate(0.1), randomNeurons(0.1))
 */
export function randomNeurons(fraction: number): BundleTransform {
  checkFraction(fraction, 'neurons');
  return neurons('randomNeurons', ({ outputs, random }, step) => {
    const stream = random.split('neurons').split(step);
    return Uint8Array.from({ length: outputs }, () => (stream.bernoulli(fraction) ? 1 : 0));
  });
}

const subset = (context: BundleContext, fraction: number, number: number): Uint8Array => {
  const { outputs, random } = context;
  const stream = random.split('subset').split(number);
  return marked(outputs, stream.distinct(outputs, unitsOf(outputs, fraction)));
};

/**
 * One random subset of the units learns, the same for the whole run (rule 4).
 *
 * @example chain(rate(0.1), fixedNeurons(0.1))
 */
export function fixedNeurons(fraction: number): BundleTransform {
  checkFraction(fraction, 'neurons');
  const of = perBundle((context) => subset(context, fraction, 0));
  return neurons('fixedNeurons', (context) => of(context, context.outputs));
}

/**
 * A random subset of its own for every class (rule 6). Batch 1.
 *
 * @example chain(rate(0.1), neuronsPerClass(0.1))
 */
export function neuronsPerClass(fraction: number): BundleTransform {
  checkFraction(fraction, 'neurons');
  const of = perBundle((): Map<number, Uint8Array> => new Map());
  return neurons('neuronsPerClass', (context) => {
    const { label } = momentOf(context, 'neuronsPerClass');
    const known = of(context, context.outputs);
    const mask = known.get(label) ?? subset(context, fraction, label);
    known.set(label, mask);
    return mask;
  });
}

/**
 * `masks` random subsets, one after the other (rule 10).
 *
 * @example chain(rate(0.1), neuronsInRotation(0.1, 10))
 */
export function neuronsInRotation(fraction: number, masks: number): BundleTransform {
  checkFraction(fraction, 'neurons');
  if (!Number.isInteger(masks) || masks < 1)
    throw new FrugalError(`masks ${masks} is not an integer ≥ 1`);
  const of = perBundle((context) =>
    Array.from({ length: masks }, (_, number) => subset(context, fraction, number)),
  );
  return neurons(
    'neuronsInRotation',
    (context, step) => of(context, context.outputs)[step % masks],
  );
}

function byMoment(
  name: string,
  fraction: number,
  which: Extreme,
  read: (layer: LayerMoment) => ArrayLike<number>,
): BundleTransform {
  checkFraction(fraction, 'neurons');
  return neurons(name, (context, step) => {
    const { outputs, layer, random } = context;
    const values = Float32Array.from(read(momentOf(context, name).layers[layer]));
    const open = new Float32Array(outputs).fill(1);
    keepExtreme(open, values, unitsOf(outputs, fraction), which, tiesAt(random, step));
    return open;
  });
}

/**
 * The units with the largest (smallest) |error| learn, of equal ones any (rules 30, 31). Batch 1.
 *
 * @example chain(rate(0.1), neuronsByError(0.1))
 */
export const neuronsByError = (fraction: number, which: Extreme = 'largest'): BundleTransform =>
  byMoment('neuronsByError', fraction, which, (layer) => layer.errors);

/**
 * The units with the largest (smallest) |activity| learn, of equal ones any (rules 32, 33). Batch 1.
 *
 * @example chain(rate(0.1), neuronsByActivity(0.1))
 */
export const neuronsByActivity = (fraction: number, which: Extreme = 'largest'): BundleTransform =>
  byMoment('neuronsByActivity', fraction, which, (layer) => layer.activities);
