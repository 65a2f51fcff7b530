import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FrugalError } from '../errors.ts';
import { resolveParameters } from '../protocol/parameters.ts';
import { execute, type RunEvent } from './execute.ts';
import { counting } from './fixtures/counting.ts';
import { resultHash } from './identity.ts';
import { digestOfSummary, type StoredSummary } from './store.ts';
import { readRun } from './stored.ts';

let folder: string;
/** Every file of a finished run, and of an interrupted one, as it was written. */
let finished: Record<string, Buffer>;
let interrupted: Record<string, Buffer>;

const tasks = { load: () => Promise.reject(), digest: () => Promise.reject() };
const spec = {
  parameters: resolveParameters(counting.parameters, { steps: 6 }),
  seed: 1,
  arithmetic: 'strict',
} as const;

async function run(signal?: AbortSignal, watch: (event: RunEvent) => void = () => {}) {
  const stream = execute(counting, spec, { folder, tasks, threads: 1, ...(signal && { signal }) });
  for (;;) {
    const { done, value } = await stream.next();
    if (done) return value;
    watch(value);
  }
}

async function files(): Promise<Record<string, Buffer>> {
  const names = await readdir(folder);
  const read = names.map(async (name) => [name, await readFile(join(folder, name))] as const);
  return Object.fromEntries(await Promise.all(read));
}

async function put(all: Record<string, Uint8Array>): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const { mkdir } = await import('node:fs/promises');
  await mkdir(folder);
  for (const [name, content] of Object.entries(all)) await writeFile(join(folder, name), content);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frugal-stored-'));
  await rm(folder, { recursive: true });
  await run();
  finished = await files();
  await rm(folder, { recursive: true });
  const controller = new AbortController();
  await run(controller.signal, (event) => {
    if (event.type === 'record' && event.index === 2) controller.abort();
  });
  interrupted = await files();
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => put(finished));

const HASH = '"hash": "';

