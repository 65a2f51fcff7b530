/**
 * Functions and modules: locals, statements, loops, and the bytes of a module that imports one memory.
 *
 * A function is written by a TypeScript function that runs once, while emitting; loops of TypeScript inside it
 * unroll. Leaves out tables, globals, data segments and calls between functions: kernels need none.
 */

import { name, section, unsigned, vector } from './bytes.ts';
import {
  type Expression,
  type F32,
  type F64,
  type I32,
  i32,
  simd,
  type V128,
  type ValueType,
} from './expressions.ts';

const TYPE_CODE: Record<ValueType, number> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

/** A local variable or parameter: reading it is an expression. */
export interface Local<T extends ValueType> extends Expression<T> {
  readonly slot: number;
}

/** Writes the body of one function. */
export interface Body {
  /** Whether pairs of neighbouring 128-bit operations become one of 256: then twice as many values fit the registers. */
  readonly packed: boolean;
  /** A fresh local, zero at the start of the function; set to `initial` here when given. */
  local<T extends ValueType>(type: T, initial?: Expression<T>): Local<T>;
  set<T extends ValueType>(target: Local<T>, value: Expression<T>): void;
  /** A local set once, at the start of the function: engines rebuild a vector constant wherever it stands, also in loops. */
  constant(value: V128): Local<'v128'>;
  storeI32(address: I32, value: I32, offset?: number): void;
  /** Stores the low 8 bits. */
  storeI8(address: I32, value: I32, offset?: number): void;
  /** Stores the low 16 bits. */
  storeI16(address: I32, value: I32, offset?: number): void;
  storeF32(address: I32, value: F32, offset?: number): void;
  storeF64(address: I32, value: F64, offset?: number): void;
  storeV128(address: I32, value: V128, offset?: number): void;
  /** Stores lane 0 only. */
  storeLane0(address: I32, value: V128, offset?: number): void;
  /** Repeats `body` while `condition` is true; tests first. */
  while(condition: I32, body: () => void): void;
  /** Repeats `body` until `condition`, evaluated after it, is false; runs at least once. */
  doWhile(body: () => void, condition: () => I32): void;
  if(condition: I32, then: () => void, otherwise?: () => void): void;
  /** `counter += step` for an i32 local. */
  advance(counter: Local<'i32'>, step: number | I32): void;
}

interface FunctionCode {
  readonly exportName: string;
  readonly parameters: number;
  readonly bytes: readonly number[];
}

/** Writes one function whose parameters are all i32 (addresses and counts) and that returns nothing. */
export function emitFunction(
  exportName: string,
  parameters: number,
  write: (body: Body, ...parameters: Local<'i32'>[]) => void,
  packed = false,
): FunctionCode {
  const locals: ValueType[] = [];
  const head: (readonly number[])[] = [];
  const chunks: (readonly number[])[] = [];
  const constants = new Map<string, Local<'v128'>>();
  const push = (...more: readonly (readonly number[])[]): void => {
    chunks.push(...more);
  };
  const makeLocal = <T extends ValueType>(type: T, slot: number): Local<T> => ({
    type,
    slot,
    code: [0x20, ...unsigned(slot)],
  });
  const store = (
    instruction: readonly number[],
    address: I32,
    value: Expression,
    offset: number,
  ): void => push(address.code, value.code, instruction, [0, ...unsigned(offset)]);
  const body: Body = {
    packed,
    local(type, initial) {
      const local = makeLocal(type, parameters + locals.length);
      locals.push(type);
      if (initial !== undefined) body.set(local, initial);
      return local;
    },
    constant(value) {
      const name = value.code.join();
      const known = constants.get(name);
      if (known !== undefined) return known;
      const local = body.local('v128');
      constants.set(name, local);
      head.push(value.code, [0x21, ...unsigned(local.slot)]);
      return local;
    },
    set: (target, value) => push(value.code, [0x21, ...unsigned(target.slot)]),
    storeI32: (address, value, offset = 0) => store([0x36], address, value, offset),
    storeI8: (address, value, offset = 0) => store([0x3a], address, value, offset),
    storeI16: (address, value, offset = 0) => store([0x3b], address, value, offset),
    storeF32: (address, value, offset = 0) => store([0x38], address, value, offset),
    storeF64: (address, value, offset = 0) => store([0x39], address, value, offset),
    storeV128: (address, value, offset = 0) => store(simd(11), address, value, offset),
    storeLane0: (address, value, offset = 0) =>
      push(address.code, value.code, simd(90), [0, ...unsigned(offset)], [0]),
    while(condition, inner) {
      push([0x02, 0x40, 0x03, 0x40], condition.code, [0x45, 0x0d, 1]);
      inner();
      push([0x0c, 0, 0x0b, 0x0b]);
    },
    doWhile(inner, condition) {
      push([0x03, 0x40]);
      inner();
      push(condition().code, [0x0d, 0, 0x0b]);
    },
    if(condition, then, otherwise) {
      push(condition.code, [0x04, 0x40]);
      then();
      if (otherwise !== undefined) {
        push([0x05]);
        otherwise();
      }
      push([0x0b]);
    },
    advance: (counter, step) =>
      body.set(counter, i32.add(counter, typeof step === 'number' ? i32.const(step) : step)),
  };
  write(body, ...Array.from({ length: parameters }, (_, slot) => makeLocal('i32', slot)));
  const declared = locals.map((type) => [1, TYPE_CODE[type]]);
  const content = vector(declared).concat(head.flat(), chunks.flat(), 0x0b);
  return { exportName, parameters, bytes: unsigned(content.length).concat(content) };
}

/** How the module imports its memory; must agree with the memory that it is given. */
export interface MemoryImport {
  readonly shared: boolean;
  /** Upper bound in pages of 64 KiB. */
  readonly maximumPages: number;
}

/** The bytes of a module that imports `env.memory` and exports `functions` by name. */
export function emitModule(
  functions: readonly FunctionCode[],
  memory: MemoryImport,
): Uint8Array<ArrayBuffer> {
  const arities = [...new Set(functions.map((f) => f.parameters))];
  const types = arities.map((arity) => [
    0x60,
    ...unsigned(arity),
    ...new Array<number>(arity).fill(TYPE_CODE.i32),
    0,
  ]);
  const limits = [memory.shared ? 3 : 1, ...unsigned(0), ...unsigned(memory.maximumPages)];
  const imported = [[...name('env'), ...name('memory'), 2, ...limits]];
  const declared = functions.map((f) => unsigned(arities.indexOf(f.parameters)));
  const exported = functions.map((f, k) => [...name(f.exportName), 0, ...unsigned(k)]);
  const bytes = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0].concat(
    section(1, vector(types)),
    section(2, vector(imported)),
    section(3, vector(declared)),
    section(7, vector(exported)),
    section(10, vector(functions.map((f) => f.bytes))),
  );
  return new Uint8Array(bytes);
}
