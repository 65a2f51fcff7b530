/**
 * The page on records is what the studies declare. After a change of a table: `npm test -- test/records-docs -u` writes it
 * anew.
 */

import { describe, expect, it } from 'vitest';
import { columnHelp } from '../src/protocol/records.ts';
import { loadStudy, studies } from '../src/studies/registry.ts';

const HEAD = `# Records

Every run keeps its results as \`records.ndjson\`, a JSON object a line; \`kind\` says which of these it is. The same columns stand in tables that \`frugal report --format csv\` writes. This page is made from the tables in the code (\`src/studies/<study>/records.ts\`); \`frugal describe <study> --records\` shows one of them.
`;

const cell = (words: string): string => words.replaceAll('|', '\\|');

async function sectionOf(name: string): Promise<string> {
  const { records, title } = await loadStudy(name);
  if (records === undefined) throw new Error(`${name} declares no records`);
  const help = columnHelp(records);
  const kinds = Object.entries(records.table).map(([kind, { about }]) => {
    const rows = help
      .filter((column) => column.kind === kind)
      .map(({ column, type, unit = '', about: what }) =>
        ['', ` \`${column}\` `, ` ${cell(what)} `, ` ${cell(unit)} `, ` ${cell(type)} `, ''].join(
          '|',
        ),
      );
    const head = ['| column | what | unit | type |', '| --- | --- | --- | --- |'];
    return [`### ${name}: \`${kind}\``, '', about, '', ...head, ...rows, ''].join('\n');
  });
  return [`## ${name}`, '', title, '', ...kinds].join('\n');
}

describe('the page on records', () => {
  it('is what the studies declare', async () => {
    const sections = await Promise.all(Object.keys(studies).sort().map(sectionOf));
    await expect([HEAD, ...sections].join('\n')).toMatchFileSnapshot('../docs/records.md');
  });
});
