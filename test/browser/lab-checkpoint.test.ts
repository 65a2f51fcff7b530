/** A run of the lab over a reload: it goes on from its checkpoint to the same bits, or says why it does not. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../sources.ts';
import { beginStanding, choosePace, describeLab, slowDown, useLab } from './lab.ts';

/** So many epochs that a slow run, a record a second, lasts longer than any test: it is left before its end. */
const SETTINGS = {
  ...{ task: 'digits', trainLimit: '100', testLimit: '50', hidden: '40', epsilon: '5' },
  ...{ epochs: '200', batch: '32', methods: 'set' },
};
const PLACE = `#/set-mlp?${Object.entries(SETTINGS)
  .map(([name, value]) => `${name}=${value}`)
  .join('&')}&seed=1&arithmetic=strict`;

/** Names of the checkpoints that the page's storage holds, whole ones. */
const kept = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('checkpoints', { create: true });
    const names: string[] = [];
    // The types of the DOM do not know that a folder can be gone through.
    const entries = (folder as unknown as { entries(): AsyncIterable<[string, FileSystemHandle]> })
      .entries;
    for await (const [name, handle] of entries.call(folder)) {
      const { size } = await (handle as FileSystemFileHandle).getFile();
      if (size > 0) names.push(name);
    }
    return names;
  });

/** Whether a checkpoint was written since the moment that the page noted as `since`. */
const newest = (page: Page): Promise<boolean> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('checkpoints', { create: true });
    const values = (
      folder as unknown as { values(): AsyncIterable<FileSystemFileHandle> }
    ).values();
    for await (const handle of values) {
      const { lastModified, size } = await handle.getFile();
      if (size > 0 && lastModified > Reflect.get(globalThis, 'since')) return true;
    }
    return false;
  });

/** A reload ends what was being loaded; all else is a fault. */
const ownFaults = (faults: readonly string[]): string[] =>
  faults.filter((fault) => !fault.startsWith('not loaded'));

const note = (page: Page) => page.locator('.standing .note');
const hashOf = (page: Page): Promise<string | null> =>
  page.locator('.result-hash').textContent({ timeout: 60_000 });

/** Stands behind its first record, and is kept there. */
async function standAtCheckpoint(page: Page): Promise<void> {
  await beginStanding(page);
  await expect.poll(() => kept(page), { timeout: 60_000 }).toHaveLength(1);
}

/** On at full speed, to the end. */
async function goToEnd(page: Page): Promise<void> {
  await choosePace(page, 'full speed');
  await page.getByRole('button', { name: 'Go on' }).click();
}

/** Does something to the network by hand, and waits until what is kept knows of it. */
async function layAndKeep(page: Page, lay: () => Promise<void>): Promise<void> {
  await page.evaluate(() => Reflect.set(globalThis, 'since', Date.now()));
  await lay();
  await expect.poll(() => newest(page), { timeout: 60_000 }).toBe(true);
}

