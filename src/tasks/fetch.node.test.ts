import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FrugalError, UsageError } from '../errors.ts';
import { createRandom } from '../numerics/random.ts';
import { type DataFile, type DatasetFacts, dataset } from './catalogue.ts';
import { type FetchOptions, type FetchProgress, fetchDataset } from './fetch.node.ts';
import { sha256Of } from './files.node.ts';

// Longer than one packet, and not compressible: what arrives in parts must be seen to.
const random = createRandom('fetch');
const raw = Uint8Array.from({ length: 300_000 }, () => random.bits() & 0xff);
const content = new Uint8Array(gzipSync(raw));
const file: DataFile = {
  path: 'tiny/inputs.gz',
  role: 'train',
  holds: 'inputs',
  format: 'idx',
  bytes: content.length,
  sha256: sha256Of(content),
  raw: { bytes: raw.length, sha256: sha256Of(raw) },
  dtype: 'uint8',
  shape: [300_000],
  range: [0, 255],
};

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let folder = '';
let server: Server;
let base = '';
let requests: { url: string; range: string | undefined }[] = [];
let handler: Handler;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frugal-fetch-'));
  requests = [];
  server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', range: request.headers.range });
    handler(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const IRIS = await dataset('iris');
/** Facts of a set whose file lies at `names` on the local server. */
const tiny = (...names: string[]): DatasetFacts => ({
  ...IRIS,
  id: 'tiny',
  files: [{ ...file, urls: names.map((name) => ({ url: base + name, verified: true })) }],
});

const run = (facts: DatasetFacts, options: FetchOptions = {}): ReturnType<typeof fetchDataset> =>
  fetchDataset(facts, { folder, retryDelay: 1, ...options });

const path = (): string => join(folder, file.path);
const part = async (bytes: Uint8Array): Promise<void> => {
  await mkdir(join(folder, 'tiny'), { recursive: true });
  await writeFile(`${path()}.part`, bytes);
};

/** Serves `bytes` and honours ranges. */
const serve =
  (bytes: Uint8Array): Handler =>
  (request, response) => {
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from >= bytes.length) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
      return;
    }
    const headers = { 'content-length': bytes.length - from };
    if (from > 0) {
      response.writeHead(206, {
        ...headers,
        'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
      });
    } else response.writeHead(200, headers);
    response.end(bytes.subarray(from));
  };

/** Serves everything, whatever range was asked for. */
const serveWhole =
  (bytes: Uint8Array): Handler =>
  (_, response) =>
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);

/** Promises everything and hangs up after `length` bytes. */
function dropAfter(length: number, bytes: Uint8Array, response: ServerResponse, from = 0): void {
  const status = from > 0 ? 206 : 200;
  response.writeHead(status, {
    'content-length': bytes.length - from,
    'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
  });
  response.write(bytes.subarray(from, from + length), () =>
    setTimeout(() => response.destroy(), 20),
  );
}

const expectWhole = async (): Promise<void> => {
  expect(await readdir(join(folder, 'tiny'))).toEqual(['inputs.gz']);
  expect(new Uint8Array(await readFile(path()))).toEqual(content);
};

/** Nothing but, perhaps, a part: no file has its final name. */
const expectNothing = async (parts: string[] = []): Promise<void> => {
  expect(await readdir(join(folder, 'tiny'))).toEqual(parts);
};

