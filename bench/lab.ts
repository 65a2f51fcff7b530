/**
 * The lab in Chromium beside Node: the same training on the same kernels and threads, what looking at it costs, and how soon
 * there is something to see. Needs the build and a Chromium.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { serveLab } from '../src/cli/lab-server.ts';
import { FrugalError } from '../src/errors.ts';
import { findChromium } from '../test/browser/chromium.ts';
import { ROOT } from '../test/sources.ts';
import { askChild } from './child.ts';
import { GOALS } from './goals.ts';
import { serveBare } from './lab-bare.ts';
import { median } from './measure.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

type Arithmetic = 'strict' | 'fused';

/** 784-1000³-10 at ε = 20, as in the article; some seconds. */
const TRAINING =
  '#/set-mlp?task=digits&methods=set&trainLimit=5000&testLimit=200&hidden=1000,1000,1000&epsilon=20&epochs=16&batch=128&seed=1';
/** Small, with many records. */
const LONG =
  '#/set-mlp?task=digits&methods=set&trainLimit=200&testLimit=50&hidden=40,40&epsilon=5&epochs=1200&batch=50&seed=1';

const MEGABYTE = 2 ** 20;

/** Seconds that the training takes in a fresh process, as the page is a fresh one: see lab-child.ts. */
const inNode = (arithmetic: Arithmetic, threads: number, vectors: 128 | 256): Promise<number> =>
  askChild<number>('lab-child.ts', { address: TRAINING, arithmetic, threads }, false, {
    FRUGAL_VECTORS: String(vectors),
  });

/** What a page tells of a run that it was made to begin. */
interface Told {
  /** ms from the click to the first record. */
  readonly first: number;
  /** Seconds from the second record to the end. */
  readonly seconds: number;
  /** ms of every task over 50 ms since the click. */
  readonly long: readonly number[];
  /** ms between frames, ascending; empty where they were not asked for. */
  readonly frames: readonly number[];
}

/** Begins the run of a study's page and waits for its end, all in the page: nothing of it passes through the debugger. */
const runOnPage = (page: Page, withFrames = false): Promise<Told> =>
  page.evaluate(
    (asked) =>
      new Promise<Told>((resolve) => {
        const frames: number[] = [];
        let before = performance.now();
        const frame = (): void => {
          const now = performance.now();
          frames.push(now - before);
          before = now;
          requestAnimationFrame(frame);
        };
        if (asked) requestAnimationFrame(frame);
        const long: number[] = [];
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) long.push(duration);
        }).observe({ entryTypes: ['longtask'] });
        const buttons = [...document.querySelectorAll<HTMLButtonElement>('.runbar button')];
        const clicked = performance.now();
        let [first, began] = [Number.NaN, Number.NaN];
        const look = (): void => {
          const records = Number.parseInt(
            (document.querySelector('.facts-line')?.textContent ?? '').replaceAll(',', ''),
            10,
          );
          const now = performance.now();
          if (records >= 1 && Number.isNaN(first)) first = now - clicked;
          if (records >= 2 && Number.isNaN(began)) began = now;
          if (document.querySelector('.words[data-phase="done"]') !== null)
            resolve({
              ...{ first, seconds: (now - began) / 1000, long },
              frames: frames.sort((a, b) => a - b),
            });
        };
        new MutationObserver(look).observe(document.body, {
          ...{ subtree: true, childList: true, characterData: true, attributes: true },
        });
        buttons.find(({ textContent }) => textContent === 'Run')?.click();
      }),
    withFrames,
  );

/** A page of a study, ready to run. @param looking whether the network's structure is in view */
async function openPage(browser: Browser, address: string, looking: boolean): Promise<Page> {
  // What is out of view is not looked at.
  const height = looking ? 2600 : 420;
  const page = await browser.newPage({ viewport: { width: 1200, height } });
  await page.goto(address);
  await page.locator('.runbar .primary:enabled').waitFor();
  return page;
}

/** As long as it takes at least to look at a page before one clicks, ms. */
const BEFORE_CLICK = 1000;

