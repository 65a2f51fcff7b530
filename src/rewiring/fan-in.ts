/**
 * Constant fan-in through rewiring: every unit that is left has as many inputs, and units with too few that matter are
 * switched off. The parts of SRigL belong together, so they are made together.
 *
 * M. Lasby, A. Golubeva, U. Evci, M. Nica, Y. Ioannou, "Dynamic sparse training with structured sparsity", ICLR 2024.
 */

import { UsageError } from '../errors.ts';
import { largest, magnitudeKeys, smallest } from '../numerics/select.ts';
import { inDegrees, listOfEach, type Topology } from '../sparse/topology.ts';
import type { Drop } from './drop.ts';
import { asFraction, checkFraction, type Fraction, shareOf } from './fraction.ts';
import { draw, type Grow, type GrowRequest, roomFor } from './grow.ts';
import type { Moment, RewirableLayer } from './layer.ts';

export interface FanInOptions {
  /** Fraction that dies at each pass; default 0.3. */
  readonly zeta?: Fraction;
  /** Share of a unit's inputs that must be salient, else it is switched off; default 0.3, 0 switches none off. */
  readonly salient?: number;
  /** Whether the units of a layer may be switched off; default where it does not lead to the outputs is the caller's. */
  readonly ablate?: boolean;
}

/** The three parts. */
export interface FanInParts {
  readonly drop: Drop;
  readonly grow: Grow;
  readonly births: (removed: number, layer: RewirableLayer, at: Moment) => number;
}

/** The receiver of every connection. */
const receivers = (topology: Topology): Uint32Array | Topology['index'] =>
  topology.order === 'by-output' ? listOfEach(topology) : topology.index;

/** All positions that may be born at after a removal, with the |gradient| that each would have. */
interface Offers {
  readonly list: Uint32Array;
  readonly other: Uint32Array;
  readonly keys: Uint32Array;
}

/**
 * RigL with constant fan-in. ⌊ζK⌋ connections of smallest |weight| are to die, as many of largest |gradient| to be born: what
 * stays of the first and what comes of the second is *salient*. A unit with fewer salient inputs than `salient` of the
 * fan-in (at least one) loses all its inputs for good. K over the number of units that are left, rounded down, is the new
 * fan-in: each of them gets its inputs of largest |gradient| up to it. The memory is `off` (1 for a unit that is switched
 * off) and `fanIn`.
 *
 * @throws UsageError when a share is outside [0, 1], or in use when the layer has no score
 */
export function constantFanIn(options: FanInOptions = {}): FanInParts {
  const { zeta = 0.3, salient = 0.3, ablate = true } = options;
  const fraction = asFraction('zeta', zeta);
  checkFraction('salient share', salient);
  const wanted = new WeakMap<Moment['memory'], Uint32Array>();

  const drop: Drop = {
    name: 'weakest-constant-fan-in',
    scored: true,
    select(layer, random, { step, done, memory }) {
      const { topology, arrays } = layer;
      const { inputs, outputs, index } = topology;
      memory.off ??= new Float64Array(outputs);
      const { off } = memory;
      const count = shareOf(fraction(step, done), index.length);
      const ofUnit = receivers(topology);
      const weak = smallest(magnitudeKeys(arrays.weights), count, () => random.split('ties'));
      const isWeak = new Uint8Array(index.length);
      for (const k of weak) isWeak[k] = 1;
      const matter = new Uint32Array(outputs);
      for (let k = 0; k < index.length; k++) if (isWeak[k] === 0) matter[ofUnit[k]]++;
      if (ablate && salient > 0) {
        const offers = offersOf(layer, random, weak, undefined, off);
        const wish = largest(offers.keys, Math.min(count, offers.list.length), () =>
          random.split('wish'),
        );
        const unit = topology.order === 'by-output' ? offers.list : offers.other;
        for (const c of wish) matter[unit[c]]++;
        switchOff(off, matter, salient, inDegrees(topology));
      }
      const active = off.reduce((sum, each) => sum + (each === 0 ? 1 : 0), 0);
      const fanIn = active === 0 ? 0 : Math.min(inputs, Math.floor(index.length / active));
      memory.fanIn = Float64Array.of(fanIn);
      const dead = keepFanIn(arrays.weights, ofUnit, isWeak, { off, fanIn });
      const room = new Uint32Array(outputs);
      for (let unit = 0; unit < outputs; unit++) room[unit] = off[unit] === 0 ? fanIn : 0;
      for (let k = 0; k < index.length; k++) if (dead[k] === 0) room[ofUnit[k]]--;
      wanted.set(memory, room);
      return Uint32Array.from([...dead.keys()].filter((k) => dead[k] === 1));
    },
  };
  const roomIn = (memory: Moment['memory']): Uint32Array => {
    const room = wanted.get(memory);
    if (room === undefined)
      throw new UsageError('growth to a constant fan-in needs its own removal');
    return room;
  };
  return {
    drop,
    births: (_removed, _layer, { memory }) => roomIn(memory).reduce((sum, n) => sum + n, 0),
    grow: {
      name: 'by-score-constant-fan-in',
      scored: true,
      select(request) {
        const { layer, removed, random, memory, within } = request;
        const offers = offersOf(layer, random, removed, within, memory.off);
        return bestOfEach(offers, layer.topology, roomIn(memory).slice(), random);
      },
    },
  };
}

