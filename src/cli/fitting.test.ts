/** Data beside a kept network: columns by name, classes by name, words, headers, and the data of a run. */

import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { writeZip } from '../formats/zip.ts';
import { small } from '../interchange/fixtures/networks.ts';
import { exportNetwork, type StoredMlp } from '../interchange/index.ts';
import { studies } from '../studies/registry.ts';
import { inFolderOfItsOwn } from './fixtures/folder.ts';
import { heard } from './fixtures/world.ts';

inFolderOfItsOwn();

const put = async (network: StoredMlp): Promise<void> => {
  for (const { name, bytes } of await exportNetwork(network, 'npz')) await writeFile(name, bytes);
};
const registry = new URL('../studies/registry.ts', import.meta.url).href;
const real = (...words: string[]) => heard(words, {}, { studies, registry });

// The network says "yes" to (3, 0, 1, 5), and "nö" to (1, 5, 1, 1).
const table = (header: string, yes: string, no: string): string =>
  `${header}\n${Array.from({ length: 8 }, (_, r) => (r % 2 ? yes : no)).join('\n')}\n`;

describe('frugal evaluate', () => {
  const evaluate = (file: string) =>
    heard(['evaluate', 'network.npz', '--task', `./${file}`, '--label', 'says', '--json']);

  it('takes features by their names, and says so', async () => {
    await put(small);
    await writeFile('turned.csv', table('d,c,x,b,a,says', '5,1,8,0,3,yes', '1,1,8,5,1,nö'));
    const { out, err } = await evaluate('turned.csv');
    expect(JSON.parse(out)).toMatchObject({ accuracy: 1 });
    expect(err).toContain('turned.csv: its features are taken by their names');
  });

  it('refuses some names without the others, and takes the order where none is known', async () => {
    await put(small);
    await writeFile('some.csv', table('d,c,b,z,says', '5,1,0,3,yes', '1,1,5,1,nö'));
    const { code, err } = await evaluate('some.csv');
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('some.csv has columns of the network\'s inputs, but none for "a";'),
    ]);
    const predicted = await heard(['predict', 'network.npz', 'some.csv']);
    expect([predicted.code, predicted.err]).toEqual([1, expect.stringContaining('none for "a";')]);
    await writeFile('none.csv', table('p,q,r,s,says', '3,0,1,5,yes', '1,5,1,1,nö'));
    const none = await evaluate('none.csv');
    expect(JSON.parse(none.out)).toMatchObject({ accuracy: 1 });
    expect(none.err).toContain('taken in their order');
  });

  it('refuses classes that the network does not know', async () => {
    await put(small);
    await writeFile('other.csv', table('a,b,c,d,says', '3,0,1,5,ja', '1,5,1,1,nein'));
    const { code, err } = await evaluate('other.csv');
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('other.csv has the classes ja, nein, the network yes, nö: '),
    ]);
  });
});

describe('frugal predict', () => {
  it('loses no row of a table without names', async () => {
    await put(small);
    await writeFile('rows.csv', '3,0,1,5\n1,5,1,1\n3,0,1,5\n');
    const { out, err } = await heard(['predict', 'network.npz', 'rows.csv']);
    expect(out.match(/^(yes|nö)/gm)).toEqual(['yes', 'nö', 'yes']);
    expect(err).toContain('no line names the columns');
  });

  it('takes a column of words as the inputs that were made of it', async () => {
    await put({ ...small, features: ['a', 'colour=blue', 'colour=red', 'd'] });
    await writeFile('words.csv', 'colour,d,a\nred,5,3\nblue,1,1\n');
    await writeFile('numbers.csv', 'colour=blue,colour=red,d,a\n0,1,5,3\n1,0,1,1\n');
    const words = await heard(['predict', 'network.npz', 'words.csv']);
    expect(words.code).toBe(0);
    expect(words.out).toBe((await heard(['predict', 'network.npz', 'numbers.csv'])).out);
    await writeFile('words.csv', 'colour,d,a\nred,5,3\ngreen,1,1\n');
    expect((await heard(['predict', 'network.npz', 'words.csv'])).err).toContain(
      '"green" in column "colour" is a word that the network was not taught; it knows "blue", "red"',
    );
  });

  it('calls outputs that are no probabilities scores', async () => {
    await put({ ...small, loss: 'mean-squared-error' });
    await writeFile('rows.csv', 'a,b,c,d\n3,0,1,5\n');
    const { out } = await heard(['predict', 'network.npz', 'rows.csv']);
    expect(out.split('\n')[0]).toBe('class,score(yes),score(nö)');
    const json = await heard(['predict', 'network.npz', 'rows.csv', '--json']);
    expect(Object.keys(JSON.parse(json.out))).toEqual(['class', 'scores']);
  });
});

it('names the way out of a file of torch.save', async () => {
  const parts = writeZip([{ name: 'net/data.pkl', parts: [new Uint8Array(3)] }]);
  await writeFile('net.pt', Buffer.concat(parts));
  const { code, err } = await heard(['predict', 'net.pt', 'rows.csv']);
  expect([code, err]).toEqual([1, expect.stringContaining('save it as safetensors there')]);
});

it('evaluates a run on its own test examples, wherever it is called', async () => {
  const rows = Array.from(
    { length: 120 },
    (_, r) => `${(r * 37) % 100},${(r * 53) % 90},${(r * 37) % 100 < 40 ? 'low' : 'high'}`,
  );
  await writeFile('data.csv', `a,b,kind\n${rows.join('\n')}\n`);
  const words =
    '--label kind --split-seed 7 --test-share 0.4 --methods dense --hidden 8 --epochs 20 --rate 0.05 --scaling z-score';
  const { out, err } = await real(
    ...['run', 'set-mlp', '--task', './data.csv', ...words.split(' '), '--batch', '10'],
    ...['--out', 'kept', '--no-report', '--json'],
  );
  const end = out.split('\n').find((line) => line.includes('finalAccuracy'));
  expect([err.match(/error.*/)?.[0], end]).toEqual([undefined, expect.any(String)]);
  const finalAccuracy = Number(end?.match(/"finalAccuracy":([\d.e-]+)/)?.[1]);
  expect(finalAccuracy).toBeGreaterThan(0.6);
  const own = await real('evaluate', 'kept', '--json');
  expect(own.err).not.toContain('error');
  expect(JSON.parse(own.out)).toMatchObject({ accuracy: finalAccuracy, examples: 48 });
  const other = await real('evaluate', 'kept', '--split-seed', '8', '--json');
  expect(other.err).toContain('it may have been trained on some of them');
  await writeFile('data.csv', `a,b,kind\n${rows.reverse().join('\n')}\n`);
  expect((await real('evaluate', 'kept')).err).toContain('no longer those that it was trained on');
});
