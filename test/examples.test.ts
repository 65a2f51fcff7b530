/**
 * The examples of docstrings run, and what they say comes out does.
 *
 * An example is JavaScript in whose scope everything public is, and a few values that examples take for granted. A comment
 * after an expression is what it gives, to the digits shown, or the error it throws; other comments are for people.
 */

import { describe, expect, it } from 'vitest';
import { ring } from '../src/connectivity/index.ts';
import { createRandom } from '../src/index.ts';
import { filesUnder, read } from './sources.ts';

interface Example {
  readonly name: string;
  readonly path: string;
  readonly lines: readonly string[];
}

/** `@example` blocks of exported names: a line of code each, comments that stand alone joined to the line before. */
function examplesIn(path: string): Example[] {
  const blocks = read(path).matchAll(
    /\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\s*export (?:declare )?(?:async )?(?:function\*?|const|interface|type|class) (\w+)/g,
  );
  return [...blocks].flatMap(([, text, name]) => {
    const example = /@example([\s\S]*?)(?=\n\s*\*\s*@|$)/.exec(text)?.[1];
    if (example === undefined) return [];
    const lines: string[] = [];
    for (const line of example.split('\n').map((each) => each.replace(/^\s*\* ?/, '').trimEnd())) {
      if (line.trim() === '') continue;
      const joined = /^\s*\/\//.test(line) || /^\s{2,}/.test(line);
      if (joined && lines.length > 0) lines[lines.length - 1] += `\n${line}`;
      else lines.push(line.trim());
    }
    return [{ name, path, lines }];
  });
}

/** All that the package exports, by name; the first room wins. */
async function scopeOfRooms(): Promise<Record<string, unknown>> {
  const { exports } = JSON.parse(read('package.json')) as { exports: Record<string, unknown> };
  const scope: Record<string, unknown> = {};
  for (const subpath of Object.keys(exports)) {
    if (subpath.endsWith('.json') || subpath.endsWith('.js')) continue;
    const place = subpath === '.' ? '../src/index.ts' : `../src/${subpath.slice(2)}`;
    const file =
      subpath === '.' || subpath === './tasks/node'
        ? place.replace(/node$/, 'node.ts')
        : `${place}/index.ts`;
    const room: Record<string, unknown> = await import(file);
    for (const [name, value] of Object.entries(room)) scope[name] ??= value;
  }
  return scope;
}

type Make = (...names: string[]) => (...values: unknown[]) => Promise<unknown>;
const asyncFunction = (async () => {}).constructor as unknown as Make;

/** Code and what its comment says, which may stand below. */
function parted(line: string): { code: string; comment: string | undefined } {
  const [, code, comment] = /^([\s\S]*?)(?:\s*(?<!:)\/\/ ?([\s\S]*))?$/.exec(line) ?? [];
  return { code: (code ?? '').trim().replace(/;$/, ''), comment: comment?.trim() };
}

/** A value that a comment writes down; undefined where it is for people. */
function literal(comment: string | undefined): { value: unknown } | undefined {
  if (comment === undefined) return undefined;
  const text = comment
    .replaceAll('…', '')
    .replace(/^\w+Array /, '')
    .replace(/^½$/, '0.5');
  try {
    return { value: new Function(`return (${text})`)() };
  } catch {
    return undefined;
  }
}

/** Numbers agree to the digits that are written. */
function compare(found: unknown, expected: unknown, comment: string): void {
  if (Object.is(found, expected)) return;
  if (typeof expected === 'number' && typeof found === 'number') {
    const digits = `${expected}`.split('.')[1]?.length ?? 0;
    expect(Math.abs(found - expected), `${found} is not ${comment}`).toBeLessThanOrEqual(
      10 ** -digits,
    );
  } else if (Array.isArray(expected)) {
    const list = Array.from(found as ArrayLike<unknown>);
    expect(list).toHaveLength(expected.length);
    for (const [i, item] of expected.entries()) compare(list[i], item, comment);
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [key, item] of Object.entries(expected))
      compare((found as Record<string, unknown>)[key], item, comment);
  } else expect(found).toEqual(expected);
}

/** What examples take for granted: small values of their kind, new for each. */
function given(): Record<string, unknown> {
  const random = createRandom(1);
  const mask = ring({ units: 20, radius: 2 });
  return { random, mask, space: mask.space, topology: mask.topology };
}

const scope = await scopeOfRooms();
const PUBLIC = filesUnder('src')
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .flatMap(examplesIn)
  .filter(({ name }) => name in scope);

/** Files of the reader's own: what is done with them is tested where it is done. */
const NEEDS_FILES = /['"`][^'"`\n]*(?:\.\w{2,8}|runs\/[^'"`\n]*)['"`]\s*[,)\]]/;

/** What an example takes from the reader, in place of which it has a word: a variable, never something that is called. */
function placeholder(error: unknown, code: string): boolean {
  const name = error instanceof ReferenceError && /^(\w+) is not defined/.exec(error.message)?.[1];
  return typeof name === 'string' && !new RegExp(`\\b${name}\\s*\\(`).test(code);
}

/** Names that a line declares, by themselves or out of an object. */
function declaredBy(line: string): string[] {
  const [, one, several = ''] = /^(?:const|let) (?:(\w+)|\{([^}]*)\})/.exec(line) ?? [];
  return one !== undefined ? [one] : (several.match(/\w+(?=\s*(?:,|$))/g) ?? []);
}

/** Runs an example line by line; `false` where it needs what only the reader has. */
async function runs({ lines }: Example): Promise<boolean> {
  if (lines.some((line) => NEEDS_FILES.test(parted(line).code))) return false;
  const world: Record<string, unknown> = { ...scope, ...given() };
  const declared: string[] = [];
  for (const line of lines) {
    const { code, comment } = parted(line);
    if (code === '') continue;
    const declares = /^(?:const|let)\b/.test(code);
    const whole = declares || /^(?:for|if)\b/.test(code) ? code : `return (${code})`;
    const shadowed = [...declared, code].flatMap(declaredBy);
    for (const name of shadowed) delete world[name];
    const run = asyncFunction(...Object.keys(world), [...declared, whole].join(';\n'));
    const answer = run(...Object.values(world));
    const error = /^(?:UsageError|FrugalError): (.*)$/s.exec(comment ?? '')?.[1];
    if (error !== undefined) {
      await expect(answer).rejects.toThrow(
        error
          .replace(/\n\s*\/\/ ?/g, ' ')
          .replace(/…$/, '')
          .trimEnd(),
      );
      continue;
    }
    try {
      const found = await answer;
      const said = literal(comment);
      if (said !== undefined && !declares) compare(found, said.value, comment ?? '');
    } catch (failure) {
      if (placeholder(failure, code)) return false;
      throw failure;
    }
    if (declares) declared.push(code);
  }
  return true;
}

describe('an example', () => {
  let whole = 0;

  it.each(PUBLIC)('of $name runs', async (example) => {
    if (await runs(example)) whole++;
  });

  it('runs from beginning to end, in most', () => {
    expect(whole).toBeGreaterThanOrEqual(70);
    expect(whole / PUBLIC.length).toBeGreaterThan(0.7);
  });
});
