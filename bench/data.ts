/**
 * Reading data: tables in CSV and sparse examples in svmlight, 100 MB each, beside pandas and scikit-learn by default.
 *
 * All times are CPU times of whole processes, with the file in the cache of the disk; ours read a file that is in memory, which
 * saves a few hundredths of a second. Memory is the growth of the process while it reads, in the arrays that result.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSvmlight, readTable } from '../src/formats/index.ts';
import { askChild } from './child.ts';
import { writeSparseFile, writeTableFile } from './data-files.ts';
import { GOALS } from './goals.ts';
import { type Contestant, race } from './measure.ts';
import { against, startFileReader } from './peers.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

/** Which reader: ours and the peer's name for the form. */
export type DataForm = 'csv' | 'svmlight';

const BYTES = 100e6;
/** A round takes seconds. */
const ROUNDS = 5;

/** Reads some bytes; returns the bytes of the arrays that result. */
export function readWith(form: DataForm, bytes: Uint8Array): number {
  if (form === 'svmlight') {
    const { rows, targets } = readSvmlight(bytes).value;
    return [rows.starts, rows.indices, rows.values, targets].reduce((n, a) => n + a.byteLength, 0);
  }
  const { columns } = readTable(bytes).value;
  return columns.reduce(
    (sum, column) => sum + (column.kind === 'number' ? column.values : column.codes).byteLength,
    0,
  );
}

function ours(form: DataForm, bytes: Uint8Array): Contestant {
  const burst = (): number => {
    const before = process.cpuUsage();
    readWith(form, bytes);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  burst();
  return { name: form, burst };
}

/** What the child process is asked, and answers. */
export interface DataQuestion {
  readonly form: DataForm;
  readonly file: string;
}
export interface DataAnswer {
  /** Growth of the process at its largest, and bytes of the arrays. */
  readonly peak: number;
  readonly arrays: number;
}

const FORMS = [
  ['csv', 'pandas', writeTableFile, GOALS.dataCsv],
  ['svmlight', 'sklearn', writeSparseFile, GOALS.dataSvmlight],
] as const;

async function* run({ rounds }: Effort): AsyncGenerator<Row, void> {
  const folder = await mkdtemp(join(tmpdir(), 'frugal-data-'));
  try {
    for (const [form, reader, write, goal] of FORMS) {
      const file = join(folder, `data.${form}`);
      await write(file, BYTES);
      const own = ours(form, await readFile(file));
      const peer = await startFileReader(reader, file);
      const contestants = peer === undefined ? [own] : [own, peer];
      const [mine, ...others] = await race(contestants, Math.min(rounds, ROUNDS));
      peer?.end();
      const what = `data-${form}, 100 MB`;
      yield {
        what,
        measured: BYTES / mine.least / 1e9,
        unit: 'GB/s',
        note: `${mine.least.toFixed(2)} s`,
      };
      yield* against(what, mine, others, goal);
      const { peak, arrays } = await askChild<DataAnswer>('data-child.ts', { form, file }, true);
      yield {
        what: `data-${form}, memory in the arrays that result`,
        measured: peak / arrays,
        unit: 'times',
        goal: GOALS.dataMemory,
        note: `${(arrays / 1e6).toFixed(0)} MB of arrays`,
      };
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const data: Suite = { title: 'Reading data', run };
