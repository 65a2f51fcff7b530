/**
 * The lab's worker, two in one so that they share what they load. By its name it is the desk, which knows the studies and works
 * out what runs show, or the thread that one run computes in.
 */

import * as z from 'zod/mini';
import { loadStudy } from '../../../src/studies/registry.ts';
import { Ahead } from './ahead.ts';
import { isForUser, messageOf, serve } from './calls.ts';
import type { DeskCalls } from './desk-calls.ts';
import { setFiles } from './desk-data.ts';
import { check, describe, readQuery } from './desk-forms.ts';
import { mendDraft } from './desk-places.ts';
import type { FromRun, ToRun } from './run-messages.ts';
import { Runner } from './runner.ts';

// The page forbids code from text, and trying would be told on the console.
z.config({ jitless: true });

function beDesk(): void {
  const findings = () => import('./desk-findings.ts');
  const files = () => import('./desk-files.ts');
  serve<DeskCalls>({
    files: setFiles,
    describe,
    check,
    mend: mendDraft,
    address: readQuery,
    begin: async (order) => (await findings()).begin(order),
    take: async (records) => (await findings()).take(records),
    findings: async (request) => (await findings()).findings(request),
    handed: async (order) => (await findings()).handed(order),
    drop: async (run) => (await findings()).drop(run),
    kept: async (runs) => (await files()).keptNetworks(runs),
    records: async (order) => (await files()).records(order),
    network: async (order) => (await files()).network(order),
    picture: async (order) => (await files()).picture(order),
  });
}

function beRun(): void {
  const tell = (news: FromRun, transfer: Transferable[] = []): void =>
    postMessage(news, { transfer });
  const ahead = new Ahead();
  let runner: Runner | undefined;
  /** What was said while the study was loaded. */
  const early: ToRun[] = [];

  async function start({ order, halted }: Extract<ToRun, { type: 'start' }>): Promise<void> {
    const study = await loadStudy(order.study);
    runner = new Runner(study, order, { halted, source: ahead.sourceOf(order) }, tell);
    for (const message of early) hear(message);
    await runner.run();
  }

  function hear(data: ToRun): unknown {
    if (data.type === 'prepare')
      return ahead.prepare(data.study, data.ordered).then(() => tell({ type: 'prepared' }));
    if (runner === undefined && data.type !== 'start') return early.push(data);
    switch (data.type) {
      case 'start':
        start(data).catch((error: unknown) => {
          const forUser = isForUser(error);
          if (!forUser) console.error(error);
          tell({ type: 'failed', message: messageOf(error), forUser });
        });
        return;
      case 'go':
        return runner?.go();
      case 'pause':
        return runner?.pause();
      case 'step':
        return runner?.step();
      case 'gap':
        return runner?.setGap(data.gap);
      case 'save':
        return runner?.save();
      case 'hand':
        return runner?.hand(data.hand);
      case 'watch':
        return runner?.watch(data.watched);
      case 'drawn':
        return runner?.drawn(data.took);
      case 'ask':
        return runner?.ask(data.id, data.question);
    }
  }

  addEventListener('message', ({ data }: MessageEvent<ToRun>) => hear(data));
}

if (self.name === 'desk') beDesk();
else beRun();
