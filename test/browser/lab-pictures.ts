/**
 * Pictures of the lab, for its page in the documents and for whoever wants to see what a change looks like:
 *
 *     node test/browser/lab-pictures.ts            the pictures of docs/lab.md, into docs/figures/lab
 *     node test/browser/lab-pictures.ts <folder>   every page at both widths, light and dark
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { serveLab } from '../../src/cli/lab-server.ts';
import { ROOT } from '../sources.ts';
import { findChromium } from './chromium.ts';

/** A page of the lab in a state that is worth a picture. */
export interface Scene {
  readonly name: string;
  readonly place: string;
  /** Brings it there. */
  readonly reach?: (page: Page) => Promise<void>;
}

const run = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
};
const until = (page: Page, words: string, timeout = 400_000): Promise<void> =>
  page.locator(`.words[data-phase="${words}"]`).waitFor({ timeout });

export const SCENES: readonly Scene[] = [
  { name: 'first', place: '' },
  {
    name: 'study',
    place: '#/set-mlp?preset=smoke',
    async reach(page) {
      await run(page);
      await until(page, 'done');
      await page.locator('#figures').waitFor({ timeout: 400_000 });
    },
  },
  {
    name: 'bench',
    place: '#/compose?preset=few-and-rare',
    async reach(page) {
      await page.locator('.place').first().waitFor();
      await page.getByRole('button', { name: 'rnn', exact: true }).click();
      await page.locator('.why button').waitFor();
    },
  },
  {
    name: 'tour',
    place: '#/tour/sparse?step=5',
    async reach(page) {
      await until(page, 'done');
      await page.locator('.picture svg').waitFor({ timeout: 400_000 });
    },
  },
  {
    name: 'race',
    place: '#/race',
    reach: (page) => until(page, 'done'),
  },
];

/** Takes the pictures of scenes. */
export async function takePictures(
  scenes: readonly Scene[],
  folder: string,
  looks: readonly {
    readonly width: number;
    readonly height: number;
    readonly colorScheme: 'light' | 'dark';
    readonly whole: boolean;
  }[],
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const server = await serveLab(join(ROOT, 'dist', 'lab'), 0);
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  try {
    for (const scene of scenes)
      for (const { width, height, colorScheme, whole } of looks) {
        const context = await browser.newContext({ viewport: { width, height }, colorScheme });
        const page = await context.newPage();
        await page.goto(server.address + scene.place);
        await page.locator('main h1').waitFor();
        await scene.reach?.(page);
        const name = looks.length > 1 ? `${scene.name}-${width}-${colorScheme}` : scene.name;
        if (whole) {
          // What nobody sees is not drawn: the window becomes as tall as the page.
          const all = await page.evaluate(() => document.documentElement.scrollHeight);
          await page.setViewportSize({ width, height: all });
          await page.waitForTimeout(3000);
        }
        await page.screenshot({ path: join(folder, `${name}.png`), fullPage: whole });
        process.stdout.write(`${name}\n`);
        await context.close();
      }
  } finally {
    await browser.close();
    await server.close();
  }
}

if (process.argv[1]?.endsWith('lab-pictures.ts')) {
  const [folder, only = ''] = process.argv.slice(2);
  const chosen = SCENES.filter(({ name }) => name.startsWith(only));
  if (folder === undefined)
    await takePictures(chosen, join(ROOT, 'docs', 'figures', 'lab'), [
      { width: 1200, height: 780, colorScheme: 'light', whole: false },
    ]);
  else
    await takePictures(
      chosen,
      folder,
      [1440, 390].flatMap((width) =>
        (['light', 'dark'] as const).map((colorScheme) => ({
          ...{ width, colorScheme, whole: true },
          height: width === 390 ? 844 : 900,
        })),
      ),
    );
}
