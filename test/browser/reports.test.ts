/**
 * Reports as a reader meets them: at the widths of a phone, a tablet and a screen no text of any figure lies on another or is
 * cut, pages do not scroll sideways, and axe finds no serious violation, on light ground and on dark.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { studies } from '../../src/studies/registry.ts';
import { nodes, spawnNode } from '../nodes.ts';
import { letteringFaults } from '../report/text-boxes.ts';
import { describeInBrowser } from './browser.ts';
import { findChromium } from './chromium.ts';

const WIDTHS = [390, 1024, 1440];
/** Colours depend on the ground, not on the study: these pages have all kinds of sections and figures. */
const EXAMINED = ['set-mlp', 'se-rnn'];

interface AxeResult {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}
declare const axe: { run(): Promise<{ readonly violations: readonly AxeResult[] }> };

describeInBrowser('the report of a smoke run', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'frugal-reports-'));
    browser = await chromium.launch({
      executablePath: findChromium(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  /** The address of a study's report, which is made where it is not there yet. */
  const made = new Map<string, Promise<string>>();
  const reportOf = (name: string): Promise<string> => {
    const make = async (): Promise<string> => {
      const out = join(folder, name);
      const words = ['run', name, '--preset', 'smoke', '--out', out];
      await spawnNode(nodes[0], ['dist/cli/main.js', ...words]);
      return pathToFileURL(join(out, 'report.html')).href;
    };
    const found = made.get(name) ?? make();
    made.set(name, found);
    return found;
  };

  it.each(Object.keys(studies))(
    '%s has no text on another, cut, or beyond the page',
    { timeout: 300_000 },
    async (name) => {
      const address = await reportOf(name);
      for (const width of WIDTHS) {
        const page = await browser.newPage({ viewport: { width, height: 900 } });
        await page.goto(address);
        await page.evaluate(() => {
          for (const details of document.querySelectorAll('details')) details.open = true;
        });
        expect(await page.evaluate(letteringFaults), `at ${width} px`).toEqual([]);
        const beyond = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        expect(beyond, `at ${width} px`).toBeLessThanOrEqual(0);
        await page.close();
      }
    },
  );

  it.each(Object.keys(studies))(
    '%s says of every figure what in the paper it answers',
    { timeout: 300_000 },
    async (name) => {
      const page = await browser.newPage();
      await page.goto(await reportOf(name));
      const silent = await page.locator('figure:not(:has(.answers)) h3').allTextContents();
      expect(silent).toEqual([]);
      await page.close();
    },
  );

  it.each(EXAMINED.flatMap((name) => ['light', 'dark'].map((ground) => ({ name, ground }))))(
    '$name has no serious violation on $ground ground',
    { timeout: 300_000 },
    async ({ name, ground }) => {
      const address = await reportOf(name);
      const page = await browser.newPage({ colorScheme: ground === 'dark' ? 'dark' : 'light' });
      await page.goto(address);
      const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
      await page.evaluate(await readFile(source, 'utf8'));
      const { violations } = await page.evaluate(() => axe.run());
      const serious = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes: where }) => `${id}: ${where[0].html.slice(0, 200)}`);
      expect(serious).toEqual([]);
      await page.close();
    },
  );
});
