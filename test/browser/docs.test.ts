/**
 * The site of the documentation, where `npm run docs` has built it: it asks nothing of other hosts, has no page wider than the
 * window, and axe finds no serious violation in light or dark, on a phone or on a screen.
 */

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../sources.ts';
import { findChromium } from './chromium.ts';
import { type FolderServer, serveFolder } from './folder.ts';

const SITE = join(ROOT, 'docs', 'site', 'dist');
const PAGES = [
  ...['index', 'readme', 'command-line', 'library', 'browser', 'papers', 'equations', 'records'],
  ...['studies/plasticity', 'studies/set-mlp', 'api/frugal', 'api/rewiring'],
];
const executablePath = findChromium();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact?: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

describe.skipIf(executablePath === undefined || !existsSync(SITE))('the site', () => {
  let server: FolderServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await serveFolder(SITE);
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const CASES = PAGES.flatMap((page, i) => [
    { page, colorScheme: 'light', width: i % 2 === 0 ? 390 : 1440 } as const,
    { page, colorScheme: 'dark', width: i % 2 === 0 ? 1440 : 390 } as const,
  ]);

  it.each(CASES)('can be read by everybody: $page, $colorScheme, $width pixels', async (given) => {
    const { page: name, colorScheme, width } = given;
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    const astray: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(server.origin) && !request.url().startsWith('data:'))
        astray.push(request.url());
    });
    page.on('response', (response) => {
      if (response.status() >= 400) astray.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(`${server.origin}/${name}.html`);
    // The switch between light and dark has no name before the page is alive.
    const named = '.VPSwitchAppearance[title]:not([title=""])';
    await page.waitForSelector(named, { state: 'attached' });
    const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    await page.evaluate(axe);
    const violations = await page.evaluate<Violation[]>(
      "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
    );
    await context.close();
    const serious = violations.filter(
      ({ impact }) => impact === 'serious' || impact === 'critical',
    );
    expect(wide).toBe(false);
    expect(astray).toEqual([]);
    expect(serious.map(({ id, nodes }) => `${id} in ${nodes[0].html.slice(0, 120)}`)).toEqual([]);
  });

  it('opens the lab at the study of a page', async () => {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/studies/set-mlp.html`);
    await page.getByRole('link', { name: 'in this browser' }).click();
    await page
      .getByRole('heading', { name: 'Sparse evolutionary training of a perceptron' })
      .waitFor();
    // The host of the site sends no headers of isolation.
    await page.getByText('One thread: this server does not send').waitFor();
    await page.close();
  });
});
