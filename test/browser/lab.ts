/** The lab as it was built, served by `frugal lab`'s own server, and pages of it in one Chromium. */

import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type LabServer, serveLab } from '../../src/cli/lab-server.ts';
import { ROOT } from '../sources.ts';
import { findChromium } from './chromium.ts';

const { isLabCurrent }: { isLabCurrent: (root: string) => boolean } = await import(
  new URL('../../scripts/build.mjs', import.meta.url).href
);

const executablePath = findChromium();
const built = isLabCurrent(ROOT);

if (!built)
  console.warn(
    'dist/lab is missing or older than the sources: its tests are skipped; npm run build makes it',
  );

/** A group of tests that needs a browser and the built lab. */
export const describeLab = describe.skipIf(executablePath === undefined || !built);

/** What Chromium says of itself where it draws without a graphics processor. */
const SLOW_GRAPHICS = /GL Driver Message \(OpenGL, Performance/;

/** A page, and what went wrong on it: errors on the console and thrown ones. */
export interface LabPage {
  readonly page: Page;
  readonly faults: string[];
}

/** What tests of the lab work with. Called inside `describeLab`. */
export function useLab(): {
  readonly address: () => string;
  readonly open: (place: string, options?: BrowserContextOptions) => Promise<LabPage>;
} {
  let server: LabServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await serveLab(join(ROOT, 'dist', 'lab'), 0);
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  return {
    address: () => server.address,
    async open(place, options) {
      const page = await (await browser.newContext(options)).newPage();
      const faults: string[] = [];
      page.on('console', (message) => {
        const told = message.type() === 'error' || message.type() === 'warning';
        if (told && !SLOW_GRAPHICS.test(message.text())) faults.push(message.text());
      });
      page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
      page.on('requestfailed', (request) => faults.push(`not loaded: ${request.url()}`));
      await page.goto(server.address + place);
      return { page, faults };
    },
  };
}

/**
 * Begins the run of a study's page, which then stands behind the first record of a network that learns until it is told to go
 * on: what is there only while it runs is not missed on a machine that is slow, or fast.
 */
export async function beginStanding(page: Page): Promise<void> {
  // The first record tells of the network before it learns.
  for (const records of [1, 2]) {
    await page.getByRole('button', { name: 'Step', exact: true }).click();
    await expect
      .poll(() => page.locator('.facts-line').allTextContents(), PATIENCE)
      .toEqual([expect.stringMatching(`^${records} records`)]);
    await page.locator('.words[data-phase="paused"]').waitFor(PATIENCE);
  }
}

export type PaceName = 'full speed' | 'to watch' | 'slow';

/** Chooses the pace of a study's page. */
export const choosePace = async (page: Page, pace: PaceName): Promise<void> => {
  await page.getByLabel('pace', { exact: true }).selectOption(pace);
};

/** Has every run that a page begins from now on rest so many ms between two records, whatever its pace. */
export const slowDown = (page: Page, gap: number): Promise<void> =>
  page.evaluate((milliseconds) => {
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (this: Worker, message, options?) {
      if (message.type === 'start') message.order.gap = milliseconds;
      if (message.type === 'gap') message.gap = milliseconds;
      postMessage.call(this, message, options as StructuredSerializeOptions);
    };
  }, gap);

/** Patience of tests that wait for a page: its worker shares the processors with other tests. */
export const PATIENCE = { timeout: 60_000 };
