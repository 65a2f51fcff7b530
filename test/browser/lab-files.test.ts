/** What is taken away from the lab: every file has the bytes that the command line writes of the same run. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSonata } from '../../src/formats/graphs/sonata.ts';
import { readZip } from '../../src/formats/zip.ts';
import { NETWORK_FORMATS } from '../../src/interchange/index.ts';
import { TABLE_FORMATS } from '../../src/runs/table-files.ts';
import { ROOT } from '../sources.ts';
import { describeLab, useLab } from './lab.ts';

const RUN = ['--preset', 'smoke', '--seed', '1', '--arithmetic', 'strict'];

/** Forms whose bytes say more than the network, or that have no place for it. */
const APART = { scipy: true, sonata: true, nir: true };

/** What a button saves: the file alone, or those in its archive, by name. */
async function saved(page: Page, press: () => Promise<void>): Promise<Map<string, Uint8Array>> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  const bytes = new Uint8Array(readFileSync(await download.path()));
  const name = download.suggestedFilename();
  if (!name.endsWith('.zip')) return new Map([[name, bytes]]);
  return new Map(readZip(bytes, { name }));
}

const filesIn = (folder: string): Map<string, Uint8Array> =>
  new Map(
    readdirSync(folder).map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]),
  );

/** The names of files whose bytes differ, or that only one has. */
const differing = (a: Map<string, Uint8Array>, b: Map<string, Uint8Array>): string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter(
    (name) => Buffer.compare(a.get(name) ?? Buffer.of(0), b.get(name) ?? Buffer.of(1)) !== 0,
  );

describeLab('taking away', () => {
  const { open } = useLab();
  const folder = mkdtempSync(join(tmpdir(), 'frugal-files-'));
  const run = join(folder, 'run');
  const frugal = (...words: string[]): unknown =>
    execFileSync(process.execPath, [join(ROOT, 'dist/cli/main.js'), ...words], { stdio: 'pipe' });
  const told = (name: string, ...words: string[]): Map<string, Uint8Array> => {
    frugal(...words, '--out', join(folder, name));
    return filesIn(join(folder, name));
  };
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    frugal('run', 'set-mlp', ...RUN, '--out', run);
    ({ page, faults } = await open('#/set-mlp?preset=smoke'));
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.locator('.result-hash').waitFor({ timeout: 110_000 });
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(TABLE_FORMATS)('records as %s', { timeout: 60_000 }, async (form) => {
    const name = { csv: 'CSV', parquet: 'Parquet', json: 'JSON' }[form];
    const button = page.getByRole('button', { name: `Records as ${name}` });
    const ours = await saved(page, () => button.click());
    expect(differing(ours, told(form, 'export', run, '--to', form))).toEqual([]);
  });

  it('networks of a study that says apart what they are', { timeout: 120_000 }, async () => {
    const cnn = join(folder, 'cnn');
    frugal('run', 'set-cnn', ...RUN, '--out', cnn);
    const other = await open('#/set-cnn?preset=smoke');
    await other.page.getByRole('button', { name: 'Run', exact: true }).click();
    const which = other.page.getByLabel('Which network');
    await which.selectOption({ label: 'set' }, { timeout: 60_000 });
    await other.page.getByLabel('Form of the network’s file').selectOption('onnx');
    const button = other.page.getByRole('button', { name: 'Save the network' });
    const ours = await saved(other.page, () => button.click());
    const theirs = told('cnn-onnx', 'export', cnn, '--network', 'set', '--to', 'onnx');
    expect(differing(ours, theirs)).toEqual([]);
    expect(other.faults).toEqual([]);
    await other.page.context().close();
  });

  const pressed = async (form: string): Promise<() => Promise<void>> => {
    await page.getByLabel('Which network').selectOption({ label: 'set' });
    await page.getByLabel('Form of the network’s file').selectOption(form);
    return () => page.getByRole('button', { name: 'Save the network' }).click();
  };
  const theirs = (form: string): Map<string, Uint8Array> =>
    told(`network-${form}`, 'export', run, '--network', 'set', '--to', form);

  it.each(NETWORK_FORMATS.filter((form) => !(form in APART)))(
    'a network as %s',
    { timeout: 60_000 },
    async (form) => {
      expect(differing(await saved(page, await pressed(form)), theirs(form))).toEqual([]);
    },
  );

  it('a network as scipy, packed by another deflate', { timeout: 60_000 }, async () => {
    const unpacked = (files: Map<string, Uint8Array>): Map<string, Uint8Array> =>
      new Map(
        Array.from(files).flatMap(([name, bytes]) =>
          name.endsWith('.npz')
            ? Array.from(
                readZip(bytes, { name }),
                ([part, data]) => [`${name} ${part}`, data] as const,
              )
            : [[name, bytes] as const],
        ),
      );
    const ours = unpacked(await saved(page, await pressed('scipy')));
    expect(differing(ours, unpacked(theirs('scipy')))).toEqual([]);
  });

  it('a network as sonata, whose HDF5 holds the time', { timeout: 60_000 }, async () => {
    const [[name, ours]] = await saved(page, await pressed('sonata'));
    const other = theirs('sonata').get(name) ?? new Uint8Array(0);
    expect(ours.length).toBe(other.length);
    expect(await readSonata(ours, { name })).toEqual(await readSonata(other, { name }));
  });

  it('no network as nir, in the words of the command line', { timeout: 60_000 }, async () => {
    await (await pressed('nir'))();
    const fault = page.locator('.take-away .fault');
    await expect.poll(() => fault.textContent()).toMatch(/^NIR has no relu/);
    const words = (await fault.textContent()) ?? '';
    expect(() => theirs('nir')).toThrow(words);
  });

  it('figures as drawings, as pixels and as numbers', { timeout: 120_000 }, async () => {
    const theirs = told('figures', 'report', run, '--format', 'svg');
    const figures = page.locator('figure:has(.saving)');
    await expect.poll(() => figures.count()).toBeGreaterThan(0);
    const count = await figures.count();
    for (let k = 0; k < count; k++)
      for (const form of ['SVG', 'CSV']) {
        const button = figures.nth(k).getByRole('button', { name: `save as ${form}` });
        const [[name, bytes]] = await saved(page, () => button.click());
        const equal = Buffer.compare(bytes, theirs.get(name) ?? Buffer.of(0)) === 0;
        expect([name, equal]).toEqual([name, true]);
      }
    const png = figures.first().getByRole('button', { name: 'save as PNG' });
    const [[name, bytes]] = await saved(page, () => png.click());
    expect(name).toMatch(/\.png$/);
    const [width, height] = [16, 20].map((at) => Buffer.from(bytes).readUInt32BE(at));
    expect(Buffer.from(bytes.subarray(1, 4)).toString()).toBe('PNG');
    expect([width, height > 300]).toEqual([1280, true]);
  });

  it('breaks nothing', () => expect(faults).toEqual([]));
});