describe('fetchDataset', () => {
  it('fetches, reports progress, and does not fetch again', async () => {
    handler = serve(content);
    const seen: FetchProgress[] = [];
    const [fetched] = await run(tiny('a.gz'), { onProgress: (progress) => seen.push(progress) });
    expect(fetched).toMatchObject({ state: 'fetched', path: path(), url: `${base}a.gz` });
    await expectWhole();
    expect(seen.at(-1)).toEqual({
      file: file.path,
      url: `${base}a.gz`,
      received: content.length,
      total: content.length,
    });
    expect((await run(tiny('a.gz')))[0].state).toBe('present');
    expect(requests.length).toBe(1);
  });

  it('continues what an interrupted fetch left', async () => {
    handler = serve(content);
    await part(content.subarray(0, 100_000));
    await run(tiny('a.gz'));
    expect(requests).toEqual([{ url: '/a.gz', range: 'bytes=100000-' }]);
    await expectWhole();
  });

  it('needs no server when the part is whole already', async () => {
    handler = (_, response) => response.destroy();
    await part(content);
    await run(tiny('a.gz'));
    expect(requests).toEqual([]);
    await expectWhole();
  });

  it('starts anew where the server ignores ranges', async () => {
    handler = serveWhole(content);
    await part(content.subarray(0, 100_000));
    await run(tiny('a.gz'));
    expect(requests.length).toBe(1);
    await expectWhole();
  });

  it('starts anew where the server cannot continue', async () => {
    handler = (request, response) =>
      request.headers.range === undefined
        ? serveWhole(content)(request, response)
        : response.writeHead(416).end();
    await part(content.subarray(0, 100_000));
    await run(tiny('a.gz'));
    expect(requests.map(({ range }) => range)).toEqual(['bytes=100000-', undefined]);
    await expectWhole();
  });

  it('starts anew once where the part was of another file, or too long', async () => {
    handler = serve(content);
    await part(new Uint8Array(1000));
    await run(tiny('a.gz'));
    expect(requests.map(({ range }) => range)).toEqual(['bytes=1000-', undefined]);
    await expectWhole();
    await rm(path());
    await part(new Uint8Array(content.length + 1));
    await run(tiny('a.gz'));
    await expectWhole();
  });

  it('takes up a connection that dies in the middle', async () => {
    handler = (request, response) => {
      const from = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
      if (requests.length < 4) dropAfter(80_000, content, response, from);
      else serve(content)(request, response);
    };
    await run(tiny('a.gz'));
    expect(requests.map(({ range }) => range)).toEqual([
      undefined,
      'bytes=80000-',
      'bytes=160000-',
      'bytes=240000-',
    ]);
    await expectWhole();
  });

  it('gives up on a connection that always dies, and keeps the part', async () => {
    handler = (_, response) => dropAfter(1000, content, response);
    await expect(run(tiny('a.gz'))).rejects.toThrow(
      /^cannot fetch tiny\/inputs.gz \(127.0.0.1:\d+: .*\); put it at/,
    );
    await expectNothing(['inputs.gz.part']);
    expect(requests.length).toBeLessThan(10);
  });

  it('gives up on a server that says nothing more', async () => {
    handler = (_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 1000));
    };
    await expect(run(tiny('a.gz'), { idleTimeout: 150 })).rejects.toThrow('no data for 0.15 s');
    handler = () => undefined;
    await expect(run(tiny('b.gz'), { idleTimeout: 150 })).rejects.toThrow('no data for 0.15 s');
  });

  it('refuses a wrong checksum: nothing is left', async () => {
    const bad = content.slice();
    bad[5000] ^= 1;
    handler = serve(bad);
    await expect(run(tiny('a.gz'))).rejects.toThrow(
      `wrong checksum: ${bad.length} bytes with SHA-256 ${sha256Of(bad)}, expected ${content.length} bytes with ${file.sha256}`,
    );
    await expectNothing();
    // An error page that a server sends as if it were the file.
    handler = serveWhole(new TextEncoder().encode('<html>not here</html>'));
    await expect(run(tiny('a.gz'))).rejects.toThrow('wrong checksum: 21 bytes');
    await expectNothing();
  });

  it('refuses more than was expected', async () => {
    handler = (_, response) => response.writeHead(200).end(new Uint8Array(content.length + 1));
    await expect(run(tiny('a.gz'))).rejects.toThrow(
      `the server sends more than the ${content.length} bytes expected`,
    );
    await expectNothing();
  });

  it('tries every address, and then says what each one answered', async () => {
    handler = (request, response) =>
      request.url === '/c.gz' ? serve(content)(request, response) : response.writeHead(404).end();
    await run(tiny('a.gz', 'b.gz', 'c.gz'));
    expect(requests.map(({ url }) => url)).toEqual(['/a.gz', '/b.gz', '/c.gz']);
    await rm(path());
    const error = await run(tiny('a.gz', 'b.gz')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FrugalError);
    expect((error as Error).message).toMatch(
      /^cannot fetch tiny\/inputs.gz \(127.0.0.1:\d+: HTTP 404 Not Found; 127.0.0.1:\d+: HTTP 404 Not Found\); put it at [^\n]+tiny\/inputs.gz by hand \(SHA-256 [0-9a-f]{64}\)$/,
    );
  });

  it('says where to put the file when there is no network', async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await expect(run(tiny('a.gz'))).rejects.toThrow(
      /ECONNREFUSED.*; put it at .*tiny\/inputs.gz by hand \(SHA-256/,
    );
  });

  it('follows redirections, but not in circles or out of the web', async () => {
    handler = (request, response) => {
      if (request.url === '/a.gz') response.writeHead(302, { location: '/b.gz' }).end();
      else if (request.url === '/b.gz') serve(content)(request, response);
      else
        response
          .writeHead(301, { location: request.url === '/c.gz' ? '/c.gz' : 'file:///etc' })
          .end();
    };
    await run(tiny('a.gz'));
    await expectWhole();
    await rm(path());
    await expect(run(tiny('c.gz'))).rejects.toThrow('more than 5 redirections');
    await expect(run(tiny('d.gz'))).rejects.toThrow('redirected to file:///etc');
  });

  it('reads from servers that close at once', async () => {
    handler = (_, response) =>
      response
        .writeHead(200, { connection: 'close', 'content-length': content.length })
        .end(content);
    await run(tiny('a.gz'));
    await expectWhole();
  });

  it('takes the decompressed form from an address without .gz', async () => {
    handler = serve(raw);
    const [fetched] = await run(tiny('inputs'));
    expect(fetched.path).toBe(join(folder, 'tiny/inputs'));
    expect(new Uint8Array(await readFile(fetched.path))).toEqual(raw);
    expect((await run(tiny('inputs')))[0].state).toBe('present');
  });

  it('replaces a damaged file, in either form', async () => {
    handler = serve(content);
    await mkdir(join(folder, 'tiny'));
    await writeFile(path(), 'damaged');
    await run(tiny('a.gz'));
    await expectWhole();
    await rm(path());
    await writeFile(join(folder, 'tiny/inputs'), 'damaged');
    await run(tiny('a.gz'));
    await expectWhole();
  });

  it('tries a mirror first', async () => {
    handler = serve(content);
    const [fetched] = await run(tiny('a.gz'), { from: `${base}lab/data` });
    expect(fetched.url).toBe(`${base}lab/data/tiny/inputs.gz`);
    for (const from of ['/mnt/data', 'ftp://x/y', 'lab']) {
      await expect(run(tiny('a.gz'), { from })).rejects.toThrow(UsageError);
    }
  });

  it('says so where nothing can be fetched', async () => {
    await expect(run(tiny())).rejects.toThrow(
      `tiny has no address of its own; put its files into ${join(folder, 'tiny')}, or name a mirror with --from`,
    );
    await expect(fetchDataset('mnits')).rejects.toThrow('did you mean "mnist"?');
  });

  it('stops at a folder that cannot be written', async () => {
    handler = serve(content);
    await writeFile(join(folder, 'tiny'), 'a file in the place of the folder');
    await expect(run(tiny('a.gz', 'b.gz'))).rejects.toThrow(
      /^cannot write .*tiny\/inputs.gz: a .* of a folder; \d+ bytes are needed: make room, or set FRUGAL_DATA/,
    );
    expect(requests.length).toBe(0);
  });

  // Writing to /dev/full fails as a full disk does.
  it.skipIf(!existsSync('/dev/full'))(
    'stops at a full disk (skipped where there is no /dev/full)',
    async () => {
      handler = serve(content);
      await mkdir(join(folder, 'tiny'));
      await symlink('/dev/full', `${path()}.part`);
      await expect(run(tiny('a.gz', 'b.gz'))).rejects.toThrow(
        `cannot write ${path()}: no space left on the device; ${content.length} bytes are needed`,
      );
      expect(requests.length).toBe(1);
      expect(existsSync(path())).toBe(false);
    },
  );
});
