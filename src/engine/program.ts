/**
 * A step as a flat program: strands of kernel calls, encoded as words in the engine's memory.
 *
 * Strands of one program are independent of each other; calls within a strand run in order.
 * Layout: [strands, then for each: word offset of its first call], calls as [kernel, arguments × MAX_ARGUMENTS], end −1.
 */

import type { Kernel } from '../kernels/index.ts';

export interface Call {
  readonly kernel: Kernel;
  readonly values: readonly number[];
}

export type Strand = readonly Call[];

/** Programs one after another, between which all strands meet. */
export type Phases = readonly (readonly Strand[])[];

/** Whether strands are those of several phases. */
export const isPhased = (strands: readonly Strand[] | Phases): strands is Phases =>
  Array.isArray(strands[0]?.[0]);

/** No kernel has more arguments. */
const MAX_ARGUMENTS = 9;
const CALL_WORDS = 1 + MAX_ARGUMENTS;

/** Words that a program of these strands takes. */
export function programWords(strands: readonly Strand[]): number {
  return strands.reduce((words, strand) => words + 2 + CALL_WORDS * strand.length, 1);
}

/** Writes the program to `words` from `at` on. */
export function encodeProgram(
  strands: readonly Strand[],
  numberOf: (kernel: Kernel) => number,
  words: Int32Array,
  at: number,
): void {
  let next = at + 1 + strands.length;
  words[at] = strands.length;
  strands.forEach((strand, s) => {
    words[at + 1 + s] = next;
    for (const { kernel, values } of strand) {
      if (values.length !== kernel.parameters.length) {
        throw new Error(
          `kernel ${kernel.key} takes ${kernel.parameters.length} arguments, got ${values.length}`,
        );
      }
      if (values.length > MAX_ARGUMENTS)
        throw new Error(`kernel ${kernel.key} takes more than ${MAX_ARGUMENTS} arguments`);
      words[next] = numberOf(kernel);
      for (let k = 0; k < MAX_ARGUMENTS; k++) words[next + 1 + k] = values[k] ?? 0;
      next += CALL_WORDS;
    }
    words[next] = -1;
    next += 1;
  });
}

export type KernelFunction = (...values: number[]) => void;

/** Runs the strands that belong to `thread` of `threads`: contiguous blocks, so that a thread keeps its data. */
export function runStrands(
  functions: readonly KernelFunction[],
  words: Int32Array,
  at: number,
  thread: number,
  threads: number,
): void {
  const strands = words[at];
  const first = Math.floor((strands * thread) / threads);
  const last = Math.floor((strands * (thread + 1)) / threads);
  for (let s = first; s < last; s++) {
    for (let p = words[at + 1 + s]; words[p] >= 0; p += CALL_WORDS) {
      const w = words;
      // Surplus arguments are ignored by the kernels: one call site for all of them.
      functions[w[p]](
        w[p + 1],
        w[p + 2],
        w[p + 3],
        w[p + 4],
        w[p + 5],
        w[p + 6],
        w[p + 7],
        w[p + 8],
        w[p + 9],
      );
    }
  }
}
