/**
 * Learning with hidden states of coarse synapses, pattern after pattern: count bits, and where the answer is wrong or only
 * just right, move 16-bit states by 2 towards it. The planes that are read follow the states: plane t of a unit has a 1
 * where state > threshold t, so that a synapse of m levels has m − 1 planes.
 *
 * Rows are as in popcount.ts; with `xor` they are folded with their labels, so that a 1 always pulls up and a 0 down; with
 * `and` only ones pull, in the direction of the sign of the row's scale. States past the end of a row stay where they are.
 */

import { type Body, type Expression, f64, i8x16, i16x8, i32, v128 } from '../wasm/index.ts';
import { type Address, type Kernel, kernel, type V, type Views } from './kernel.ts';
import { type BitMeeting, countTwin, emitCounts } from './popcount.ts';

/**
 * Words of the block of settings that the kernel reads, in this order. Addresses: `rows` with `stride` bytes from pattern to
 * pattern and `offset` from unit to unit, `order` (u32, patterns by visit), `hidden`
 * (i16, [units][8 · bytes]), `planes` ([units][planes][bytes]), `scale` (i32, by pattern) and `shift` (i32, by pattern and
 * unit), `thresholds` (i32, ascending), `stability` (i32 by unit, scratch) and `book` (four doubles). Numbers: `bytes` of a
 * row, `units`, `bound` of the states (odd), `least`, `chance` (0 … 2³¹) and `key`, of which a draw of 31 bits is made for each visit that needs one.
 */
export const SWEEP_SETTINGS = [
  ...['rows', 'stride', 'offset', 'bytes', 'units', 'order', 'key', 'hidden', 'planes'],
  ...['scale', 'shift', 'thresholds', 'bound', 'least', 'chance', 'stability', 'book'],
] as const;

export type SweepSetting =
  | ('rows' | 'stride' | 'offset' | 'bytes' | 'units' | 'order' | 'key' | 'hidden' | 'planes')
  | ('scale' | 'shift' | 'thresholds' | 'bound' | 'least' | 'chance' | 'stability' | 'book');

/** Bytes of the book: visits in error, plane bits set, plane bits cleared, states changed. */
export const SWEEP_BOOK = 32;

/** Distance that a state moves. */
const MOVE = 2;
/** Greater than any stability. */
const DONE = 0x7fffffff;

type I = Expression<'i32'>;

/** 2³² over the golden ratio: counters that are this far apart spread evenly. */
export const GOLDEN = 0x9e3779b9 | 0;

