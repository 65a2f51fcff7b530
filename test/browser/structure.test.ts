/** The lab's structure panel beside a network that learns: what is drawn, what is said, and that nothing breaks. */

import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from './browser.ts';
import { findChromium } from './chromium.ts';
import { type BuildServer, serveBuild } from './server.ts';
import { openStructure, toldBy } from './structure-page.ts';

const SMALL = { hidden: [60, 40], epsilon: 6, methods: ['set'], trainLimit: 400, testLimit: 100 };

describeInBrowser('the structure of a network', () => {
  let browser: Browser;
  let server: BuildServer;
  beforeAll(async () => {
    server = await serveBuild({ isolated: true });
    browser = await chromium.launch({
      executablePath: findChromium(),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it.each(['light', 'dark'] as const)(
    'is drawn and told in words, on a %s ground',
    { timeout: 60_000 },
    async (ground) => {
      const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      await openStructure(page, server, { study: 'set-mlp', parameters: SMALL, ground });
      await expect
        .poll(async () => await toldBy(page), { timeout: 40_000 })
        .toMatchObject({ done: true });
      const told = await toldBy(page);
      expect(told.error).toBeUndefined();
      expect(told.glances).toBeGreaterThanOrEqual(2);
      expect(errors).toEqual([]);
      const words = await page
        .getByRole('img')
        .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label') ?? ''));
      expect(words).toContainEqual(
        expect.stringMatching(/^Connection matrix of hidden1: 784 senders/),
      );
      expect(words).toContainEqual(expect.stringMatching(/^Weights of output: 300 between/));
      expect(words).not.toContain('');
      // Every canvas has something on it.
      const blank = await page.locator('canvas[role=img]').evaluateAll(
        (all) =>
          all.filter((each) => {
            const { width, height } = each as HTMLCanvasElement;
            const data = (each as HTMLCanvasElement)
              .getContext('2d')
              ?.getImageData(0, 0, width, height).data;
            return !data?.some((value) => value > 0);
          }).length,
      );
      expect(blank).toBe(0);
      await page.close();
    },
  );
});
