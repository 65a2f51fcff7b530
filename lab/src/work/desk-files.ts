/** What runs leave behind as files: their records, networks and figures, in the bytes that the command line writes. */

import { FrugalError } from '../../../src/errors.ts';
import { joined, writeZip } from '../../../src/formats/zip.ts';
import { networksIn } from '../../../src/interchange/arrays.ts';
import { type ExportedFile, exportNetwork } from '../../../src/interchange/export.ts';
import type { NamedArrays } from '../../../src/protocol/study.ts';
import { figureFiles } from '../../../src/report/figure-files.ts';
import { reportInput } from '../../../src/report/input.ts';
import { networkAmong, withOutlines } from '../../../src/runs/kept-network.ts';
import { tableFiles } from '../../../src/runs/table-files.ts';
import { recordTables } from '../../../src/runs/tables.ts';
import type { DeskCalls, KeptNetworks, TakenFile } from './desk-calls.ts';
import { source } from './desk-data.ts';
import { type Kept, keptRun, loadedOf } from './desk-findings.ts';

/** Several files as one archive. */
function together(name: string, files: readonly ExportedFile[]): TakenFile {
  if (files.length === 1) return { name: files[0].name, bytes: files[0].bytes.slice() };
  const archive = writeZip(files.map(({ name: path, bytes }) => ({ name: path, parts: [bytes] })));
  return { name: `${name}.zip`, bytes: joined(archive).slice() };
}

/** What a run is called in files: one that was changed by hand is not the run of its specification. */
const nameOf = ({ identity, byHand }: Kept): string =>
  byHand.length === 0 ? identity : `by hand ${identity}`;

/** What was done by hand, beside files of runs in which something was. */
function handsOf(kept: readonly Kept[]): ExportedFile[] {
  const touched = kept.filter(({ byHand }) => byHand.length > 0);
  if (touched.length === 0) return [];
  const told = touched.map(({ identity, document, byHand }) => ({
    note: 'changed by hand: no reproduction of the run with this specification',
    ...{ identity, specification: document, byHand },
  }));
  const bytes = new TextEncoder().encode(`${JSON.stringify(told, null, 1)}\n`);
  return [{ name: 'by-hand.json', bytes }];
}

/** The records of runs as tables: what `frugal export RUNS --to csv` writes. */
export async function records({ runs, form }: DeskCalls['records'][0]): Promise<TakenFile> {
  const kept = runs.map(keptRun);
  const { study } = kept[0];
  const stored = kept.map((run) => ({
    ...{ identity: nameOf(run), spec: run.document, records: run.records },
  }));
  const files = await tableFiles(recordTables(study, stored), form);
  return together(`${study.name}-${form}`, [...files, ...handsOf(kept)]);
}

/** The networks that finished runs have kept. */
export const keptNetworks = (runs: readonly string[]): Promise<KeptNetworks[]> =>
  Promise.all(
    runs.map(async (run) => {
      const arrays = await saidArrays(keptRun(run));
      return { run, names: networksIn(arrays).map((prefix) => prefix.slice(0, -1)) };
    }),
  );

/** What a run keeps, with what its networks are. */
const saidArrays = ({ study, spec, document, identity, arrays }: Kept): Promise<NamedArrays> =>
  withOutlines(`run ${identity.slice(0, 12)}`, {
    ...{ study, parameters: spec.parameters, data: document.data, arrays },
    task: source().load,
  });

/** A network of a run: what `frugal export RUN --network NAME --to onnx` writes. */
export async function network({ run, name, form }: DeskCalls['network'][0]): Promise<TakenFile> {
  const kept = keptRun(run);
  const { identity, document } = kept;
  const wanted = name === '' ? undefined : name;
  const what = `run ${identity.slice(0, 12)}`;
  const named = { what, file: what, wanted };
  const arrays = await saidArrays(kept);
  const found = networkAmong({ identity: nameOf(kept), spec: document }, arrays, named);
  return together(`network-${form}`, [...(await exportNetwork(found, form)), ...handsOf([kept])]);
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
