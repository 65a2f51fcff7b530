/**
 * What a pattern costs a perceptron or a tree committee in the replica-symmetric theory: the mean log-probability that
 * the majority of K independent units answers rightly, and its slope.
 */

import { FrugalError } from '../../errors.ts';
import {
  inverseMills,
  logNormalTail,
  normalDensity,
  normalTail,
} from '../../numerics/normal-tails.ts';
import { log } from '../../numerics/portable.ts';
import { gaussHermite } from '../../numerics/quadrature.ts';
import { gradedGrid } from './grids.ts';

/** Mean cost of a pattern. */
export interface Energetic {
  /** E log P(right). */
  readonly value: number;
  /** Σ_k E (∂ log P/∂u_k)², u_k the standardised field of unit k. */
  readonly squaredSlope: number;
}

/** Gauss–Hermite nodes for K-fold integrals by K: the capacity has errors below 1e-10 for K ≤ 5, 3e-8 for 7. */
const NODES: Readonly<Record<number, number>> = { 3: 48, 5: 24, 7: 14 };

/** Cost for K units whose fields have mean a·z_k and variance 1, z_k standard normal. */
export function energetic(units: number, a: number): Energetic {
  return units === 1 ? perceptronCost(a) : committeeCost(units, a);
}

function perceptronCost(a: number): Energetic {
  // log H(−a z) bends within 1/a of z = 0.
  const { nodes, weights } = gradedGrid(0, Math.min(1, 1 / a), false);
  let value = 0;
  let squaredSlope = 0;
  for (let i = 0; i < nodes.length; i++) {
    const x = -a * nodes[i];
    const slope = inverseMills(x);
    value += weights[i] * logNormalTail(x);
    squaredSlope += weights[i] * slope * slope;
  }
  return { value, squaredSlope };
}

/** Every multiset of nodes once, times the number of its orders. */
function committeeCost(units: number, a: number): Energetic {
  const { nodes, weights } = gaussHermite(NODES[units]);
  const n = nodes.length;
  const right = Float64Array.from(nodes, (z) => normalTail(-a * z));
  const wrong = Float64Array.from(nodes, (z) => normalTail(a * z));
  const density = Float64Array.from(nodes, (z) => normalDensity(a * z));
  const chosen = new Int32Array(units);
  const need = (units + 1) / 2;
  // counts[k]: probability that k of the units looked at so far are right.
  const counts = new Float64Array(units + 1);
  let factorial = 1;
  for (let k = 2; k <= units; k++) factorial *= k;
  let value = 0;
  let squaredSlope = 0;

  const distribution = (without: number): void => {
    counts.fill(0);
    counts[0] = 1;
    let done = 0;
    for (let k = 0; k < units; k++) {
      if (k === without) continue;
      const p = right[chosen[k]];
      const q = wrong[chosen[k]];
      done++;
      for (let c = done; c > 0; c--) counts[c] = counts[c] * q + counts[c - 1] * p;
      counts[0] *= q;
    }
  };

  const visit = (): void => {
    let weight = factorial;
    let run = 1;
    for (let k = 0; k < units; k++) {
      run = k > 0 && chosen[k] === chosen[k - 1] ? run + 1 : 1;
      weight *= weights[chosen[k]] / run;
    }
    distribution(-1);
    let mass = 0;
    for (let c = need; c <= units; c++) mass += counts[c];
    if (!(mass > 0)) {
      throw new FrugalError(`a committee of ${units} units is not solved at a = ${a}: underflow`);
    }
    value += weight * log(mass);
    let slopes = 0;
    let last = 0;
    for (let k = 0; k < units; k++) {
      if (k === 0 || chosen[k] !== chosen[k - 1]) {
        distribution(k);
        // P(right | unit k right) − P(right | unit k wrong): exactly need − 1 of the others are right.
        last = (density[chosen[k]] * counts[need - 1]) / mass;
      }
      slopes += last * last;
    }
    squaredSlope += weight * slopes;
  };

  const choose = (place: number, from: number): void => {
    if (place === units) {
      visit();
      return;
    }
    for (let i = from; i < n; i++) {
      chosen[place] = i;
      choose(place + 1, i);
    }
  };
  choose(0, 0);
  return { value, squaredSlope };
}
