/**
 * One example at a time through a dense layer whose weights lie by input, `W[input][output]`: products over the inputs
 * that are not 0, and the change of rank one that the example causes, never formed unless it is asked for.
 *
 * Vectors run along the outputs, so that a row is read once and in order. A *list* is u32: how many, then which inputs.
 */

import { type Body, type Expression, f32x4, f64, f64x2, i32, i32x4, v128 } from '../wasm/index.ts';
import {
  type Address,
  type Arithmetic,
  flusher,
  flushTwin,
  type Kernel,
  kernel,
  type Mode,
  multiplyAdd,
  sumLanes,
  sumLanesTwin,
  type V,
} from './kernel.ts';
import { createBookTwin, emitBook } from './update.ts';

const round = Math.fround;
const words = (count: Expression<'i32'>): Expression<'i32'> => i32.shl(count, i32.const(2));

/** Emits a walk over the inputs of a list. */
export function emitListed(body: Body, list: Address, visit: (input: Address) => void): void {
  const at = body.local('i32', i32.add(list, i32.const(4)));
  const end = body.local('i32', i32.add(at, words(i32.load(list))));
  const input = body.local('i32');
  body.while(i32.ltU(at, end), () => {
    body.set(input, i32.load(at));
    visit(input);
    body.advance(at, 4);
  });
}

export function listedTwin(u32: Uint32Array, list: number, visit: (input: number) => void): void {
  for (let k = 1; k <= u32[list / 4]; k++) visit(u32[list / 4 + k]);
}

/** Outputs that one round of `singleForward` holds in registers, and what is left of them. */
const BLOCKS = [32, 4, 1] as const;

/** `output[o] = Σ input[i] · W[i][o]` over the listed inputs, in their order, one accumulator an output. */
export function singleForward(arithmetic: Arithmetic): Kernel {
  return kernel(
    `singleForward.${arithmetic}`,
    ['list', 'weight', 'outputs', 'input', 'output'],
    (body, list, weight, outputs, input, output) => {
      const madd = multiplyAdd(arithmetic);
      const first = body.local('i32');
      const row = body.local('i32');
      const value = body.local('v128');
      for (const block of BLOCKS) {
        const limit = body.local('i32', i32.and(outputs, i32.const(-block)));
        const sums = Array.from({ length: Math.max(1, block / 4) }, () => body.local('v128'));
        body.while(i32.ltU(first, limit), () => {
          for (const sum of sums) body.set(sum, v128.zero);
          emitListed(body, list, (unit) => {
            body.set(value, v128.load32Splat(i32.add(input, words(unit))));
            body.set(row, i32.add(weight, words(i32.add(i32.mul(unit, outputs), first))));
            sums.forEach((sum, q) => {
              const weights = block === 1 ? v128.load32Zero(row) : v128.load(row, 16 * q);
              body.set(sum, madd(value, weights, sum));
            });
          });
          const target = i32.add(output, words(first));
          sums.forEach((sum, q) => {
            if (block === 1) body.storeLane0(target, sum);
            else body.storeV128(target, sum, 16 * q);
          });
          body.advance(first, block);
        });
      }
    },
    ({ f32: m, u32 }, list, weight, outputs, input, output) => {
      for (let o = 0; o < outputs; o++) {
        let sum = 0;
        listedTwin(u32, list, (i) => {
          sum = round(round(m[input / 4 + i] * m[weight / 4 + i * outputs + o]) + sum);
        });
        m[output / 4 + o] = sum;
      }
    },
  );
}

