/**
 * Executes a run in a page's worker: the study's own generator, asked step by step, so that it can be paused anywhere, taken
 * on to the next record, or slowed until one can watch. No file is touched; what comes out is told as it happens.
 */

import { createRandom } from '../../../src/numerics/random.ts';
import type { Hand } from '../../../src/protocol/hands.ts';
import type { NamedArrays, Study, StudyRecord } from '../../../src/protocol/study.ts';
import { resultParts } from '../../../src/runs/result-parts.ts';
import { type Question, transferables } from '../structure/glance.ts';
import { createLens } from '../structure/lens.ts';
import type { Standing } from './checkpoint.ts';
import { Keeping } from './keeping.ts';
import { Laying } from './laying.ts';
import { namedRun } from './named-run.ts';
import type { FromRun, Recorded, RunOrder } from './run-messages.ts';
import type { PageSource } from './tasks.ts';

/** News are told at most this often: what the page does with them costs the threads that learn. */
const NEWS_MS = 200;
/** Messages are heard at least this often. */
const HEAR_MS = 20;

export interface Runner {
  /** Runs to the end; resolves when it is there, and has then told so. */
  run(): Promise<void>;
  go(): void;
  pause(): void;
  step(): void;
  setGap(milliseconds: number): void;
  /** Keeps a checkpoint as soon as one is offered: the page may be left. */
  save(): void;
  /** Does this by hand, as soon as the network is between two steps. */
  hand(hand: Hand): void;
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
 * @param source where it finds its data
 * @param tell takes what happens, and buffers that it may hand over
 */
export function createRunner(
  study: Study,
  order: RunOrder,
  { halted, source }: { readonly halted: boolean; readonly source: PageSource },
  tell: (news: FromRun, transfer?: Transferable[]) => void,
): Runner {
  let { gap } = order;
  let halting = halted;
  let single = false;
  let watched = false;
  const lens = createLens();
  let wake = (): void => {};
  const records: StudyRecord[] = [];
  const all: Recorded[] = [];
  let fresh: Recorded[] = [];
  let keeping: Keeping | undefined;
  const laying = new Laying(tell);
  let place = { progress: 0, line: '' };
  let seconds = 0;
  let toldAt = Number.NEGATIVE_INFINITY;

  const told = (): void => {
    tell({ type: 'news', records: fresh, ...place, seconds, halted: halting });
    fresh = [];
    toldAt = performance.now();
  };
  /** Does what was asked for by hand; it is seen at once, also while the run stands still. */
  async function lay(): Promise<void> {
    if (!(await laying.lay(records.length))) return;
    const { look } = laying;
    const glance = watched && look ? lens.see({ look, record: { kind: 'end' } }) : undefined;
    if (glance) tell({ type: 'glance', glance }, transferables(glance));
  }

  const resumed = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });

  /** Prepares to keep the run; what was kept of it is told, and is where it goes on. */
  async function keep(identity: string): Promise<Standing | undefined> {
    const { keeperOf } = await import('./checkpoint.ts');
    keeping = new Keeping(await keeperOf(identity), (note) => tell({ type: 'note', note }));
    const { found } = keeping;
    if (found === undefined) return undefined;
    if (found.hands !== undefined && !order.left) {
      await keeping.forget();
      tell({
        type: 'note',
        note: 'The checkpoint of this run was changed by hand, and is thrown away: the run begins anew.',
      });
      return undefined;
    }
    for (const each of found.records) records.push(each.record);
    all.push(...found.records);
    fresh.push(...found.records);
    seconds = found.seconds;
    const count = found.records.length;
    tell({
      type: 'note',
      note: `This run ${found.ended ? 'was done' : 'goes on from its checkpoint'}, behind ${count === 1 ? '1 record' : `${count} records`}${found.hands === undefined ? '' : ', as it was changed by hand'}.`,
    });
    if (found.hands !== undefined) laying.takeUp(found.hands);
    return found;
  }

  const standing = () => ({
    ...{ records: all, seconds },
    ...(laying.touched && { hands: laying.kept() }),
  });

  async function steps(): Promise<NamedArrays> {
    const { spec, identity } = await namedRun(study, order, source);
    const { parameters, arithmetic, seed } = spec;
    study.check?.(parameters);
    const kept = await keep(identity);
    if (kept?.ended) return kept.snapshot.arrays;
    const { load: task, file, network } = source;
    const run = study.run({
      ...{ parameters, random: createRandom(seed), arithmetic, threads: order.threads },
      ...{ task, file, network, ...(kept && { resume: kept.snapshot }) },
    });
    let heardAt = performance.now();
    let recordAt = Number.NEGATIVE_INFINITY;
    try {
      for (;;) {
        while (halting && !single) {
          told();
          await resumed();
          await lay();
        }
        laying.leave();
        const began = performance.now();
        const next = await run.next();
        const took = (performance.now() - began) / 1000;
        seconds += took;
        if (next.done) return next.value;
        const { record, timing, progress, line } = next.value;
        place = { progress, line };
        await laying.see(next.value);
        await lay();
        // How a network is when it has learned is seen by whoever comes later, too.
        const glance = watched || record?.kind === 'end' ? lens.see(next.value) : undefined;
        if (glance !== undefined) tell({ type: 'glance', glance }, transferables(glance));
        if (record !== undefined) {
          records.push(record);
          const recorded = { record, seconds: timing?.seconds ?? took };
          all.push(recorded);
          fresh.push(recorded);
          if (single) {
            single = false;
            halting = true;
          }
          const early = recordAt + gap - performance.now();
          if (early > 0 || records.length === 1) told();
          if (early > 0 && !halting) await wait(early);
          recordAt = performance.now();
        }
        await keeping?.offer(next.value, standing);
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
      const own = copied(arrays);
      if (order.together)
        await keeping?.finish({
          ...standing(),
          ended: true,
          snapshot: { meta: null, arrays: own },
        });
      else await keeping?.end();
      const hash = laying.touched ? undefined : await hashOf(records, arrays);
      const claimed = hash === undefined ? {} : { hash };
      tell({ type: 'done', ...claimed, seconds, arrays: own }, transferables(own));
    },
    go() {
      halting = false;
      single = false;
      wake();
    },
    pause() {
      keeping?.want();
      halting = true;
      single = false;
    },
    step() {
      single = true;
      halting = true;
      wake();
    },
    setGap(milliseconds) {
      gap = milliseconds;
    },
    save() {
      keeping?.want();
    },
    hand(hand) {
      laying.ask(hand);
      // A run that stands still wakes, does it, and stands again.
      if (halting) wake();
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
