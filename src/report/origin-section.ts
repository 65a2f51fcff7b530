/** The part of a page that says where the numbers come from: command, identity, hash, data, machine. */

import type { Json } from '../protocol/study.ts';
import { type Html, html } from './html.ts';
import type { ReportRun } from './source.ts';
import { formatDuration, formatNumber, plural } from './text.ts';

/** Names of the environment for people; others are shown as they are. */
const labels: Readonly<Record<string, string>> = {
  frugal: 'Frugal',
  node: 'Node.js',
  v8: 'V8',
  memoryBytes: 'memory',
  date: 'computed on',
};

export function originSection(runs: readonly ReportRun[]): Html {
  return html`<section aria-labelledby="origin">
<h2 id="origin">How to make it again</h2>
<pre><code>${runs.map(({ command }, i) => html`${i > 0 && '\n'}${commandLine(command)}`)}</code></pre>
<p class="note">${promise(runs)}</p>
<div class="columns">
<div>
<h3 class="part">${runs.length > 1 ? 'Runs' : 'Run'}</h3>
${runs.length === 1 ? oneRun(runs[0]) : manyRuns(runs)}
</div>
<div>
<h3 class="part">Environment</h3>
${environments(runs)}
</div>
</div>
</section>`;
}

/** A command that breaks between words only, not after the hyphens of its flags. */
function commandLine(command: string): Html {
  const words = command.split(' ');
  return html`${words.map((word, i) => html`${i > 0 && ' '}<span class="word">${word}</span>`)}`;
}

/** What the arithmetic promises of a repetition. */
function promise(runs: readonly ReportRun[]): string {
  const [what, sum] =
    runs.length > 1 ? ['These commands give', 'the hashes'] : ['This command gives', 'the hash'];
  const where = runs.every((run) => run.arithmetic === 'strict')
    ? 'on every machine and for every number of threads'
    : 'for every number of threads, on machines that fuse multiply-adds alike';
  // A task may be another one where other files are present (MNIST, or else the drawn digits).
  const data = runs.some((run) => Object.keys(run.data).length > 0)
    ? ', from the data whose digests stand below'
    : '';
  return `${what} the same records, bit for bit, ${where}${data}; ${sum} below will agree.`;
}

function pairs(list: readonly (readonly [string, string | Html])[]): Html {
  return html`<dl class="origin">${list.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function code(text: string): Html {
  return html`<code>${text}</code>`;
}

function oneRun(run: ReportRun): Html {
  const { seconds, stretches = 1 } = run.timing;
  const time =
    seconds === undefined
      ? []
      : ([
          [
            'computing time',
            formatDuration(seconds) + (stretches > 1 ? `, in ${stretches} stretches` : ''),
          ],
        ] as const);
  return pairs([
    ['identity', code(run.identity)],
    [
      'hash of the result',
      run.hash === undefined ? 'none yet: the run is not finished' : code(run.hash),
    ],
    ['seed', String(run.seed)],
    ['arithmetic', run.arithmetic],
    ['engine semantics', String(run.engine)],
    ...Object.entries(run.data).map(([task, digest]) => [`data “${task}”`, code(digest)] as const),
    ['records', formatNumber(run.records.length)],
    ...time,
    ...(run.folder === undefined ? [] : [['folder', code(run.folder)] as const]),
  ]);
}

/** Sums are cut to what tells them apart; the folders hold them whole. */
const shown = 12;

function manyRuns(runs: readonly ReportRun[]): Html {
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">run</th><th scope="col">identity</th><th scope="col">hash</th><th scope="col" class="number">time</th></tr></thead>
<tbody>
${runs.map(
  (
    run,
  ) => html`<tr><td>${run.label}</td><td><code title="${run.identity}">${run.identity.slice(0, shown)}</code></td><td>${
    run.hash === undefined
      ? html`<span class="unit">not finished</span>`
      : html`<code title="${run.hash}">${run.hash.slice(0, shown)}</code>`
  }</td><td class="number">${run.timing.seconds === undefined ? '–' : formatDuration(run.timing.seconds)}</td></tr>
`,
)}</tbody>
</table></div>`;
}

/** One list where all runs share it; with several machines, a list each. */
function environments(runs: readonly ReportRun[]): Html {
  const found = new Map<string, { environment: ReportRun['environment']; count: number }>();
  for (const { environment } of runs) {
    const { date, ...machine } = environment;
    const key = JSON.stringify(machine);
    found.set(key, { environment, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return html`${[...found.values()].map(
    ({ environment, count }) =>
      html`${found.size > 1 && html`<p class="note">${plural(count, 'run')}</p>`}${pairs(entries(environment))}`,
  )}`;
}

function entries(environment: ReportRun['environment']): [string, string][] {
  // The arithmetic stands with the run: it is part of the question, not of the machine.
  const known = Object.entries(environment).filter(([key]) => key !== 'arithmetic');
  const list = known.map(([key, value]): [string, string] => [
    labels[key] ?? key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    textOf(key, value),
  ]);
  return list.length > 0 ? list : [['machine', 'not recorded']];
}

function textOf(key: string, value: Json): string {
  if (key === 'memoryBytes' && typeof value === 'number')
    return `${formatNumber(Math.round(value / 2 ** 30))} GiB`;
  if (key === 'date' && typeof value === 'string')
    return value.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, '$1 $2 UTC');
  return words(value);
}

/** A value of JSON in words; of a list of switches, those that are on. */
function words(value: Json): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.map(words).join(', ');
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'object')
    return Object.entries(value)
      .filter(([, inner]) => inner !== false && inner !== null)
      .map(([key, inner]) => (inner === true ? key : `${key} ${words(inner)}`))
      .join(', ');
  return String(value);
}
