/** What each connection of a network that has not learned yet is worth: SNIP, GraSP, SynFlow. */

import { type Batch, curvature, type Wires } from './plain-network.ts';

/** A rule that prunes once, at birth. */
export interface Saliency {
  readonly name: string;
  /** In so many rounds, each of which removes the same share of what is left. */
  readonly rounds: number;
  /** One number a connection of every layer; the largest stay. */
  scores(wires: readonly Wires[]): readonly Float64Array[];
  /** Multiply-adds of one round, over so many connections. */
  work(connections: number): number;
}

/**
 * SNIP: |∂L/∂w · w| on a batch, what the loss would change by if the connection went.
 *
 * N. Lee, T. Ajanthan, P. Torr, "SNIP: single-shot network pruning based on connection sensitivity", ICLR 2019, eq. 6.
 * Dividing by the sum of all, as published, changes no order. Needs a dense gradient, once.
 *
 * @param batch the published code takes one mini-batch of 100 or 128
 */
export const snip = (batch: Batch): Saliency => ({
  name: 'snip',
  rounds: 1,
  scores(wires) {
    const { gradient } = curvature(wires, batch);
    return wires.map(({ weights }, l) => gradient[l].map((g, k) => Math.abs(g * weights[k])));
  },
  work: (connections) => 3 * connections * batch.count,
});

/**
 * GraSP: −w · (H g) is how much gradient flow a removal costs or gives; the highest go, so those of largest w · (H g) stay.
 *
 * C. Wang, G. Zhang, R. Grosse, "Picking winning tickets before training by preserving gradient flow", ICLR 2020, eq. 8 and
 * algorithm 2. Outputs are divided by a temperature, 200 in the published code. H g is exact. *Deviation:* the published
 * code sums two halves of the batch; here the batch is one.
 *
 * @param batch published: 10 examples of each class for MNIST-like tasks, 25 in the code's default
 */
export const grasp = (batch: Batch, temperature = 200): Saliency => ({
  name: 'grasp',
  rounds: 1,
  scores(wires) {
    const { gradient } = curvature(wires, batch, { temperature });
    const { product = [] } = curvature(wires, batch, { temperature, direction: gradient });
    return wires.map(({ weights }, l) => product[l].map((h, k) => weights[k] * h));
  },
  work: (connections) => 11 * connections * batch.count,
});

/**
 * SynFlow: |w · ∂R/∂w| with R the sum of the outputs of the network in which every weight is |w|, shown ones: the sum of all
 * paths through a connection. No data are looked at. A rectified network of positive weights is linear, and so counts any.
 *
 * H. Tanaka, D. Kunin, D. Yamins, S. Ganguli, "Pruning neural networks without any data by iteratively conserving synaptic
 * flow", NeurIPS 2020, algorithm 1: 100 rounds, of which round k leaves density^(k / 100).
 */
export const synflow = (rounds = 100): Saliency => ({
  name: 'synflow',
  rounds,
  scores(wires) {
    const ahead: Float64Array[] = [new Float64Array(wires[0].inputs).fill(1)];
    for (const [l, { outputs, pre, post, weights }] of wires.entries()) {
      const flow = new Float64Array(outputs);
      for (let k = 0; k < weights.length; k++)
        flow[post[k]] += Math.abs(weights[k]) * ahead[l][pre[k]];
      ahead.push(flow);
    }
    let back = new Float64Array(wires[wires.length - 1].outputs).fill(1);
    const scores: Float64Array[] = [];
    for (let l = wires.length - 1; l >= 0; l--) {
      const { inputs, pre, post, weights } = wires[l];
      const own = new Float64Array(weights.length);
      const before = new Float64Array(inputs);
      for (let k = 0; k < weights.length; k++) {
        const flow = Math.abs(weights[k]) * back[post[k]];
        own[k] = flow * ahead[l][pre[k]];
        before[pre[k]] += flow;
      }
      scores.unshift(own);
      back = before;
    }
    return scores;
  },
  work: (connections) => 3 * connections,
});
