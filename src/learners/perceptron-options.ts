/** What a perceptron learner is given, and whether it can be. */

import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import type { Transform } from '../plasticity/index.ts';
import { checkPatterns, type LabelledPatterns } from '../tasks/patterns.ts';

export interface PerceptronOptions {
  /** Patterns, labels and, where prescribed, signs. No associations where all are going to be presented. */
  readonly data: LabelledPatterns;
  /** What a step may do to the weights, e.g. `sparseRule({ signs, gap })`. */
  readonly rule: Transform;
  /** First weights, [N], in units of w. */
  readonly weights: ArrayLike<number>;
  /** κ̃: an association is stored where Y (Σ J̃ X/N − h̃) ≥ κ̃/√N. Default 0. */
  readonly margin?: number;
  /** h̃. Default 0. */
  readonly threshold?: number;
  /** δ̃ that the weights have to keep before learning may end; default 0. Breaking it is the rule's affair. */
  readonly gap?: number | ArrayLike<number>;
  readonly mode?: 'batch' | 'streaming';
  /** Steps after which learning ends in any case. Default 100,000. */
  readonly maxSteps?: number;
  /** |mean|J̃| − 1| that is allowed at the end. Default 0.001. */
  readonly tolerance?: number;
  /**
   * Streaming: presentations in a row without an error after which learning ends. Default 10 m, with which one bad
   * association of m goes unnoticed with probability e⁻¹⁰.
   */
  readonly patience?: number;
  /** Steps between two records. Default 1000. */
  readonly interval?: number;
  readonly random: Random;
}

/** @throws UsageError for data or options outside their range */
export function checkOptions(options: PerceptronOptions): void {
  const { data, weights, margin = 0, threshold = 0, gap = 0 } = options;
  const { maxSteps = 1, interval = 1, patience = 1, tolerance = 0 } = options;
  // Without associations all else is held to the same rules beside an empty pattern.
  checkPatterns(
    data.associations === 0 && data.patterns.length + data.labels.length === 0
      ? { ...data, associations: 1, patterns: new Uint8Array(data.inputs), labels: Int8Array.of(1) }
      : data,
  );
  if (weights.length !== data.inputs)
    throw new UsageError(`weights has ${weights.length} entries, not ${data.inputs}`);
  if (typeof gap !== 'number' && gap.length !== data.inputs)
    throw new UsageError(`gap has ${gap.length} entries, not ${data.inputs}`);
  for (const [i, value] of (typeof gap === 'number' ? [gap] : Array.from(gap)).entries()) {
    if (!(value >= 0 && value <= data.inputs)) {
      throw new UsageError(
        `gap${typeof gap === 'number' ? '' : `[${i}]`} ${value} is outside [0, ${data.inputs}]: weights of mean size 1 over ${data.inputs} inputs reach no further`,
      );
    }
  }
  for (const [name, value] of Object.entries({ margin, threshold }))
    if (!Number.isFinite(value)) throw new UsageError(`${name} ${value} is not a finite number`);
  for (const [name, value] of Object.entries({ maxSteps, interval, patience }))
    if (!Number.isInteger(value) || value < 1)
      throw new UsageError(`${name} ${value} is not an integer ≥ 1`);
  if (!(tolerance >= 0)) throw new UsageError(`tolerance ${tolerance} is outside [0, ∞)`);
}
