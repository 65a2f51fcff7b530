/**
 * Growth by topology alone: a missing connection is likely where many short paths within a closed community lead from one
 * end to the other (Cannistraci-Hebb link prediction). No gradient is needed.
 *
 * A layer is a bipartite graph: paths of length 3 go from a sender u over a receiver z1 and a sender z2 to a receiver v. The
 * *local community* of (u, v) are the z1 and z2 on such paths; links of these units among themselves are internal, all
 * others, but those to u and v, external.
 *
 * A. Muscoloni, U. Michieli, Y. Zhang, C. V. Cannistraci, "Adaptive network automata modelling of complex networks" (2020);
 * as rules of training Y. Zhang et al., ICLR 2024 (CHT, CH3-L3) and 2025 (CHTs, CH2-L3n).
 */

import { largest, smallest, valueKeys } from '../numerics/select.ts';
import { lists, others, reorder, type Topology } from '../sparse/topology.ts';
import type { Grow, GrowRequest } from './grow.ts';
import { raceTimes } from './salience.ts';

/** Scores of the empty positions of one list: `scores[other]`, 0 where no path of length 3 leads. Adds what it has added. */
type Scorer = (list: number, scores: Float64Array) => number;

/** A layer from both of its sides: partners of each list, and lists of each partner. */
interface Sides {
  readonly rows: Topology;
  readonly columns: Topology;
}

const sidesOf = (rows: Topology): Sides => ({
  rows,
  columns: reorder(rows, rows.order === 'by-input' ? 'by-output' : 'by-input').topology,
});

/**
 * CH3-L3: Σ over paths u – z1 – z2 – v of 1/√((1 + e₁)(1 + e₂)), e the external links of each. Time: paths of length 3 twice.
 */
export function ch3L3(topology: Topology): Scorer {
  const { rows, columns } = sidesOf(topology);
  const width = others(rows);
  const { start, index } = rows;
  /** For the list under way: how many paths end at each partner, and which. */
  const ends = new Uint32Array(width);
  const inner = { near: new Uint32Array(width), far: new Uint32Array(lists(rows)) };
  const isNear = new Uint8Array(width);
  const degree = (side: Topology, unit: number): number => side.start[unit + 1] - side.start[unit];
  return (u, scores) => {
    const touched: number[] = [];
    let work = 0;
    for (let a = start[u]; a < start[u + 1]; a++) isNear[index[a]] = 1;
    for (let a = start[u]; a < start[u + 1]; a++) {
      const z1 = index[a];
      for (let b = columns.start[z1]; b < columns.start[z1 + 1]; b++) {
        const z2 = columns.index[b];
        if (z2 === u) continue;
        for (let c = start[z2]; c < start[z2 + 1]; c++) {
          const v = index[c];
          if (isNear[v] === 1) continue;
          if (ends[v]++ === 0) touched.push(v);
          work++;
        }
      }
    }
    for (const v of touched) {
      ends[v] = 0;
      // Links within the community: z1 of u and z2 of v that know each other.
      const links: (readonly [number, number])[] = [];
      for (let d = columns.start[v]; d < columns.start[v + 1]; d++) {
        const z2 = columns.index[d];
        for (let c = start[z2]; c < start[z2 + 1]; c++) {
          if (isNear[index[c]] === 0) continue;
          links.push([index[c], z2]);
          inner.near[index[c]]++;
          inner.far[z2]++;
          work++;
        }
      }
      let sum = 0;
      for (const [z1, z2] of links) {
        // Less one: the link to u, or to v.
        const e1 = degree(columns, z1) - inner.near[z1] - 1;
        const e2 = degree(rows, z2) - inner.far[z2] - 1;
        sum += 1 / Math.sqrt((1 + e1) * (1 + e2));
      }
      for (const [z1, z2] of links) {
        inner.near[z1] = 0;
        inner.far[z2] = 0;
      }
      scores[v] = sum;
    }
    for (let a = start[u]; a < start[u + 1]; a++) isNear[index[a]] = 0;
    return work;
  };
}

/** For each unit of one side those that share partners with it, and how many; itself among them. */
interface Companions {
  readonly start: Uint32Array;
  readonly index: Uint32Array;
  readonly shared: Uint32Array;
}

function companionsOf(own: Topology, back: Topology): Companions {
  const units = lists(own);
  const start = new Uint32Array(units + 1);
  const index: number[] = [];
  const shared: number[] = [];
  const counts = new Uint32Array(units);
  for (let i = 0; i < units; i++) {
    const found: number[] = [];
    for (let a = own.start[i]; a < own.start[i + 1]; a++) {
      const z = own.index[a];
      for (let b = back.start[z]; b < back.start[z + 1]; b++) {
        const k = back.index[b];
        if (counts[k]++ === 0) found.push(k);
      }
    }
    for (const k of found) {
      index.push(k);
      shared.push(counts[k]);
      counts[k] = 0;
    }
    start[i + 1] = index.length;
  }
  return { start, index: Uint32Array.from(index), shared: Uint32Array.from(shared) };
}

