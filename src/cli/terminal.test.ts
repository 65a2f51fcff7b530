import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { studies } from '../studies/registry.ts';
import { inFolderOfItsOwn } from './fixtures/folder.ts';
import { heard } from './fixtures/world.ts';

inFolderOfItsOwn();

it('tells once what reading the data had to decide, before anything is learned', async () => {
  const folder = await mkdtemp(join(process.cwd(), 'data-'));
  const rows = Array.from({ length: 24 }, (_, k) => `${k % 5},${k % 2 ? 'a' : 'b'}`);
  await writeFile(join(folder, 'own.csv'), `x,kind\n${rows.join('\n')}\n`);
  const words = ['run', 'set-mlp', '--preset', 'smoke', '--task', join(folder, 'own.csv')];
  const small = [
    '--methods',
    'static',
    '--hidden',
    '4',
    '--epochs',
    '1',
    '--train-limit',
    '0',
    '--test-limit',
    '0',
    '--no-report',
  ];
  const registry = new URL('../studies/registry.ts', import.meta.url).href;
  const { code, err } = await heard([...words, ...small], {}, { studies, registry });
  expect([code, err]).toEqual([0, expect.any(String)]);
  const flat = err.replace(/\s+/g, ' ');
  expect(flat.match(/note: The answers are taken from column "kind"/g)).toHaveLength(1);
  expect(flat.indexOf('note: No split is given')).toBeGreaterThan(0);
  const learned = flat.indexOf('% static · test');
  expect(learned).toBeGreaterThan(flat.lastIndexOf('note:'));
});

it('says what symbols stand for and what is counted in what, below the tables', async () => {
  const registry = new URL('../studies/registry.ts', import.meta.url).href;
  const toldBy = async (study: string): Promise<string> => {
    const words = ['run', study, '--preset', 'smoke', '--no-report', '--out', study];
    const { code, out } = await heard(words, {}, { studies, registry });
    expect(code).toBe(0);
    return out.replace(/\s+/g, ' ');
  };
  // Bits in one study, bytes in another.
  expect(await toldBy('million-neurons')).toContain(
    'density: 10⁻⁶ of all pairs · memory: bytes · arithmetic: multiply-adds',
  );
  expect(await toldBy('compose')).toContain(
    'memory: bits · M₀: changes, events · M₁: energy, Σ|Δw| · arithmetic: multiply-adds · wire: lengths',
  );
}, 60_000);