describeLab('a checkpoint in the page', () => {
  const { open } = useLab();
  const folder = mkdtempSync(join(tmpdir(), 'frugal-checkpoint-'));
  let hash: string;
  beforeAll(() => {
    const words = Object.entries(SETTINGS).flatMap(([name, value]) => [
      `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      value,
    ]);
    const main = join(ROOT, 'dist/cli/main.js');
    const rest = ['--seed', '1', '--arithmetic', 'strict', '--out', folder];
    execFileSync(process.execPath, [main, 'run', 'set-mlp', ...words, ...rest], { stdio: 'pipe' });
    hash = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')).hash;
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is where a reload goes on, to the bits of a run that was never left', {
    timeout: 180_000,
  }, async () => {
    const { page, faults } = await open(PLACE);
    await standAtCheckpoint(page);
    await choosePace(page, 'slow');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.reload();
    await expect
      .poll(() => note(page).textContent(), { timeout: 30_000 })
      .toMatch(/^This run goes on from its checkpoint, behind \d+ records?\.$/);
    // At the pace at which it was watched, which leaves time to pause it.
    expect(await page.getByLabel('pace', { exact: true }).inputValue()).toBe('slow');
    await page.getByRole('button', { name: 'Pause' }).click();
    await goToEnd(page);
    expect(await hashOf(page)).toBe(hash);
    // A finished run keeps none, and a reload leaves it alone.
    expect(await kept(page)).toEqual([]);
    await page.reload();
    await page.getByText('not started').waitFor();
    expect(ownFaults(faults)).toEqual([]);
    await page.context().close();
  });

  it('keeps what was cut of a layer with all connections', { timeout: 180_000 }, async () => {
    const { page, faults } = await open(PLACE.replace('methods=set', 'methods=dense'));
    await standAtCheckpoint(page);
    const hands = page.locator('.hands');
    const cut = hands.getByRole('button', { name: 'Cut the weakest tenth of output' });
    await layAndKeep(page, () => cut.click());
    await hands.getByText(': cut 40 connections of output').waitFor();
    await layAndKeep(page, () => cut.click());
    await hands.getByText(': cut 36 connections of output').waitFor();
    await page.reload();
    await expect
      .poll(() => note(page).textContent(), { timeout: 30_000 })
      .toMatch(/as it was changed by hand\.$/);
    await goToEnd(page);
    await page.getByText('done', { exact: true }).first().waitFor({ timeout: 60_000 });
    expect(await hands.locator('li').count()).toBe(2);
    await page.locator('.structure').scrollIntoViewIfNeeded();
    await page.getByText('324 connections').waitFor({ timeout: 60_000 });
    expect(ownFaults(faults)).toEqual([]);
    await page.context().close();
  });

  it('keeps what was done by hand, which holds again, and gives it to nobody else', {
    timeout: 180_000,
  }, async () => {
    const { page, faults } = await open(PLACE);
    await standAtCheckpoint(page);
    const hands = page.locator('.hands');
    const freeze = hands.getByRole('button', { name: 'Freeze hidden1' });
    await layAndKeep(page, () => freeze.click());
    await hands.getByText(': froze hidden1').waitFor();
    await layAndKeep(page, async () => {
      await hands.getByLabel('rewiring').selectOption('none');
    });
    await hands.getByText(': turned rewiring off').waitFor();
    await page.reload();
    await expect
      .poll(() => note(page).textContent(), { timeout: 30_000 })
      .toMatch(/^This run goes on from its checkpoint, .* as it was changed by hand\.$/);
    // It stands as it stood; its network is there with the next step.
    await page.getByRole('button', { name: 'Step', exact: true }).click();
    await hands.getByRole('button', { name: 'Let go hidden1' }).waitFor();
    expect(await hands.getByLabel('rewiring').inputValue()).toBe('none');
    expect(await hands.locator('li').count()).toBe(2);
    expect(new URL(page.url()).hash).toContain('&hands=2');
    await goToEnd(page);
    await page.getByText('done', { exact: true }).first().waitFor({ timeout: 60_000 });
    await page.getByText('no hash is claimed of the one above').waitFor();
    expect(await kept(page)).toEqual([]);

    // Left instead of reloaded, it is not what the next who asks for the run gets.
    await page.getByRole('button', { name: 'Reset' }).click();
    await standAtCheckpoint(page);
    await layAndKeep(page, () => freeze.click());
    await hands.getByText(': froze hidden1').waitFor();
    await page.goto(page.url().replace(/#.*/, '#/'));
    await page.getByRole('heading', { name: 'Guided tours' }).waitFor();
    await page.goto(page.url().replace(/#.*/, PLACE));
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect
      .poll(() => note(page).textContent(), { timeout: 30_000 })
      .toMatch(/^The checkpoint of this run was changed by hand, and is thrown away/);
    expect(await hashOf(page)).toBe(hash);
    expect(ownFaults(faults)).toEqual([]);
    await page.context().close();
  });

  it('has runs side by side go on, those that are done beside those that are not', {
    timeout: 180_000,
  }, async () => {
    const { page, faults } = await open(`${PLACE}&vary=epochs&over=1;${SETTINGS.epochs}`);
    await choosePace(page, 'slow');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText('1 of 2 runs done').waitFor({ timeout: 60_000 });
    await expect.poll(() => kept(page), { timeout: 60_000 }).toHaveLength(2);
    await page.reload();
    const notes = note(page);
    await notes.getByText(/^This run was done, behind \d+ records\.$/).waitFor({ timeout: 30_000 });
    await notes.getByText(/^This run goes on from its checkpoint, /).waitFor();
    await choosePace(page, 'full speed');
    await page.locator('.words[data-phase="done"]').waitFor({ timeout: 60_000 });
    await expect.poll(() => page.locator('.result-hash').count()).toBe(2);
    expect(await page.locator('.result-hash').allTextContents()).toContain(hash);
    await expect.poll(() => kept(page)).toEqual([]);
    expect(ownFaults(faults)).toEqual([]);
    await page.context().close();
  });

  it('has the race go on', { timeout: 180_000 }, async () => {
    const { page, faults } = await open('');
    // Of 40 records each: longer than this test.
    await slowDown(page, 5000);
    await page.goto(page.url().replace(/#.*|$/, '#/race?seed=3'));
    await expect.poll(() => kept(page), { timeout: 60_000 }).toHaveLength(3);
    await page.reload();
    await expect
      .poll(() => note(page).allTextContents(), { timeout: 30_000 })
      .toContainEqual(expect.stringMatching(/^This run goes on from its checkpoint, /));
    expect(new URL(page.url()).hash).toBe('#/race?seed=3');
    expect(ownFaults(faults)).toEqual([]);
    await page.context().close();
  });

  it('that is damaged is thrown away, with a line, and the run begins anew', {
    timeout: 180_000,
  }, async () => {
    const { page, faults } = await open(PLACE);
    await standAtCheckpoint(page);
    await page.goto(page.url().replace(/#.*/, '#/'));
    await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle('checkpoints');
      const entries = (folder as unknown as { keys(): AsyncIterable<string> }).keys();
      for await (const name of entries) {
        const handle = await folder.getFileHandle(name);
        const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
        bytes[bytes.length >> 1] ^= 1;
        const file = await handle.createWritable();
        await file.write(bytes);
        await file.close();
      }
    });
    await page.goto(page.url().replace(/#.*/, PLACE));
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect
      .poll(() => note(page).textContent(), { timeout: 30_000 })
      .toBe('The checkpoint of this run is damaged (not as it was written): the run begins anew.');
    expect(await hashOf(page)).toBe(hash);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('has one owner among tabs, and is forgotten by a reset', { timeout: 180_000 }, async () => {
    const { page, faults } = await open(PLACE);
    await standAtCheckpoint(page);
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByRole('button', { name: 'Run', exact: true }).click();
    await expect
      .poll(() => note(other).textContent(), { timeout: 30_000 })
      .toMatch(/^Another tab computes this very run/);
    expect(await hashOf(other)).toBe(hash);
    expect(await kept(page)).toHaveLength(1);
    await page.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(() => kept(page)).toEqual([]);
    await page.reload();
    await page.getByText('not started').waitFor();
    expect(ownFaults(faults)).toEqual([]);
    await page.context().close();
  });

  it('is missing where the browser has no such storage, and the page says so', {
    timeout: 120_000,
  }, async () => {
    const { page, faults } = await open('');
    await page.route(/\/assets\/main-[^/]*\.js$/, async (route) => {
      const response = await route.fetch();
      const body = `delete StorageManager.prototype.getDirectory;${await response.text()}`;
      await route.fulfill({ response, body });
    });
    await page.goto(page.url().replace(/#.*|$/, PLACE));
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect
      .poll(() => note(page).textContent(), { timeout: 30_000 })
      .toMatch(/^This browser has no private storage/);
    expect(await hashOf(page)).toBe(hash);
    expect(faults).toEqual([]);
    // A thread that makes ready for the next run may be on its way still.
    await page.unrouteAll({ behavior: 'wait' });
    await page.context().close();
  });
});
