/**
 * The micro vectors: a 5–4–3 network in double precision, six presentations, whose every number is written down. The
 * learner here is a few lines of its own; what is tested is that a ledger fed with its events gives those numbers.
 */

import { describe, expect, it } from 'vitest';
import { createLedger } from './ledger.ts';

/** s ← 48271·s mod (2³¹ − 1), s₀ = 20240704, u = s/(2³¹ − 1) after advancing. */
function generator(): () => number {
  let s = 20240704;
  return () => {
    s = (48271 * s) % 2147483647;
    return s / 2147483647;
  };
}

/** `[pre][post]`. */
type Matrix = number[][];

interface Start {
  readonly weights: readonly [Matrix, Matrix];
  readonly inputs: readonly number[][];
  readonly labels: readonly number[];
}

function start(): Start {
  const u = generator();
  const matrix = (rows: number, columns: number): Matrix =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0.6 * (u() - 0.5)));
  const weights = [matrix(5, 4), matrix(4, 3)] as const;
  const inputs = Array.from({ length: 6 }, () => Array.from({ length: 5 }, () => 2 * u() - 1));
  for (const row of inputs) row[4] = 1;
  const labels = Array.from({ length: 6 }, () => Math.floor(3 * u()));
  return { weights, inputs, labels };
}

const RATE = 0.1;
const flat = (matrix: Matrix): number[] => matrix.flat();
const total = (matrix: Matrix): number => flat(matrix).reduce((sum, w) => sum + w, 0);

/** How many of n a fraction keeps: n − round((1 − p)(n − 1)). */
const kept = (n: number, p: number): number => n - Math.round((1 - p) * (n - 1));

type Write = (layer: 0 | 1, row: number, column: number, change: number) => void;

/** What a rule is given at a presentation: proposals for both layers, and the caches it may keep. */
interface Presented {
  readonly proposed: readonly [Matrix, Matrix];
  /** Part of the weights that does not last: the network sees weight + cache. */
  readonly caches: readonly [Matrix, Matrix];
  readonly right: boolean;
  readonly write: Write;
}

/** Makes changes of proposals; returns what it holds in caches. */
type Rule = (presented: Presented) => number;

const LAYERS = [0, 1] as const;

function each(matrix: Matrix, visit: (row: number, column: number, value: number) => void): void {
  matrix.forEach((row, i) => {
    row.forEach((value, j) => {
      visit(i, j, value);
    });
  });
}

/** All presentations under a rule. `finish` writes what is left in the caches. */
function learn(rule: Rule, finish = false) {
  const { weights, inputs, labels } = start();
  const first = weights.map(flat);
  const caches = weights.map((matrix) => matrix.map((row) => row.map(() => 0))) as [Matrix, Matrix];
  const ledger = createLedger();
  let stored = 0;
  const write: Write = (layer, row, column, change) => {
    if (change === 0) return;
    weights[layer][row][column] += change;
    const potentiation = Math.max(change, 0);
    const depression = Math.max(-change, 0);
    ledger.write(`layer${layer + 1}`, { changes: 1, potentiation, depression });
  };
  inputs.forEach((x, t) => {
    const [w0, w1] = LAYERS.map((layer) =>
      weights[layer].map((row, i) => row.map((w, j) => w + caches[layer][i][j])),
    );
    const h = w0[0].map((_, j) => x.reduce((sum, v, i) => sum + v * w0[i][j], 0));
    const a = h.map((v) => (v > 0 ? v : 0.1 * v));
    const y = w1[0].map((_, o) => a.reduce((sum, v, j) => sum + v * w1[j][o], 0));
    const error = y.map((v, o) => (o === labels[t] ? 1 : 0) - v);
    const hidden = h.map(
      (v, j) => error.reduce((sum, e, o) => sum + e * w1[j][o], 0) * (v > 0 ? 1 : 0.1),
    );
    const proposed: [Matrix, Matrix] = [
      x.map((v) => hidden.map((e) => RATE * v * e)),
      a.map((v) => error.map((e) => RATE * v * e)),
    ];
    const right = y.indexOf(Math.max(...y)) === labels[t];
    stored += rule({ proposed, caches, right, write });
  });
  if (finish)
    for (const layer of LAYERS) each(caches[layer], (i, j, value) => write(layer, i, j, value));
  const differences = LAYERS.flatMap((layer) =>
    flat(weights[layer]).map((w, k) => w - first[layer][k]),
  );
  const { changes, energy, potentiation, depression } = ledger.totals();
  return {
    changes,
    energy,
    stored,
    sums: weights.map(total),
    differing: differences.filter((difference) => difference !== 0).length,
    least: differences.reduce((sum, difference) => sum + Math.abs(difference), 0),
    drift: potentiation - depression - differences.reduce((sum, difference) => sum + difference, 0),
  };
}

