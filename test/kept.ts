/** What runs said on their claims, kept in docs/reproduction, and the rows of docs/reproduction.md that show it. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Evidence, markdownOf } from '../src/report/evidence.ts';
import { ROOT } from './sources.ts';

export const PAGE = join(ROOT, 'docs', 'reproduction.md');
export const PLACE = join(ROOT, 'docs', 'reproduction');

const SECTION = /<!-- rows (\S+) -->[\s\S]*?<!-- \/rows -->/g;

/** What is kept, by name. */
export async function keptEvidence(): Promise<Map<string, Evidence>> {
  const names = (await readdir(PLACE)).filter((name) => name.endsWith('.json')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(PLACE, name), 'utf8')));
  return new Map(names.map((name, i) => [name.slice(0, -'.json'.length), JSON.parse(texts[i])]));
}

/**
 * The page with its rows as they are kept: between `<!-- rows <name> -->` and `<!-- /rows -->`.
 *
 * @throws Error where page and kept evidence do not name the same
 */
export function renewed(page: string, kept: ReadonlyMap<string, Evidence>): string {
  const shown = new Set([...page.matchAll(SECTION)].map(([, name]) => name));
  for (const name of kept.keys()) {
    if (shown.has(name)) continue;
    throw new Error(
      `docs/reproduction.md shows no rows of ${name}: write <!-- rows ${name} --><!-- /rows --> where they belong`,
    );
  }
  return page.replace(SECTION, (_, name: string) => {
    const evidence = kept.get(name);
    if (evidence === undefined) {
      throw new Error(
        `docs/reproduction.md shows rows of ${name}, which docs/reproduction does not hold`,
      );
    }
    return `<!-- rows ${name} -->\n${markdownOf(evidence)}\n<!-- /rows -->`;
  });
}
