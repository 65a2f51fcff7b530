/** Pages of the lab as people meet them: reached by keyboard, read aloud, on a phone, in the dark, and nothing on anything else. */

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { tours } from '../../src/tours/index.ts';
import { letteringFaults } from '../report/text-boxes.ts';
import { describeLab, PATIENCE, useLab } from './lab.ts';
import { namelessCanvases, sideways, textOverlaps } from './page-faults.ts';

interface AxeResult {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}
declare const axe: { run(): Promise<{ readonly violations: readonly AxeResult[] }> };

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const run = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Run', exact: true }).click();
const over = (page: Page): Promise<void> =>
  page.locator('.words[data-phase="done"]').waitFor({ timeout: 110_000 });

/** Every kind of page, in a state where it has most to show. */
const SCENES: readonly {
  readonly name: string;
  readonly place: string;
  readonly reach: (page: Page) => Promise<void>;
}[] = [
  {
    name: 'the first page',
    place: '',
    reach: (page) => page.locator('.cards-list').last().waitFor(),
  },
  {
    name: 'a study after its run',
    place: '#/set-mlp?preset=smoke',
    async reach(page) {
      await run(page);
      await over(page);
      await page.locator('#figures').waitFor({ timeout: 30_000 });
    },
  },
  {
    name: 'the bench with a reason',
    place: '#/compose?preset=smoke',
    async reach(page) {
      await page.getByRole('button', { name: 'rnn', exact: true }).click();
      await page.locator('.why button').waitFor();
    },
  },
  {
    name: 'a step of a tour',
    place: '#/tour/discrete?step=1',
    async reach(page) {
      await over(page);
      await page.locator('.picture svg').waitFor({ timeout: 30_000 });
    },
  },
  {
    name: 'the race',
    place: '#/race',
    reach: over,
  },
];

describeLab('pages of the lab', () => {
  const { open } = useLab();

  it.each(
    SCENES.flatMap((scene) => [
      { ...scene, width: 1440, ground: 'light' as const },
      { ...scene, width: 390, ground: 'dark' as const },
    ]),
  )(
    '$name at $width px on $ground ground: nothing on anything else, and axe finds no fault',
    { timeout: 240_000 },
    async ({ place, reach, width, ground }) => {
      const { page, faults } = await open(place, {
        ...{ viewport: { width, height: 900 }, colorScheme: ground, reducedMotion: 'reduce' },
        bypassCSP: true,
      });
      await reach(page);
      expect(await page.evaluate(textOverlaps)).toEqual([]);
      expect(await page.evaluate(letteringFaults)).toEqual([]);
      expect(await page.evaluate(sideways)).toBeLessThanOrEqual(0);
      expect(await page.evaluate(namelessCanvases)).toEqual([]);
      await page.evaluate(await readFile(AXE, 'utf8'));
      const { violations } = await page.evaluate(() => axe.run());
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`)).toEqual(
        [],
      );
      // Nobody is made to look at what moves.
      const moving = await page.evaluate(
        () =>
          [...document.querySelectorAll('*')].filter((each) => {
            const { transitionDuration, animationName } = getComputedStyle(each);
            return /[1-9]/.test(transitionDuration) || animationName !== 'none';
          }).length,
      );
      expect(moving).toBe(0);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );

  it('are reached and worked with the keyboard alone', { timeout: 120_000 }, async () => {
    const { page, faults } = await open('#/set-mlp?preset=smoke');
    await expect
      .poll(() => page.getByRole('button', { name: 'Run', exact: true }).isEnabled(), PATIENCE)
      .toBe(true);
    const names: string[] = [];
    const focused = (): Promise<string> =>
      page.evaluate(() => {
        const own = document.activeElement as HTMLInputElement | null;
        return own?.labels?.[0]?.textContent ?? own?.textContent ?? '';
      });
    for (let i = 0; i < 80 && names.at(-1)?.trim() !== 'Run'; i++) {
      await page.keyboard.press('Tab');
      names.push(await focused());
    }
    expect(names.map((name) => name.trim())).toEqual(
      expect.arrayContaining(['Frugal lab', 'smoke', 'epochs', 'Run']),
    );
    await page.keyboard.press('Enter');
    await over(page);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each(Object.keys(tours))(
    'the tour %s opens, runs and tells',
    { timeout: 120_000 },
    async (name) => {
      const { page, faults } = await open(`#/tour/${name}`);
      const steps = (await tours[name]()).steps;
      await expect
        .poll(() => page.locator('.tour-steps button').count(), PATIENCE)
        .toBe(steps.length);
      await over(page);
      const first = page.locator('.statements li');
      await expect.poll(() => first.count(), PATIENCE).toBe(steps[0].shown.length);
      const states = () => first.evaluateAll((all) => all.map((each) => each.dataset.state));
      await expect.poll(states, PATIENCE).toEqual(steps[0].shown.map(() => 'seen'));
      await page.getByRole('button', { name: 'Next' }).click();
      await expect
        .poll(() => page.locator('.tour-text h2').textContent(), PATIENCE)
        .toBe(steps[1].title);
      expect(page.url()).toContain(`#/tour/${name}?step=2`);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );

  it('the bench changes what has to change with a name', { timeout: 60_000 }, async () => {
    const { page, faults } = await open('#/compose?preset=smoke');
    await page.getByRole('button', { name: 'perceptron', exact: true }).click();
    expect(await page.locator('.why > p').textContent()).toMatch(/^network perceptron stores/);
    await page.locator('.why button').click();
    const pressed = (name: string) =>
      page.getByRole('button', { name, exact: true }).getAttribute('aria-pressed');
    await expect.poll(() => pressed('perceptron'), PATIENCE).toBe('true');
    await expect.poll(() => pressed('associations'), PATIENCE).toBe('true');
    expect(page.url()).toMatch(/network=perceptron/);
    await expect
      .poll(() => page.getByRole('button', { name: 'Run', exact: true }).isEnabled(), PATIENCE)
      .toBe(true);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
