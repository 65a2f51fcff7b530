/**
 * The largest entries of a change of rank one, scale · (pre_i · post_o), without forming it.
 *
 * With both sides sorted by magnitude the entries above a threshold form a staircase, counted in O(n_pre + n_post). The
 * threshold is found by interpolation and bisection over the bits of singles; the entries near it are then looked at one
 * by one. Products are compared as they will be written, rounded twice, so that the choice is exactly that of `competitive`.
 */

/** Entries close enough to the threshold to be looked at one by one. */
const FEW = 32;

/** So few magnitudes are sorted by insertion alone. */
const SMALL = 24;

/** Inputs below this share of where the last threshold lay are left out at first; the search begins anew if that was wrong. */
const MARGIN = 0.75;

const single = new Float32Array(1);
const word = new Uint32Array(single.buffer);
const bitsOf = (x: number): number => {
  single[0] = x;
  return word[0];
};
const floatOf = (bits: number): number => {
  word[0] = bits;
  return single[0];
};
const { fround } = Math;

/** One side of the product: its magnitudes in descending order, and whose they are. */
interface Side {
  readonly size: Float32Array;
  /** The same as bits, which order alike. */
  readonly bits: Uint32Array;
  readonly unit: Uint32Array;
  count: number;
  /** Sorts the first `count` of `values` that are not 0 and reach `least` in magnitude. */
  sort(values: Float32Array, count: number, least: number): void;
}

/** Sorts magnitudes by three rounds of eight bits each, and what those leave equal by insertion. */
function createSide(units: number): Side {
  const size = new Float32Array(units);
  const bits = new Uint32Array(size.buffer);
  const unit = new Uint32Array(units);
  const [keys, otherKeys] = [new Uint32Array(units), new Uint32Array(units)];
  const [owners, otherOwners] = [new Uint32Array(units), new Uint32Array(units)];
  const places = new Uint32Array(256);
  const round = (
    shift: number,
    count: number,
    from: Uint32Array,
    whose: Uint32Array,
    to: Uint32Array,
    whoseTo: Uint32Array,
  ): void => {
    places.fill(0);
    for (let k = 0; k < count; k++) places[(from[k] >>> shift) & 255] += 1;
    let place = count;
    for (let digit = 0; digit < 256; digit++) {
      place -= places[digit];
      places[digit] = place;
    }
    for (let k = 0; k < count; k++) {
      const next = places[(from[k] >>> shift) & 255]++;
      to[next] = from[k];
      whoseTo[next] = whose[k];
    }
  };
  const insert = (from: Uint32Array, whose: Uint32Array, count: number): void => {
    for (let k = 0; k < count; k++) {
      const key = from[k];
      let at = k;
      for (; at > 0 && bits[at - 1] < key; at--) {
        bits[at] = bits[at - 1];
        unit[at] = unit[at - 1];
      }
      bits[at] = key;
      unit[at] = whose[k];
    }
  };
  const side: Side = {
    size,
    bits,
    unit,
    count: 0,
    sort(values, count, least) {
      let present = 0;
      for (let k = 0; k < count; k++) {
        const magnitude = Math.abs(values[k]);
        if (magnitude === 0 || magnitude < least) continue;
        size[present] = magnitude;
        keys[present] = bits[present];
        owners[present++] = k;
      }
      if (present <= SMALL) {
        insert(keys, owners, present);
        side.count = present;
        return;
      }
      round(7, present, keys, owners, otherKeys, otherOwners);
      round(15, present, otherKeys, otherOwners, keys, owners);
      round(23, present, keys, owners, otherKeys, otherOwners);
      insert(otherKeys, otherOwners, present);
      side.count = present;
    },
  };
  return side;
}