const plain: Rule = ({ proposed, write }) => {
  for (const layer of LAYERS) each(proposed[layer], (i, j, change) => write(layer, i, j, change));
  return 0;
};

const lazy: Rule = (presented) => (presented.right ? 0 : plain(presented));

const competitive: Rule = ({ proposed, write }) => {
  for (const layer of LAYERS) {
    const sizes = flat(proposed[layer])
      .map(Math.abs)
      .sort((a, b) => b - a);
    const cut = sizes[kept(sizes.length, [0.3, 0.5][layer]) - 1];
    each(proposed[layer], (i, j, change) => {
      if (Math.abs(change) >= cut) write(layer, i, j, change);
    });
  }
  return 0;
};

/** Per neuron: θ = 0.02, 1/τ = 0.001; Σ|s| after consolidation and before the decay. */
const caching: Rule = ({ proposed, caches, write }) => {
  let held = 0;
  for (const layer of LAYERS) {
    const cache = caches[layer];
    each(proposed[layer], (i, j, change) => {
      cache[i][j] += change;
    });
    for (let j = 0; j < cache[0].length; j++) {
      if (!cache.some((row) => Math.abs(row[j]) > 0.02)) continue;
      cache.forEach((row, i) => {
        write(layer, i, j, row[j]);
        row[j] = 0;
      });
    }
    each(cache, (i, j, value) => {
      held += Math.abs(value);
      cache[i][j] = value * Math.exp(-0.001);
    });
  }
  return held;
};

describe('the micro network', () => {
  it('begins as written down', () => {
    const { weights, labels } = start();
    const expected = [0.2815495868, 0.0801050385, -0.249684792, 0.2654059209];
    weights[0][0].forEach((w, k) => {
      expect(w).toBeCloseTo(expected[k], 9);
    });
    expect(labels).toEqual([1, 1, 0, 0, 0, 0]);
  });

  // Own derivation: an independent program in double precision, printed to six decimals.
  it.each([
    ['plain', plain, false, [192, 1.39872, 32, 0.952772, 2.269821, 0.301889, 0]],
    ['lazy', lazy, false, [96, 0.635856, 32, 0.500094, 2.165985, 0.070218, 0]],
    ['competitive', competitive, false, [78, 1.076474, 26, 0.863382, 2.302639, 0.302469, 0]],
    ['caching', caching, true, [82, 1.161267, 32, 0.952603, 2.269655, 0.301852, 0.757217]],
  ] as const)('%s', (_, rule, finish, expected) => {
    const found = learn(rule, finish);
    const [changes, energy, differing, least, first, second, stored] = expected;
    expect(found.changes).toBe(changes);
    expect(found.energy).toBeCloseTo(energy, 6);
    expect(found.differing).toBe(differing);
    expect(found.least).toBeCloseTo(least, 6);
    expect(found.sums[0]).toBeCloseTo(first, 6);
    expect(found.sums[1]).toBeCloseTo(second, 6);
    // M_trans of the table is c·S with c = 0.001.
    expect(found.stored).toBeCloseTo(stored, 6);
    expect(Math.abs(found.drift)).toBeLessThan(1e-12);
  });
});