async function* measure(
  browser: Browser,
  bare: Awaited<ReturnType<typeof serveBare>>,
  root: string,
  { rounds }: Effort,
): AsyncGenerator<Row, void> {
  const place = (spec: string, arithmetic: Arithmetic): string =>
    `${root}${spec}&arithmetic=${arithmetic}`;
  const times = Math.max(2, Math.min(5, Math.floor(rounds / 3)));
  const threads = Math.min(8, (await import('node:os')).availableParallelism());
  const note = `${threads} threads, 784-1000³-10 at ε = 20, best of ${times} each`;
  const firsts: number[] = [];
  const atOnce: number[] = [];
  for (const arithmetic of ['strict', 'fused'] as const) {
    const taken = {
      node: Number.POSITIVE_INFINITY,
      wide: Number.POSITIVE_INFINITY,
      bare: Number.POSITIVE_INFINITY,
      page: Number.POSITIVE_INFINITY,
    };
    const long: number[] = [];
    let seen = Number.POSITIVE_INFINITY;
    // Taking turns: a disturbance meets all.
    for (let k = 0; k < times; k++) {
      taken.node = Math.min(taken.node, await inNode(arithmetic, threads, 128));
      taken.wide = Math.min(taken.wide, await inNode(arithmetic, threads, 256));
      const training = { address: TRAINING, arithmetic, threads };
      taken.bare = Math.min(taken.bare, await bare.train(browser, training));
      for (const looking of [false, true]) {
        const page = await openPage(browser, place(TRAINING, arithmetic), looking);
        if (looking) await page.waitForTimeout(BEFORE_CLICK);
        const told = await runOnPage(page);
        if (looking) seen = Math.min(seen, told.seconds);
        else taken.page = Math.min(taken.page, told.seconds);
        if (looking) long.push(...told.long);
        (looking ? firsts : atOnce).push(told.first);
        await page.close();
      }
    }
    yield {
      ...{ what: `training in Chromium, ${arithmetic}, in that of Node`, unit: 'times' },
      ...{ measured: taken.node / taken.page, goal: GOALS.labTraining },
      note: `the same kernels: vectors of 128 bits, the widest a browser has; ${note}`,
    };
    yield {
      ...{
        what: `the same in a worker of a page that shows nothing, ${arithmetic}`,
        unit: 'times',
      },
      ...{ measured: taken.node / taken.bare, note: 'what the browser leaves of the rate' },
    };
    yield {
      ...{
        what: `training in Chromium, ${arithmetic}, in that of Node at its best`,
        unit: 'times',
      },
      ...{
        measured: taken.wide / taken.page,
        note: 'vectors of 256 bits where the machine has them',
      },
    };
    yield {
      ...{ what: `what looking at the network costs, ${arithmetic}`, unit: 'share' },
      ...{ measured: 1 - taken.page / seen, goal: GOALS.labLooking },
      note: 'of the training rate, with every drawing in view',
    };
    yield {
      ...{ what: `longest task of the page while looking, ${arithmetic}`, unit: 'ms' },
      ...{ measured: Math.max(0, ...long), goal: GOALS.labTask },
      note: `${long.length} tasks over 50 ms in ${times} runs`,
    };
    // Apart: asking for every frame costs a little itself.
    const page = await openPage(browser, place(TRAINING, arithmetic), true);
    await page.waitForTimeout(BEFORE_CLICK);
    const { frames } = await runOnPage(page, true);
    await page.close();
    const all = frames.reduce((sum, each) => sum + each, 0);
    const share = (part: number): string =>
      (frames[Math.floor(part * (frames.length - 1))] ?? 0).toFixed(1);
    yield {
      ...{ what: `frames while it trains and is looked at, ${arithmetic}`, unit: '/s' },
      ...{ measured: Math.round((1000 * frames.length) / all), goal: GOALS.labFrames },
      note: `${share(0.5)} ms in the middle, ${share(0.99)} ms at the hundredth longest, ${share(1)} ms at most`,
    };
  }
  yield {
    ...{ what: 'click to the first record', unit: 'ms', measured: median(firsts) },
    goal: GOALS.labFirst,
    note: `median of ${firsts.length}; the page is open for a second`,
  };
  yield {
    ...{ what: 'the same, clicked as soon as it can be', unit: 'ms', measured: median(atOnce) },
    note: `median of ${atOnce.length}`,
  };
  yield* size(browser, root, place(LONG, 'strict'));
}

/** How soon the first page is painted, and whether a page grows. */
async function* size(browser: Browser, root: string, long: string): AsyncGenerator<Row, void> {
  const paints: number[] = [];
  for (let k = 0; k < 5; k++) {
    const page = await browser.newPage();
    await page.goto(root);
    await page.locator('h1').waitFor();
    paints.push(
      await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            new PerformanceObserver((list) => {
              const [paint] = list.getEntriesByName('first-contentful-paint');
              if (paint !== undefined) resolve(paint.startTime);
            }).observe({ type: 'paint', buffered: true });
          }),
      ),
    );
    await page.close();
  }
  yield {
    ...{ what: 'first paint of the first page', unit: 'ms', measured: median(paints) },
    ...{ goal: GOALS.labPaint, note: 'median of 5, nothing cached' },
  };
  const page = await openPage(browser, long, true);
  const session = await page.context().newCDPSession(page);
  const heap = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize / MEGABYTE;
  };
  const records = (): Promise<number> =>
    page.evaluate(() =>
      Number.parseInt(
        (document.querySelector('.facts-line')?.textContent ?? '0').replaceAll(',', ''),
        10,
      ),
    );
  await page.evaluate(() => {
    for (const button of document.querySelectorAll<HTMLButtonElement>('.runbar button'))
      if (button.textContent === 'Run') button.click();
  });
  while ((await records()) < 300) await page.waitForTimeout(100);
  const [before, from] = [await heap(), await records()];
  await page.locator('.words[data-phase="done"]').waitFor({ timeout: 600_000 });
  const [after, to] = [await heap(), await records()];
  yield {
    ...{ what: 'growth of the page', unit: 'B' },
    measured: ((after - before) * MEGABYTE) / (to - from),
    goal: GOALS.labHeap,
    note: `a record, which is kept and drawn; ${before.toFixed(1)} MB at record ${from}, ${after.toFixed(1)} MB at ${to}`,
  };
  await page.close();
}

async function* run(effort: Effort): AsyncGenerator<Row, void> {
  const folder = join(ROOT, 'dist', 'lab');
  const executablePath = findChromium();
  if (!existsSync(folder)) throw new FrugalError(`${folder} is not built: npm run build`);
  if (executablePath === undefined)
    throw new FrugalError('the suite lab needs a Chromium; name one in the variable CHROMIUM');
  const server = await serveLab(folder, 0);
  const bare = await serveBare();
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  try {
    yield* measure(browser, bare, server.address, effort);
  } finally {
    await browser.close();
    await server.close();
    await bare.close();
  }
}

export const lab: Suite = { title: 'The lab in Chromium, beside Node', run };
