/**
 * A page with the lab's structure panel beside a worker that runs a study and looks at it through the lens: as the lab has it,
 * without the lab.
 */

import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { declarations } from '../../src/report/palette.ts';
import { ROOT } from '../sources.ts';
import type { BuildServer } from './server.ts';

/** What a page is to show. */
export interface Showing {
  readonly study: string;
  readonly preset?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly ground?: 'light' | 'dark';
  readonly threads?: number;
  /** Whether lines are drawn by WebGL though there is no graphics processor. */
  readonly webgl?: boolean;
  /** Whether the lens looks at all. Default true. */
  readonly looking?: boolean;
}

/** What a page tells of itself. */
export interface Told {
  readonly glances: number;
  /** ms that each glance took in the worker. */
  readonly took: readonly number[];
  readonly records: number;
  readonly done: boolean;
  readonly error?: string;
  /** ms from the first step to the last. */
  readonly ran: number;
}

async function bundled(path: string): Promise<string> {
  const build = await rolldown({
    ...{ input: join(ROOT, path), cwd: ROOT, platform: 'browser', logLevel: 'silent' },
  });
  const { output } = await build.generate({ format: 'esm', codeSplitting: false });
  await build.close();
  return output[0].code;
}

const WORKER = (lens: string): string => `
  import { createLens, transferables } from '${lens}';
  import { createRandom } from '/dist/numerics/random.js';
  import { resolveParameters } from '/dist/protocol/parameters.js';
  import { studies } from '/dist/studies/registry.js';
  import { digits } from '/dist/tasks/digits/digits.js';
  const lens = createLens();
  const breath = new MessageChannel();
  const turn = () => new Promise((resolve) => { breath.port1.onmessage = resolve; breath.port2.postMessage(0); });
  const task = async (name, { trainLimit, testLimit } = {}) => digits({ train: trainLimit, test: testLimit });
  async function run({ study: name, preset = 'smoke', parameters: given = {}, threads = 1, looking = true }) {
    const study = await studies[name]();
    const parameters = resolveParameters(study.parameters, { ...study.presets[preset], ...given });
    const steps = study.run({ parameters, random: createRandom(1), arithmetic: 'strict', threads, task });
    let began;
    for await (const step of steps) {
      began ??= performance.now();
      const glance = looking ? lens.see(step) : undefined;
      postMessage({ glance, record: step.record !== undefined, ran: performance.now() - began }, glance ? transferables(glance) : []);
      await turn();
    }
    postMessage({ done: true, ran: performance.now() - began });
  }
  onmessage = ({ data }) => {
    if (data.question) {
      const reply = lens.ask(data.question);
      postMessage({ reply, id: data.id }, transferables(reply));
    } else run(data).catch((error) => postMessage({ error: String(error?.stack ?? error) }));
  };
`;

const PAGE = (panel: string, worker: string, showing: Showing): string => `
  import { mountStructure } from '${panel}';
  const told = { glances: 0, took: [], records: 0, done: false, ran: 0, tasks: [], frames: [] };
  window.told = told;
  new PerformanceObserver((list) => told.tasks.push(...list.getEntries().map((entry) => entry.duration)))
    .observe({ entryTypes: ['longtask'] });
  let before = performance.now();
  const frame = (now) => { told.frames.push(now - before); before = now; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  const worker = new Worker('${worker}', { type: 'module' });
  const asked = new Map();
  const ask = (question) => new Promise((resolve) => {
    const id = asked.size;
    asked.set(id, resolve);
    worker.postMessage({ question, id });
  });
  const structure = mountStructure(document.querySelector('main'), { ground: () => '${showing.ground ?? 'light'}', ask, webgl: ${showing.webgl ?? false} });
  window.structure = structure;
  worker.onmessage = ({ data }) => {
    if (data.reply) return asked.get(data.id)(data.reply);
    if (data.glance) { told.glances++; told.took.push(data.glance.took); window.glance = data.glance; structure.show(data.glance); }
    if (data.record) told.records++;
    if (data.done) told.done = true;
    if (data.ran) told.ran = data.ran;
    if (data.error) told.error = data.error;
  };
  worker.onerror = (event) => { told.error = event.message || 'no worker'; };
  worker.postMessage(${JSON.stringify(showing)});
`;

/** Opens the page; the study begins at once. */
export async function openStructure(
  page: Page,
  server: BuildServer,
  showing: Showing,
): Promise<void> {
  const panel = server.addModule(await bundled('lab/src/structure/index.ts'));
  const worker = server.addModule(WORKER(panel));
  const { ground = 'light' } = showing;
  await page.goto(server.origin);
  await page.setContent(
    `<!doctype html><html lang="en"><title>Structure</title><style>:root{${declarations(ground)}color-scheme:${ground}}` +
      `body{margin:0;background:var(--paper)}main{padding:16px;max-width:1360px;margin:auto}</style><main></main></html>`,
  );
  await page.addScriptTag({ type: 'module', content: PAGE(panel, worker, showing) });
}

/** What the page has to tell now. */
export const toldBy = (page: Page): Promise<Told & { tasks: number[]; frames: number[] }> =>
  page.evaluate(
    () => (window as unknown as { told: Told & { tasks: number[]; frames: number[] } }).told,
  );
