export { tryVectors } from './compile.ts';
export { createDirect, type Direct } from './direct.ts';
export {
  createEngine,
  type Engine,
  type EngineOptions,
  type Program,
  resolveArithmetic,
} from './engine.ts';
export type { Memory } from './memory.ts';
export { type Capabilities, probe } from './probe.ts';
export type { Call, Phases, Strand } from './program.ts';
export { type Vectors, vectors } from './vectors.ts';
