/** Hands on a run of the lab: what is done is seen, written down, and ends every claim to be a reproduction. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readZip } from '../../src/formats/zip.ts';
import { beginStanding, describeLab, useLab } from './lab.ts';

const PLACE =
  '#/set-mlp?task=digits&trainLimit=500&testLimit=200&hidden=40&epsilon=5&epochs=40&batch=32&methods=static&seed=1&arithmetic=strict';

describeLab('hands on a run', () => {
  const { open } = useLab();
  /** A run that has begun and stands, with its hands in reach. */
  const standing = async (place: string) => {
    const { page, faults } = await open(place, { viewport: { width: 1440, height: 1000 } });
    await beginStanding(page);
    return { page, faults, hands: page.locator('.hands') };
  };

  it('cut, freeze, rewire and limit; the run says so, and claims no hash', {
    timeout: 180_000,
  }, async () => {
    const { page, faults, hands } = await standing(PLACE);

    // By the pointer: a rectangle of the first matrix.
    const matrix = page.locator('.st-matrix').first();
    await matrix.scrollIntoViewIfNeeded();
    const words = () => matrix.locator('[role=img]').getAttribute('aria-label');
    const count = async (): Promise<number> =>
      Number(/([\d,]+) connections/.exec((await words()) ?? '')?.[1].replace(',', ''));
    const before = await count();
    const { x, y, width, height } = (await matrix.boundingBox()) ?? {
      x: 0,
      y: 0,
      width: 0,
      height: 0,
    };
    await page.mouse.move(x + 0.3 * width, y + 0.4 * height);
    await page.mouse.down();
    await page.mouse.move(x + 0.7 * width, y + 0.9 * height, { steps: 3 });
    await page.mouse.up();
    await hands.getByText(/: cut \d+ connections of hidden1, from senders/).waitFor();
    const cut = Number(/cut (\d+)/.exec((await hands.textContent()) ?? '')?.[1]);
    await expect.poll(count).toBe(before - cut);

    // By the keyboard.
    const press = async (name: string): Promise<void> => {
      await hands.getByRole('button', { name }).focus();
      await page.keyboard.press('Enter');
    };
    await press('Cut the weakest tenth of hidden1');
    await hands.getByText('the weakest 10 %').waitFor();
    await press('Freeze hidden1');
    await hands.getByText(': froze hidden1').waitFor();
    await press('Let go hidden1');
    await hands.getByText(': let go hidden1').waitFor();
    await hands.getByLabel('rewiring').selectOption('set');
    await hands.getByText('turned on rewiring by set').waitFor();
    await hands.getByLabel('synapses that may change').selectOption({ label: '10 %' });
    await hands.getByText('let only the 10 %').waitFor();
    const budget = hands.getByLabel('synapses that may change');
    await budget.selectOption({ label: 'residual: kept back, written from 0.001' });
    await hands.getByText('kept changes back, and wrote sums that exceed 0.001').waitFor();
    // A step of many examples has no lead.
    expect(await budget.locator('option').allTextContents()).not.toContainEqual(
      expect.stringMatching(/^lazy/),
    );
    expect(new URL(page.url()).hash).toContain('&hands=7');

    // To the end: rewired now, and no reproduction.
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('done', { exact: true }).first().waitFor({ timeout: 60_000 });
    await page.getByText('no hash is claimed of the one above').waitFor();
    expect(await page.locator('.result-hash').count()).toBe(0);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Records as JSON' }).click(),
    ]);
    const name = download.suggestedFilename();
    const bytes = new Uint8Array(readFileSync(await download.path()));
    const files = new Map(
      Array.from(readZip(bytes, { name }), ([file, data]) => [
        file,
        JSON.parse(new TextDecoder().decode(data)),
      ]),
    );
    const [told] = files.get('by-hand.json');
    expect(told.byHand).toHaveLength(7);
    const epochs: { run: string; removed: number }[] = files.get('epoch.json');
    expect(epochs.every(({ run }) => run.startsWith('by hand'))).toBe(true);
    const records = told.byHand[0].records;
    expect(epochs[0].removed).toBe(0);
    expect(epochs.at(-1)?.removed).toBeGreaterThan(0);
    expect(records).toBeGreaterThan(0);

    // The address says what is not in it.
    await page.goto(page.url().replace(/#.*/, '#/'));
    const again = await open(`${PLACE}&hands=7`);
    await again.page.getByText('was changed by hand (7 times), which is not in it').waitFor();
    expect([...faults, ...again.faults]).toEqual([]);
    await page.context().close();
    await again.page.context().close();
  });

  it('cut of a layer with all connections what stays cut', {
    timeout: 180_000,
  }, async () => {
    const { page, faults, hands } = await standing(
      PLACE.replace('methods=static', 'methods=dense'),
    );
    const matrix = page.locator('.st-matrix').first();
    await matrix.scrollIntoViewIfNeeded();
    const count = async (): Promise<number> => {
      const words = await matrix.locator('[role=img]').getAttribute('aria-label');
      const [, number, thousands] = /([\d,.]+)( k)? connections/.exec(words ?? '') ?? [];
      return Number(number.replace(',', '')) * (thousands === undefined ? 1 : 1000);
    };
    expect(await count()).toBeCloseTo(784 * 40, -2);
    const { x = 0, y = 0, width = 0, height = 0 } = (await matrix.boundingBox()) ?? {};
    await page.mouse.move(x + 1, y + 1);
    await page.mouse.down();
    await page.mouse.move(x + 0.75 * width, y + height - 1, { steps: 3 });
    await page.mouse.up();
    await hands.getByText(/: cut \d+ connections of hidden1, from senders/).waitFor();
    const left = 784 * 40 - Number(/cut (\d+)/.exec((await hands.textContent()) ?? '')?.[1]);
    await expect.poll(count).toBeCloseTo(left, -2);

    // To the end, without them.
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('done', { exact: true }).first().waitFor({ timeout: 60_000 });
    await matrix.scrollIntoViewIfNeeded();
    await expect.poll(count, { timeout: 20_000 }).toBeCloseTo(left, -2);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
