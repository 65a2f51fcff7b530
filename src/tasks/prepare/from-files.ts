/** From the files of a task to the task: what each file holds, put together by what it is for. */

import { FrugalError, UsageError } from '../../errors.ts';
import type { AnyExamples, ExampleTask } from '../examples.ts';
import { labelled } from '../narrow.ts';
import { tellSpellings } from './answers.ts';
import { answersOfArray, materialOfArrays, tableOfMatrix } from './arrays.ts';
import { rolesOf } from './columns.ts';
import type { Content, RowsContent } from './content.ts';
import { joined } from './join.ts';
import type { Answers, Material } from './material.ts';
import type { TaskOptions } from './options.ts';
import { prepare } from './prepare.ts';
import { type FileBytes, readContent } from './read.ts';
import { answersOfColumns, materialOfTable } from './table.ts';
import { prepareWithoutAnswers } from './without-answers.ts';

/** A file and its SHA-256, in hexadecimal digits. */
export interface TaskFile extends FileBytes {
  readonly sha256: string;
}

/** The files of a task; only the first has to be there. */
export interface TaskFiles {
  readonly train: TaskFile;
  readonly test?: TaskFile;
  readonly labels?: TaskFile;
  readonly testLabels?: TaskFile;
}

/** Answers that are all a file holds: one array, or one column. */
function answersIn(content: Content, name: string): Answers {
  if (content.kind === 'rows')
    throw new UsageError(`${name} has inputs too; expected a file of answers alone`);
  if (content.kind === 'arrays') {
    const [first, ...others] = content.arrays;
    if (first === undefined || others.length > 0)
      throw new UsageError(
        `${name} holds ${content.arrays.size} arrays; expected the answers alone`,
      );
    return answersOfArray(first[1], first[0], name);
  }
  const { columns, rows } = content.table;
  if (columns.length !== 1)
    throw new UsageError(`${name} has ${columns.length} columns; expected one, the answers`);
  const [column] = columns;
  if (column.kind === 'text') return { kind: 'words', codes: column.codes, words: column.words };
  return {
    kind: 'numbers',
    values: column.values,
    outputs: 1,
    names: [column.name || `answer of ${rows}`],
  };
}

/** A single matrix of numbers whose answers are one of its columns is a table. */
function asTable(content: Content, hasLabels: boolean, name: string): Content {
  if (content.kind !== 'arrays' || hasLabels) return content;
  const only = content.arrays.get('');
  if (only === undefined || 'starts' in only || only.shape.length !== 2) return content;
  return { kind: 'table', form: content.form, table: tableOfMatrix(only, name) };
}

interface Parts {
  readonly train: Content;
  readonly test?: Content;
  readonly labels?: Answers;
  readonly testLabels?: Answers;
}

/** Answers of sparse rows: with them, or a column of the table beside them. */
function answersBeside(
  { answers, table }: RowsContent,
  options: TaskOptions,
  name: string,
  notes: string[],
): Answers {
  if (answers !== undefined) return answers;
  if (table === undefined) throw new Error('sparse rows without answers');
  const roles = rolesOf(table, options, name, notes, false);
  const [unused] = roles.features;
  if (unused !== undefined)
    throw new UsageError(
      `${name}: column "${table.columns[unused].name}" holds words beside a sparse table; leave it out with --leave-out`,
    );
  return answersOfColumns(
    roles.answers.map((i) => table.columns[i]),
    table.rows,
    name,
  );
}

