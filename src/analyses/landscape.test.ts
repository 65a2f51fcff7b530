import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import { codeOfWeights, enumerateSolutions, weightsOfCode } from '../solvers/discrete/enumerate.ts';
import { createSbpi } from '../solvers/discrete/sbpi.ts';
import { drawDiscrete, referenceDiscrete } from '../tasks/discrete/draw.ts';
import { evaluate } from '../tasks/discrete/index.ts';
import { crowding, distanceHistogram, flipRobustness, walkLocalEntropy } from './landscape.ts';

/** Solutions at each distance from a centre. */
function distancesFrom(centre: number, codes: Uint32Array, synapses: number): number[] {
  const counts = new Array<number>(synapses + 1).fill(0);
  for (const code of codes) counts[(code ^ centre).toString(2).replace(/[^1]/g, '').length] += 1;
  return counts;
}

const eight = referenceDiscrete({ inputs: 21, patterns: 8 }, 1);
const signs = (text: string) => Int8Array.from(text, (c) => (c === '+' ? 1 : -1));
const CENTRE = signs('+-+++++---++-------+-');

// Source of the numbers: exhaustive enumeration by a program in C.
const PAIRS = [
  ...[7141, 26748, 263932, 554908, 2519022, 3091522, 8530952, 6400000, 12062810, 5512322],
  ...[7493852, 2010114, 2001732, 293224, 205160, 14576, 5644, 222],
];

describe('the solutions of N = 21, P = 8', () => {
  it('are as far from each other as in C, counted in both ways', async () => {
    const { codes } = await enumerateSolutions(eight);
    const histogram = distanceHistogram(codes!, 21);
    expect([...histogram.slice(0, 18)]).toEqual(PAIRS);
    expect(histogram.slice(18).every((count) => count === 0)).toBe(true);
    expect(histogram.reduce((sum, count) => sum + count)).toBe(codes!.length ** 2);
  });
  it('have isolated ones and a densest one', async () => {
    const { codes } = await enumerateSolutions(eight);
    const crowd = crowding(codes!, 3);
    expect(crowd.isolated).toBe(953);
    expect(crowd.densest).toEqual({ code: codeOfWeights(eight, CENTRE), within: 647 });
    expect(crowd.mean).toBeCloseTo(119.4131, 4);
    const counts = distancesFrom(crowd.densest.code, codes!, 21);
    expect(counts.slice(0, 12)).toEqual([1, 21, 70, 555, 617, 2280, 752, 2165, 176, 482, 6, 16]);
  });
  it('of P = 12 likewise', async () => {
    const twelve = referenceDiscrete({ inputs: 21, patterns: 12 }, 3);
    const { codes } = await enumerateSolutions(twelve);
    const crowd = crowding(codes!, 3);
    expect(crowd.isolated).toBe(172);
    expect(weightsOfCode(twelve, crowd.densest.code)).toEqual(signs('+---+-+-------+-++-++'));
    expect(crowd.densest.within).toBe(234);
  });
});

describe('the histogram of many solutions', () => {
  it('is the closed form for one pattern', async () => {
    // Of 17 synapses at least 9 agree with the pattern: 2^16 solutions, more pairs than are counted one by one.
    const problem = referenceDiscrete({ inputs: 17, patterns: 1 }, 2);
    const { codes, count } = await enumerateSolutions(problem);
    expect(count).toBe(65536);
    const choose = (n: number, k: number): number =>
      k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k;
    distanceHistogram(codes!, 17).forEach((pairs, d) => {
      let expected = 0;
      for (let agree = 9; agree <= 17; agree++)
        for (let lost = 0; lost <= d; lost++)
          if (agree - lost + (d - lost) >= 9)
            expected += choose(17, agree) * choose(agree, lost) * choose(17 - agree, d - lost);
      expect(pairs).toBe(expected);
    });
  });
});

describe('the walk', () => {
  it('comes near the exact log Z and distance around the densest solution', async () => {
    const { codes } = await enumerateSolutions(eight);
    const counts = distancesFrom(codeOfWeights(eight, CENTRE), codes!, 21);
    const fields = Array.from({ length: 26 }, (_, k) => 3.5 - 0.125 * k);
    const points = walkLocalEntropy(eight, CENTRE, {
      ...{ fields, sweeps: 4000, settle: 100, random: createRandom(1) },
    });
    for (const { field, distance, entropy } of points) {
      let [z, mean] = [0, 0];
      counts.forEach((count, d) => {
        const weight = count * Math.exp(field * (21 - 2 * d));
        z += weight;
        mean += weight * d;
      });
      mean /= z * 21;
      expect(Math.abs(distance - mean)).toBeLessThan(0.01);
      const exact = Math.log(z) / 21 - field * (1 - 2 * mean);
      expect(Math.abs(entropy - exact)).toBeLessThan(0.01);
    }
    // Exact values of the same enumeration in C.
    const at = points.find(({ field }) => field === 1)!;
    const logZ = 21 * (at.entropy + at.field * (1 - 2 * at.distance));
    expect(Math.abs(logZ - 22.9193877)).toBeLessThan(0.1);
  });
  it('refuses what it cannot walk on', () => {
    const options = { fields: [2, 1], random: createRandom(1) };
    expect(() => walkLocalEntropy(eight, new Int8Array(21).fill(1), options)).toThrow(
      'begin at a solution',
    );
    expect(() => walkLocalEntropy(eight, CENTRE, { ...options, fields: [1, 2] })).toThrow(
      'fields 1, 2 do not fall',
    );
    const other = drawDiscrete({ inputs: 5, patterns: 1, levels: [0, 1] }, createRandom(1));
    expect(() => walkLocalEntropy(other, [0, 0, 0, 0, 0], options)).toThrow('is for a perceptron');
  });
});

describe('robustness to flips', () => {
  it('falls with the share of flips, from no errors', async () => {
    const problem = referenceDiscrete({ inputs: 501, patterns: 200 }, 3);
    const solver = await createSbpi(problem, { random: createRandom(1) });
    for (const _ of solver.learn());
    const shares = [0, 0.02, 0.1, 0.5];
    const found = flipRobustness(problem, solver.weights(), { shares, random: createRandom(2) });
    expect(found[0]).toEqual({ share: 0, errors: 0, deviation: 0 });
    for (let k = 1; k < shares.length; k++)
      expect(found[k].errors).toBeGreaterThan(found[k - 1].errors);
    // Half of the synapses flipped leaves nothing.
    expect(Math.abs(found[3].errors - 0.5)).toBeLessThan(0.05);
    expect(evaluate(problem, solver.weights()).solved).toBe(true);
    solver.dispose();
  });
});
