/** What runs said on their claims, kept in docs/reproduction, and the rows of docs/reproduction.md that show it. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { flagName, resolveParameters } from '../src/protocol/parameters.ts';
import type { Study } from '../src/protocol/study.ts';
import { type Evidence, markdownOf } from '../src/report/evidence.ts';
import { claimsMap, wasAsked } from './claims-map.ts';
import { ROOT } from './sources.ts';

export const PAGE = join(ROOT, 'docs', 'reproduction.md');
export const PLACE = join(ROOT, 'docs', 'reproduction');

const MAP = /<!-- map -->[\s\S]*?<!-- \/map -->/;
const SECTION = /<!-- rows (\S+) -->[\s\S]*?<!-- \/rows -->/g;

/** What is kept, by name. */
export async function keptEvidence(): Promise<Map<string, Evidence>> {
  const names = (await readdir(PLACE)).filter((name) => name.endsWith('.json')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(PLACE, name), 'utf8')));
  return new Map(names.map((name, i) => [name.slice(0, -'.json'.length), JSON.parse(texts[i])]));
}

/** The rows of kept runs: of the claims that were asked of them, and how many were not. */
function rowsOf(evidence: Evidence): string {
  const asked = evidence.claims
    .map((setting) => ({ ...setting, results: setting.results.filter(wasAsked) }))
    .filter(({ results }) => results.length > 0);
  const ids = new Set(evidence.claims.flatMap(({ results }) => results.map(({ id }) => id)));
  const seen = new Set(asked.flatMap(({ results }) => results.map(({ id }) => id)));
  const left = ids.size - seen.size;
  const text = markdownOf({ ...evidence, claims: asked });
  if (left === 0) return text;
  const what = left === 1 ? 'One other claim' : `${left} other claims`;
  return `${text}\n\n${what} of the study ${left === 1 ? 'asks' : 'ask'} for other runs ([claim by claim](#claim-by-claim)).`;
}

/**
 * The page with its rows as they are kept, between `<!-- rows <name> -->` and `<!-- /rows -->`, and with the map of all claims,
 * between `<!-- map -->` and `<!-- /map -->`.
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
  const mapped = page.replace(MAP, () => `<!-- map -->\n${claimsMap(kept)}\n<!-- /map -->`);
  return mapped.replace(SECTION, (_, name: string) => {
    const evidence = kept.get(name);
    if (evidence === undefined) {
      throw new Error(
        `docs/reproduction.md shows rows of ${name}, which docs/reproduction does not hold`,
      );
    }
    return `<!-- rows ${name} -->\n${rowsOf(evidence)}\n<!-- /rows -->`;
  });
}

/** What a kept command asks for: its preset, and the flags that say otherwise. */
export function askedBy(study: Study, command: string): Readonly<Record<string, unknown>> {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain,
  );
  const after = (flag: string): string | undefined =>
    words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined;
  const given = Object.entries(study.parameters).flatMap(([name, parameter]) => {
    const flag = flagName(name);
    if (words.includes(`--no-${flag}`)) return [[name, false]];
    const text = after(`--${flag}`);
    if (text === undefined) return [];
    return [[name, parameter.kind === 'flag' ? true : parameter.fromText(text)]];
  });
  const preset = study.presets[after('--preset') ?? ''];
  return resolveParameters(study.parameters, preset, Object.fromEntries(given));
}
