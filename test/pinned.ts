/** What every study's smoke run comes to in strict arithmetic: how it is computed here and anywhere, and what is pinned. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINE_SEMANTICS } from '../src/engine/semantics.ts';
import { ROOT } from './sources.ts';

/** The file beside the semantics. */
const FILE = join(ROOT, 'src', 'engine', 'pinned-hashes.json');

/** Final hashes by the names of studies, and the engine semantics that they belong to. */
export interface Pinned {
  readonly semantics: number;
  readonly hashes: Readonly<Record<string, string>>;
}

export function readPinned(): Pinned {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Pinned;
}

export function writePinned(hashes: Pinned['hashes']): void {
  const pinned: Pinned = { semantics: ENGINE_SEMANTICS, hashes };
  writeFileSync(FILE, `${JSON.stringify(pinned, null, 2)}\n`);
}

/**
 * A module for `runInNode` that runs a study's smoke preset with seed 1 and gives its final hash: the one
 * that `frugal run <study> --preset smoke --arithmetic strict` ends with.
 *
 * @param looking whether every look is taken that is offered; the hash is then of an object with the number of `looks`
 */
export function smokeModule(study: string, threads = 1, looking = false): string {
  return `
    import { createRandom } from '/dist/numerics/random.js';
    import { canonicalJson } from '/dist/runs/canonical.js';
    import { resolveParameters } from '/dist/protocol/parameters.js';
    import { studies } from '/dist/studies/registry.js';
    import { digits } from '/dist/tasks/digits/digits.js';
    const task = async (name, { trainLimit, testLimit } = {}) => {
      if (name !== 'digits') throw new Error('a smoke preset needs data: ' + name);
      return digits({ train: trainLimit, test: testLimit });
    };
    const typeOf = (array) => array.constructor.name.replace('Array', '').toLowerCase();
    export default async () => {
      const study = await studies['${study}']();
      const parameters = resolveParameters(study.parameters, study.presets.smoke);
      const run = study.run({ parameters, random: createRandom(1), arithmetic: 'strict', threads: ${threads}, task });
      const parts = [];
      const text = (line) => parts.push(new TextEncoder().encode(line));
      let looks = 0;
      let step = await run.next();
      for (; !step.done; step = await run.next()) {
        if (${looking} && step.value.look && step.value.look()) looks++;
        if (step.value.record) text(canonicalJson(step.value.record) + '\\n');
      }
      for (const name of Object.keys(step.value).sort()) {
        const array = step.value[name];
        text(canonicalJson({ name, type: typeOf(array), length: array.length }) + '\\n');
        if (typeof array === 'string') text(array);
        else parts.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
      }
      const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        whole.set(part, at);
        at += part.length;
      }
      // The way to SHA-256 that browsers and Node share.
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
      const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
      return ${looking} ? { hash, looks } : hash;
    };
  `;
}

/**
 * A module for `runInNode` that runs a study's smoke preset in a folder, asks it to stop when so much of it is done, takes it
 * up again, and gives how often that was and the final hash.
 *
 * @param stopAt shares of the whole run, ascending
 */
export function interruptedModule(study: string, stopAt: readonly number[]): string {
  return `
    import { mkdtemp, rm } from 'node:fs/promises';
    import { tmpdir } from 'node:os';
    import { join } from 'node:path';
    import { execute, taskSource } from '/dist/runs/index.js';
    import { resolveParameters } from '/dist/protocol/parameters.js';
    import { studies } from '/dist/studies/registry.js';
    export default async () => {
      const root = await mkdtemp(join(tmpdir(), 'frugal-interrupted-'));
      const study = await studies['${study}']();
      const parameters = resolveParameters(study.parameters, study.presets.smoke);
      let interrupted = 0;
      try {
        for (const stopAt of ${JSON.stringify([...stopAt, 2])}) {
          const controller = new AbortController();
          const spec = { parameters, seed: 1, arithmetic: 'strict' };
          const options = { root, tasks: taskSource(), threads: 1, signal: controller.signal };
          const events = execute(study, spec, options);
          let next = await events.next();
          for (; !next.done; next = await events.next())
            if (next.value.type === 'progress' && next.value.progress >= stopAt) controller.abort();
          if (next.value.status === 'interrupted' && next.value.resumable) interrupted++;
          if (next.value.status === 'done') return { interrupted, hash: next.value.summary.hash };
        }
      } finally {
        await rm(root, { recursive: true });
      }
    };
  `;
}
