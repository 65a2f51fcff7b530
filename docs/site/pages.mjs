/**
 * The pages of the site out of the documents of the repository: copied, with links that lead to pages, and of each study the
 * half that follows from its value.
 */

import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Documents outside of docs/ and the pages they become. */
const ELSEWHERE = {
  'README.md': 'readme.md',
  'CONTRIBUTING.md': 'contributing.md',
  'CHANGELOG.md': 'changelog.md',
  'bench/results/latest.md': 'speed.md',
};

/** Where a file of the repository stands on the site; undefined for one that is no page and no figure. */
export function pageOf(path) {
  if (path in ELSEWHERE) return ELSEWHERE[path];
  return /^docs\/(?!site\/)(?:.*\.md|figures\/.*)$/.test(path)
    ? path.slice('docs/'.length)
    : undefined;
}

/**
 * A document as a page: comments left out, links to other documents made links to their pages, links to what is no page made
 * plain text. Code is left alone.
 *
 * @param path of the document in the repository
 */
export function asPage(text, path) {
  const here = pageOf(path);
  const link = (whole, bang, words, target) => {
    if (/^(?:[a-z]+:|#)/.test(target)) return whole;
    const [file, fragment] = target.split('#');
    const page = pageOf(posix.normalize(posix.join(posix.dirname(path), file)));
    if (page === undefined) return words;
    const way = posix.relative(posix.dirname(here), page);
    const relative = way.startsWith('.') ? way : `./${way}`;
    return `${bang}[${words}](${relative}${fragment === undefined ? '' : `#${fragment}`})`;
  };
  return text
    .split(/(^(?:```|~~~)[\s\S]*?^(?:```|~~~)[ \t]*$)/m)
    .map((part, i) =>
      i % 2 === 1
        ? part
        : part
            .replace(/<!--[\s\S]*?-->\n?/g, '')
            .replace(/(!?)\[([^\]]*)\]\(<?([^)\s>]+)>?\)/g, link),
    )
    .join('');
}

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A table in Markdown. */
const table = (header, rows) =>
  [header, header.map(() => '---'), ...rows]
    .map((row) => `| ${row.map(cell).join(' | ')} |`)
    .join('\n');

/**
 * The half of a study's page that its value tells.
 *
 * @param tools `flagName` and `valueText` of `frugal/protocol`
 */
export function studyHalf(study, { flagName, valueText }) {
  const { parameters, presets, claims, name } = study;
  const code = (text) => `\`${text}\``;
  const rows = Object.entries(parameters).map(([key, parameter]) => [
    code(`--${flagName(key)}`),
    parameter.symbol ?? '',
    parameter.unit ? `${parameter.description} (${parameter.unit})` : parameter.description,
    parameter.about === undefined ? code(parameter.allowed) : 'names, below',
    valueText(parameter.default) === '' ? '' : code(valueText(parameter.default)),
  ]);
  const lists = new Map();
  for (const [key, { about }] of Object.entries(parameters))
    if (about !== undefined) lists.set(about, [...(lists.get(about) ?? []), `--${flagName(key)}`]);
  const presetRows = Object.entries(presets).map(([preset, values]) => [
    code(preset),
    Object.entries(values)
      .map(([key, value]) => code(`--${flagName(key)} ${valueText(value)}`))
      .join(' ') || 'the defaults',
  ]);
  return [
    '## Live',
    `[${study.title}, in this browser](../live/index.html#/${name}){target="_self"}, or \`frugal lab ${name}\` with as many threads as the machine has.`,
    '## Parameters',
    table(['option', 'symbol', 'what', 'allowed', 'default'], rows),
    ...[...lists].flatMap(([about, flags]) => [
      `### Names for ${flags.map(code).join(', ')}`,
      table(
        ['name', 'what'],
        Object.entries(about).map(([choice, what]) => [code(choice), what]),
      ),
    ]),
    '## Presets',
    table(['preset', 'what differs from the defaults'], presetRows),
    '## Claims',
    table(
      ['what is checked', 'published'],
      claims.map(({ statement, published }) => [statement, published]),
    ),
    `What the columns of its records mean: [records](../records.md), or \`frugal describe ${name} --records\`.`,
    '',
  ].join('\n\n');
}

/** Writes all pages but the API into a folder. */
export async function writePages(root, folder) {
  const built = (path) => import(pathToFileURL(join(root, 'dist', path)).href);
  const { loadStudy, studies } = await built('studies/index.js');
  const tools = await built('protocol/parameters.js');
  const write = (page, text) => {
    mkdirSync(dirname(join(folder, page)), { recursive: true });
    writeFileSync(join(folder, page), text);
  };
  const documents = readdirSync(join(root, 'docs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => posix.join(entry.parentPath ?? entry.path, entry.name).slice(root.length))
    .map((path) => path.replace(/^\//, ''))
    .filter((path) => pageOf(path) !== undefined);
  const studyPage = (name) => `docs/studies/${name}.md`;
  for (const path of [...documents, ...Object.keys(ELSEWHERE)]) {
    const text = asPage(readFileSync(join(root, path), 'utf8'), path);
    const name = Object.keys(studies).find((study) => path === studyPage(study));
    const half = name === undefined ? '' : `\n${studyHalf(await loadStudy(name), tools)}`;
    write(pageOf(path), text + half);
  }
  for (const name of Object.keys(studies)) {
    if (documents.includes(studyPage(name))) continue;
    const study = await loadStudy(name);
    write(
      `studies/${name}.md`,
      `# ${name}: ${study.title}\n\n${study.description}\n\n${studyHalf(study, tools)}`,
    );
  }
  // What is public lies in the site as it is: the lab, where one thread does all if the host sends no headers of isolation.
  cpSync(join(root, 'dist', 'lab'), join(folder, 'public', 'live'), {
    recursive: true,
    filter: (path) => !path.endsWith('.build'),
  });
  cpSync(join(root, 'docs', 'figures'), join(folder, 'figures'), { recursive: true });
}