describe('a finished run', () => {
  it('has the hash of its records and arrays', async () => {
    const { records, arrays, summary } = await readRun(folder);
    expect(summary?.hash).toBe(resultHash(records, await arrays()));
  });

  it('is refused when a file that decides something was changed, with its name and the way on', async () => {
    const edits: [string, (text: string) => string][] = [
      ['records.ndjson', (text) => text.replace('"step":3', '"step":4')],
      ['records.ndjson', (text) => text.split('\n').slice(1).join('\n')],
      ['records.ndjson', (text) => `${text}\n`],
      ['summary.json', (text) => text.replace(HASH, `${HASH}0`)],
      ['summary.json', (text) => text.replace('"undecided"', '"holds"')],
      ['summary.json', (text) => text.replace(/"weights.npz": "\w+"/, '"other.npz": ""')],
      ['summary.json', (text) => text.replace(/,\s*"digest": "\w+"/, '')],
      ['summary.json', (text) => text.replace(/"files": \{[^}]*\},\s*/, '')],
      ['spec.json', (text) => text.replace('"steps": 6', '"steps": 7')],
    ];
    for (const [name, edit] of edits) {
      const before = String(finished[name]);
      expect(edit(before)).not.toBe(before);
      await put({ ...finished, [name]: Buffer.from(edit(before)) });
      const expected = new RegExp(`${name} was changed: .*: rerun with --fresh$`);
      await expect(run()).rejects.toThrow(expected);
    }
    const weights = Buffer.from(finished['weights.npz']);
    weights[weights.length - 1] ^= 1;
    await put({ ...finished, 'weights.npz': weights });
    await expect(run()).rejects.toThrow(/weights.npz was changed: .*: rerun with --fresh$/);
    const { 'weights.npz': _, ...without } = finished;
    await put(without);
    await expect(run()).rejects.toThrow(/weights.npz is missing: rerun with --fresh$/);
  });

  it('is refused with the summary of another run, however sound that is', async () => {
    const other = JSON.parse(String(finished['summary.json'])) as StoredSummary;
    const changed = { ...other, identity: 'f'.repeat(64) };
    const digest = digestOfSummary(changed);
    await put({ ...finished, 'summary.json': Buffer.from(JSON.stringify({ ...changed, digest })) });
    await expect(readRun(folder)).rejects.toThrow(
      /summary.json is that of another run, ffffffffffff: rerun with --fresh$/,
    );
  });

  it('has no times for records that come after the last time', async () => {
    const half = String(finished['timing.ndjson']).split('\n').slice(0, 4).join('\n');
    await put({ ...finished, 'timing.ndjson': Buffer.from(half) });
    const { timing, warnings } = await readRun(folder);
    expect(warnings).toEqual([]);
    expect(timing.map((times) => times.draws)).toEqual([16, 16, 16, 16, undefined, undefined]);
    expect(timing.slice(4)).toEqual([{}, {}]);
  });

  it('is itself or refused, whichever byte is changed to whatever', async () => {
    const { hash } = (await readRun(folder)).summary ?? {};
    const decisive = ['records.ndjson', 'summary.json', 'weights.npz', 'spec.json'];
    const anywhere = fc.tuple(fc.constantFrom(...decisive), fc.nat(), fc.nat(254));
    await fc.assert(
      fc.asyncProperty(anywhere, async ([name, place, by]) => {
        const changed = Buffer.from(finished[name]);
        const at = place % changed.length;
        changed[at] = (changed[at] + 1 + by) & 0xff;
        await put({ ...finished, [name]: changed });
        try {
          const stored = await readRun(folder);
          // Blanks between members say nothing.
          expect(['summary.json', 'spec.json', 'weights.npz']).toContain(name);
          expect(stored.summary?.hash).toBe(hash);
          await stored.arrays();
          expect(name).not.toBe('weights.npz');
        } catch (error) {
          if (!(error instanceof FrugalError)) throw error;
          expect(error.message).toContain(name);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is shown with a warning when only times or environment are damaged', async () => {
    for (const name of ['timing.ndjson', 'environment.json']) {
      await put({ ...finished, [name]: Buffer.from('{"half') });
      const events: RunEvent[] = [];
      expect(await run(undefined, (event) => events.push(event))).toMatchObject({
        status: 'stored',
      });
      expect(events[0]).toMatchObject({
        type: 'start',
        warnings: [
          expect.stringMatching(
            new RegExp(
              `${name}.* is damaged: not JSON; it is left aside, since no result depends on it$`,
            ),
          ),
        ],
      });
      expect((await readRun(folder)).timing).toHaveLength(6);
    }
  });

  it('of semantics from before there were digests can still be read', async () => {
    const { identityOf } = await import('./identity.ts');
    const { identity: _, ...spec } = JSON.parse(String(finished['spec.json']));
    const old = { ...spec, engine: 1 };
    const { files: __, digest: ___, ...summary } = JSON.parse(String(finished['summary.json']));
    const text = (value: object) => Buffer.from(JSON.stringify(value));
    await put({
      ...finished,
      'spec.json': text({ identity: identityOf(old), ...old }),
      'summary.json': text({ ...summary, identity: identityOf(old) }),
    });
    const stored = await readRun(folder);
    expect(stored.records).toHaveLength(6);
    expect((await stored.arrays()).sums).toHaveLength(16);
  });
});

describe('an interrupted run', () => {
  it('goes on to the same bits or is refused, whichever byte of its checkpoint is changed', async () => {
    const whole = JSON.parse(String(finished['summary.json'])) as { hash: string };
    await put(interrupted);
    expect(await run()).toMatchObject({ status: 'done', summary: { hash: whole.hash } });
    const sound = interrupted['checkpoint.npz'];
    for (let at = 0; at < sound.length; at += 23) {
      const changed = Buffer.from(sound);
      changed[at] ^= 1 << (at & 7);
      await put({ ...interrupted, 'checkpoint.npz': changed });
      await expect(run()).rejects.toThrow(
        /checkpoint.npz is damaged \(not as it was written\): rerun with --fresh$/,
      );
    }
  });

  it('goes on when its times are damaged', async () => {
    await put({ ...interrupted, 'timing.ndjson': Buffer.from('?') });
    expect(await run()).toMatchObject({ status: 'done' });
    const { timing, warnings } = await readRun(folder);
    expect(warnings).toEqual([]);
    expect(timing).toHaveLength(6);
    expect(timing[0]).toEqual({});
    expect(timing[5]).toMatchObject({ draws: 16 });
  });
});
