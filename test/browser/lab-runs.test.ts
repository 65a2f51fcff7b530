/** Runs in the lab under what happens to pages: addresses that are sent around, pauses, a tab in the background, moving parts. */

import { expect, it } from 'vitest';
import { readPinned } from '../pinned.ts';
import { beginStanding, choosePace, describeLab, PATIENCE, useLab } from './lab.ts';

const { hashes } = readPinned();
const SMALL = 'hidden=30,30&epsilon=5&epochs=3&trainLimit=300&testLimit=100&batch=25&seed=4';

describeLab('a run in the lab', () => {
  const { open } = useLab();
  type Page = Awaited<ReturnType<typeof open>>['page'];
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const hashOf = (page: Page) => page.locator('.result-hash').textContent({ timeout: 110_000 });
  const recordsOf = async (page: Page): Promise<number> =>
    Number.parseInt((await page.locator('.facts-line').textContent()) ?? '', 10);

  it('is what its address says, wherever that is opened', { timeout: 120_000 }, async () => {
    const first = await open(`#/set-mlp?${SMALL}`);
    await first.page.locator('#parameter-epochs').fill('2');
    await expect
      .poll(() => first.page.url(), PATIENCE)
      .toMatch(/epochs=2&.*seed=4&arithmetic=strict/);
    const place = new URL(first.page.url()).hash;
    await button(first.page, 'Run').click();
    const hash = await hashOf(first.page);
    const second = await open(place);
    expect(await second.page.locator('#parameter-epochs').inputValue()).toBe('2');
    expect(await second.page.locator('#parameter-seed').inputValue()).toBe('4');
    expect(await second.page.locator('#parameter-hidden').inputValue()).toBe('30,30');
    await button(second.page, 'Run').click();
    expect(await hashOf(second.page)).toBe(hash);
    expect(new URL(second.page.url()).hash).toBe(place);
    expect([...first.faults, ...second.faults]).toEqual([]);
    await first.page.context().close();
    await second.page.context().close();
  });

  it('is another one when another address is typed into the bar', { timeout: 60_000 }, async () => {
    const { page, faults } = await open(`#/set-mlp?${SMALL}`);
    const epochs = (): Promise<string> => page.locator('#parameter-epochs').inputValue();
    await expect.poll(epochs, PATIENCE).toBe('3');
    await page.goto(page.url().replace(/epochs=\d+/, 'epochs=7'));
    await expect.poll(epochs, PATIENCE).toBe('7');
    expect(page.url()).toContain('epochs=7');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('shows its network to who comes to see it when it is done', { timeout: 120_000 }, async () => {
    const { page, faults } = await open(`#/set-mlp?${SMALL}`, {
      viewport: { width: 390, height: 500 },
    });
    await button(page, 'Run').click();
    await hashOf(page);
    expect(await page.locator('.st').count()).toBe(0);
    await page.locator('.structure').scrollIntoViewIfNeeded();
    await page.locator('.st-matrix').first().waitFor(PATIENCE);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('shows its network to who comes to see it while it stands', { timeout: 120_000 }, async () => {
    const { page, faults } = await open(`#/set-mlp?${SMALL}`, {
      viewport: { width: 390, height: 500 },
    });
    await beginStanding(page);
    expect(await page.locator('.st').count()).toBe(0);
    await page.locator('.structure').scrollIntoViewIfNeeded();
    await page.locator('.st-matrix').first().waitFor(PATIENCE);
    expect(await page.locator('.words').getAttribute('data-phase')).toBe('paused');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('stands still while it is paused, and comes to the same bits', {
    timeout: 120_000,
  }, async () => {
    // Slow, it lasts longer than this test.
    const place = `#/set-mlp?${SMALL.replace('epochs=3', 'epochs=150')}`;
    const whole = await open(place);
    await button(whole.page, 'Run').click();
    const hash = await hashOf(whole.page);
    await whole.page.context().close();
    const { page, faults } = await open(place);
    await choosePace(page, 'slow');
    await button(page, 'Run').click();
    await expect.poll(() => recordsOf(page), PATIENCE).toBeGreaterThan(1);
    await button(page, 'Pause').click();
    await page.locator('.words[data-phase="paused"]').waitFor();
    const records = await recordsOf(page);
    await page.waitForTimeout(600);
    expect(await recordsOf(page)).toBe(records);
    await button(page, 'Step').click();
    await expect.poll(() => recordsOf(page), PATIENCE).toBe(records + 1);
    await choosePace(page, 'full speed');
    await button(page, 'Go on').click();
    expect(await hashOf(page)).toBe(hash);
    expect([...whole.faults, ...faults]).toEqual([]);
    await page.context().close();
  });

  it('goes on in a tab that nobody sees, which is not drawn into', {
    timeout: 120_000,
  }, async () => {
    const { page, faults } = await open('#/set-mlp?preset=smoke', {
      // So that the network is in view.
      viewport: { width: 1200, height: 2400 },
    });
    await beginStanding(page);
    await page.locator('.structure-host canvas').first().waitFor();
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
      window.requestAnimationFrame = () => 0;
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await button(page, 'Go on').click();
    expect(await hashOf(page)).toBe(hashes['set-mlp']);
    expect(await recordsOf(page)).toBeGreaterThan(9);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('moves nothing that one looks at', { timeout: 120_000 }, async () => {
    const { page } = await open('#/set-mlp?preset=smoke', {
      viewport: { width: 1440, height: 900 },
    });
    await button(page, 'Run').waitFor();
    await page.evaluate(() => {
      const own = window as unknown as { shifted: number };
      own.shifted = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        })[])
          if (!entry.hadRecentInput) own.shifted += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await button(page, 'Run').click();
    await hashOf(page);
    await page.locator('#figures').waitFor({ timeout: 30_000 });
    // A tenth is what is called good of a page.
    expect(
      await page.evaluate(() => (window as unknown as { shifted: number }).shifted),
    ).toBeLessThan(0.1);
    await page.context().close();
  });

  it('starts three at once, one click from the first page', { timeout: 120_000 }, async () => {
    const { page, faults } = await open('');
    await page.getByRole('link', { name: 'Watch three networks race' }).click();
    await expect
      .poll(() => page.locator('.score').allTextContents(), PATIENCE)
      .toEqual([1, 2, 3].map(() => expect.stringMatching(/^\d+\.\d % of the test digits right$/)));
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
