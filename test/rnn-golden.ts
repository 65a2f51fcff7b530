/** Reads the golden recurrent networks; test/fixtures/cognitive-tasks/README.md says what they are. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './sources.ts';

type Matrix = readonly (readonly number[])[];

/** Model: z = W h + Wi x + b; h ← (1 − α) h + α f(z) from 0; logits = Wo h + bo; loss: mean over time and batch. */
export interface GoldenRnn {
  readonly N: number;
  readonly activation: 'relu' | 'tanh';
  readonly alpha: number;
  readonly mask: string;
  /** Row: receiving unit. */
  readonly mask_matrix: Matrix;
  readonly params: GoldenParams;
  /** `[time][batch][input]`, `[time][batch]`. */
  readonly X: readonly Matrix[];
  readonly Y: Matrix;
  readonly loss: number;
  readonly hidden: readonly Matrix[];
  readonly logits: readonly Matrix[];
  readonly grad: GoldenParams;
  readonly grad_norm: number;
}

export interface GoldenParams {
  readonly Wi: Matrix;
  readonly W: Matrix;
  readonly b: readonly number[];
  readonly Wo: Matrix;
  readonly bo: readonly number[];
}

const FOLDER = process.env.FRUGAL_FIXTURES ?? join(ROOT, 'test', 'fixtures');

export const goldenRnns = (
  JSON.parse(readFileSync(join(FOLDER, 'cognitive-tasks', 'rnn-golden.json'), 'utf8')) as {
    readonly rnn: readonly GoldenRnn[];
  }
).rnn;