/** `back[i] = Σ_o W[i][o] · error[o]` for the listed inputs; the others are left as they are. */
export function singleBackward(arithmetic: Arithmetic): Kernel {
  return kernel(
    `singleBackward.${arithmetic}`,
    ['list', 'weight', 'outputs', 'error', 'back'],
    (body, list, weight, outputs, error, back) => {
      const madd = multiplyAdd(arithmetic);
      const whole = body.local('i32', words(i32.and(outputs, i32.const(-4))));
      const all = body.local('i32', words(outputs));
      const at = body.local('i32');
      const row = body.local('i32');
      const sum = body.local('v128');
      const add = (load: (address: Expression<'i32'>) => V): void =>
        body.set(sum, madd(load(i32.add(row, at)), load(i32.add(error, at)), sum));
      emitListed(body, list, (unit) => {
        body.set(row, i32.add(weight, i32.mul(unit, all)));
        body.set(sum, v128.zero);
        body.set(at, i32.const(0));
        body.while(i32.ltU(at, whole), () => {
          add((address) => v128.load(address));
          body.advance(at, 16);
        });
        body.while(i32.ltU(at, all), () => {
          add((address) => v128.load32Zero(address));
          body.advance(at, 4);
        });
        body.storeLane0(i32.add(back, words(unit)), sumLanes(body, sum));
      });
    },
    ({ f32: m, u32 }, list, weight, outputs, error, back) => {
      listedTwin(u32, list, (i) => {
        const lanes = new Float32Array(4);
        for (let o = 0; o < outputs; o++) {
          const lane = o < (outputs & -4) ? o % 4 : 0;
          const product = round(m[weight / 4 + i * outputs + o] * m[error / 4 + o]);
          lanes[lane] = round(product + lanes[lane]);
        }
        m[back / 4 + i] = sumLanesTwin(lanes);
      });
    },
  );
}

/** Bytes of a row whose changes are summed in single precision before they join the double sums: see `update`. */
const GROUP_BYTES = 128;

/**
 * Emits a writer of rows, `W[i][o] += scale · (value · error[o])` for the first `touched` outputs: each product is rounded
 * before it is added, as in a chain of plasticity that forms the gradient. `value` has the input in all lanes.
 *
 * `single` writes one synapse and gives its change; `row` writes all, where `least` is given only changes of that size.
 */
export function emitWriter(
  body: Body,
  given: {
    readonly touched: Address;
    readonly error: Address;
    readonly rate: V;
    readonly value: V;
    readonly ledger: ReturnType<typeof emitBook> | undefined;
  },
): {
  readonly row: (row: Address, least?: V) => void;
  readonly single: (weight: Address, error: Expression<'i32'>) => V;
} {
  const { touched, error, rate, value, ledger } = given;
  const flush = flusher(body);
  const at = body.local('i32');
  const groupEnd = body.local('i32');
  const whole = body.local('i32', words(i32.and(touched, i32.const(-4))));
  const all = body.local('i32', words(touched));
  const old = body.local('v128');
  const proposed = body.local('v128');
  const written = body.local('v128');
  const change = (load: (base: Address) => V, least: V | undefined, row: Address): void => {
    body.set(old, load(row));
    body.set(proposed, f32x4.mul(f32x4.mul(value, load(error)), rate));
    if (least !== undefined)
      body.set(proposed, v128.and(proposed, f32x4.ge(f32x4.abs(proposed), least)));
    body.set(written, flush(f32x4.add(old, proposed)));
    ledger?.add(written, old);
  };
  return {
    row(row, least) {
      body.set(at, i32.const(0));
      body.while(i32.ltU(at, whole), () => {
        body.set(groupEnd, i32.add(at, i32.const(GROUP_BYTES)));
        body.if(i32.gtU(groupEnd, whole), () => body.set(groupEnd, whole));
        body.while(i32.ltU(at, groupEnd), () => {
          change((base) => v128.load(i32.add(base, at)), least, row);
          body.storeV128(i32.add(row, at), written);
          body.advance(at, 16);
        });
        ledger?.close();
      });
      body.while(i32.ltU(at, all), () => {
        change((base) => v128.load32Zero(i32.add(base, at)), least, row);
        body.storeLane0(i32.add(row, at), written);
        body.advance(at, 4);
      });
      ledger?.close();
    },
    single(weight, from) {
      body.set(old, v128.load32Zero(weight));
      body.set(proposed, f32x4.mul(f32x4.mul(value, v128.load32Zero(from)), rate));
      body.set(written, flush(f32x4.add(old, proposed)));
      body.storeLane0(weight, written);
      return f32x4.sub(written, old);
    },
  };
}

