/**
 * The map from our figures to those of the papers: of every study, in docs/reproduction.md as in the code
 * (`npm test -- test/figure-map.test.ts -u` writes it).
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { studies } from '../src/studies/registry.ts';
import { ROOT } from './sources.ts';

const PAGE = join(ROOT, 'docs', 'reproduction.md');

it('docs/reproduction.md has what the figures of every study answer', async () => {
  const parts: string[] = [];
  for (const [name, load] of Object.entries(studies)) {
    const { answers, title, paper } = await load();
    expect(answers, `study ${name} does not say what its figures answer`).toBeDefined();
    const rows = Object.entries(answers ?? {}).map(([id, text]) => `| \`${id}\` | ${text} |`);
    const head = `**${title}** (\`${name}\`), ${paper.authors}, ${paper.year}:`;
    parts.push([head, '', '| figure | in the paper |', '| --- | --- |', ...rows].join('\n'));
  }
  const page = readFileSync(PAGE, 'utf8');
  const map = `<!-- figures -->\n${parts.join('\n\n')}\n<!-- /figures -->`;
  const renewed = page.replace(/<!-- figures -->[\s\S]*<!-- \/figures -->/, () => map);
  await expect(renewed).toMatchFileSnapshot(PAGE);
});
