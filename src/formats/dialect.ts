/**
 * How a table is written: what separates its fields, whether the first line names the columns, what else stands around.
 *
 * Recognised from the first lines alone, by rules that can be said in a sentence, and always told.
 */

import { refuse, SPACE, shown, TAB } from './text.ts';

/** The separators that are recognised. */
export const DELIMITERS = ['\t', ';', ',', '|', ' '] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** What separators are called. */
export const DELIMITER_NAMES: Readonly<Record<Delimiter, string>> = {
  '\t': 'tabs',
  ';': 'semicolons',
  ',': 'commas',
  '|': 'bars',
  ' ': 'spaces',
};

export interface Dialect {
  readonly delimiter: Delimiter;
  /** Names of the columns; absent where no line gives them. */
  readonly names?: readonly string[];
  readonly columns: number;
  /** The unnamed first column holds names of rows. */
  readonly rowNames: boolean;
  /** Index of the first byte of the first row. */
  readonly start: number;
  readonly notes: readonly string[];
}

export interface DialectOptions {
  readonly header: boolean | 'auto';
  readonly delimiter?: Delimiter;
  /** Whether a field counts as missing. */
  readonly missing: (field: string) => boolean;
}

const SAMPLE = { lines: 50, bytes: 1 << 16 };
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
export const MOST_COLUMNS = 200_000;

/** One line's fields, and where the next line begins. */
interface Line {
  readonly fields: readonly string[];
  readonly next: number;
}

/**
 * Splits the record that begins at `from`. Quoted fields may hold separators, line ends and doubled quotes; spaces around a
 * field do not count. Where spaces separate, any run of spaces and tabs is one separator.
 */
export function splitRecord(text: string, from: number, delimiter: Delimiter): Line {
  const blank = delimiter === ' ';
  const isGap = (at: number): boolean =>
    text[at] === ' ' || (text[at] === '\t' && delimiter !== '\t');
  const fields: string[] = [];
  let at = from;
  for (;;) {
    while (isGap(at)) at++;
    let field = '';
    if (text[at] === '"') {
      for (at++; at < text.length; at++) {
        if (text[at] === '"' && text[++at] !== '"') break;
        field += text[at];
      }
    }
    const plain = at;
    while (at < text.length && text[at] !== '\n' && text[at] !== delimiter && !(blank && isGap(at)))
      at++;
    field += text.slice(plain, at).trim();
    if (blank) while (isGap(at)) at++;
    const ended = at >= text.length || text[at] === '\n' || (text[at] === '\r' && blank);
    if (!(blank && field === '' && ended && fields.length > 0)) fields.push(field);
    if (ended) {
      const end = text.indexOf('\n', at);
      return { fields, next: end < 0 ? text.length : end + 1 };
    }
    if (!blank) at++;
  }
}

/** The whole lines at the beginning that are looked at, one character a byte. */
function sampleOf(bytes: Uint8Array, from: number): string {
  let end = from;
  for (let line = 0; line < SAMPLE.lines; line++) {
    if (line >= 2 && end - from > SAMPLE.bytes) break;
    const next = bytes.indexOf(10, end);
    end = next < 0 ? bytes.length : next + 1;
    if (next < 0) break;
  }
  return new TextDecoder('latin1').decode(bytes.subarray(from, end));
}

/** All records of the sample but those of blank lines. */
function recordsOf(sample: string, delimiter: Delimiter): Line[] {
  const records: Line[] = [];
  for (let at = 0; at < sample.length; ) {
    const record = splitRecord(sample, at, delimiter);
    if (record.fields.length > 1 || record.fields[0] !== '') records.push(record);
    at = record.next;
  }
  return records;
}

/** Whether all records have as many fields; the first may have one less (names of columns over rows with names). */
function agrees(records: readonly Line[]): boolean {
  const count = records[records.length - 1]?.fields.length ?? 0;
  return records.every(
    ({ fields }, k) => fields.length === count || (k === 0 && fields.length === count - 1),
  );
}

function recognise(sample: string): { delimiter: Delimiter; records: Line[] } {
  const all = DELIMITERS.map((delimiter) => ({ delimiter, records: recordsOf(sample, delimiter) }));
  const several = all.filter(({ records }) => records.some(({ fields }) => fields.length > 1));
  return (
    several.find(({ records }) => records[0].fields.length > 1 && agrees(records)) ??
    several.find(({ records }) => records[0].fields.length > 1) ??
    all[DELIMITERS.indexOf(',')]
  );
}

