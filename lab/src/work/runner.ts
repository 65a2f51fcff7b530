/**
 * Executes a run in a page's worker: the study's own generator, asked step by step. No file is touched; what comes out is told
 * as it happens.
 */

import { createRandom } from '../../../src/numerics/random.ts';
import type { Hand } from '../../../src/protocol/hands.ts';
import type { NamedArrays, Step, Study, StudyRecord } from '../../../src/protocol/study.ts';
import { type Question, transferables } from '../structure/glance.ts';
import { createLens } from '../structure/lens.ts';
import type { Standing } from './checkpoint.ts';
import { Gait } from './gait.ts';
import { Keeping } from './keeping.ts';
import { Laying } from './laying.ts';
import { namedRun } from './named-run.ts';
import { hashOf } from './result-hash.ts';
import type { FromRun, Recorded, RunOrder } from './run-messages.ts';
import type { PageSource } from './tasks.ts';

/** News are told at most this often: what the page does with them costs the threads that learn. */
const NEWS_MS = 200;

/** Arrays in buffers that can be handed over: the run's own may be views of the engine's memory. */
const copied = (arrays: NamedArrays): NamedArrays =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()]));

export class Runner {
  readonly #study: Study;
  readonly #order: RunOrder;
  readonly #source: PageSource;
  readonly #tell: (news: FromRun, transfer?: Transferable[]) => void;
  readonly #gait: Gait;
  readonly #lens = createLens();
  readonly #laying: Laying;
  #keeping: Keeping | undefined;
  #watched = false;
  readonly #records: StudyRecord[] = [];
  readonly #all: Recorded[] = [];
  /** Records since the last news. */
  #fresh: Recorded[] = [];
  #place = { progress: 0, line: '' };
  /** Of computing. */
  #seconds = 0;
  #toldAt = Number.NEGATIVE_INFINITY;

