/** Data of one's own in the lab: read by the readers of the command line, with its errors, to its bits; and nothing is sent. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { ROOT } from '../sources.ts';
import { describeLab, useLab } from './lab.ts';

const WINE = join(ROOT, 'docs/examples/wine/wine.csv');
const SETTINGS = {
  ...{ label: 'cultivar', scaling: 'z-score', hidden: '8,8', epsilon: '4', batch: '16' },
  ...{ epochs: '2', methods: 'set' },
};
const place = (task: string): string =>
  `#/set-mlp?task=${task}&${Object.entries(SETTINGS)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')}&seed=1&arithmetic=strict`;

/** Drops a file as a pointer would. */
async function drop(page: Page, target: string, name: string, text: string): Promise<void> {
  const carried = await page.evaluateHandle(
    ([file, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], file));
      return transfer;
    },
    [name, text],
  );
  for (const type of ['dragover', 'drop'])
    await page.dispatchEvent(target, type, { dataTransfer: carried });
}

/** Opens a file by the button beside a field, with the keyboard. */
async function give(page: Page, path: string): Promise<void> {
  const button = page.getByRole('button', { name: 'Open a file for task', exact: true });
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.press('Enter')]);
  await chooser.setFiles(path);
}

describeLab('data of one’s own', () => {
  const { open, address } = useLab();
  const folder = mkdtempSync(join(tmpdir(), 'frugal-data-'));
  const main = join(ROOT, 'dist/cli/main.js');
  const words = Object.entries(SETTINGS).flatMap(([name, value]) => [`--${name}`, value]);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are learned to the bits of the command line, and stay in the page', {
    timeout: 180_000,
  }, async () => {
    const { page, faults } = await open(place('digits').replace('&label=cultivar', ''));
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.locator('.own-data').getByText('never leave this machine').waitFor();
    await page.locator('.others > summary').click();
    await page.locator('#parameter-label').fill('cultivar');
    await give(page, WINE);
    await page.getByText('178 examples of 13 features').waitFor();
    expect(await page.locator('#parameter-task').inputValue()).toBe('./wine.csv');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const hash = await page.locator('.result-hash').textContent({ timeout: 60_000 });
    const run = join(folder, 'run');
    execFileSync(
      process.execPath,
      [
        ...[main, 'run', 'set-mlp', '--task', WINE, ...words],
        ...['--seed', '1', '--arithmetic', 'strict', '--out', run],
      ],
      { stdio: 'pipe' },
    );
    const read = (file: string) => JSON.parse(readFileSync(join(run, file), 'utf8'));
    const { identity, data } = read('spec.json');
    expect(hash).toBe(read('summary.json').hash);
    const shown = await page.locator('.origin .mono').allTextContents();
    expect(shown).toEqual([data.file, identity, hash]);
    // Only this server was asked, and only for what the lab is made of.
    expect(
      asked.filter((url) => !/^(?:blob|data):/.test(url) && !url.startsWith(address())),
    ).toEqual([]);
    expect(faults).toEqual([]);

    // The address names the data, which are not in it.
    const there = new URL(page.url()).hash;
    expect(there).toContain(`data=${data.file.slice(0, 12)}`);
    await page.getByText('but not the data, which are a file of yours').waitFor();
    const other = await open(there);
    await other.page.getByText(/which is not in its address: give it to the page/).waitFor();
    expect(await other.page.getByRole('button', { name: 'Run', exact: true }).isDisabled()).toBe(
      true,
    );
    const changed = readFileSync(WINE, 'utf8').replace(/,(\d)/, ',9$1');
    await drop(other.page, 'body', 'wine.csv', changed);
    await other.page.getByText(/The address is of other data/).waitFor();
    await drop(other.page, '#parameter-task', 'wine.csv', readFileSync(WINE, 'utf8'));
    await expect.poll(() => other.page.getByText(/The address is of other data/).count()).toBe(0);
    expect(new URL(other.page.url()).hash).toBe(there);

    // The command line takes the address where these data are, and refuses it beside others.
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    const byAddress = (text: string) => {
      writeFileSync(join(elsewhere, 'wine.csv'), text);
      const words = [main, 'run', address() + there, '--out', 'out', '--no-report'];
      return spawnSync(process.execPath, words, { cwd: elsewhere, encoding: 'utf8' });
    };
    const refused = byAddress(changed);
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toMatch(
      new RegExp(
        `^error: the data are others than were asked for: .* not ${data.file.slice(0, 12)}`,
        'm',
      ),
    );
    expect(readdirSync(elsewhere)).toEqual(['wine.csv']);
    expect(byAddress(readFileSync(WINE, 'utf8')).status).toBe(0);
    expect(JSON.parse(readFileSync(join(elsewhere, 'out/summary.json'), 'utf8')).hash).toBe(hash);
    await page.context().close();
    await other.page.context().close();
  });

  it.each([
    ['ragged.csv', 'a,b,cultivar\n1,2,x\n3,4\n'],
    ['empty.csv', ''],
    ['broken.parquet', 'PAR1 and no more'],
    ['broken.npz', 'PK\u0003\u0004 and no more'],
    ['broken.h5', '\u0089HDF\r\n\u001a\n and no more'],
  ])('%s is refused in the words of the command line', { timeout: 60_000 }, async (name, text) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    const { status, stderr } = spawnSync(
      process.execPath,
      [main, 'run', 'set-mlp', '--task', path, ...words, '--out', join(folder, 'none')],
      { encoding: 'utf8' },
    );
    expect(status).not.toBe(0);
    const { page, faults } = await open(place('digits').replace('&label=cultivar', ''));
    await page.locator('.others > summary').click();
    await page.locator('#parameter-label').fill('cultivar');
    await drop(page, 'body', name, text);
    const fault = page.locator('.setup > .fault');
    const said = stderr
      .trim()
      .replaceAll(`${folder}/`, '')
      .replace(/^error: /, '');
    await expect
      .poll(async () => said.includes((await fault.textContent()) ?? said), { timeout: 20_000 })
      .toBe(true);
    expect(await page.getByRole('button', { name: 'Run', exact: true }).isDisabled()).toBe(true);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