/**
 * CH2-L3n: with C = BBᵀ the partners that two units share, P_ik = (C_ik + 1)/(1 + e_ik) where C_ik > 0, e_ik = max(deg_k − C_ik
 * − 1, 0), and P′ the same of BᵀB: P·B + (P′·Bᵀ)ᵀ. As the public code of CHTs has it.
 */
export function ch2L3n(topology: Topology): Scorer {
  const { rows, columns } = sidesOf(topology);
  const [ofRows, ofColumns] = [companionsOf(rows, columns), companionsOf(columns, rows)];
  const degree = (side: Topology, unit: number): number => side.start[unit + 1] - side.start[unit];
  const weight = (shared: number, links: number): number =>
    (shared + 1) / (1 + Math.max(links - shared - 1, 0));
  return (u, scores) => {
    let work = 0;
    for (let a = ofRows.start[u]; a < ofRows.start[u + 1]; a++) {
      const k = ofRows.index[a];
      const own = weight(ofRows.shared[a], degree(rows, k));
      for (let b = rows.start[k]; b < rows.start[k + 1]; b++) scores[rows.index[b]] += own;
      work += degree(rows, k);
    }
    // (P′Bᵀ)ᵀ at (u, v) is Σ over receivers l of u of P′_vl, whose degree is that of l.
    for (let a = rows.start[u]; a < rows.start[u + 1]; a++) {
      const l = rows.index[a];
      for (let b = ofColumns.start[l]; b < ofColumns.start[l + 1]; b++)
        scores[ofColumns.index[b]] += weight(ofColumns.shared[b], degree(columns, l));
      work += ofColumns.start[l + 1] - ofColumns.start[l];
    }
    return work;
  };
}

export interface TopologicalOptions {
  readonly formula?: 'CH3-L3' | 'CH2-L3n';
  /** The best (default), or drawn with odds ∝ score, without replacement. */
  readonly choice?: 'top' | 'sample';
}

/** Added to every score where too few are positive, as the public code does. */
const FLOOR = 1e-5;

/**
 * Empty positions by Cannistraci-Hebb score: the best, or drawn in proportion. Memory of the empty positions; time of the
 * paths of length 3, which the ledger books.
 *
 * The score is of the network after removal. Where fewer positions have a positive score than are wanted, 10⁻⁵ is added to all;
 * among equal ones chance decides.
 *
 * @example byTopology({ formula: 'CH2-L3n', choice: 'sample' }).name // 'CH2-L3n sampled'
 */
export function byTopology(options: TopologicalOptions = {}): Grow {
  const { formula = 'CH3-L3', choice = 'top' } = options;
  return {
    name: choice === 'top' ? formula : `${formula} sampled`,
    select(request) {
      const left = survivingTopology(request);
      const scorer = formula === 'CH3-L3' ? ch3L3(left) : ch2L3n(left);
      const { list, other, scores } = emptyScores(request, left, scorer);
      const { count, random } = request;
      const ties = () => random.split('ties');
      if (scores.reduce((sum, score) => sum + (score > 0 ? 1 : 0), 0) < count)
        for (let k = 0; k < scores.length; k++) scores[k] += FLOOR;
      const chosen =
        choice === 'top'
          ? largest(valueKeys(scores), count, ties)
          : smallest(valueKeys(raceTimes(scores, random.split('race'))), count, ties);
      return {
        list: Uint32Array.from(chosen, (c) => list[c]),
        other: Uint32Array.from(chosen, (c) => other[c]),
      };
    },
  };
}

function survivingTopology({ layer: { topology }, removed }: GrowRequest): Topology {
  const { start, index } = topology;
  const kept = index.slice(0, index.length - removed.length);
  const begins = new Uint32Array(start.length);
  for (let list = 0, k = 0, r = 0, at = 0; list + 1 < start.length; list++) {
    for (; k < start[list + 1]; k++) {
      if (removed[r] === k) r++;
      else kept[at++] = index[k];
    }
    begins[list + 1] = at;
  }
  return { ...topology, start: begins, index: kept };
}

/** Every empty position that is allowed, in order, and its score. */
function emptyScores({ within, book, layer }: GrowRequest, left: Topology, scorer: Scorer) {
  const width = others(left);
  const rank = within?.lists(layer.topology.order).rank;
  const most = lists(left) * width - left.index.length;
  const list = new Uint32Array(most);
  const other = new Uint32Array(most);
  const scores = new Float32Array(most);
  const row = new Float64Array(width);
  let [at, work] = [0, 0];
  for (let u = 0; u < lists(left); u++) {
    row.fill(0);
    work += scorer(u, row);
    for (let v = 0, k = left.start[u]; v < width; v++) {
      if (k < left.start[u + 1] && left.index[k] === v) {
        k++;
        continue;
      }
      if (rank !== undefined && rank(u, v) < 0) continue;
      list[at] = u;
      other[at] = v;
      scores[at++] = row[v];
    }
  }
  book?.(work);
  return { list, other, scores: scores.slice(0, at) };
}
