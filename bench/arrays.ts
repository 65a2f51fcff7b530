/**
 * Reading arrays: NumPy's npy, SciPy's sparse npz and Parquet, some 40 MB each, beside NumPy, SciPy and pyarrow by default.
 *
 * All times are CPU times of whole processes, and both sides read the file, which is in the cache of the disk. Memory is the
 * growth of the process while it reads a file that it holds already, in the arrays that result.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArrayForm, FORMS, readArrays, writeArrays } from './arrays-files.ts';
import { askChild } from './child.ts';
import { GOALS } from './goals.ts';
import { type Contestant, race } from './measure.ts';
import { against, startFileReader } from './peers.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

const ROUNDS = 9;

/** Growth of a process at its largest, and bytes of the arrays. */
export interface ArraysAnswer {
  readonly peak: number;
  readonly arrays: number;
}

async function ours(form: ArrayForm, file: string): Promise<Contestant> {
  const burst = async (): Promise<number> => {
    const before = process.cpuUsage();
    await readArrays(form, readFileSync(file));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  await burst();
  return { name: form, burst };
}

async function* run({ rounds }: Effort): AsyncGenerator<Row, void> {
  const folder = await mkdtemp(join(tmpdir(), 'frugal-arrays-'));
  try {
    for (const [form, { what, reader, goal }] of Object.entries(FORMS)) {
      const file = join(folder, form);
      writeFileSync(file, await writeArrays(form as ArrayForm));
      const own = await ours(form as ArrayForm, file);
      const peer = await startFileReader(reader, file);
      const contestants = peer === undefined ? [own] : [own, peer];
      const [mine, ...others] = await race(contestants, Math.min(rounds, ROUNDS));
      peer?.end();
      const { peak, arrays } = await askChild<ArraysAnswer>(
        'arrays-child.ts',
        { form, file },
        true,
      );
      yield {
        what: `read ${what}`,
        measured: arrays / mine.least / 1e9,
        unit: 'GB/s',
        note: `${(1e3 * mine.least).toFixed(0)} ms for ${(arrays / 1e6).toFixed(0)} MB of arrays`,
      };
      yield* against(`read ${what}`, mine, others, GOALS[goal]);
      yield {
        what: `read ${what}, memory in the arrays that result`,
        measured: peak / arrays,
        unit: 'times',
        goal: GOALS.dataMemory,
      };
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const arrays: Suite = { title: 'Reading arrays', run };
