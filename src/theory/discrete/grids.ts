/**
 * Quadrature over a standard normal z for the integrals of replica theory, whose integrands are analytic near the real
 * line or have one kink at a known place. A trapezoidal sum then converges exponentially in its step; every use below
 * was checked by halving the step. Integrals over inner variables are where they are used.
 */

import { normalDensity } from '../../numerics/normal-tails.ts';
import { exp, log } from '../../numerics/portable.ts';
import { gaussLegendre } from '../../numerics/quadrature.ts';

/** Nodes and weights of E f(z) ≈ Σ weights[i] f(nodes[i]), z standard normal. */
export interface NormalGrid {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Beyond ±REACH the normal density is below 1e-18 of its peak. */
export const REACH = 9;

/** asinh, for positive arguments. */
const asinh = (x: number): number => log(x + Math.sqrt(x * x + 1));

const evenGrids = new Map<number, NormalGrid>();

/** Trapezoidal rule on [−REACH, REACH] for integrands without structure finer than about 4 steps; kept, read-only. */
export function evenGrid(step: number): NormalGrid {
  let grid = evenGrids.get(step);
  if (grid === undefined) {
    const half = Math.ceil(REACH / step);
    const nodes = Float64Array.from({ length: 2 * half + 1 }, (_, i) => (i - half) * step);
    grid = { nodes, weights: nodes.map((z) => step * normalDensity(z)) };
    evenGrids.set(step, grid);
  }
  return grid;
}

/** Steps of the mean field of a pattern, in units of its spread, that resolve log H and what derives from it. */
const PATTERN_STEP = 0.3;

/** `evenGrid` for functions of a·z that vary like log H: the step is a power of 2 times the coarsest. */
export function patternGrid(a: number): NormalGrid {
  let step = 0.2;
  while (step * a > PATTERN_STEP) step *= 0.5;
  return evenGrid(step);
}

/**
 * Trapezoidal rule in t with z = centre + width·sinh t: resolves an analytic kink of that width at the centre and
 * spreads geometrically away from it. With `half` only z ≥ centre is kept and counted twice, for even integrands and
 * centre 0.
 */
export function gradedGrid(centre: number, width: number, half: boolean, step = 0.125): NormalGrid {
  const up = Math.max(REACH - centre, 1);
  const down = Math.max(REACH + centre, 1);
  const first = half ? 0 : -Math.ceil(asinh(down / width) / step);
  const last = Math.ceil(asinh(up / width) / step);
  const nodes = new Float64Array(last - first + 1);
  const weights = new Float64Array(last - first + 1);
  for (let i = first; i <= last; i++) {
    const e = exp(i * step);
    const z = centre + 0.5 * width * (e - 1 / e);
    nodes[i - first] = z;
    weights[i - first] =
      0.5 * width * (e + 1 / e) * step * normalDensity(z) * (half && i > 0 ? 2 : 1);
  }
  return { nodes, weights };
}

/** Longest panel of the composite Gauss–Legendre rule, and its nodes. */
const PANEL = 1.5;
const PANEL_NODES = 20;

let centred: NormalGrid | undefined;

/** Composite Gauss–Legendre rule for integrands analytic on either side of a jump or kink at `centre`. */
export function splitGrid(centre: number): NormalGrid {
  if (centre === 0 && centred !== undefined) return centred;
  const nodes: number[] = [];
  const weights: number[] = [];
  const rule = gaussLegendre(PANEL_NODES);
  const add = (from: number, to: number) => {
    const panels = Math.ceil((to - from) / PANEL);
    const halfWidth = (to - from) / (2 * panels);
    for (let p = 0; p < panels; p++) {
      const middle = from + (2 * p + 1) * halfWidth;
      for (let i = 0; i < PANEL_NODES; i++) {
        const z = middle + halfWidth * rule.nodes[i];
        nodes.push(z);
        weights.push(halfWidth * rule.weights[i] * normalDensity(z));
      }
    }
  };
  if (centre > -REACH) add(-REACH, Math.min(centre, REACH));
  if (centre < REACH) add(Math.max(centre, -REACH), REACH);
  const grid = { nodes: Float64Array.from(nodes), weights: Float64Array.from(weights) };
  if (centre === 0) centred = grid;
  return grid;
}