/**
 * `W[i][o] += scale · (input[i] · error[o])` for the listed inputs and the first `touched` outputs. `scale` is the address
 * of one single, `book` a slot as in `update`, added to.
 */
export function singleUpdate(ending: 'commit' | 'book'): Kernel {
  return kernel(
    `singleUpdate.${ending}`,
    ['list', 'weight', 'outputs', 'touched', 'input', 'error', 'scale', 'book'],
    (body, list, weight, outputs, touched, input, error, scale, book) => {
      const rate = body.local('v128', v128.load32Splat(scale));
      const ledger = ending === 'book' ? emitBook(body, false) : undefined;
      const value = body.local('v128');
      const row = body.local('i32');
      const writer = emitWriter(body, { touched, error, rate, value, ledger });
      emitListed(body, list, (unit) => {
        body.set(value, v128.load32Splat(i32.add(input, words(unit))));
        body.set(row, i32.add(weight, words(i32.mul(unit, outputs))));
        writer.row(row);
      });
      ledger?.store(book);
    },
    ({ f32: m, f64: wide, u32 }, list, weight, outputs, touched, input, error, scale, book) => {
      const potentiation = createBookTwin();
      const depression = createBookTwin();
      let changes = 0;
      listedTwin(u32, list, (i) => {
        for (let o = 0; o < touched; o++) {
          const at = weight / 4 + i * outputs + o;
          const old = m[at];
          const product = round(m[input / 4 + i] * m[error / 4 + o]);
          const written = flushTwin(round(old + round(product * m[scale / 4])));
          m[at] = written;
          const difference = round(written - old);
          // Outputs beyond the last whole vector go to lane 0, in a group of their own.
          const whole = touched & -4;
          if (o === whole) {
            potentiation.close();
            depression.close();
          }
          const place = o < whole ? o : 4;
          potentiation.add(place, Math.max(difference, 0));
          depression.add(place, Math.max(-difference, 0));
          if (difference !== 0) changes += 1;
        }
        potentiation.close();
        depression.close();
      });
      if (ending !== 'book') return;
      wide[book / 8] += potentiation.total();
      wide[book / 8 + 1] += depression.total();
      wide[book / 8 + 2] += changes;
    },
  );
}

/**
 * `gradient[i][o] = input[i] · error[o]` for all inputs, or added to what is there: the change formed, for rules that must
 * see it whole.
 */
export const singleGradient = (mode: Mode): Kernel =>
  kernel(
    `singleGradient.${mode}`,
    ['inputs', 'outputs', 'gradient', 'input', 'error'],
    (body, inputs, outputs, gradient, input, error) => {
      const value = body.local('v128');
      const unit = body.local('i32', input);
      const end = body.local('i32', i32.add(input, words(inputs)));
      const row = body.local('i32', gradient);
      const at = body.local('i32');
      const whole = body.local('i32', words(i32.and(outputs, i32.const(-4))));
      const all = body.local('i32', words(outputs));
      const product = (load: (address: Expression<'i32'>) => V): V => {
        const own = f32x4.mul(value, load(i32.add(error, at)));
        return mode === 'store' ? own : f32x4.add(load(i32.add(row, at)), own);
      };
      body.while(i32.ltU(unit, end), () => {
        body.set(value, v128.load32Splat(unit));
        body.set(at, i32.const(0));
        body.while(i32.ltU(at, whole), () => {
          body.storeV128(
            i32.add(row, at),
            product((address) => v128.load(address)),
          );
          body.advance(at, 16);
        });
        body.while(i32.ltU(at, all), () => {
          body.storeLane0(
            i32.add(row, at),
            product((address) => v128.load32Zero(address)),
          );
          body.advance(at, 4);
        });
        body.advance(row, all);
        body.advance(unit, 4);
      });
    },
    ({ f32: m }, inputs, outputs, gradient, input, error) => {
      for (let i = 0; i < inputs; i++)
        for (let o = 0; o < outputs; o++) {
          const own = round(m[input / 4 + i] * m[error / 4 + o]);
          const at = gradient / 4 + i * outputs + o;
          m[at] = mode === 'store' ? own : round(m[at] + own);
        }
    },
  );