/** Whether the first record names columns: a word over numbers somewhere, or words that do not come again below. */
function namesColumns(records: readonly Line[], missing: (field: string) => boolean): boolean {
  const [{ fields: first }, ...rest] = records;
  const width = rest[0]?.fields.length ?? first.length;
  const shift = width - first.length;
  const isNumber = (field: string): boolean => NUMBER.test(field);
  let words = rest.length > 0;
  for (const [k, field] of first.entries()) {
    const below = rest.map(({ fields }) => fields[k + shift] ?? '').filter((f) => !missing(f));
    if (isNumber(field)) words = false;
    else if (!missing(field) && below.length > 0 && below.every(isNumber)) return true;
    else if (below.includes(field)) words = false;
  }
  return words && new Set(first).size === first.length;
}

/** Lines at the top that are no data: `sep=;` of spreadsheets, and comments. */
function skipTop(
  bytes: Uint8Array,
  from: number,
): { start: number; sep?: Delimiter; comments: number } {
  const top = new TextDecoder('latin1').decode(bytes.subarray(from, from + 7));
  const sep = /^sep=([\t;,| ])\r?\n/.exec(top);
  let start = from + (sep?.[0].length ?? 0);
  let comments = 0;
  while (bytes[start] === 35) {
    const end = bytes.indexOf(10, start);
    start = end < 0 ? bytes.length : end + 1;
    comments++;
  }
  return { start, sep: sep === null ? undefined : (sep[1] as Delimiter), comments };
}

/** The names as they are used: an unnamed column is called by its number. */
function finishNames(name: string, given: readonly string[], rowNames: boolean): string[] {
  const names = given.map((word, k) => {
    if (word !== '') return word;
    return k === 0 && rowNames ? 'row' : `column ${k + 1}`;
  });
  const places = new Map<string, number>();
  for (const [k, word] of names.entries()) {
    const before = places.get(word);
    if (before !== undefined) {
      const both = `columns ${before + 1} and ${k + 1} are both called ${shown(word)}`;
      refuse(name, `${both}; rename one, or read the table without a header`);
    }
    places.set(word, k);
  }
  return names;
}

/**
 * Recognises how the table that begins at `from` is written.
 *
 * @throws FrugalError where there is no line, or two columns have one name
 */
export function dialectOf(
  bytes: Uint8Array,
  from: number,
  name: string,
  options: DialectOptions,
): Dialect {
  const { header, missing } = options;
  const { start: top, sep, comments } = skipTop(bytes, from);
  const sample = sampleOf(bytes, top);
  const told = options.delimiter ?? sep;
  const { delimiter, records } =
    told === undefined ? recognise(sample) : { delimiter: told, records: recordsOf(sample, told) };
  if (records.length === 0) refuse(name, 'no rows; expected at least one line of fields');
  const first = records[0].fields;
  const named = header === 'auto' ? namesColumns(records, missing) : header;
  const width = named && records.length > 1 ? records[1].fields.length : first.length;
  const fewer = named && first.length === width - 1;
  const trailing = fewer && records.slice(1).every(({ fields }) => fields.at(-1) === '');
  const rowNames = named && ((fewer && !trailing) || (first[0] === '' && first.length > 1));
  const columns = fewer ? width : first.length;
  if (columns > MOST_COLUMNS)
    refuse(name, `${columns} columns, at most ${MOST_COLUMNS} are read; is it one row a line?`);
  const notes: string[] = [];
  const guesses: string[] = [];
  if (options.delimiter === undefined && columns > 1)
    guesses.push(`fields are separated by ${DELIMITER_NAMES[delimiter]}`);
  if (header === 'auto')
    guesses.push(named ? 'the first line names the columns' : 'no line names the columns');
  if (guesses.length > 0) {
    const sentence = guesses.join(', ');
    notes.push(
      `${sentence[0].toUpperCase()}${sentence.slice(1)} (recognised from the first lines).`,
    );
  }
  if (comments > 0) notes.push(`Left out at the top: ${comments} lines that begin with "#".`);
  if (rowNames) notes.push('The first column has no name: it was taken for names of rows, "row".');
  let given: readonly string[] | undefined;
  if (named) {
    // From the bytes again: the sample knows no encoding.
    const text = decodeHead(bytes, top, records[0].next);
    // A field of nothing but a space beyond ASCII is seen in the sample, and empty once decoded.
    const decoded = recordsOf(text, delimiter)[0]?.fields ?? [];
    const all = first.map((_, k) => decoded[k] ?? '');
    given = fewer ? (trailing ? [...all, ''] : ['', ...all]) : all;
  }
  return {
    delimiter,
    ...(given === undefined ? {} : { names: finishNames(name, given, rowNames) }),
    columns,
    rowNames,
    start: named ? top + records[0].next : top,
    notes,
  };
}

function decodeHead(bytes: Uint8Array, from: number, length: number): string {
  const head = bytes.subarray(from, from + length);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(head);
  } catch {
    return new TextDecoder('windows-1252').decode(head);
  }
}

/** Whether a byte is a gap around fields. */
export const isGapByte = (byte: number, delimiter: Delimiter): boolean =>
  byte === SPACE || (byte === TAB && delimiter !== '\t');
