/** The lab as it was built, served by `frugal lab`'s own server, and pages of it in one Chromium. */

import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
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

/** Patience of tests that wait for a page: its worker shares the processors with other tests. */
export const PATIENCE = { timeout: 60_000 };
