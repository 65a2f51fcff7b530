import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENGINE_SEMANTICS } from '../engine/semantics.ts';
import { FrugalError, UsageError } from '../errors.ts';
import { resolveParameters } from '../protocol/parameters.ts';
import { type ExecuteOptions, execute, type RunEvent, type RunOutcome } from './execute.ts';
import { type Disk, realDisk } from './files.ts';
import { counting } from './fixtures/counting.ts';
import { identityOf, type RunSpec, type SpecDocument } from './identity.ts';
import { digestOfSummary, type StoredSummary } from './store.ts';
import { findRuns, readRun } from './stored.ts';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'frugal-run-'));
  folder = join(root, 'run');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const none = () => Promise.reject(new Error('this study needs no data'));
const specWith = (given: object, seed = 1): RunSpec => ({
  parameters: resolveParameters(counting.parameters, { ...given }),
  seed,
  arithmetic: 'strict',
});

async function run(
  spec: RunSpec,
  options: Partial<ExecuteOptions> = {},
  watch: (event: RunEvent) => void = () => {},
): Promise<{ events: RunEvent[]; outcome: RunOutcome }> {
  const stream = execute(counting, spec, {
    folder,
    tasks: { load: none, digest: none },
    threads: 1,
    ...options,
  });
  const events: RunEvent[] = [];
  while (true) {
    const { done, value } = await stream.next();
    if (done) return { events, outcome: value };
    events.push(value);
    watch(value);
  }
}

/** Runs until so many records are there, then asks it to stop as Ctrl-C does. */
function interruptAfter(records: number, spec: RunSpec, options: Partial<ExecuteOptions> = {}) {
  const controller = new AbortController();
  return run(spec, { ...options, signal: controller.signal }, (event) => {
    if (event.type === 'record' && event.index + 1 >= records) controller.abort();
  });
}

function hashOf(outcome: RunOutcome): string {
  if (outcome.status === 'interrupted') throw new Error('interrupted');
  return outcome.summary.hash;
}

const records = (events: RunEvent[]) =>
  events.flatMap((event) => (event.type === 'record' ? [event.record] : []));

