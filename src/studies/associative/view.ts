/** What can be seen of the study while it computes: the weights of a unit, with the law that theory gives for them. */

import { FrugalError } from '../../errors.ts';
import type { PerceptronLearner } from '../../learners/index.ts';
import { type Look, lookWith, type SeenLaw } from '../../protocol/view.ts';
import {
  type AssociativeModel,
  maxRobustness,
  type WeightLaw,
  weightCdf,
} from '../../theory/index.ts';

/** As learners call the one unit. */
const LAYER = 'output';
/** Points at which a law is drawn; an even number keeps 0 between two of them. */
const POINTS = 160;
/** How far the law is drawn, in deviations beyond its middle. */
const TAIL = 3.5;

/** A law as a curve of densities: what falls between two points, without the atom at 0, over their distance. */
export function seenLaw(law: WeightLaw): SeenLaw {
  const reach = Math.max(
    ...law.pieces.map(({ location, deviation, least }) =>
      Math.max(Math.abs(least), Math.abs(location) + TAIL * deviation),
    ),
    ...law.atoms.map(({ value }) => 1.2 * Math.abs(value)),
  );
  const width = (2 * reach) / POINTS;
  const edges = Array.from({ length: POINTS + 1 }, (_, k) => -reach + k * width);
  const atoms = law.atoms.filter(({ value }) => value === 0);
  const atZero = atoms.reduce((sum, { mass }) => sum + mass, 0);
  const density = Float64Array.from({ length: POINTS }, (_, k) => {
    const [from, to] = [edges[k], edges[k + 1]];
    const inside = from < 0 && to >= 0 ? atZero : 0;
    return Math.max(0, weightCdf(law, to) - weightCdf(law, from) - inside) / width;
  });
  const weights = Float64Array.from({ length: POINTS }, (_, k) => (edges[k] + edges[k + 1]) / 2);
  return { layer: LAYER, name: 'the law of theory, N → ∞', weights, density, atZero };
}

/** The law of the most robust weights of a task, found when it is first asked for; `undefined` where there is none. */
export function lawOf(model: Parameters<typeof maxRobustness>[0]): () => WeightLaw | undefined {
  let found: { readonly law: WeightLaw | undefined } | undefined;
  return () => {
    found ??= { law: attempt(model) };
    return found.law;
  };
}

function attempt(model: AssociativeModel & { readonly load: number }): WeightLaw | undefined {
  try {
    return maxRobustness(model).law;
  } catch (error) {
    if (error instanceof FrugalError) return undefined;
    throw error;
  }
}

/**
 * The look at a unit's weights.
 *
 * @param weights of all inputs as they are now, in units of w
 * @param law what theory says of them; `undefined` where it says nothing
 * @param learner whose they are, where hands may be laid on it
 */
export const lookAtWeights = (
  name: string,
  weights: () => Float64Array,
  law: () => WeightLaw | undefined,
  learner: Pick<PerceptronLearner, 'hands'> = {},
): Look =>
  lookWith(learner, () => {
    const now = Float32Array.from(weights());
    const expected = law();
    return {
      name,
      layers: [
        {
          name: LAYER,
          topology: { inputs: now.length, outputs: 1, order: 'by-output' },
          arrays: { weights: now },
        },
      ],
      ...(expected && { laws: [seenLaw(expected)] }),
    };
  });
