/** Growth where there has never been a connection: no rule explores faster. */

import { lists, others, type Topology } from '../sparse/topology.ts';
import type { Grow, GrowRequest } from './grow.ts';

/** Name of its entry in the memory of a rule: a bit for every position. */
const USED = 'used';

/** A set of positions `list · width + other`, a bit each. */
interface Places {
  has(place: number): boolean;
  add(place: number): void;
}

const placesIn = (bits: Uint8Array): Places => ({
  has: (place) => (bits[place >>> 3] & (1 << (place & 7))) !== 0,
  add(place) {
    bits[place >>> 3] |= 1 << (place & 7);
  },
});

/** Adds the connections but for those at ascending positions. */
function addTo(places: Places, { start, index }: Topology, width: number, but: Uint32Array): void {
  for (let list = 0, r = 0; list + 1 < start.length; list++)
    for (let k = start[list]; k < start[list + 1]; k++) {
      if (r < but.length && but[r] === k) r++;
      else places.add(list * width + index[k]);
    }
}

const NONE = new Uint32Array(0);

/** Uniform, without repeats, of the places that are allowed; all of them where there are fewer. Ascending. */
function drawn(
  all: number,
  isAllowed: (place: number) => boolean,
  count: number,
  random: GrowRequest['random'],
): number[] {
  let allowed = 0;
  for (let place = 0; place < all; place++) if (isAllowed(place)) allowed++;
  const ranks = random.distinct(allowed, Math.min(count, allowed));
  const found: number[] = [];
  for (let place = 0, rank = 0; found.length < ranks.length; place++)
    if (isAllowed(place) && rank++ === ranks[found.length]) found.push(place);
  return found;
}

/**
 * Uniform over the positions that have never had a connection; where fewer are left than are wanted, all of them, and the others
 * uniform over those that are empty. Its memory is `used`, a bit a position; time O(N).
 *
 * S. Liu, L. Yin, D. Mocanu, M. Pechenizkiy, "Do we actually need dense over-parameterization?", ICML 2021: growth at random
 * among weights that were never active. After n passes of R births R_s is K/N + n R/N, up to 1.
 *
 * @example { ...setItop(), grow: neverUsed }
 */
export const neverUsed: Grow = {
  name: 'never-used',
  select(request) {
    const { layer, memory, removed, count, within, random } = request;
    const { topology } = layer;
    const width = others(topology);
    const all = lists(topology) * width;
    memory[USED] ??= new Float64Array(Math.ceil(all / 64));
    const used = placesIn(new Uint8Array(memory[USED].buffer));
    addTo(used, topology, width, NONE);
    const staying = placesIn(new Uint8Array(Math.ceil(all / 8)));
    addTo(staying, topology, width, removed);
    const rank = within?.lists(topology.order).rank;
    const isInside = (place: number): boolean =>
      rank === undefined || rank(Math.floor(place / width), place % width) >= 0;
    const fresh = drawn(
      all,
      (place) => !used.has(place) && isInside(place),
      count,
      random.split('fresh'),
    );
    const again = drawn(
      all,
      (place) => used.has(place) && !staying.has(place) && isInside(place),
      count - fresh.length,
      random.split('again'),
    );
    const born = Uint32Array.from([...fresh, ...again]).sort();
    return {
      list: born.map((place) => Math.floor(place / width)),
      other: born.map((place) => place % width),
    };
  },
};
