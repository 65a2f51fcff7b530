/**
 * What chance expects: null models of modularity, kept up while nodes move between communities.
 *
 * A null model knows what weight a node shares with a community by chance, given how strong each is; Louvain asks it for
 * every move, and for the communities as nodes of the next level.
 */

import type { Graph } from './graph.ts';

/** A graph whose nodes are communities of another one: `loop` is twice the weight within a node. */
export interface Level extends Graph {
  readonly loop: Float64Array;
}

/** Expected weights at one level, for the labels as they are now. */
export interface Expected {
  /** Between a node and a community that does not hold it. */
  of(node: number, community: number): number;
  leave(node: number, community: number): void;
  join(node: number, community: number): void;
}

export interface NullModel {
  /** Whether a community may draw a node that has no edge to it, as where chance expects inhibition. */
  readonly everywhere: boolean;
  begin(level: Level, labels: Uint32Array): Expected;
  /** The model of the communities as nodes. */
  gather(labels: Uint32Array, count: number): NullModel;
}

/**
 * M. E. J. Newman's: γ s_i s_j / 2w, with s the strengths of an undirected graph.
 *
 * @param twice 2w
 */
export function byStrength(resolution: number, twice: number): NullModel {
  const model: NullModel = {
    everywhere: false,
    begin({ nodes, start, weight, loop }, labels) {
      const strength = loop.slice();
      const total = new Float64Array(nodes);
      for (let i = 0; i < nodes; i++) {
        for (let k = start[i]; k < start[i + 1]; k++) strength[i] += weight[k];
        total[labels[i]] += strength[i];
      }
      return {
        of: (i, c) => (resolution * strength[i] * total[c]) / twice,
        leave(i, c) {
          total[c] -= strength[i];
        },
        join(i, c) {
          total[c] += strength[i];
        },
      };
    },
    // The strengths of communities are read from their level.
    gather: () => model,
  };
  return model;
}

/** Strengths out and in of one sign, and how much a product of them weighs. */
export interface Flow {
  readonly out: Float64Array;
  readonly in: Float64Array;
  readonly factor: number;
}

const gathered = (values: Float64Array, labels: Uint32Array, count: number): Float64Array => {
  const sums = new Float64Array(count);
  for (let i = 0; i < values.length; i++) sums[labels[i]] += values[i];
  return sums;
};

/** Σ factor · (out_i in_j + in_i out_j) / 2 over flows: directed graphs, and signed ones, whose inhibition counts below 0. */
export function byFlows(flows: readonly Flow[]): NullModel {
  return {
    everywhere: flows.some(({ factor }) => factor < 0),
    begin({ nodes }, labels) {
      const totals = flows.map((flow) => ({
        out: gathered(flow.out, labels, nodes),
        in: gathered(flow.in, labels, nodes),
      }));
      const move = (i: number, c: number, sign: number): void => {
        flows.forEach((flow, f) => {
          totals[f].out[c] += sign * flow.out[i];
          totals[f].in[c] += sign * flow.in[i];
        });
      };
      return {
        of(i, c) {
          let sum = 0;
          for (let f = 0; f < flows.length; f++) {
            const flow = flows[f];
            sum +=
              (flow.factor * (flow.out[i] * totals[f].in[c] + flow.in[i] * totals[f].out[c])) / 2;
          }
          return sum;
        },
        leave: (i, c) => move(i, c, -1),
        join: (i, c) => move(i, c, 1),
      };
    },
    gather: (labels, count) =>
      byFlows(
        flows.map((flow) => ({
          factor: flow.factor,
          out: gathered(flow.out, labels, count),
          in: gathered(flow.in, labels, count),
        })),
      ),
  };
}
