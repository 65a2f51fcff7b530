/** What a browser loads of the lab before a study is opened: little. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { ROOT } from './sources.ts';

const { isLabCurrent }: { isLabCurrent: (root: string) => boolean } = await import(
  new URL('../scripts/build.mjs', import.meta.url).href
);
const LAB = join(ROOT, 'dist', 'lab');

/** Files that are loaded with a module, itself first. */
function loadedWith(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  const code = readFileSync(join(LAB, 'assets', file), 'utf8');
  for (const [, name] of code.matchAll(
    /(?:^|[;}\s])(?:import|export)[^'"();]*["']\.\/([\w.-]+\.js)["']/g,
  ))
    loadedWith(name, found);
  return found;
}

it.skipIf(!isLabCurrent(ROOT))('is at most 150 KB of JavaScript as it is sent, packed', () => {
  const page = readFileSync(join(LAB, 'index.html'), 'utf8');
  const entries = [...page.matchAll(/<script[^>]*src="\.\/assets\/([^"]+)"/g)].map(
    ([, name]) => name,
  );
  expect(entries).toHaveLength(1);
  const files = [...loadedWith(entries[0])];
  for (const file of files) expect(existsSync(join(LAB, 'assets', file))).toBe(true);
  const packed = files
    .map((file) => gzipSync(readFileSync(join(LAB, 'assets', file))).length)
    .reduce((sum, size) => sum + size, 0);
  expect(packed).toBeLessThan(150_000);
  expect(packed).toBeGreaterThan(5000);
});

it.skipIf(!isLabCurrent(ROOT))(
  'has no file of the page that names another host to load from',
  () => {
    const away = readdirSync(LAB, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:html|css)$/.test(path))
      .filter((path) =>
        /(?:src|href)="https?:|url\(["']?https?:|@import/.test(
          readFileSync(join(LAB, path), 'utf8'),
        ),
      );
    expect(away).toEqual([]);
  },
);