/** Marks units with too few salient inputs; the last one with most is never switched off. */
function switchOff(
  off: Float64Array,
  matter: Uint32Array,
  salient: number,
  degrees: Uint32Array,
): void {
  const fanIn = Math.max(...degrees);
  const least = Math.max(1, salient * fanIn);
  const best = matter.reduce(
    (b, n, unit) => (off[unit] === 0 && n > (matter[b] ?? 0) ? unit : b),
    0,
  );
  matter.forEach((n, unit) => {
    if (n < least && unit !== best) off[unit] = 1;
  });
}

/** Who dies: the weak, the inputs of units that are off, and the weakest of units with too many. */
function keepFanIn(
  weights: Float32Array,
  ofUnit: ArrayLike<number>,
  isWeak: Uint8Array,
  { off, fanIn }: { readonly off: Float64Array; readonly fanIn: number },
): Uint8Array {
  const dead = isWeak.slice();
  const own: number[][] = Array.from(off, () => []);
  for (let k = 0; k < dead.length; k++) {
    if (off[ofUnit[k]] === 1) dead[k] = 1;
    else if (dead[k] === 0) own[ofUnit[k]].push(k);
  }
  for (const each of own) {
    if (each.length <= fanIn) continue;
    each.sort((a, b) => Math.abs(weights[a]) - Math.abs(weights[b]) || a - b);
    for (const k of each.slice(0, each.length - fanIn)) dead[k] = 1;
  }
  return dead;
}

/** Every empty position of units that are on, and the key of its |gradient|. */
function offersOf(
  layer: RewirableLayer,
  random: GrowRequest['random'],
  removed: Uint32Array,
  within: GrowRequest['within'],
  off: Float64Array,
): Offers {
  const { topology, score } = layer;
  if (score === undefined)
    throw new UsageError('growth by score needs a layer with a score; this network gives none');
  const count = roomFor(topology, within, removed);
  const request = {
    layer,
    removed,
    count,
    random: random.split('all'),
    step: 0,
    done: 0,
    memory: {},
  };
  const all = draw({ ...request, within }, count, removed);
  const unit = topology.order === 'by-output' ? all.list : all.other;
  const on = [...unit.keys()].filter((c) => off[unit[c]] === 0);
  const list = Uint32Array.from(on, (c) => all.list[c]);
  const other = Uint32Array.from(on, (c) => all.other[c]);
  return { list, other, keys: magnitudeKeys(score(list, other)) };
}

/** Of each unit as many offers as it has room, those of largest key; ties by chance. */
function bestOfEach(
  { list, other, keys }: Offers,
  topology: Topology,
  room: Uint32Array,
  random: GrowRequest['random'],
): { list: Uint32Array; other: Uint32Array } {
  const unit = topology.order === 'by-output' ? list : other;
  const own: number[][] = Array.from(room, () => []);
  unit.forEach((u, c) => {
    own[u].push(c);
  });
  const chosen = own.flatMap((offers, u) => {
    const best = largest(
      Uint32Array.from(offers, (c) => keys[c]),
      Math.min(room[u], offers.length),
      () => random.split('ties').split(u),
    );
    return Array.from(best, (b) => offers[b]);
  });
  chosen.sort((a, b) => a - b);
  return {
    list: Uint32Array.from(chosen, (c) => list[c]),
    other: Uint32Array.from(chosen, (c) => other[c]),
  };
}
