/** The way through the site: every document and every study has a place in its side bar, on its first page and in the README. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { studies } from '../src/studies/registry.ts';
import { ROOT, read } from './sources.ts';

const documents = readdirSync(join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => name.slice(0, -3));

it('leads to every document from the side bar', () => {
  const bar = read('docs/site/.vitepress/config.mjs');
  expect(documents.filter((name) => !bar.includes(`'/${name}'`))).toEqual([]);
});

it('leads to a page of every study, and there is one', () => {
  const names = Object.keys(studies).sort();
  const pages = readdirSync(join(ROOT, 'docs', 'studies')).map((name) => name.slice(0, -3));
  expect(pages.sort()).toEqual(names);
  const bar = read('docs/site/.vitepress/config.mjs');
  expect(names.filter((name) => !bar.includes(`'${name}'`))).toEqual([]);
  for (const page of ['docs/index.md', 'README.md'])
    expect(names.filter((name) => !read(page).includes(`studies/${name}.md`))).toEqual([]);
});
