/** Making files of originals in folders, and fetching these first. */

import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DatasetFacts, dataset } from './catalogue.ts';
import type { Conversion } from './convert/conversion.ts';
import { convertDataset } from './convert.node.ts';
import { fetchDataset } from './fetch.node.ts';
import { sha256Of } from './files.node.ts';

const known = vi.hoisted((): { conversions: Record<string, Conversion> } => ({ conversions: {} }));
vi.mock('./convert/index.ts', () => known);

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Two originals, and the file that is both of them. */
const [LEFT, RIGHT, WHOLE] = ['left', 'right', 'leftright'].map(utf8);

let folder = '';
let server: Server;
let base = '';
let asked: string[] = [];

const describedAs = (bytes: Uint8Array) => ({ bytes: bytes.length, sha256: sha256Of(bytes) });
const facts = async (whole = WHOLE): Promise<DatasetFacts> => {
  const wine = await dataset('wine');
  const file = { ...wine.files[0], path: 'pair/whole.gz', ...describedAs(gzipSync(whole)) };
  return { ...wine, id: 'pair', files: [{ ...file, urls: [], raw: describedAs(whole) }] };
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frugal-convert-'));
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(request.url === '/left' ? LEFT : RIGHT);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  known.conversions.pair = {
    originals: [
      { name: 'left', url: `${base}left`, ...describedAs(LEFT) },
      { name: 'right.gz', url: `${base}right`, ...describedAs(RIGHT) },
    ],
    make: async (original) =>
      new Map([['whole', new Uint8Array([...original('left'), ...original('right.gz')])]]),
  };
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const put = async (path: string, bytes: Uint8Array): Promise<string> => {
  const place = join(folder, path);
  await mkdir(join(place, '..'), { recursive: true });
  await writeFile(place, bytes);
  return place;
};

describe('converting', () => {
  it('finds originals in folders, gzipped or not, and leaves what is there', async () => {
    await put('in/deep/left.gz', gzipSync(LEFT));
    const right = await put('right', RIGHT);
    const data = join(folder, 'data');
    const [made] = await convertDataset(await facts(), [join(folder, 'in'), right], data);
    expect(made).toMatchObject({ state: 'made', path: join(data, 'pair/whole') });
    expect(await readFile(made.path)).toEqual(Buffer.from(WHOLE));
    expect(await convertDataset(await facts(), [], data)).toMatchObject([{ state: 'present' }]);
  });

  it('replaces a damaged file in its other form', async () => {
    await put('data/pair/whole.gz', utf8('damaged'));
    await put('in/left', LEFT);
    await put('in/right', RIGHT);
    const data = join(folder, 'data');
    await convertDataset(await facts(), [join(folder, 'in')], data);
    expect(await readdir(join(data, 'pair'))).toEqual(['whole']);
  });

  it('writes nothing where an original is missing or another version', async () => {
    const data = join(folder, 'data');
    await put('in/left', LEFT);
    const paths = [join(folder, 'in')];
    await expect(convertDataset(await facts(), paths, data)).rejects.toThrow(
      `pair is made of left, right.gz; right.gz is not among the files given; it is at ${base}right`,
    );
    await put('in/right', utf8('rigth'));
    await expect(convertDataset(await facts(), paths, data)).rejects.toThrow(
      /^whole made of left, right.gz has 9 bytes with SHA-256 .* expected 9 .* other versions$/,
    );
    await expect(readdir(data)).rejects.toThrow('ENOENT');
    await expect(convertDataset('iris', paths, data)).rejects.toThrow('"frugal data fetch iris"');
  });
});

describe('fetching what has to be converted', () => {
  it('fetches the originals, converts them and removes them', async () => {
    const [made] = await fetchDataset(await facts(), { folder });
    expect(made.state).toBe('made');
    expect(await readFile(made.path)).toEqual(Buffer.from(WHOLE));
    expect(await readdir(join(folder, 'pair'))).toEqual(['whole']);
    expect(asked).toEqual(['/left', '/right']);
  });

  it('takes originals that are there, and keeps them while the result is wrong', async () => {
    await put('pair/originals/left', LEFT);
    await expect(fetchDataset(await facts(utf8('another')), { folder })).rejects.toThrow(
      'other versions',
    );
    expect(asked).toEqual(['/right']);
    expect(await readdir(join(folder, 'pair/originals'))).toEqual(['left', 'right.gz']);
  });
});
