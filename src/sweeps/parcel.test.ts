/** Runs as bytes: what comes back is what was packed, and nothing that was tampered with is let in. */

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { joined, readZip, writeZip } from '../formats/zip.ts';
import { resolveParameters } from '../protocol/parameters.ts';
import { execute } from '../runs/execute.ts';
import { realDisk } from '../runs/files.ts';
import { counting } from '../runs/fixtures/counting.ts';
import { lockFolder } from '../runs/lock.ts';
import { readRun } from '../runs/stored.ts';
import { taskSource } from '../runs/tasks.ts';
import { packRun, unpackRun } from './parcel.node.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'frugal-parcel-'));
});
afterEach(() => rm(root, { recursive: true }));

/** A run that is left at its beginning and taken up, to its end; its identity. */
async function runIn(folder: string, signal = new AbortController().signal): Promise<string> {
  const parameters = resolveParameters(counting.parameters, { steps: 6 });
  const spec = { parameters, seed: 3, arithmetic: 'strict' } as const;
  const given = { tasks: taskSource(), threads: 1, folder, checkpointSeconds: 0, signal };
  let identity = '';
  for await (const event of execute(counting, spec, given)) {
    if (event.type !== 'start') continue;
    identity = event.identity;
    // Only behind the loop has the folder been let go.
    break;
  }
  for await (const _ of execute(counting, spec, given));
  return identity;
}
/** The same parcel with a file made into another. */
const changed = (parcel: Uint8Array, name: string, change: (text: string) => string): Uint8Array =>
  joined(
    writeZip(
      [...readZip(parcel, { name: 'parcel' })].map(([each, content]) => ({
        name: each,
        parts: [
          each === name
            ? new TextEncoder().encode(change(new TextDecoder().decode(content)))
            : content,
        ],
      })),
    ),
  );

describe('a parcel', () => {
  it('holds the run to the last byte, and is taken once', async () => {
    const from = join(root, 'from');
    const to = join(root, 'deep', 'to');
    const identity = await runIn(from);
    const parcel = await packRun(from);
    await unpackRun(parcel, to, identity, 'finished');
    expect((await readdir(to)).sort()).toEqual((await readdir(from)).sort());
    for (const name of await readdir(from))
      expect(await readFile(join(to, name))).toEqual(await readFile(join(from, name)));
    expect((await readRun(to)).summary).toEqual((await readRun(from)).summary);
    await writeFile(join(to, 'timing.ndjson'), 'mine');
    await unpackRun(parcel, to, identity, 'finished');
    expect(await readFile(join(to, 'timing.ndjson'), 'utf8')).toBe('mine');
  });

  it('is refused when it is not the run that was asked for, before anything is written', async () => {
    const from = join(root, 'from');
    const identity = await runIn(from);
    const parcel = await packRun(from);
    const to = join(root, 'to');
    const tries: [Uint8Array, string, string][] = [
      [parcel, '0'.repeat(64), 'was asked for'],
      [changed(parcel, 'spec.json', (t) => t.replace('"seed": 3', '"seed": 4')), identity, 'asked'],
      [changed(parcel, 'records.ndjson', (t) => t.replace('1', '2')), identity, 'records.ndjson'],
      [changed(parcel, 'summary.json', (t) => t.replace('6', '7')), identity, 'summary.json'],
      [changed(parcel, 'summary.json', () => '{}'), identity, 'summary.json'],
      [joined(writeZip([{ name: '../../evil', parts: [] }])), identity, 'evil'],
      [parcel.subarray(0, 99), identity, ''],
    ];
    for (const [bytes, asked, why] of tries)
      await expect(unpackRun(bytes, to, asked, 'finished')).rejects.toThrow(why);
    expect(await readdir(root)).toEqual(['from']);
  });

  it('waits while somebody computes there', async () => {
    const from = join(root, 'from');
    const identity = await runIn(from);
    const lock = await lockFolder(from, realDisk);
    await expect(unpackRun(await packRun(from), from, identity, 'finished')).rejects.toThrow(
      'in use',
    );
    await lock.release();
  });
});
