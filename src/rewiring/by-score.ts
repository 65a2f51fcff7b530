/** Growth by score: of candidates, all empty positions or a sample, those are born whose score is largest. */

import type { Positions } from '../connectivity/empty.ts';
import { FrugalError, UsageError } from '../errors.ts';
import { largest, magnitudeKeys } from '../numerics/select.ts';
import { connections, findInList, lists, others } from '../sparse/topology.ts';
import { draw, type Grow, type GrowRequest, inside, locate, roomFor, union } from './grow.ts';
import { momentumOf, type Strengths } from './layer.ts';

export interface ByScoreOptions {
  /**
   * Candidates for each existing connection, drawn among the empty positions: memory and time stay proportional to the
   * connections. `all` scores every empty position, in O(inputs · outputs).
   */
  readonly candidates: number | 'all';
  /**
   * How a sample is drawn: `uniform` (default), or `strength`: sender and receiver independently, in proportion to
   * Σ|activity| and to Σ|error| over the batch, where large gradients are likely.
   */
  readonly sample?: 'uniform' | 'strength';
}

/** The `count` of the candidates whose score is largest in magnitude; among equal ones at the end chance decides. */
function best(
  { list, other }: Positions,
  scores: Float32Array,
  { count, random }: Pick<GrowRequest, 'count' | 'random'>,
): Positions {
  if (scores.length !== list.length)
    throw new FrugalError(`${scores.length} scores came for ${list.length} candidates`);
  const chosen = largest(magnitudeKeys(scores), count, () => random.split('ties'));
  return { list: gathered(list, chosen), other: gathered(other, chosen) };
}

/** Entries of an array, in the order of their places. A loop: `from` with a function takes ten times as long. */
function gathered(values: Uint32Array, places: Uint32Array): Uint32Array {
  const out = new Uint32Array(places.length);
  for (let k = 0; k < out.length; k++) out[k] = values[places[k]];
  return out;
}

/** Running sums of weights. @throws FrugalError where they are not numbers ≥ 0 */
function sums(weights: Float32Array): Float64Array {
  const running = new Float64Array(weights.length);
  let sum = 0;
  weights.forEach((weight, k) => {
    if (!(weight >= 0))
      throw new FrugalError(`strength ${weight} of unit ${k} is not a number ≥ 0`);
    sum += weight;
    running[k] = sum;
  });
  return running;
}

