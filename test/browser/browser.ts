/**
 * Runs modules of the build in an installed Chromium, inside a worker as a page would.
 *
 * A test file that imports this gets one browser, started at the first use and closed after its last test. Where no
 * Chromium is found, `describeInBrowser` skips.
 */

import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, describe } from 'vitest';
import type { Json } from '../../src/protocol/study.ts';
import { built } from '../built.ts';
import { findChromium } from './chromium.ts';
import { type BuildServer, serveBuild } from './server.ts';

const executablePath = findChromium();

if (executablePath === undefined) {
  console.warn(
    'no Chromium found: tests in the browser are skipped; install one or set CHROMIUM to its path',
  );
}

/** A group of tests that needs a browser and the build. */
export const describeInBrowser = describe.skipIf(executablePath === undefined || !built);

interface Open {
  readonly server: BuildServer;
  readonly page: Page;
}

let browser: Promise<Browser> | undefined;
const pages = new Map<boolean, Promise<Open>>();

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // Containers have neither the privileges for the sandbox nor much shared memory.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

async function open(isolated: boolean): Promise<Open> {
  browser ??= launch();
  const server = await serveBuild({ isolated });
  const page = await (await browser).newPage();
  await page.goto(server.origin);
  return { server, page };
}

afterAll(async () => {
  const closing = [...pages.values()].map(async (each) => (await each).server.close());
  await (await browser)?.close();
  await Promise.all(closing);
});

/** The version of the browser, e.g. `156.0.8078.79`. */
export async function browserVersion(): Promise<string> {
  browser ??= launch();
  return (await browser).version();
}

/**
 * Runs a module in a module worker of a page.
 *
 * @param module text of a JavaScript module whose default export is a function, or the path of one (`/dist/…js`); it
 *   imports the build as `/dist/…`
 * @param options `isolated`: the page may share memory between threads; without, it is as on a plain static host
 * @returns what the function returns or resolves with, through JSON
 * @throws Error with the stack of what the module threw
 */
export async function runInBrowser(
  module: string,
  options: { readonly isolated: boolean },
): Promise<Json> {
  const { isolated } = options;
  const opening = pages.get(isolated) ?? open(isolated);
  pages.set(isolated, opening);
  const { server, page } = await opening;
  const path = /^\/[^\s'"]*\.js$/.test(module) ? module : server.addModule(module);
  const known = server.missing.length;
  const answer = await page.evaluate(
    (address) =>
      new Promise<{ json?: string; error?: string }>((resolve) => {
        const worker = new Worker('/worker.js', { type: 'module' });
        const settle = (result: { json?: string; error?: string }) => {
          worker.terminate();
          resolve(result);
        };
        worker.onmessage = ({ data }) => settle(data);
        worker.onerror = (event) =>
          settle({ error: event.message || 'the worker could not be started' });
        worker.postMessage(address);
      }),
    path,
  );
  if (answer.json !== undefined) return JSON.parse(answer.json);
  const missing = server.missing.slice(known);
  const hint = missing.length === 0 ? '' : `\nnot found: ${missing.join(', ')}`;
  throw new Error(`in the browser: ${answer.error}${hint}`);
}
