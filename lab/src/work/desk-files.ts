/** What runs leave behind as files: their records, networks and figures, in the bytes that the command line writes. */

import { FrugalError } from '../../../src/errors.ts';
import { joined, writeZip } from '../../../src/formats/zip.ts';
import { networksIn } from '../../../src/interchange/arrays.ts';
import { type ExportedFile, exportNetwork } from '../../../src/interchange/export.ts';
import { figureFiles } from '../../../src/report/figure-files.ts';
import { reportInput } from '../../../src/report/input.ts';
import { networkAmong } from '../../../src/runs/kept-network.ts';
import { tableFiles } from '../../../src/runs/table-files.ts';
import { recordTables } from '../../../src/runs/tables.ts';
import type { DeskCalls, KeptNetworks, TakenFile } from './desk-calls.ts';
import { keptRun, loadedOf } from './desk-findings.ts';

/** Several files as one archive. */
function together(name: string, files: readonly ExportedFile[]): TakenFile {
  if (files.length === 1) return { name: files[0].name, bytes: files[0].bytes.slice() };
  const archive = writeZip(files.map(({ name: path, bytes }) => ({ name: path, parts: [bytes] })));
  return { name: `${name}.zip`, bytes: joined(archive).slice() };
}

/** The records of runs as tables: what `frugal export RUNS --to csv` writes. */
export async function records({ runs, form }: DeskCalls['records'][0]): Promise<TakenFile> {
  const kept = runs.map(keptRun);
  const { study } = kept[0];
  const stored = kept.map(({ identity, document, records: own }) => ({
    ...{ identity, spec: document, records: own },
  }));
  return together(`${study.name}-${form}`, await tableFiles(recordTables(study, stored), form));
}

/** The networks that finished runs have kept. */
export const keptNetworks = (runs: readonly string[]): KeptNetworks[] =>
  runs.map((run) => ({
    run,
    names: networksIn(keptRun(run).arrays).map((prefix) => prefix.slice(0, -1)),
  }));

/** A network of a run: what `frugal export RUN --network NAME --to onnx` writes. */
export async function network({ run, name, form }: DeskCalls['network'][0]): Promise<TakenFile> {
  const { identity, document, arrays } = keptRun(run);
  const wanted = name === '' ? undefined : name;
  const what = `run ${identity.slice(0, 12)}`;
  const found = networkAmong({ identity, spec: document }, arrays, { what, file: what, wanted });
  return together(`network-${form}`, await exportNetwork(found, form));
}

/** A figure alone, or the numbers in it: what `frugal report RUNS --format svg` writes. */
export function picture({ runs, figure, form, theme }: DeskCalls['picture'][0]): TakenFile {
  const kept = runs.map(keptRun);
  const input = reportInput(kept[0].study, kept.map(loadedOf));
  const at = input.figures.findIndex(({ id }) => id === figure);
  if (at < 0) throw new FrugalError(`there is no figure "${figure}" yet`);
  const file = figureFiles(input, { theme })[at];
  const text = form === 'svg' ? `${file.svg}\n` : file.csv;
  return { name: `${file.name}.${form}`, bytes: new TextEncoder().encode(text) };
}
