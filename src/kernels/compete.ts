/**
 * Competition for a change of rank one: the largest of `scale · (input[i] · error[o])` are found and added to the weights
 * `W[i][o]`, and neither all of them are formed nor any list of them sorted.
 *
 * 1. Errors are sorted by magnitude. Inputs are only counted into buckets of nearly equal magnitude, 128 an octave.
 * 2. For a threshold t the entries that are surely as large are one look into the table of counts for each error, at
 *    t/(scale · error); so are those that may be. Bisection over t leaves a band of a few hundredths around the threshold.
 * 3. The entries of the band are streamed through a histogram of their bits, twice as a rule, until one value is left.
 * 4. Each row takes the errors whose product reaches it: few one by one, many as vectors with the rest masked.
 * 5. If some of those that equal it must stay out, a second walk over the rows draws which.
 *
 * Products are compared as they are written, rounded twice, so that the choice is exactly that of forming them all. Where
 * there is no room for all that equal the smallest, chance decides; it is not asked otherwise. Costs O(inputs + 13 outputs + band + written), and
 * outputs²/500 for sorting errors that spread over eight octaves as Gaussian ones do.
 */

import { type Body, type Expression, f32, f32x4, f64, i32, i32x4, v128 } from '../wasm/index.ts';
import { ALL, emitSearch, emitTrusted, SLACK } from './compete-search.ts';
import { type Counter, emitSides, type I32, MAGNITUDE, magnitude } from './compete-sides.ts';
import { emitLottery, lotteryTwin } from './compete-ties.ts';
import { type Address, flushTwin, type Kernel, kernel, type V, words } from './kernel.ts';
import { emitListed, emitWriter, listedTwin } from './single.ts';
import { emitBook } from './update.ts';

/** Rows of which one in so many outputs changes are written as vectors. */
const VECTOR_SHARE = 6;

/** Sums of changes written one by one, in double precision. */
function emitSingles(body: Body): {
  readonly add: (change: V) => void;
  readonly store: (book: Address) => void;
} {
  const size = body.local('f64');
  const net = body.local('f64');
  const count = body.local('i32');
  const difference = body.local('f32');
  return {
    add(change) {
      body.set(difference, f32x4.extract(change, 0));
      body.set(size, f64.add(size, f64.promote(f32.abs(difference))));
      body.set(net, f64.add(net, f64.promote(difference)));
      const same = i32.eqz(i32.and(i32.fromBits(difference), i32.const(MAGNITUDE)));
      body.advance(count, i32.eqz(same));
    },
    store(book) {
      const add = (slot: number, value: Expression<'f64'>): void =>
        body.storeF64(book, f64.add(f64.load(book, 8 * slot), value), 8 * slot);
      add(0, f64.mul(f64.const(0.5), f64.add(size, net)));
      add(1, f64.mul(f64.const(0.5), f64.sub(size, net)));
      add(2, f64.fromI32(count));
    },
  };
}

/**
 * Adds the `keep` largest of `scale · (input[i] · error[o])` over the listed inputs and the first `touched` outputs to
 * `W[i][o]`. `terms` is the address of the scale, a single, and behind it of four u32: `keep`, two words of the key of the
 * stream that breaks ties, and the number of the step, by which it is split. `book` is a slot as in `update` (added to),
 * `scratch` as many bytes as `competeScratch` says.
 *
 * Source: the rule 20 of the program of van Rossum & Pache (2024); the search is our own.
 */