  /**
   * A run, halted before its first step if asked to.
   *
   * @param source where it finds its data
   * @param tell takes what happens, and buffers that it may hand over
   */
  constructor(
    study: Study,
    order: RunOrder,
    { halted, source }: { readonly halted: boolean; readonly source: PageSource },
    tell: (news: FromRun, transfer?: Transferable[]) => void,
  ) {
    [this.#study, this.#order, this.#source, this.#tell] = [study, order, source, tell];
    this.#gait = new Gait(order.gap, halted);
    this.#laying = new Laying(tell);
  }

  /** Runs to the end; resolves when it is there, and has then told so. */
  async run(): Promise<void> {
    const arrays = await this.#steps();
    this.#place = { progress: 1, line: 'done' };
    this.#news();
    const own = copied(arrays);
    const end = { ...this.#standing(), ended: true, snapshot: { meta: null, arrays: own } };
    if (this.#order.together) await this.#keeping?.finish(end);
    else await this.#keeping?.end();
    const hash = this.#laying.touched ? undefined : await hashOf(this.#records, arrays);
    const claimed = hash === undefined ? {} : { hash };
    this.#tell(
      { type: 'done', ...claimed, seconds: this.#seconds, arrays: own },
      transferables(own),
    );
  }

  go(): void {
    this.#gait.go();
  }

  pause(): void {
    this.#gait.pause();
  }

  /** On to the next record. */
  step(): void {
    this.#gait.step();
  }

  setGap(milliseconds: number): void {
    this.#gait.gap = milliseconds;
  }

  /** Keeps a checkpoint as soon as one is offered: the page may be left. */
  save(): void {
    this.#keeping?.want();
  }

  /** Does this by hand, as soon as the network is between two steps. */
  hand(hand: Hand): void {
    this.#laying.ask(hand);
    this.#gait.stir();
  }

  /** Whether the network's structure is to be told. */
  watch(watched: boolean): void {
    this.#watched = watched;
    if (watched) this.#gait.stir();
  }

  /** What the drawing of a glance took, ms. */
  drawn(milliseconds: number): void {
    this.#lens.drawn(milliseconds);
  }

  /** Answers about the network that was seen last. */
  ask(id: number, question: Question): void {
    const reply = this.#lens.ask(question);
    this.#tell({ type: 'reply', id, reply }, transferables(reply));
  }

  async #steps(): Promise<NamedArrays> {
    const { spec, identity } = await namedRun(this.#study, this.#order, this.#source);
    const { parameters, arithmetic, seed } = spec;
    this.#study.check?.(parameters);
    const kept = await this.#keep(identity);
    if (kept?.ended) return kept.snapshot.arrays;
    const { load: task, file, network } = this.#source;
    const run = this.#study.run({
      ...{ parameters, random: createRandom(seed), arithmetic, threads: this.#order.threads },
      ...{ task, file, network, ...(kept && { resume: kept.snapshot }) },
    });
    let last: Step = { progress: 0, line: '' };
    const stood = { told: () => this.#news(), stirred: () => this.#stirred(last) };
    try {
      for (;;) {
        await this.#gait.stand(stood);
        this.#laying.leave();
        const began = performance.now();
        const next = await run.next();
        const took = (performance.now() - began) / 1000;
        this.#seconds += took;
        if (next.done) return next.value;
        last = next.value;
        await this.#take(last, took);
      }
    } finally {
      await run.return({});
    }
  }

  /** Takes in a step: what it shows, records and offers to keep. */
  async #take(step: Step, took: number): Promise<void> {
    const { record, timing, progress, line } = step;
    this.#place = { progress, line };
    await this.#laying.see(step);
    await this.#lay();
    // How a network is when it has learned is seen by whoever comes later, too.
    if (this.#watched || record?.kind === 'end') this.#see(step);
    if (record !== undefined) {
      this.#records.push(record);
      const recorded = { record, seconds: timing?.seconds ?? took };
      this.#all.push(recorded);
      this.#fresh.push(recorded);
      const early = this.#gait.recorded();
      if (early > 0 || this.#records.length === 1) this.#news();
      await this.#gait.rest(early);
    }
    // Where it stands may be left at any moment.
    if (this.#gait.halted) this.#keeping?.want();
    await this.#keeping?.offer(step, () => this.#standing());
    if (performance.now() - this.#toldAt > NEWS_MS) this.#news();
    await this.#gait.hear();
  }

  #see(step: Parameters<ReturnType<typeof createLens>['see']>[0]): void {
    const glance = this.#lens.see(step);
    if (glance !== undefined) this.#tell({ type: 'glance', glance }, transferables(glance));
  }

  #news(): void {
    const [records, seconds, { halted }] = [this.#fresh, this.#seconds, this.#gait];
    this.#tell({ type: 'news', records, ...this.#place, seconds, halted });
    this.#fresh = [];
    this.#toldAt = performance.now();
  }

  /** Does what was asked for by hand; it is seen at once, also while the run stands still. @returns whether anything was done */
  async #lay(): Promise<boolean> {
    if (!(await this.#laying.lay(this.#records.length))) return false;
    const { look } = this.#laying;
    if (this.#watched && look) this.#see({ look, record: { kind: 'end' } });
    return true;
  }

  /** What is asked of a run that stands: to be touched, of which what is kept of its last step is to know, or to be seen. */
  async #stirred(step: Step): Promise<void> {
    if (await this.#lay()) {
      this.#keeping?.want();
      await this.#keeping?.offer(step, () => this.#standing());
    } else if (this.#watched && step.look) this.#see({ look: step.look, record: { kind: 'end' } });
  }

  #standing(): Omit<Standing, 'snapshot' | 'ended'> {
    return {
      ...{ records: this.#all, seconds: this.#seconds },
      ...(this.#laying.touched && { hands: this.#laying.kept() }),
    };
  }

  /** Prepares to keep the run; what was kept of it is told, and is where it goes on. */
  async #keep(identity: string): Promise<Standing | undefined> {
    const note = (text: string): void => this.#tell({ type: 'note', note: text });
    const { keeperOf } = await import('./checkpoint.ts');
    this.#keeping = new Keeping(await keeperOf(identity), note);
    const { found } = this.#keeping;
    if (found === undefined) return undefined;
    const { records, seconds, ended, hands } = found;
    if (hands !== undefined && !this.#order.left) {
      await this.#keeping.forget();
      note(
        'The checkpoint of this run was changed by hand, and is thrown away: the run begins anew.',
      );
      return undefined;
    }
    for (const each of records) this.#records.push(each.record);
    this.#all.push(...records);
    this.#fresh.push(...records);
    this.#seconds = seconds;
    note(
      `This run ${ended ? 'was done' : 'goes on from its checkpoint'}, behind ${records.length === 1 ? '1 record' : `${records.length} records`}${hands === undefined ? '' : ', as it was changed by hand'}.`,
    );
    if (hands !== undefined) this.#laying.takeUp(hands);
    return found;
  }
}
