export {
  type Expression,
  f32,
  f32x4,
  f64,
  f64x2,
  i8x16,
  i16x8,
  i32,
  i32x4,
  i64,
  i64x2,
  shuffle32,
  v128,
} from './expressions.ts';
export { type Body, emitFunction, emitModule, type Local, type MemoryImport } from './module.ts';