export interface RankOneSelector {
  /**
   * Chooses the `keep` largest |scale · (pre_i · post_o)|; of equal ones those of lower position i · stride + o. Zeros are
   * left out as far as a factor is 0. Returns how many were chosen; whose they are stands in `pre` and `post`, in no order.
   */
  select(
    pre: Float32Array,
    post: Float32Array,
    counts: { readonly pre: number; readonly post: number; readonly stride: number },
    scale: number,
    keep: number,
  ): number;
  readonly pre: Uint32Array;
  readonly post: Uint32Array;
  /**
   * The size of the smallest chosen, without choosing: what is as large are exactly the `keep` largest, or all that are not
   * 0. NaN where that is not so, because of entries that are equal. Writes the inputs that have any of them to `rows`, first
   * how many.
   */
  cut(rows: Uint32Array, ...question: Parameters<RankOneSelector['select']>): number;
}

/**
 * Working space for at most so many units on each side.
 *
 * @param most the largest `keep`
 */
export function createRankOneSelector(
  preUnits: number,
  postUnits: number,
  most: number,
): RankOneSelector {
  const inputs = createSide(preUnits);
  const outputs = createSide(postUnits);
  const chosen = { pre: new Uint32Array(most), post: new Uint32Array(most) };
  // How many inputs the entries of each output take: at the lower and the upper end of the search, and at a trial.
  let last = new Uint32Array(postUnits);
  let after = new Uint32Array(postUnits);
  let tried = new Uint32Array(postUnits);
  const near = new Uint32Array(FEW);
  /** Where the last threshold lay, in units of the mean entry: the next search begins there. */
  let guess = 0;

  /** Number of entries ≥ t, known to lie between the two ends. */
  const count = (t: number, scale: number): number => {
    const { size: large } = inputs;
    const { size: error, count: posts } = outputs;
    let taken = inputs.count;
    let total = 0;
    for (let o = 0; o < posts; o++) {
      const e = error[o];
      if (taken > last[o]) taken = last[o];
      const stop = after[o];
      while (taken > stop && fround(scale * fround(large[taken - 1] * e)) < t) taken -= 1;
      tried[o] = taken;
      total += taken;
    }
    return total;
  };

  const sizeAt = (k: number, o: number, scale: number): number =>
    fround(scale * fround(inputs.size[k] * outputs.size[o]));

  /**
   * Chooses the entries above a staircase: `ends[o]` inputs for output o, never more than for the output before. Row by
   * row, so that what is written next lies near.
   */
  const choose = (ends: Uint32Array): number => {
    let place = 0;
    let row = outputs.count;
    for (let k = 0; k < ends[0]; k++) {
      while (ends[row - 1] <= k) row -= 1;
      const unit = inputs.unit[k];
      for (let o = 0; o < row; o++) {
        chosen.pre[place] = unit;
        chosen.post[place++] = outputs.unit[o];
      }
    }
    return place;
  };

  /** Finds the threshold among the sorted sides. Returns its bits. */
  const search = (scale: number, keep: number, begin: number): number => {
    const posts = outputs.count;
    const largest = sizeAt(0, 0, scale);
    // At bits `low` at least `keep` entries are as large, at `high` fewer.
    let low = 0;
    let high = bitsOf(largest) + 1;
    let atLow = inputs.count * posts;
    let atHigh = 0;
    last.fill(inputs.count, 0, posts);
    after.fill(0, 0, posts);
    const probe = (bits: number): number => {
      const found = count(floatOf(bits), scale);
      const spare = tried;
      if (found >= keep) {
        low = bits;
        atLow = found;
        tried = last;
        last = spare;
      } else {
        high = bits;
        atHigh = found;
        tried = after;
        after = spare;
      }
      return found;
    };
    let trial = begin;
    for (let k = 0; k < 3; k++) {
      const bits = bitsOf(trial);
      if (bits <= low || bits >= high) break;
      const ratio = probe(bits) / keep;
      trial *= Math.min(2, Math.max(0.5, 1 + 0.6 * (ratio - 1) + (ratio > 1 ? 0.01 : -0.01)));
    }
    for (let round = 0; high - low > 1 && atLow - atHigh > FEW; round++) {
      const share = round % 3 === 2 ? 0.5 : (atLow - keep + 0.5) / (atLow - atHigh);
      const step = Math.floor((high - low) * share);
      probe(low + Math.min(high - low - 1, Math.max(1, step)));
    }
    if (high - low === 1) return low;
    // Few entries lie between: the one of the wanted rank among them is the threshold.
    let few = 0;
    for (let o = 0; o < posts; o++) {
      for (let k = after[o]; k < last[o]; k++) {
        const bits = bitsOf(sizeAt(k, o, scale));
        let at = few++;
        for (; at > 0 && near[at - 1] < bits; at--) near[at] = near[at - 1];
        near[at] = bits;
      }
    }
    return near[keep - atHigh - 1];
  };

  /** Sorts the sides and finds the size of the smallest chosen entry; 0: all of them. */
  const thresholdOf: RankOneSelector['select'] = (pre, post, counts, signed, keep) => {
    const scale = Math.abs(signed);
    outputs.sort(post, counts.post, 0);
    let total = 0;
    for (let k = 0; k < counts.pre; k++) total += Math.abs(pre[k]);
    const posts = outputs.count;
    let errors = 0;
    for (let o = 0; o < posts; o++) errors += outputs.size[o];
    inputs.count = 0;
    if (errors === 0 || total === 0 || scale === 0) return 0;
    const unit = (scale * total * errors) / (counts.pre * counts.post);
    // What is left out at first is smaller than `least`, and none of its products is larger than `floor`.
    let least = (MARGIN * guess * unit) / (scale * outputs.size[0]);
    for (;;) {
      inputs.sort(pre, counts.pre, least);
      const threshold = inputs.count * posts > keep ? search(scale, keep, guess * unit) : 0;
      const floor = fround(scale * fround(fround(least) * outputs.size[0]));
      if (least === 0 || floatOf(threshold) > floor) {
        guess = floatOf(threshold) / unit;
        return floatOf(threshold);
      }
      least = 0;
    }
  };

  /** Moves `after` to the last entry above t, `tried` to the last of at least t; returns how many those are. */
  const settle = (t: number, scale: number): number => {
    let reached = 0;
    for (let o = 0; o < outputs.count; o++) {
      let end = after[o];
      while (end < last[o] && sizeAt(end, o, scale) > t) end += 1;
      after[o] = end;
      while (end < last[o] && sizeAt(end, o, scale) === t) end += 1;
      tried[o] = end;
      reached += end;
    }
    return reached;
  };

  return {
    ...chosen,
    cut(rows, pre, post, counts, scale, keep) {
      const t = thresholdOf(pre, post, counts, scale, keep);
      const all = inputs.count * outputs.count <= keep;
      if (!all && settle(t, Math.abs(scale)) !== keep) return Number.NaN;
      const count = all ? inputs.count : tried[0];
      rows[0] = count;
      for (let k = 0; k < count; k++) rows[k + 1] = inputs.unit[k];
      return all ? 0 : t;
    },
    select(pre, post, counts, signed, keep) {
      if (keep <= 0) return 0;
      const scale = Math.abs(signed);
      const t = thresholdOf(pre, post, counts, signed, keep);
      const posts = outputs.count;
      if (inputs.count === 0) return 0;
      if (inputs.count * posts <= keep) {
        after.fill(inputs.count, 0, posts);
        return choose(after);
      }
      if (settle(t, scale) === keep) return choose(tried);
      let taken = choose(after);
      const equal: number[] = [];
      for (let o = 0; o < posts; o++)
        for (let k = after[o]; k < tried[o]; k++)
          equal.push(inputs.unit[k] * counts.stride + outputs.unit[o]);
      equal.sort((a, b) => a - b);
      for (let k = 0; taken < keep; k++) {
        chosen.pre[taken] = Math.floor(equal[k] / counts.stride);
        chosen.post[taken++] = equal[k] % counts.stride;
      }
      return taken;
    },
  };
}
