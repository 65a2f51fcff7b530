/**
 * Executes a run in a page's worker: the study's own generator, asked step by step, so that it can be paused anywhere, taken
 * on to the next record, or slowed until one can watch. No file is touched; what comes out is told as it happens.
 */

import { createRandom } from '../../../src/numerics/random.ts';
import { parametersFromJson, resolveParameters } from '../../../src/protocol/parameters.ts';
import type { NamedArrays, Study, StudyRecord } from '../../../src/protocol/study.ts';
import { resultParts } from '../../../src/runs/result-parts.ts';
import { type Question, transferables } from '../structure/glance.ts';
import { createLens } from '../structure/lens.ts';
import type { FromRun, Recorded, RunOrder } from './run-messages.ts';
import { pageTask } from './tasks.ts';

/** News are told at most this often. */
const NEWS_MS = 40;
/** Messages are heard at least this often. */
const HEAR_MS = 20;

export interface Runner {
  /** Runs to the end; resolves when it is there, and has then told so. */
  run(): Promise<void>;
  go(): void;
  pause(): void;
  step(): void;
  setGap(milliseconds: number): void;
  /** Whether the network's structure is to be told. */
  watch(watched: boolean): void;
  /** What the drawing of a glance took, ms. */
  drawn(milliseconds: number): void;
  /** Answers about the network that was seen last. */
  ask(id: number, question: Question): void;
}

/** A turn of the event loop; timers would be made to wait for 4 ms. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** SHA-256 (hex) over the same bytes as the command line's hash of a result. */
export async function hashOf(
  records: readonly StudyRecord[],
  arrays: NamedArrays,
): Promise<string> {
  const encoder = new TextEncoder();
  const parts = [...resultParts(records, arrays)].map((part) =>
    typeof part === 'string' ? encoder.encode(part) : part,
  );
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Arrays in buffers that can be handed over: the run's own may be views of the engine's memory. */
const copied = (arrays: NamedArrays): NamedArrays =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()]));

/**
 * A run, halted before its first step if asked to.
 *
 * @param tell takes what happens, and buffers that it may hand over
 */
export function createRunner(
  study: Study,
  order: RunOrder,
  halted: boolean,
  tell: (news: FromRun, transfer?: Transferable[]) => void,
): Runner {
  let { gap } = order;
  let standing = halted;
  let single = false;
  let watched = false;
  const lens = createLens();
  let wake = (): void => {};
  const records: StudyRecord[] = [];
  let fresh: Recorded[] = [];
  let place = { progress: 0, line: '' };
  let seconds = 0;
  let toldAt = Number.NEGATIVE_INFINITY;

  const told = (): void => {
    tell({ type: 'news', records: fresh, ...place, seconds, halted: standing });
    fresh = [];
    toldAt = performance.now();
  };
  const resumed = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });

  async function steps(): Promise<NamedArrays> {
    const given = parametersFromJson(study.parameters, order.parameters);
    const parameters = resolveParameters(study.parameters, given);
    study.check?.(parameters);
    const { arithmetic, threads, seed } = order;
    const random = createRandom(seed);
    const run = study.run({ parameters, random, arithmetic, threads, task: pageTask });
    let heardAt = performance.now();
    let recordAt = Number.NEGATIVE_INFINITY;
    try {
      for (;;) {
        if (standing && !single) {
          told();
          await resumed();
        }
        const began = performance.now();
        const next = await run.next();
        const took = (performance.now() - began) / 1000;
        seconds += took;
        if (next.done) return next.value;
        const { record, timing, progress, line } = next.value;
        place = { progress, line };
        const glance = watched ? lens.see(next.value) : undefined;
        if (glance !== undefined) tell({ type: 'glance', glance }, transferables(glance));
        if (record !== undefined) {
          records.push(record);
          fresh.push({ record, seconds: timing?.seconds ?? took });
          if (single) {
            single = false;
            standing = true;
          }
          const early = recordAt + gap - performance.now();
          if (early > 0 || records.length === 1) told();
          if (early > 0 && !standing) await wait(early);
          recordAt = performance.now();
        }
        const now = performance.now();
        if (now - toldAt > NEWS_MS) told();
        if (now - heardAt > HEAR_MS) {
          await turn();
          heardAt = performance.now();
        }
      }
    } finally {
      await run.return({});
    }
  }

  return {
    async run() {
      const arrays = await steps();
      place = { progress: 1, line: 'done' };
      told();
      const hash = await hashOf(records, arrays);
      const own = copied(arrays);
      tell({ type: 'done', hash, seconds, arrays: own }, transferables(own));
    },
    go() {
      standing = false;
      single = false;
      wake();
    },
    pause() {
      standing = true;
      single = false;
    },
    step() {
      single = true;
      standing = true;
      wake();
    },
    setGap(milliseconds) {
      gap = milliseconds;
    },
    watch(now) {
      watched = now;
    },
    drawn(milliseconds) {
      lens.drawn(milliseconds);
    },
    ask(id, question) {
      const reply = lens.ask(question);
      tell({ type: 'reply', id, reply }, transferables(reply));
    },
  };
}