export function singleCompete(ending: 'commit' | 'book'): Kernel {
  return kernel(
    `singleCompete.${ending}`,
    [...['list', 'weight', 'outputs', 'touched', 'input', 'error', 'terms', 'book'], 'scratch'],
    (body, list, weight, outputs, touched, input, error, terms, book, scratch) => {
      const rate = body.local('f32', f32.load(terms));
      const keep = body.local('i32', i32.load(terms, 4));
      body.storeV128(scratch, v128.zero);
      const table = body.local('i32', i32.add(scratch, i32.const(16)));
      const sides = emitSides(body, { list, input, error, touched, scale: rate, table });
      const { bits, equal, ties } = emitSearch(body, table, keep, sides);
      // Products of 0 change nothing: at a threshold of 0 all others are taken.
      body.if(i32.eqz(bits), () => {
        body.set(bits, i32.const(1));
        body.set(ties, i32.const(ALL));
        body.set(equal, i32.const(ALL));
      });
      // Where not all that equal the threshold stay, it is raised, and those that do are written afterwards.
      const open = body.local('i32', i32.ne(ties, equal));
      const least = body.local('v128', f32x4.splat(f32.fromBits(i32.add(bits, open))));
      const rates = body.local('v128', f32x4.splat(rate));
      const value = body.local('v128');
      const ledger = ending === 'book' ? emitBook(body, false) : undefined;
      const singles = ending === 'book' ? emitSingles(body) : undefined;
      const writer = emitWriter(body, { touched, error, rate: rates, value, ledger });
      // Inputs below it reach the threshold with no error at all.
      const needed = body.local('i32', i32.const(0));
      body.if(i32.ltU(emitTrusted(body, rate), bits), () => {
        const bound = f32.mul(f32.fromBits(bits), f32.const(1 - SLACK));
        body.set(needed, i32.fromBits(f32.mul(bound, f32.load(sides.reciprocals))));
      });
      const many = body.local('i32', i32.divU(touched, i32.const(VECTOR_SHARE)));
      const row = body.local('i32');
      const at = body.local('i32');
      const end = body.local('i32');
      const place = body.local('i32');
      const reaching = body.local('i32');
      const productWith = (errors: V): V => f32x4.abs(f32x4.mul(f32x4.mul(value, errors), rates));
      /** Emits how many errors reach a threshold with `value`: the sorted ones end in zeros, which do not. */
      const emitReach = (threshold: V): Counter => {
        const count = body.local('i32');
        body.set(count, i32.const(0));
        body.set(at, sides.errors);
        body.doWhile(
          () => {
            const mask = i32x4.bitmask(f32x4.ge(productWith(v128.load(at)), threshold));
            body.set(reaching, mask);
            body.advance(count, i32.popcnt(reaching));
            body.advance(at, 16);
          },
          () => i32.eq(reaching, i32.const(15)),
        );
        return count;
      };
      const writeSingle = (weightAt: Address, from: I32): void => {
        const change = writer.single(weightAt, from);
        if (singles !== undefined) singles.add(change);
      };
      const eachRow = (visit: (unit: Address) => void): void =>
        emitListed(body, list, (unit) =>
          body.if(i32.geU(magnitude(i32.add(input, words(unit))), needed), () => {
            body.set(value, v128.load32Splat(i32.add(input, words(unit))));
            visit(unit);
          }),
        );
      const rowOf = (unit: Address): I32 => i32.add(weight, words(i32.mul(unit, outputs)));

      eachRow((unit) => {
        const taken = emitReach(least);
        body.if(taken, () => {
          body.set(row, rowOf(unit));
          body.if(
            i32.gtU(taken, many),
            () => writer.row(row, least),
            () => {
              body.set(at, i32.const(0));
              body.set(end, words(taken));
              body.while(i32.ltU(at, end), () => {
                body.set(place, i32.add(row, i32.load(i32.add(sides.addresses, at))));
                writeSingle(place, i32.add(sides.errors, at));
                body.advance(at, 4);
              });
            },
          );
        });
      });

      body.if(open, () => {
        const stream = body.local('i32', i32.add(terms, i32.const(8)));
        const draw = emitLottery(body, stream, table, { left: equal, room: ties });
        const tied = body.local('v128', f32x4.splat(f32.fromBits(bits)));
        const rest = body.local('i32');
        const last = body.local('i32');
        const isTied = (from: I32): I32 =>
          i32.eq(i32.fromBits(f32x4.extract(productWith(v128.load32Zero(from)), 0)), bits);
        const before = (): I32 => isTied(i32.add(sides.errors, i32.sub(last, i32.const(4))));
        const drawRow = (unit: Address): void => {
          body.set(rest, i32.const(1));
          body.while(i32.and(i32.ne(last, i32.const(0)), before()), () => {
            body.advance(rest, 1);
            body.advance(last, -4);
          });
          // In the order of the outputs; a single one is found where it was sorted.
          body.set(at, i32.const(0));
          const only = i32.load(i32.add(sides.addresses, last));
          body.if(i32.eq(rest, i32.const(1)), () => body.set(at, only));
          body.set(row, rowOf(unit));
          body.while(rest, () => {
            body.if(isTied(i32.add(error, at)), () => {
              body.set(place, i32.add(row, at));
              draw(() => writeSingle(place, i32.add(error, at)));
              body.advance(rest, -1);
            });
            body.advance(at, 4);
          });
        };
        eachRow((unit) => {
          const reach = emitReach(tied);
          body.if(reach, () => {
            // The smallest that reaches the threshold equals it, or none does.
            body.set(last, words(i32.sub(reach, i32.const(1))));
            body.if(isTied(i32.add(sides.errors, last)), () => drawRow(unit));
          });
        });
      });
      ledger?.store(book);
      singles?.store(book);
    },
    (
      { f32: m, f64: wide, u32 },
      ...[list, weight, outputs, touched, input, error, terms, book]
    ) => {
      const [scale, keep] = [m[terms / 4], u32[terms / 4 + 1]];
      const entries: { readonly at: number; readonly change: number }[] = [];
      listedTwin(u32, list, (i) => {
        for (let o = 0; o < touched; o++) {
          const product = Math.fround(m[input / 4 + i] * m[error / 4 + o]);
          const change = Math.fround(product * scale);
          if (change !== 0) entries.push({ at: i * outputs + o, change });
        }
      });
      // They come in the order of their positions, and a sort keeps that of equal ones.
      entries.sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
      const size = Math.abs(entries[Math.min(keep, entries.length) - 1]?.change ?? 0);
      const larger = entries.filter(({ change }) => Math.abs(change) > size);
      const equal = entries.filter(({ change }) => Math.abs(change) === size);
      const [key0, key1, step] = u32.subarray(terms / 4 + 2, terms / 4 + 5);
      const room = Math.min(keep - larger.length, equal.length);
      const chosen = lotteryTwin(equal.length, room, [key0, key1], step);
      for (const { at, change } of [...larger, ...equal.filter(chosen)]) {
        const old = m[weight / 4 + at];
        const written = flushTwin(Math.fround(old + change));
        m[weight / 4 + at] = written;
        if (ending !== 'book' || written === old) continue;
        wide[book / 8 + (written > old ? 0 : 1)] += Math.abs(Math.fround(written - old));
        wide[book / 8 + 2] += 1;
      }
    },
  );
}