/** First entry above `value`, by halving. */
function above(running: Float64Array, value: number): number {
  let [low, high] = [0, running.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (running[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** `draws` pairs by strength: those that are empty and allowed, each once, sorted. */
function byStrength(
  request: GrowRequest,
  { senders, receivers }: Strengths,
  draws: number,
): Positions {
  const { layer, removed, within, random } = request;
  const { topology } = layer;
  const [first, second] =
    topology.order === 'by-input' ? [senders, receivers] : [receivers, senders];
  const [ofList, ofOther] = [sums(first), sums(second)];
  const width = others(topology);
  const [listSum, otherSum] = [ofList[ofList.length - 1], ofOther[width - 1]];
  if (listSum === 0 || otherSum === 0)
    return { list: new Uint32Array(0), other: new Uint32Array(0) };
  const stream = random.split('strength');
  const places = new Float64Array(draws);
  for (let d = 0; d < draws; d++) {
    const list = above(ofList, stream.uniform() * listSum);
    places[d] = list * width + above(ofOther, stream.uniform() * otherSum);
  }
  places.sort();
  const dead = new Set(removed);
  const rank = within?.lists(topology.order).rank;
  const free = places.filter((place, d) => {
    if (d > 0 && places[d - 1] === place) return false;
    const [list, other] = [Math.floor(place / width), place % width];
    const at = findInList(topology, list, other);
    return (at < 0 || dead.has(at)) && (rank === undefined || rank(list, other) >= 0);
  });
  return {
    list: Uint32Array.from(free, (place) => Math.floor(place / width)),
    other: Uint32Array.from(free, (place) => place % width),
  };
}

/** Those of sorted positions that are not among others, which are sorted too. */
function but(positions: Positions, taken: Positions): Positions {
  const kept: number[] = [];
  for (let i = 0, j = 0; i < positions.list.length; i++) {
    const after = (): number =>
      taken.list[j] - positions.list[i] || taken.other[j] - positions.other[i];
    while (j < taken.list.length && after() < 0) j++;
    if (j === taken.list.length || after() !== 0) kept.push(i);
  }
  return {
    list: Uint32Array.from(kept, (i) => positions.list[i]),
    other: Uint32Array.from(kept, (i) => positions.other[i]),
  };
}

/** So many more empty positions, uniform among those that are not there yet. */
function filledUp(request: GrowRequest, positions: Positions, count: number): Positions {
  const missing = count - positions.list.length;
  if (missing <= 0) return positions;
  const room = roomFor(request.layer.topology, request.within, request.removed);
  // Enough that, less all that are there already, as many as are missing remain.
  const drawn = draw(
    { ...request, random: request.random.split('fill') },
    Math.min(room, count),
    request.removed,
  );
  const fresh = but(drawn, positions);
  const chosen = request.random.split('filled').distinct(fresh.list.length, missing);
  return union(positions, {
    list: Uint32Array.from(chosen, (c) => fresh.list[c]),
    other: Uint32Array.from(chosen, (c) => fresh.other[c]),
  });
}

/**
 * The candidates whose score is largest in magnitude; among equal ones at the end chance decides.
 *
 * With all candidates and the gradient as score, the growth of RigL (U. Evci et al., ICML 2020); with a sample, that of
 * guided stochastic exploration (M. Heddes et al., 2024): uniform, or by strength (GraBo). At least as many candidates are
 * drawn as are wanted; draws by strength that repeat or meet a connection are lost, and made up for by uniform ones where
 * too few are left.
 *
 * @throws UsageError when `candidates` is not positive, or in use when the layer has no `score` or no `strengths`
 */
export function byScore({ candidates, sample = 'uniform' }: ByScoreOptions): Grow {
  if (candidates !== 'all' && !(candidates > 0)) {
    throw new UsageError(`candidates ${candidates} is neither "all" nor in (0, Infinity)`);
  }
  if (sample !== 'uniform' && sample !== 'strength')
    throw new UsageError(`sample ${JSON.stringify(sample)} is neither "uniform" nor "strength"`);
  return {
    name: sample === 'uniform' || candidates === 'all' ? 'by-score' : 'by-score-of-strong',
    scored: true,
    select(request) {
      const { layer, removed, count, within } = request;
      const { topology, score, strengths } = layer;
      if (score === undefined) {
        throw new UsageError('growth by score needs a layer with a score; this network gives none');
      }
      const room = roomFor(topology, within, removed);
      const wanted = candidates === 'all' ? room : Math.round(candidates * connections(topology));
      const drawn = Math.min(room, Math.max(count, wanted));
      if (candidates === 'all' && within === undefined) {
        const found = layer.strongest?.(count, removed);
        if (found !== undefined) return best(found, found.scores, request);
      }
      if (candidates === 'all' || sample === 'uniform') {
        const positions = draw(request, drawn, removed);
        return best(positions, score(positions.list, positions.other), request);
      }
      if (strengths === undefined)
        throw new UsageError(
          'candidates by strength need a layer that tells the strengths of its units; this network does not',
        );
      const strong = byStrength(request, strengths(), drawn);
      const positions = filledUp(request, strong, count);
      request.book?.(lists(topology) + others(topology));
      return best(positions, score(positions.list, positions.other), request);
    },
  };
}

type Valued = Positions & { readonly values: Float32Array };

/** Sorted sets without a common position, as one, with a number of each. */
function joined(a: Valued, b: Valued): Valued {
  const count = a.list.length + b.list.length;
  const [list, other] = [new Uint32Array(count), new Uint32Array(count)];
  const values = new Float32Array(count);
  for (let k = 0, i = 0, j = 0; k < count; k++) {
    const ahead = a.list[i] - b.list[j] || a.other[i] - b.other[j];
    const first = j === b.list.length || (i < a.list.length && ahead < 0);
    const [from, at] = first ? [a, i++] : [b, j++];
    list[k] = from.list[at];
    other[k] = from.other[at];
    values[k] = from.values[at];
  }
  return { list, other, values };
}

/**
 * Those born whose momentum is largest in magnitude, among the watched candidates and the connections that die in this step:
 * the growth of sparse momentum.
 *
 * T. Dettmers, L. Zettlemoyer (2019), where all candidates are watched. Where there are fewer than are wanted, the rest is
 * uniform among the other empty positions.
 *
 * @throws UsageError in use when nothing was watched, or the optimiser has no momentum
 */
export const byWatched: Grow = {
  name: 'by-watched',
  select(request) {
    const { layer, count, removed, within } = request;
    const { watched, topology } = layer;
    if (watched === undefined)
      throw new UsageError(
        'growth by momentum needs gradients gathered before the pass; this learner watches none',
      );
    const momentum = momentumOf(layer);
    const dead = within === undefined ? removed : inside(topology, within, removed);
    const values = Float32Array.from(dead, (k) => momentum[k]);
    const all = joined(watched, { ...locate(topology, dead), values });
    if (all.list.length >= count) return best(all, all.values, request);
    return filledUp(request, all, count);
  },
};

/**
 * Candidates to watch: empty positions, so many for each connection, or all.
 *
 * @param request of a layer of which nothing has been removed
 */
export function candidatesOf(
  request: Omit<GrowRequest, 'count'>,
  candidates: number | 'all',
): Positions {
  const { topology } = request.layer;
  const room = roomFor(topology, request.within);
  const count =
    candidates === 'all' ? room : Math.min(room, Math.round(candidates * connections(topology)));
  return draw({ ...request, count }, count);
}