function materialOf(parts: Parts, options: TaskOptions, name: string, notes: string[]): Material {
  const { train, test, labels, testLabels } = parts;
  if (test !== undefined && test.kind !== train.kind)
    throw new FrugalError(
      `${name}: trains with ${train.form} and tests with ${test.form}; expected one form`,
    );
  if (train.kind === 'table') {
    if (labels !== undefined)
      throw new UsageError(
        `${name} is a table: the answers are one of its columns; name it with --label`,
      );
    const table = test?.kind === 'table' ? test.table : undefined;
    const material = materialOfTable({ train: train.table, test: table }, options, name, notes);
    const written = [train, test].flatMap((part) => (part?.kind === 'table' && part.written) || []);
    tellSpellings(material.answers, written, options.answers, notes);
    return material;
  }
  if (train.kind === 'arrays') {
    const arrays = test?.kind === 'arrays' ? test : undefined;
    return materialOfArrays({ train, test: arrays, labels, testLabels }, options, name, notes);
  }
  const materials = [train, test].flatMap((content): Material[] => {
    if (content?.kind !== 'rows') return [];
    const { rows, featureNames } = content;
    const answers = answersBeside(content, options, name, content === train ? notes : []);
    const { columns: features } = rows;
    const sizes = { count: rows.rows, features, shape: [features] };
    return [{ ...sizes, inputs: rows, scale: 1, answers, ...(featureNames && { featureNames }) }];
  });
  const [learned, tested] = materials;
  return tested === undefined ? learned : joined(learned, tested, name, notes);
}

/**
 * Makes a task of files in memory; works in the browser as well.
 *
 * What decides results is in the task's digest: the files' digests and every option. Names and places of files are not.
 *
 * @throws UsageError where something could be meant in two ways, or options do not fit the files
 * @throws FrugalError for files that cannot be read or learned from
 */
export const taskFromFiles = async (
  files: TaskFiles,
  options: TaskOptions = {},
): Promise<ExampleTask> => labelled(await examplesFromFiles(files, options));

/**
 * As `taskFromFiles`, and with `answers: 'none'` of files that hold no answers their examples alone.
 *
 * @throws UsageError, FrugalError as `taskFromFiles`
 */
export async function examplesFromFiles(
  files: TaskFiles,
  options: TaskOptions = {},
): Promise<AnyExamples> {
  const { name } = files.train;
  const notes: string[] = [];
  const { member, label = [] } = options;
  const wanted = [...(member === undefined ? [] : [member]), ...label];
  const read = async (file: TaskFile | undefined, like?: Content): Promise<Content | undefined> => {
    if (file === undefined) return undefined;
    // A file that tests counts as the one that trains does.
    const indexBase = like?.kind === 'rows' ? like.base : options.indexBase;
    const { value, notes: told } = await readContent(file, {
      indexBase,
      arrays: file === files.train || file === files.test ? wanted : [],
    });
    if (like !== undefined && value.kind === 'rows' && indexBase !== options.indexBase)
      notes.push(`${file.name}: columns count from ${indexBase}, as in ${name}.`);
    notes.push(...told.map((note) => (file === files.train ? note : `${file.name}: ${note}`)));
    return value;
  };
  if (options.answers === 'none' && files.labels !== undefined)
    throw new UsageError(
      `${files.labels.name} holds answers, and answers "none" were asked for; leave one of them out`,
    );
  const labels = await read(files.labels);
  const testLabels = await read(files.testLabels);
  const hasLabels = labels !== undefined;
  const first = await read(files.train);
  const [train, test] = [first, await read(files.test, first)].map(
    (content) => content && asTable(content, hasLabels, name),
  );
  if (train === undefined) throw new Error('a task without a file');
  const parts: Parts = {
    train,
    ...(test && { test }),
    ...(labels && { labels: answersIn(labels, files.labels?.name ?? name) }),
    ...(testLabels && { testLabels: answersIn(testLabels, files.testLabels?.name ?? name) }),
  };
  const material = materialOf(parts, options, name, notes);
  const given = [files.train, files.test, files.labels, files.testLabels];
  const title = `${name} (${train.form}), ${material.count.toLocaleString('en-US')} examples of ${material.features.toLocaleString('en-US')} features`;
  const digests = given.map((file) => file?.sha256 ?? '');
  const origin = { name, title, files: digests, notes };
  return options.answers === 'none'
    ? prepareWithoutAnswers(material, origin, options)
    : prepare(material, origin, options);
}