/** The sign of the second of two doubles. */
const SECOND_SIGN = i32x4.const(0, 0, 0, 0x80000000 | 0);

/**
 * The same for `count` synapses alone, at `places` i · outputs + o (u32), of which those from an input below `inputs` onto an
 * output below `touched` change. Sums are taken in the order of the places, in doubles.
 *
 * Which way a weight moves is chance, so that there are no branches on it.
 */
export const singleSome: Kernel = kernel(
  'singleSome',
  [
    ...['count', 'places', 'weight', 'outputs', 'inputs', 'touched'],
    ...['input', 'error', 'scale', 'book'],
  ],
  (body, count, places, weight, outputs, inputs, touched, input, error, scale, book) => {
    const flush = flusher(body);
    const rate = body.local('v128', v128.load32Zero(scale));
    const second = body.constant(SECOND_SIGN);
    const zero = body.constant(f64x2.const(0));
    const at = body.local('i32', places);
    const end = body.local('i32', i32.add(places, words(count)));
    const [place, unit, output, to] = Array.from({ length: 4 }, () => body.local('i32'));
    const [old, proposed, written] = Array.from({ length: 3 }, () => body.local('v128'));
    const change = body.local('f64');
    const sums = body.local('v128', v128.load(book));
    const changes = body.local('i32', i32.const(0));
    const wide = (x: V): Expression<'f64'> => f64x2.extract(f64x2.promoteLow(x), 0);
    body.while(i32.ltU(at, end), () => {
      body.set(place, i32.load(at));
      body.set(unit, i32.divU(place, outputs));
      body.set(output, i32.sub(place, i32.mul(unit, outputs)));
      body.set(to, i32.add(weight, words(place)));
      body.set(old, v128.load32Zero(to));
      body.set(
        proposed,
        f32x4.mul(
          f32x4.mul(
            v128.load32Zero(i32.add(input, words(unit))),
            v128.load32Zero(i32.add(error, words(output))),
          ),
          rate,
        ),
      );
      const takesPart = i32.and(i32.ltU(unit, inputs), i32.ltU(output, touched));
      body.set(
        written,
        v128.select(
          flush(f32x4.add(old, proposed)),
          old,
          i32x4.splat(i32.sub(i32.const(0), takesPart)),
        ),
      );
      body.storeLane0(to, written);
      body.set(change, f64.sub(wide(written), wide(old)));
      body.set(sums, f64x2.add(sums, f64x2.pmax(zero, v128.xor(f64x2.splat(change), second))));
      body.advance(changes, i32.eqz(f64.eq(change, f64.const(0))));
      body.advance(at, 4);
    });
    body.storeV128(book, sums);
    body.storeF64(book, f64.add(f64.load(book, 16), f64.fromI32(changes)), 16);
  },
  ({ f32: m, f64: wide, u32 }, count, places, weight, outputs, inputs, touched, ...at) => {
    const [input, error, scale, book] = at;
    for (let k = 0; k < count; k++) {
      const place = u32[places / 4 + k];
      const i = Math.floor(place / outputs);
      const o = place - i * outputs;
      if (i >= inputs || o >= touched) continue;
      const old = m[weight / 4 + place];
      const product = round(m[input / 4 + i] * m[error / 4 + o]);
      const written = flushTwin(round(old + round(product * m[scale / 4])));
      m[weight / 4 + place] = written;
      if (written > old) wide[book / 8] += written - old;
      else if (written < old) wide[book / 8 + 1] += old - written;
      if (written !== old) wide[book / 8 + 2] += 1;
    }
  },
);
