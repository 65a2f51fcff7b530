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
      const page = await browser.newPage({ viewport: { width: 1000, height: 4000 } });
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
      // Sections are made in their turn, one in a frame.
      const words = () =>
        page
          .getByRole('img')
          .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label') ?? ''));
      await expect
        .poll(words)
        .toEqual(
          expect.arrayContaining([
            expect.stringMatching(/^Connection matrix of hidden1: 784 senders/),
            expect.stringMatching(/^Weights of output: 300 between/),
          ]),
        );
      expect(await words()).not.toContain('');
      // Every canvas that is shown has something on it, but for the pad.
      const blank = () =>
        page.locator('canvas[role=img]:not(.st-pad):visible').evaluateAll(
          (all) =>
            all.filter((each) => {
              const canvas = each as HTMLCanvasElement;
              const { width, height } = canvas;
              if (width * height === 0) return true;
              const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data;
              return !data?.some((value) => value > 0);
            }).length,
        );
      await expect.poll(blank).toBe(0);
      await page.close();
    },
  );

  it('answers what is drawn, tells what drove an answer, and survives a lost WebGL context', {
    timeout: 60_000,
  }, async () => {
    const page = await browser.newPage({ viewport: { width: 1000, height: 4000 } });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await openStructure(page, server, { study: 'set-mlp', parameters: SMALL, webgl: true });
    await expect
      .poll(async () => await toldBy(page), { timeout: 40_000 })
      .toMatchObject({ done: true });
    await page.locator('.st-example').first().click();
    await expect
      .poll(() => page.locator('.st-reasons p').textContent())
      .toMatch(/^Said \d, by a score/);
    const pad = page.locator('.st-pad');
    await pad.focus();
    for (const key of [' ', 'ArrowUp', 'ArrowUp', 'ArrowUp']) await page.keyboard.press(key);
    await expect.poll(() => page.locator('.st-bars li').count()).toBe(10);
    await expect.poll(() => pad.getAttribute('aria-label')).toMatch(/takes the drawing for \d/);
    // The lines are drawn on the canvas of the dots while there is no context, and by WebGL again afterwards.
    const marks = () =>
      page.evaluate(() => {
        const dots = document.querySelector<HTMLCanvasElement>('.st-graph .st-canvas');
        const { width = 0, height = 0 } = dots ?? {};
        const data = dots?.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
        let sum = 0;
        for (let k = 3; k < data.length; k += 4) if (data[k] > 0) sum++;
        return sum;
      });
    const lose = (which: 'loseContext' | 'restoreContext') =>
      page.evaluate((name) => {
        const lines = document.querySelector<HTMLCanvasElement>('.st-lines');
        const own = window as unknown as { lossy?: WEBGL_lose_context | null };
        own.lossy ??= lines?.getContext('webgl2')?.getExtension('WEBGL_lose_context');
        own.lossy?.[name]();
      }, which);
    const before = await marks();
    await lose('loseContext');
    await expect.poll(marks).toBeGreaterThan(3 * before);
    await lose('restoreContext');
    await expect.poll(marks).toBe(before);
    expect(errors).toEqual([]);
    await page.close();
  });
});
