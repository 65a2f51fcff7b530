/**
 * What runs say on the claims of their study, without the runs: small enough to be kept in a repository or sent with a
 * paper, and all that is needed to make the runs again and to see whether they agree.
 */

import { FrugalError } from '../errors.ts';
import type { Json } from '../protocol/study.ts';
import type { ReportClaims, ReportInput } from './source.ts';
import { formatDuration, plural } from './text.ts';

/** A run as evidence: how to make it again, and what it must come to. */
export interface EvidenceRun {
  readonly command: string;
  /** SHA-256 of the result. */
  readonly hash: string;
  /** Version of the engine's semantics. */
  readonly engine: number;
  /** SHA-256 of the data, by task; empty for data that come with the package or are drawn. */
  readonly data: Readonly<Record<string, string>>;
  /** Seconds of computing by the clock. */
  readonly seconds?: number;
  /** When and where, as far as the run says. */
  readonly environment: Readonly<Record<string, Json>>;
}

/** The claims of one study over finished runs. Written as `claims.json`. */
export interface Evidence {
  readonly study: string;
  readonly title: string;
  readonly runs: readonly EvidenceRun[];
  /** One entry a setting, as on the page. */
  readonly claims: readonly ReportClaims[];
}

/** Of the environment, what a reader asks for first; the run folder has it all. */
const KEPT = ['frugal', 'node', 'processor', 'cores', 'date'] as const;

/**
 * The evidence that a report holds.
 *
 * @throws FrugalError where a run is not finished: what it says may still change
 */
export function evidenceOf({ study, runs, claims }: ReportInput): Evidence {
  return {
    study: study.name,
    title: study.title,
    runs: runs.map(({ command, hash, engine, data, timing: { seconds }, environment, folder }) => {
      if (hash === undefined) {
        throw new FrugalError(
          `${folder ?? command}: the run is not finished, so its claims are not evidence yet; go on with the same command`,
        );
      }
      const known = KEPT.filter((name) => environment[name] !== undefined);
      return {
        ...{ command, hash, engine, data },
        ...(seconds !== undefined && { seconds: Math.round(seconds * 10) / 10 }),
        environment: Object.fromEntries(known.map((name) => [name, environment[name]])),
      };
    }),
    claims,
  };
}

/** `claims.json`. */
export const evidenceJson = (input: ReportInput): string =>
  `${JSON.stringify(evidenceOf(input), null, 2)}\n`;

/** `claims.md`: where the numbers come from in a sentence, then a table of claims for each setting. */
export const evidenceMarkdown = (input: ReportInput): string =>
  `${markdownOf(evidenceOf(input))}\n`;

/**
 * The same as text for a page: GitHub's tables.
 *
 * @example markdownOf(JSON.parse(await readFile('docs/reproduction/set-mlp-quick.json', 'utf8')))
 */
export function markdownOf(evidence: Evidence): string {
  const tables = evidence.claims.map((setting) => {
    const label = setting.label === '' ? [] : [`**${cell(setting.label)}**`];
    return [...label, tableOf(setting)].join('\n\n');
  });
  return [originOf(evidence), ...tables].join('\n\n');
}

function originOf({ runs }: Evidence): string {
  const commands = runs.map(
    ({ command, hash, seconds }) =>
      `\`${command}\` → \`${hash.slice(0, 12)}\`${seconds === undefined ? '' : `, ${formatDuration(seconds)}`}`,
  );
  const machines = new Set(
    runs.map(({ environment: { processor, cores, node } }) =>
      [
        processor,
        cores !== undefined && plural(Number(cores), 'core'),
        node !== undefined && `Node ${node}`,
      ]
        .filter((part) => typeof part === 'string')
        .join(', '),
    ),
  );
  const dates = runs.flatMap(({ environment: { date } }) =>
    typeof date === 'string' ? [date.slice(0, 10)] : [],
  );
  const days = [...new Set(dates)].sort();
  const when =
    days.length === 0 ? '' : `, ${days.length > 1 ? `${days[0]} to ` : ''}${days.at(-1)}`;
  return `${commands.join('  \n')}  \n${[...machines].map(cell).join('; ')}${when}; engine semantics ${[...new Set(runs.map(({ engine }) => engine))].join(', ')}.`;
}

function tableOf({ results }: ReportClaims): string {
  const rows = results.map(({ statement, published, measured, verdict, needs }) =>
    [statement, published, measured, verdict + (needs === undefined ? '' : `: it takes ${needs}`)]
      .map(cell)
      .join(' | '),
  );
  return ['claim | published | measured | verdict', '--- | --- | --- | ---', ...rows]
    .map((row) => `| ${row} |`)
    .join('\n');
}

/** Text inside a cell: nothing of it ends the cell, begins markup or spans lines. */
const cell = (text: unknown): string =>
  String(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*|]|\](?=\()|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
