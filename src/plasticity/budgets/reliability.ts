/**
 * The price of reliable synapses: weights are noisy, w = μ + σε, and a synapse pays for a small σ. Where the loss does not
 * mind noise, the synapse saves by being unreliable.
 *
 * Source: J. Malkin, C. O'Donnell, C. Houghton, L. Aitchison, "Signatures of Bayesian inference emerge from energy-efficient
 * synapses", eLife RP92595 (2024).
 */

import { FrugalError } from '../../errors.ts';
import { exp, log } from '../../numerics/portable.ts';
import type { BundleTransform } from '../transform.ts';

export interface ReliabilityOptions {
  /** η of the means, and that of log σ. */
  readonly rate: number;
  readonly spreadRate: number;
  /** ρ: 1/2 (calcium), 2/3 (membrane), 4/3 (actin) or 2 (trafficking). */
  readonly exponent: number;
  /** c: what the loss weighs against the cost Σ (1/ρ)(s/σ)^ρ. */
  readonly price: number;
  /** s in units of weight. Default 0.001, as published. */
  readonly scale?: number;
  /** First σ. Default 1e-4, as published. */
  readonly deviation?: number;
  /** λ of the transmission cost λ Σ|μ|. Default 0. */
  readonly transmission?: number;
}

/** The largest step of log σ, so that a cost that rises steeply cannot throw it. */
const MOST = 0.5;

/**
 * Takes the gradient g at the noisy weight and does the descent itself; comes last in a chain, without a `rate`:
 *
 *     μ ← μ − η (g + λ sign μ)
 *     log σ ← log σ − η_σ (g σε − c (s/σ)^ρ), by 1/2 at most
 *     w ← μ + σε with a new ε ~ N(0, 1) for every synapse
 *
 * Only changes of μ are booked as changes of synapses, and `weights()` of an online learner leaves the noise out. The cost of
 * running is read with `deviationsOf` and the meter `reliabilityCost`.
 *
 * *Deviations.* Plain descent on log σ in place of Adam on σ; one sample of the noise for a step, not for an example.
 */
export function reliability(options: ReliabilityOptions): BundleTransform {
  const { rate, spreadRate, exponent, price } = options;
  const { scale = 0.001, deviation = 1e-4, transmission = 0 } = options;
  for (const [name, value] of Object.entries({ exponent, scale, deviation }))
    if (!(value > 0 && value < Infinity))
      throw new FrugalError(`${name} ${value} of reliability is outside (0, ∞)`);
  for (const [name, value] of Object.entries({ rate, spreadRate, price, transmission }))
    if (!(value >= 0 && value < Infinity))
      throw new FrugalError(`${name} ${value} of reliability is outside [0, ∞)`);
  // (s/σ)^ρ at the first σ; the state is log σ/σ₀, so that it begins at 0 and a new connection begins anew.
  const first = exponent * log(scale / deviation);
  return {
    kind: 'bundle',
    name: 'reliability',
    states: ['spread', 'noise'],
    transient: true,
    apply({ change, weights, states: [spread, noise] }, step, { random, book }) {
      const draws = new Float32Array(change.length);
      random.split('noise').split(step).fillNormal(draws, 1);
      const durable = new Float32Array(change.length);
      for (let k = 0; k < change.length; k++) {
        const gradient = change[k];
        const mean = weights[k] - noise[k];
        const pull = price * exp(first - exponent * spread[k]) - gradient * noise[k];
        spread[k] += Math.max(-MOST, Math.min(MOST, spreadRate * pull));
        durable[k] = -rate * (gradient + transmission * Math.sign(mean));
        const next = Math.fround(deviation * exp(spread[k]) * draws[k]);
        change[k] = durable[k] + (next - noise[k]);
        noise[k] = next;
      }
      book({ durable });
    },
  };
}

/** σ of every synapse, from the state `spread` and the first σ. */
export function deviationsOf(spread: Float32Array, deviation = 1e-4): Float64Array {
  return Float64Array.from(spread, (x) => deviation * exp(x));
}