/** A word that looks random, out of a counter with a random beginning: the finaliser of A. Appleby's MurmurHash3. */
export function mix(word: number): number {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Emits `target = mix(word)`. */
function mixed(body: Body, target: Address, word: I): void {
  const folded = (shift: number): I => i32.xor(target, i32.shrU(target, i32.const(shift)));
  body.set(target, word);
  body.set(target, i32.mul(folded(16), i32.const(0x85ebca6b | 0)));
  body.set(target, i32.mul(folded(13), i32.const(0xc2b2ae35 | 0)));
  body.set(target, folded(16));
}

/** Thresholds between which a weight has neither sign: the same one, where the number of levels is even. */
const middle = (planes: number): readonly [number, number] => [(planes - 1) >> 1, planes >> 1];

const EIGHT = Array.from({ length: 8 }, (_, lane) => lane);

interface Stage {
  readonly body: Body;
  readonly planes: number;
  readonly meeting: BitMeeting;
  readonly setting: Readonly<Record<SweepSetting, Address>>;
  readonly thresholds: readonly V[];
  readonly ups: Address;
  readonly downs: Address;
  readonly moves: Address;
}

/** Emits the move of all states of a unit: of all that a pattern pulls, or only of those that agree and stay in their level. */
function emitMove(stage: Stage, unit: Address, row: Address, scale: Address, deepen: boolean) {
  const { body, planes, meeting, setting, thresholds, ups, downs, moves } = stage;
  const highest = body.local('v128', i16x8.splat(setting.bound));
  const lowest = body.local('v128', i16x8.splat(i32.sub(i32.const(0), setting.bound)));
  const pull = body.local('v128');
  if (meeting === 'and') {
    // ±MOVE with the sign of the scale.
    const negative = i32.shrU(scale, i32.const(31));
    const signed = i32.sub(i32.const(MOVE), i32.mul(negative, i32.const(2 * MOVE)));
    body.set(pull, i16x8.splat(signed));
  }
  const size = body.local('i32', i32.shl(setting.bytes, i32.const(4)));
  const state = body.local('i32', i32.add(setting.hidden, i32.mul(unit, size)));
  const own = i32.mul(unit, i32.mul(setting.bytes, i32.const(planes)));
  const plane = body.local('i32', i32.add(setting.planes, own));
  const at = body.local('i32', row);
  const end = body.local('i32', i32.add(row, setting.bytes));
  const shown = body.local('v128');
  const old = [body.local('v128'), body.local('v128')];
  const moved = [body.local('v128'), body.local('v128')];
  const lit = body.local('v128');
  const before = body.local('i32');
  const after = body.local('i32');
  const bit = EIGHT.map((lane) => 1 << lane);
  const masks = [bit, bit.map((b) => b << 8)].map((lanes) => i16x8.const(lanes));
  body.while(i32.ltU(at, end), () => {
    body.set(shown, v128.load16Splat(at));
    for (const half of [0, 1]) {
      body.set(old[half], v128.load(state, 16 * half));
      body.set(lit, i16x8.eq(v128.and(shown, masks[half]), masks[half]));
      const twice = v128.and(lit, i16x8.const(EIGHT.map(() => 2 * MOVE)));
      const change =
        meeting === 'and'
          ? v128.and(lit, pull)
          : i16x8.sub(twice, i16x8.const(EIGHT.map(() => MOVE)));
      const sum = i16x8.addSatS(old[half], change);
      body.set(moved[half], i16x8.maxS(i16x8.minS(sum, highest), lowest));
      if (!deepen) continue;
      const [low, high] = middle(planes).map((t) => i16x8.gtS(old[half], thresholds[t]));
      const up = i16x8.gtS(moved[half], old[half]);
      const down = i16x8.gtS(old[half], moved[half]);
      const agree = body.local('v128', v128.or(v128.and(up, high), v128.andNot(down, low)));
      if (planes > 1)
        for (const threshold of thresholds) {
          const crossed = v128.xor(
            i16x8.gtS(old[half], threshold),
            i16x8.gtS(moved[half], threshold),
          );
          body.set(agree, v128.andNot(agree, crossed));
        }
      body.set(moved[half], v128.select(moved[half], old[half], agree));
    }
    const [still, alsoStill] = [0, 1].map((half) => i16x8.eq(moved[half], old[half]));
    const kept = i32.popcnt(i8x16.bitmask(i8x16.narrowS(still, alsoStill)));
    body.advance(moves, i32.sub(i32.const(16), kept));
    for (const half of [0, 1]) body.storeV128(state, moved[half], 16 * half);
    if (!deepen)
      for (let t = 0; t < planes; t++) {
        const place = t === 0 ? plane : i32.add(plane, i32.mul(setting.bytes, i32.const(t)));
        const [a, b] = moved.map((states) => i16x8.gtS(states, thresholds[t]));
        body.set(after, i8x16.bitmask(i8x16.narrowS(a, b)));
        body.set(before, i32.load16(place));
        body.advance(ups, i32.popcnt(i32.and(after, i32.xor(before, after))));
        body.advance(downs, i32.popcnt(i32.and(before, i32.xor(before, after))));
        body.storeI16(place, after);
      }
    body.advance(at, 2);
    body.advance(plane, 2);
    body.advance(state, 32);
  });
}

/** The twin of `emitMove`; adds to `book`, four numbers as in the kernel. */
function moveTwin(
  { u16, i32: words }: Views,
  settings: Readonly<Record<SweepSetting, number>>,
  { planes, meeting, deepen }: { planes: number; meeting: BitMeeting; deepen: boolean },
  { unit, row, scale }: { unit: number; row: number; scale: number },
  book: number[],
): void {
  const { bytes, bound, hidden, thresholds } = settings;
  const threshold = Array.from({ length: planes }, (_, t) => words[thresholds / 4 + t]);
  const [low, high] = middle(planes);
  for (let i = 0; i < 8 * bytes; i++) {
    const lit = (u16[row / 2 + (i >> 4)] >> (i & 15)) & 1;
    const at = hidden / 2 + 8 * bytes * unit + i;
    const old = (u16[at] << 16) >> 16;
    const pull = meeting === 'xor' ? (lit ? MOVE : -MOVE) : lit ? MOVE * (scale < 0 ? -1 : 1) : 0;
    const moved = Math.max(Math.min(old + pull, bound), -bound);
    if (moved === old) continue;
    if (deepen) {
      const agree = moved > old ? old > threshold[high] : old <= threshold[low];
      if (!agree || threshold.some((t) => old > t !== moved > t)) continue;
    }
    book[3] += 1;
    u16[at] = moved;
    for (let t = 0; t < planes; t++) {
      if (old > threshold[t] === moved > threshold[t]) continue;
      const place = (settings.planes + (unit * planes + t) * bytes) / 2 + (i >> 4);
      u16[place] ^= 1 << (i & 15);
      book[moved > old ? 1 : 2] += 1;
    }
  }
}

/**
 * Shows the patterns `order[first … last)`, one after another. A unit's stability is `scale · Σ_t c(row, plane t) + shift`, and
 * it is right where that is > 0; the majority of the units answers.
 *
 * Wrong answer: of the wrong units, as many as are needed, those nearest to being right, move all states that the pattern
 * pulls. Right by one unit only (always, where there is but one): if the visit's draw is below `chance`, the units with stability ≤
 * `least` that are right move the states that agree with the pattern already and stay in their level. States stay within ±`bound`.
 */
export function hiddenSweep(meeting: BitMeeting, planes: number): Kernel {
  return kernel(
    `hiddenSweep.${meeting}.${planes}`,
    ['settings', 'first', 'last'],
    (body, settings, first, last) => {
      const setting = Object.fromEntries(
        SWEEP_SETTINGS.map((name, k) => [name, body.local('i32', i32.load(settings, 4 * k))]),
      ) as Record<SweepSetting, Address>;
      const thresholds = Array.from({ length: planes }, (_, t) =>
        body.local('v128', i16x8.splat(i32.load(setting.thresholds, 4 * t))),
      );
      const [errors, ups, downs, moves] = [0, 1, 2, 3].map(() => body.local('i32'));
      const stage = { body, planes, meeting, setting, thresholds, ups, downs, moves };
      const word = (base: I, index: I): I => i32.add(base, i32.shl(index, i32.const(2)));
      const visit = body.local('i32', first);
      const pattern = body.local('i32');
      const begin = body.local('i32');
      const row = body.local('i32');
      const plane = body.local('i32');
      const scale = body.local('i32');
      const shift = body.local('i32');
      const unit = body.local('i32');
      const needed = body.local('i32');
      const sum = body.local('i32');
      const best = body.local('i32');
      const chosen = body.local('i32');
      const draw = body.local('i32');
      const spare = body.local('i32', i32.shrU(setting.units, i32.const(1)));
      const stability = word(setting.stability, unit);
      const rowOf = (k: I): I => i32.add(begin, i32.mul(k, setting.offset));
      const eachUnit = (visitUnit: () => void): void => {
        body.set(unit, i32.const(0));
        body.while(i32.ltU(unit, setting.units), () => {
          visitUnit();
          body.advance(unit, 1);
        });
      };
      body.while(i32.ltU(visit, last), () => {
        body.set(pattern, i32.load(word(setting.order, visit)));
        body.set(begin, i32.add(setting.rows, i32.mul(pattern, setting.stride)));
        body.set(scale, i32.load(word(setting.scale, pattern)));
        body.set(shift, word(setting.shift, i32.mul(pattern, setting.units)));
        body.set(needed, i32.sub(i32.const(0), spare));
        body.set(plane, setting.planes);
        eachUnit(() => {
          body.set(row, rowOf(unit));
          body.set(sum, i32.const(0));
          for (let t = 0; t < planes; t++) {
            const [found] = emitCounts(body, [row], plane, setting.bytes, meeting);
            body.set(sum, i32.add(sum, found));
            body.advance(plane, setting.bytes);
          }
          body.set(sum, i32.add(i32.mul(scale, sum), i32.load(word(shift, unit))));
          body.storeI32(stability, sum);
          body.advance(needed, i32.ltS(sum, i32.const(1)));
        });
        body.if(
          i32.ltS(i32.const(0), needed),
          () => {
            body.advance(errors, 1);
            body.doWhile(
              () => {
                body.set(best, i32.const(-0x80000000));
                eachUnit(() => {
                  body.set(sum, i32.load(stability));
                  const nearer = i32.and(i32.ltS(sum, i32.const(1)), i32.geS(sum, best));
                  body.if(nearer, () => {
                    // Of equals the first one: the next has to be nearer by one.
                    body.set(best, i32.add(sum, i32.const(1)));
                    body.set(chosen, unit);
                  });
                });
                body.storeI32(word(setting.stability, chosen), i32.const(DONE));
                body.set(row, rowOf(chosen));
                emitMove(stage, chosen, row, scale, false);
                body.advance(needed, -1);
              },
              () => i32.ltS(i32.const(0), needed),
            );
          },
          () => {
            mixed(body, draw, i32.add(setting.key, i32.mul(visit, i32.const(GOLDEN))));
            const drawn = i32.ltU(i32.shrU(draw, i32.const(1)), setting.chance);
            body.if(i32.and(i32.eqz(needed), drawn), () => {
              eachUnit(() => {
                body.set(sum, i32.load(stability));
                const barely = i32.and(i32.ltS(i32.const(0), sum), i32.geS(setting.least, sum));
                body.if(barely, () => {
                  body.set(row, rowOf(unit));
                  emitMove(stage, unit, row, scale, true);
                });
              });
            });
          },
        );
        body.advance(visit, 1);
      });
      [errors, ups, downs, moves].forEach((counter, k) => {
        const total = f64.add(f64.load(setting.book, 8 * k), f64.fromI32(counter));
        body.storeF64(setting.book, total, 8 * k);
      });
    },
    (memory, address, first, last) => {
      const { i32: words, u32, f64: wide } = memory;
      const settings = Object.fromEntries(
        SWEEP_SETTINGS.map((name, k) => [name, words[address / 4 + k]]),
      ) as Record<SweepSetting, number>;
      const { rows, stride, offset, bytes, units, order, key, scale, shift } = settings;
      const book = [0, 0, 0, 0];
      for (let visit = first; visit < last; visit++) {
        const pattern = u32[order / 4 + visit];
        const own = words[scale / 4 + pattern];
        const stability = Array.from({ length: units }, (_, unit) => {
          let sum = 0;
          for (let t = 0; t < planes; t++) {
            const plane = settings.planes + (unit * planes + t) * bytes;
            sum += countTwin(u32, rows + pattern * stride + unit * offset, plane, bytes, meeting);
          }
          return own * sum + words[shift / 4 + pattern * units + unit];
        });
        stability.forEach((delta, unit) => {
          words[settings.stability / 4 + unit] = delta;
        });
        const move = (unit: number, deepen: boolean): void => {
          const row = rows + pattern * stride + unit * offset;
          moveTwin(memory, settings, { planes, meeting, deepen }, { unit, row, scale: own }, book);
        };
        const all = stability.map((delta, unit) => ({ delta, unit }));
        const wrong = all.filter(({ delta }) => delta <= 0);
        const needed = wrong.length - (units >> 1);
        if (needed > 0) {
          book[0] += 1;
          wrong.sort((a, b) => b.delta - a.delta || a.unit - b.unit);
          for (const { unit } of wrong.slice(0, needed)) {
            words[settings.stability / 4 + unit] = DONE;
            move(unit, false);
          }
        } else if (
          needed === 0 &&
          mix(key + Math.imul(visit, GOLDEN)) >>> 1 < settings.chance >>> 0
        ) {
          for (const { delta, unit } of all)
            if (delta > 0 && delta <= settings.least) move(unit, true);
        }
      }
      book.forEach((count, k) => {
        wide[settings.book / 8 + k] += count;
      });
    },
  );
}