describe('execute', () => {
  it('gives records, progress, a summary with claims and files that read back', async () => {
    const { events, outcome } = await run(specWith({ steps: 12 }));
    expect(outcome).toMatchObject({ status: 'done', records: 12, folder });
    expect(events[0]).toMatchObject({ type: 'start', records: 0 });
    expect(events.filter((event) => event.type === 'progress')).toHaveLength(24);
    const stored = await readRun(folder);
    expect(stored.records).toEqual(records(events));
    expect(stored.timing).toHaveLength(12);
    expect(stored.timing[3].draws).toBe(16);
    expect(stored.summary?.claims[0]).toMatchObject({
      id: 'grows',
      verdict: 'holds',
      published: '½ per number',
    });
    expect((await stored.arrays()).sums).toHaveLength(16);
    expect(stored.spec).toMatchObject({
      study: 'counting',
      seed: 1,
      engine: ENGINE_SEMANTICS,
      data: {},
    });
    expect(stored.spec.parameters).toMatchObject({
      steps: 12,
      scale: 1,
      rule: 'sum',
      widths: [8, 8],
    });
    expect((await readdir(folder)).sort()).toEqual([
      'environment.json',
      'records.ndjson',
      'spec.json',
      'summary.json',
      'timing.ndjson',
      'weights.npz',
    ]);
  });

  it('names its default folder after the identity, which no thread count changes', async () => {
    const one = await run(specWith({ steps: 3 }), { folder: undefined, root });
    const two = await run(specWith({ steps: 3 }), { folder: undefined, root, threads: 2 });
    expect(one.outcome.folder).toBe(join(root, 'counting', one.outcome.identity.slice(0, 12)));
    expect(two.outcome).toMatchObject({ status: 'stored', folder: one.outcome.folder });
    const other = await run(specWith({ steps: 3 }, 2), { folder: undefined, root });
    expect(other.outcome.identity).not.toBe(one.outcome.identity);
    expect(await findRuns([root])).toEqual([one, other].map((r) => r.outcome.folder).sort());
  });

  it('recognises a finished run and shows it again, unless asked for a fresh one', async () => {
    const first = await run(specWith({ steps: 4 }));
    const again = await run(specWith({ steps: 4 }));
    expect(again.outcome.status).toBe('stored');
    expect(records(again.events)).toEqual(records(first.events));
    expect(hashOf(again.outcome)).toBe(hashOf(first.outcome));
    expect(again.events.some((event) => event.type === 'progress')).toBe(false);
    const fresh = await run(specWith({ steps: 4 }), { fresh: true });
    expect(fresh.outcome.status).toBe('done');
    expect(hashOf(fresh.outcome)).toBe(hashOf(first.outcome));
  });

  it('ends in the same bits however often it is interrupted', async () => {
    const spec = specWith({ steps: 12 });
    const whole = await run(spec, { folder: join(root, 'whole') });
    for (const checkpointSeconds of [0, 1000]) {
      let last = await interruptAfter(3, spec, { fresh: true, checkpointSeconds });
      expect(last.outcome).toMatchObject({ status: 'interrupted', records: 3, resumable: true });
      expect(await readdir(folder)).toContain('checkpoint.npz');
      last = await interruptAfter(8, spec, { checkpointSeconds });
      expect(last.events[0]).toMatchObject({ type: 'start', records: 3 });
      last = await run(spec);
      expect(hashOf(last.outcome)).toBe(hashOf(whole.outcome));
      expect(records(last.events)).toEqual(records(whole.events));
      expect((await readRun(folder)).summary).toMatchObject({ stretches: 3, records: 12 });
      expect(await readdir(folder)).not.toContain('checkpoint.npz');
    }
  });

  it('does nothing when it is interrupted before it begins', async () => {
    const { outcome } = await run(specWith({}), { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ status: 'interrupted', records: 0, resumable: false });
  });

  it('goes on after kill -9 from the last checkpoint, to the same bits', async () => {
    // The child writes a checkpoint after every step, and is killed while it does so.
    const spec = specWith({ steps: 3000 });
    const count = fileURLToPath(new URL('./fixtures/count.ts', import.meta.url));
    const child = spawn(process.execPath, [count, folder, '3000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let seen = 0;
    for await (const text of child.stdout.setEncoding('utf8')) {
      seen = Number(String(text).trim().split('\n').at(-1));
      if (seen >= 7) break;
    }
    child.kill('SIGKILL');
    await once(child, 'close').catch(() => {});
    const before = await readRun(folder);
    expect(before.summary).toBeUndefined();
    expect(before.records.length).toBeGreaterThanOrEqual(7);
    const resumed = await run(spec);
    expect(resumed.outcome.status).toBe('done');
    const start = resumed.events[0];
    expect(start.type === 'start' && start.records).toBeGreaterThanOrEqual(7);
    const whole = await run(spec, { folder: join(root, 'whole') });
    expect(hashOf(resumed.outcome)).toBe(hashOf(whole.outcome));
    expect(await readFile(join(folder, 'records.ndjson'))).toEqual(
      await readFile(join(root, 'whole', 'records.ndjson')),
    );
  });

  it('says why a disk fails wherever it fails, leaves no half file, and goes on afterwards', async () => {
    const spec = specWith({ steps: 2 });
    const whole = await run(spec, { folder: join(root, 'whole') });
    for (let failing = 0; ; failing++) {
      const { disk, failed } = fullAfter(failing);
      const attempt = run(spec, { disk, checkpointSeconds: 0 });
      if (!(await failed(attempt))) {
        expect(failing).toBeGreaterThan(20);
        break;
      }
      for (const name of await readdir(folder)) {
        expect(name).not.toMatch(/\.tmp$|^lock$/);
        if (/json$/.test(name)) {
          const text = await readFile(join(folder, name), 'utf8');
          for (const line of name.endsWith('ndjson') ? text.trim().split('\n') : [text])
            if (line) JSON.parse(line);
        }
      }
      const after = await run(spec, { checkpointSeconds: 0 });
      expect(hashOf(after.outcome)).toBe(hashOf(whole.outcome));
      await rm(folder, { recursive: true });
    }
  });

  it('shows a finished run from a disk to which nothing can be written, and nothing else', async () => {
    const first = await run(specWith({ steps: 3 }));
    const before = await readdir(folder);
    for (const code of ['EROFS', 'EACCES']) {
      const fail = () => Promise.reject(Object.assign(new Error(`${code}: no`), { code }));
      const { open } = realDisk;
      const reading: Disk['open'] = (path, flags) => (flags === 'r' ? open(path, 'r') : fail());
      const disk: Disk = {
        ...{ ...realDisk, mkdir: fail, rename: fail, rm: fail, rmdir: fail, utimes: fail },
        open: reading,
      };
      const again = await run(specWith({ steps: 3 }), { disk });
      expect(again.outcome).toMatchObject({
        status: 'stored',
        summary: { hash: hashOf(first.outcome) },
      });
      expect(records(again.events)).toEqual(records(first.events));
      const refused =
        /^cannot create .*: (the file system is read-only|permission denied); choose another/;
      await expect(run(specWith({ steps: 3 }), { disk, fresh: true })).rejects.toThrow(refused);
      await expect(run(specWith({ steps: 4 }), { disk })).rejects.toThrow(/holds another run/);
    }
    expect(await readdir(folder)).toEqual(before);
    await rm(join(folder, 'summary.json'));
    const fail = () => Promise.reject(Object.assign(new Error('no'), { code: 'EROFS' }));
    await expect(
      run(specWith({ steps: 3 }), { disk: { ...realDisk, mkdir: fail } }),
    ).rejects.toThrow(/the file system is read-only; choose another folder with --out/);
  });

  it('refuses a folder of another run, of other files, of other engine semantics', async () => {
    await run(specWith({ steps: 4 }));
    await expect(run(specWith({ steps: 5 }))).rejects.toThrow(
      new FrugalError(
        `${folder} holds another run (steps 4 instead of 5): choose another folder with --out, or overwrite it with --fresh`,
      ),
    );
    await expect(run(specWith({ steps: 4 }, 2))).rejects.toThrow(/seed 1 instead of 2/);
    await pretendSemantics(3);
    await expect(run(specWith({ steps: 4 }))).rejects.toThrow(
      new FrugalError(
        `result made by engine semantics 3, this is ${ENGINE_SEMANTICS}: rerun with --fresh, or read with --as-is`,
      ),
    );
    expect((await run(specWith({ steps: 4 }), { asIs: true })).outcome.status).toBe('stored');
    expect((await run(specWith({ steps: 5 }), { fresh: true })).outcome.status).toBe('done');

    const other = join(root, 'letters');
    await mkdir(other);
    await writeFile(join(other, 'letter.txt'), 'dear');
    const attempt = run(specWith({}), { folder: other, fresh: true });
    await expect(attempt).rejects.toThrow(
      /letters holds other files \(letter.txt\) and no run; choose another/,
    );
    expect(await readdir(other)).toEqual(['letter.txt']);
    await expect(run(specWith({}), { folder: join(other, 'letter.txt') })).rejects.toThrow(
      /is a file, not a folder/,
    );
  });

  it('refuses a checkpoint of other semantics, of another run, of other records, and a damaged one', async () => {
    const spec = specWith({ steps: 12 });
    const file = join(folder, 'checkpoint.npz');
    await interruptAfter(5, spec);
    const sound = await readFile(file);
    const lines = await readFile(join(folder, 'records.ndjson'), 'utf8');

    for (const changed of [
      lines.split('\n').slice(1).join('\n'),
      lines.replace('"step":1', '"step":7'),
    ]) {
      await writeFile(join(folder, 'records.ndjson'), changed);
      await expect(run(spec)).rejects.toThrow(
        /the records in .* are not those of its checkpoint: rerun with --fresh/,
      );
    }
    await writeFile(join(folder, 'records.ndjson'), lines);

    await writeFile(file, sound.subarray(0, sound.length / 2));
    await expect(run(spec)).rejects.toThrow(
      /checkpoint.npz is damaged \(not as it was written\): rerun with --fresh/,
    );
    sound[90] ^= 1;
    await writeFile(file, sound);
    await expect(run(spec)).rejects.toThrow(/checkpoint.npz.* is damaged.*rerun with --fresh/);

    const elsewhere = join(root, 'elsewhere');
    await interruptAfter(5, specWith({ steps: 12 }, 9), { folder: elsewhere });
    await writeFile(file, await readFile(join(elsewhere, 'checkpoint.npz')));
    await expect(run(spec)).rejects.toThrow(
      /checkpoint of run \w{12} in the folder of run \w{12}: rerun with --fresh/,
    );

    await writeFile(join(folder, 'spec.json'), '{ "identity": "');
    await expect(run(spec)).rejects.toThrow(
      `${join(folder, 'spec.json')} is damaged: not JSON: rerun with --fresh`,
    );
    await interruptAfter(5, spec, { fresh: true });
    await pretendSemantics(3);
    await expect(run(spec, { asIs: true })).rejects.toThrow(
      `unfinished run made by engine semantics 3, this is ${ENGINE_SEMANTICS}: rerun with --fresh`,
    );
  });

  it('refuses before any work: combinations, seeds, records that are not numbers', async () => {
    await expect(run(specWith({ signed: true, rule: 'mean' }))).rejects.toThrow(UsageError);
    await expect(run(specWith({}, -1))).rejects.toThrow(
      'seed -1 is not an integer in [0, 9007199254740991]',
    );
    await expect(readdir(folder)).rejects.toThrow(/ENOENT/);
    await expect(run(specWith({ rule: 'diverge' }))).rejects.toThrow(
      new FrugalError(
        'record 4: "value" is NaN, which JSON cannot hold; if the run diverged, lower its rates',
      ),
    );
  });

  it('works in a folder alone, and clears away what a killed process left half-written', async () => {
    const spec = specWith({ steps: 3 });
    const stream = execute(counting, spec, {
      folder,
      tasks: { load: none, digest: none },
      threads: 1,
    });
    await stream.next();
    await expect(run(spec)).rejects.toThrow(
      new FrugalError(
        `${folder} is in use by process ${process.pid}; wait for it, or remove ${join(folder, 'lock')} if that process is gone`,
      ),
    );
    await stream.return({
      ...{ status: 'interrupted', identity: '', folder, records: 0, resumable: false },
    });

    for (const left of ['records.ndjson.123.tmp', 'lock.1.tmp/1']) {
      await mkdir(dirname(join(folder, left)), { recursive: true });
      await writeFile(join(folder, left), 'half');
    }
    expect((await run(spec, { fresh: true })).outcome.status).toBe('done');
    expect((await readdir(folder)).filter((name) => /^lock|tmp$/.test(name))).toEqual([]);
  });
});

/** Rewrites spec and summary as an engine of other semantics would have written it. */
async function pretendSemantics(engine: number): Promise<void> {
  const file = join(folder, 'spec.json');
  const { identity: _, ...spec } = JSON.parse(await readFile(file, 'utf8')) as SpecDocument & {
    identity: string;
  };
  const changed = { ...spec, engine };
  const identity = identityOf(changed);
  await writeFile(file, JSON.stringify({ identity, ...changed }));
  const path = join(folder, 'summary.json');
  const summary = await readFile(path, 'utf8').catch(() => undefined);
  if (summary === undefined) return;
  const rewritten = { ...(JSON.parse(summary) as StoredSummary), identity };
  await writeFile(path, JSON.stringify({ ...rewritten, digest: digestOfSummary(rewritten) }));
}

/** A disk on which every call that needs room fails from call number `calls` on, until `failed` has looked at the result. */
function fullAfter(calls: number) {
  let left = calls;
  const need = () => {
    if (left-- <= 0)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  const disk: Disk = {
    ...realDisk,
    open: async (path, flags, mode) => {
      if (flags === 'r') return realDisk.open(path, flags, mode);
      need();
      return new Proxy(await realDisk.open(path, flags, mode), {
        get(target, key) {
          if (key === 'write' || key === 'sync' || key === 'writeFile') need();
          const member: unknown = Reflect.get(target, key);
          return typeof member === 'function' ? member.bind(target) : member;
        },
      });
    },
    rename: async (from, to) => {
      need();
      return realDisk.rename(from, to);
    },
  };
  const failed = async (attempt: Promise<unknown>): Promise<boolean> => {
    try {
      await attempt;
      return false;
    } catch (error) {
      expect(error).toBeInstanceOf(FrugalError);
      expect((error as Error).message).toMatch(
        /^cannot write \S+( \([\d.]+ \w+\))?: the disk is full; make room and/,
      );
      return true;
    }
  };
  return { disk, failed };
}
