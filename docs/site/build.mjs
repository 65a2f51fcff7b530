/**
 * `npm run docs`: the documentation as a site in docs/site/dist. The pages come from the documents of the repository, the
 * studies' own values and the docstrings; nothing of it is kept.
 */

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeApi } from './api.mjs';
import { writePages } from './pages.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const SITE = join(ROOT, 'docs', 'site');

/** What a page of the site loads from elsewhere; links to follow are no matter. */
export function loadedFromElsewhere(text) {
  const loads =
    /<(?:script|img|iframe|source)\b[^>]*\ssrc="(https?:)?\/\/[^"]*"|<link\b[^>]*\shref="(https?:)?\/\/[^"]*"|@import\s+(?:url\()?["']?https?:|url\(["']?(?:https?:)?\/\//g;
  return [...text.matchAll(loads)].map(([found]) => found);
}

const pages = join(SITE, '.pages');
rmSync(pages, { recursive: true, force: true });
await writePages(ROOT, pages);
await writeApi(ROOT, pages);

const { build } = await import('vitepress');
await build(SITE);

const outside = readdirSync(join(SITE, 'dist'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(?:html|css)$/.test(entry.name))
  .flatMap((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    return loadedFromElsewhere(readFileSync(path, 'utf8')).map((found) => `${path}: ${found}`);
  });
if (outside.length > 0) {
  process.stderr.write(`the site loads from elsewhere:\n${outside.join('\n')}\n`);
  process.exitCode = 1;
} else process.stdout.write('docs/site/dist/index.html\n');
