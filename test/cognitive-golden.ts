/** Reads the golden trials of the cognitive tasks; test/fixtures/cognitive-tasks/README.md says what they are. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './sources.ts';

const FOLDER = join(
  process.env.FRUGAL_FIXTURES ?? join(ROOT, 'test', 'fixtures'),
  'cognitive-tasks',
);

const json = <T>(name: string): T => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as T;

/** Fields beyond the first six depend on the family. */
export interface GoldenTrial {
  readonly T: number;
  readonly obs: number;
  readonly obs_noisy?: number;
  readonly gt: readonly number[];
  readonly periods: Readonly<Record<string, readonly [number, number]>>;
  readonly delay_ms?: number;
  readonly modality?: 0 | 1;
  readonly direction?: number;
  readonly match?: boolean;
  readonly sample?: number;
  readonly test?: number;
  readonly theta1?: number;
  readonly theta2?: number;
  readonly coh1_mod1?: number;
  readonly coh2_mod1?: number;
  readonly coh1_mod2?: number;
  readonly coh2_mod2?: number;
}

export interface GoldenTask {
  readonly family: 'reach' | 'dm' | 'match';
  readonly trials: readonly GoldenTrial[];
}

type Collection = 'modcog' | 'yang19';

export const golden = json<{
  readonly collections: Readonly<Record<Collection, Readonly<Record<string, GoldenTask>>>>;
}>('index.json').collections;

const bytes = readFileSync(join(FOLDER, 'obs.f32'));
const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Observation matrix of `steps` steps at position `at` of the file. */
export const observationsAt = (at: number, steps: number): Float32Array =>
  Float32Array.from({ length: steps * 33 }, (_, n) => view.getFloat32(4 * (at + n), true));

type Histogram = Readonly<Record<string, number>>;

export interface GoldenStatistics {
  readonly n: number;
  readonly trial_steps: Histogram;
  readonly fraction_steps_with_response_target: number;
  readonly class_at_first_decision_step: Histogram;
  readonly period_steps: Readonly<Record<string, Histogram>>;
  readonly modality?: Histogram;
  readonly coherence?: Histogram;
}

export const statistics =
  json<Readonly<Record<Collection, Readonly<Record<string, GoldenStatistics>>>>>('stats.json');

type Runs<T> = readonly (readonly [from: number, to: number, value: T])[];

/** Sparse: channel or output → value. */
export type Sparse = Readonly<Record<string, number>>;

export interface OriginalTrial {
  readonly T: number;
  readonly rule_channel: number;
  readonly x: Runs<Sparse>;
  readonly y: Runs<Sparse>;
  readonly y_loc: Runs<number>;
  readonly cost_mask_fix: Runs<number>;
  readonly cost_mask_ring: Runs<number>;
}

export const original = json<{
  readonly tasks: Readonly<
    Record<string, { readonly alias: string; readonly trials: readonly OriginalTrial[] }>
  >;
}>('yang2019-original.json').tasks;

/** Value of the run that holds the step. */
export function runAt<T>(runs: Runs<T>, step: number): T {
  const run = runs.find(([from, to]) => from <= step && step < to);
  if (run === undefined) throw new Error(`no run holds step ${step}`);
  return run[2];
}
