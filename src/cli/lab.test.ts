/** `frugal lab` and its server: what it serves, to whom, and that it ends when asked. */

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { studies } from '../studies/registry.ts';
import { heard, memory } from './fixtures/world.ts';
import { lab, placeOf } from './lab.ts';
import { HEADERS, type LabServer, serveLab } from './lab-server.ts';
import { withoutAddress } from './run-address.ts';
import type { World } from './world.ts';

let folder: string;
let server: LabServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frugal-lab-'));
  await mkdir(join(folder, 'site', 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'site', 'index.html'), '<title>lab</title>');
  await writeFile(join(folder, 'site', '.build'), 'stamp');
  await writeFile(join(folder, 'site', 'assets', 'a.js'), 'export {}');
  await symlink(join(folder, 'secret.txt'), join(folder, 'site', 'link.txt'));
  server = await serveLab(join(folder, 'site'), 0);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** Asks as no browser would: the path as it is. */
function ask(
  path: string,
  { method = 'GET', host = '127.0.0.1' } = {},
): Promise<{ code: number; text: string; headers: Record<string, unknown> }> {
  const { port } = new URL(server.address);
  return new Promise((resolve, reject) => {
    const asked = request(
      { port, host: '127.0.0.1', path, method, headers: { host } },
      (answer) => {
        let text = '';
        answer.on('data', (more) => {
          text += more;
        });
        answer.on('end', () =>
          resolve({ code: answer.statusCode ?? 0, text, headers: answer.headers }),
        );
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

it('serves its files with the headers of isolation', async () => {
  const page = await ask('/');
  expect([page.code, page.text]).toEqual([200, '<title>lab</title>']);
  for (const [name, value] of Object.entries(HEADERS))
    expect(page.headers[name.toLowerCase()]).toBe(value);
  expect((await ask('/assets/a.js?x=1')).headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'max-age=31536000, immutable',
  });
});

it.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/link.txt',
  '/.build',
  '/%00',
  '/%',
  '/nothing',
  '//secret.txt',
])('serves nothing for %s', async (path) => {
  expect(await ask(path)).toMatchObject({ code: 404, text: 'not found\n' });
});

it('answers to names of this machine alone, and only reads', async () => {
  expect((await ask('/', { host: 'example.org' })).code).toBe(403);
  expect((await ask('/', { host: 'localhost:8080' })).code).toBe(200);
  expect((await ask('/', { method: 'POST' })).code).toBe(405);
  expect((await ask('/', { method: 'HEAD' })).text).toBe('');
});

it('says what is wrong with a port or a folder', async () => {
  await expect(
    serveLab(join(folder, 'site'), Number(new URL(server.address).port)),
  ).rejects.toThrow(/^port \d+ is taken: end what listens there, or choose another with --port$/);
  await expect(serveLab(folder, 0)).rejects.toThrow(/^the lab is not built .*: npm run build$/);
});

it('prints its address, and ends when it is asked to', async () => {
  const out = memory();
  let stop = (): void => {};
  const world: World = {
    ...{ studies, out, err: memory(), name: 'frugal' },
    onStop: (callback) => {
      stop = callback;
      return () => {};
    },
    quit: (code) => {
      throw new Error(`quit ${code}`);
    },
  };
  const ended = lab('#/set-mlp', { port: 0, open: true, folder: join(folder, 'site') }, world);
  while (out.text() === '') await new Promise((resolve) => setTimeout(resolve, 5));
  expect(out.text()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#\/set-mlp\n$/);
  stop();
  expect(await ended).toBe(0);
});

it('knows what it is asked to show', async () => {
  const world = { studies } as World;
  expect(await placeOf(undefined, world)).toBe('');
  expect(await placeOf('discrete', world)).toBe('#/discrete');
  expect(await placeOf('race', world)).toBe('#/race');
  expect(await placeOf('tour/sparse', world)).toBe('#/tour/sparse');
  await expect(placeOf('tour/spars', world)).rejects.toThrow(
    /^unknown tour "spars"; did you mean "sparse"\?/,
  );
  expect(await placeOf('http://127.0.0.1:1/#/set-mlp?seed=3', world)).toBe('#/set-mlp?seed=3');
  const { code, err } = await heard(['lab', 'discret'], {}, { studies });
  expect([code, err]).toEqual([
    2,
    `error: unknown study "discret"; did you mean "discrete"? Known: ${Object.keys(studies).join(', ')}\n`,
  ]);
  expect((await heard(['lab', './nothing'])).err).toMatch(/holds no run: name the folder of one/);
});

it('addresses are runs of the command line', () => {
  const address = 'http://127.0.0.1:1/#/set-mlp?epsilon=5&hidden=30,30&seed=2&engine=9';
  expect(withoutAddress(['run', address, '--epochs', '2'])).toEqual([
    ...['run', 'set-mlp', '--epochs', '2', '--set', 'epsilon=5', 'hidden=30,30', 'seed=2'],
  ]);
  expect(withoutAddress(['run', 'https://lab.org/x/#/discrete?seeds=3', '--json'])).toEqual([
    ...['run', 'discrete', '--seeds', '3', '--json'],
  ]);
  expect(() => withoutAddress(['run', `${address}&vary=epsilon&over=1;2`])).toThrow(
    'the address is of several runs (epsilon 1;2)',
  );
  // Without a study it is nobody's; as the value of an option it is the option's.
  expect(() => withoutAddress(['run', 'http://127.0.0.1:1/'])).toThrow(
    'names no study; one of the lab ends like #/set-mlp?epsilon=5&seed=1',
  );
  const data = ['run', 'set-mlp', '--task', 'https://example.org/x.csv'];
  expect(withoutAddress(data)).toBe(data);
  expect(() => withoutAddress(['run', `${address}&hands=2`])).toThrow(
    /2 things were done by hand, which are not in it: without hands=2/,
  );
  expect(withoutAddress(['run', 'https://lab.org/#/set-mlp?task=./a.csv&data=1b2c3d'])).toEqual([
    ...['run', 'set-mlp', '--data', '1b2c3d', '--set', 'task=./a.csv'],
  ]);
  expect(withoutAddress(['run', 'set-mlp'])).toEqual(['run', 'set-mlp']);
});
