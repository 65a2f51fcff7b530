import { describe, expect, it } from 'vitest';
import { exampleInput } from '../../test/report/example.ts';
import type { ClaimResult, Verdict } from '../protocol/study.ts';
import { renderPage, summaryLine } from './page.ts';
import type { ReportClaims, ReportInput } from './source.ts';

const one = exampleInput([1]);
const page = renderPage(one);

/** All the text of the input replaced by something that would break out of any context. */
const attack = `"><img src=x onerror=alert(1)><script>alert(1)</script></style>'&{{x}}\u0000`;
function poisoned<T>(value: T): T {
  if (typeof value === 'string') return attack as T;
  if (Array.isArray(value)) return value.map(poisoned) as T;
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      // Words that steer the layout stay; everything that a person wrote is replaced.
      Object.entries(value).map(([key, inner]) =>
        ['type', 'kind', 'scheme', 'verdict', 'marks', 'facet', 'domain'].includes(key)
          ? [key, inner]
          : [key, poisoned(inner)],
      ),
    ) as T;
  return value;
}

function withVerdicts(...perSetting: readonly (readonly Verdict[])[]): ReportInput {
  const claims = perSetting.map((verdicts, i): ReportClaims => {
    const results = verdicts.map((verdict, c): ClaimResult => {
      return { id: `c${c}`, statement: 's', published: 'p', measured: `m${i}`, verdict };
    });
    return { label: perSetting.length > 1 ? `epsilon ${i}` : '', runs: 1, results };
  });
  return { ...one, claims, figures: [] };
}

describe('renderPage', () => {
  it('is one document that needs nothing from elsewhere', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    const citation = one.study.paper.url as string;
    const addresses = page
      .replaceAll('http://www.w3.org/2000/svg', '')
      .match(/(?:https?:)?\/\/[\w.-]+\.\w+[^"'\s)]*/g);
    expect(addresses).toEqual([citation]);
    expect(page).not.toMatch(/<script|<link rel="stylesheet|@import|src=|url\((?!#)/);
    expect(page).toContain('content="default-src &#39;none&#39;;');
  });

  it('is the same every time', () => {
    expect(renderPage(exampleInput([1]))).toBe(page);
  });

  it('holds everything a reader asks for', () => {
    const [run] = one.runs;
    const wanted = [
      one.study.title,
      one.study.description,
      one.study.paper.title,
      run.identity,
      run.hash as string,
      'AMD EPYC',
      '2026-03-02 10:14 UTC',
      '124,600',
      'multiply-adds',
      ...one.figures.flatMap(({ title, caption }) => [title, caption]),
      ...one.claims[0].results.map(({ statement }) => statement),
      ...one.parameters.map(({ description }) => description),
    ];
    for (const text of wanted) expect(page).toContain(text);
    const command = page.match(/<pre>(.*?)<\/pre>/s)?.[1].replace(/<[^>]*>/g, '');
    expect(command).toBe(run.command);
  });

  it('marks parameters that were changed', () => {
    expect(page.match(/<tr class="changed">/g)).toHaveLength(4);
    expect(page).toContain('4 of 11 parameters differ from the default.');
  });

  it('has every id once, and every reference an id', () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...page.matchAll(/aria-labelledby="([^"]*)"|url\(#([^)]*)\)/g)];
    for (const [, label, target] of references)
      for (const id of (label ?? target).split(' ')) expect(ids).toContain(id);
  });

  it('defines every colour it names', () => {
    const names = new Set(page.match(/var\(--[\w-]+/g)?.map((name) => name.slice(4)));
    expect(names.size).toBeGreaterThanOrEqual(30);
    for (const name of names) expect(page).toMatch(new RegExp(`[{;]${name}:`));
  });

  it('escapes all that it is given', () => {
    const markup = renderPage(poisoned(one));
    expect(markup).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
    expect(markup).not.toContain('\u0000');
    expect(markup).toContain('&lt;script&gt;');
    expect(markup.match(/<style>/g)).toHaveLength(1);
    expect(markup).not.toMatch(/<a (?!href="#)/);
  });

  it('links a citation only over http', () => {
    const paper = { ...one.study.paper, url: 'javascript:alert(1)' };
    expect(renderPage({ ...one, study: { ...one.study, paper } })).not.toContain('javascript:');
  });

  it('tells how the data were read, once', () => {
    const task = { kind: 'task', notes: ['Answers in "kind".', 'a < b'] };
    const runs = one.runs.map((run) => ({ ...run, records: [task, ...run.records] }));
    const told = renderPage({ ...one, runs: [...runs, ...runs] });
    expect(told).toContain('How the data were read');
    expect(told.match(/<li>a &lt; b<\/li>/g)).toHaveLength(1);
    expect(page).not.toContain('How the data were read');
  });

  it('says when a run is not finished', () => {
    const { hash, ...unfinished } = one.runs[0];
    const markup = renderPage({ ...one, runs: [unfinished] });
    expect(markup).toContain('the run is not finished');
    expect(hash !== undefined && markup.includes(hash)).toBe(false);
  });

  it('names together the settings that measured the same', () => {
    const [same] = one.claims[0].results;
    const settings = ['a', 'b', 'a'].map((measured, k) => ({
      ...{ label: `epsilon ${k}`, runs: 1, results: [{ ...same, measured }] },
    }));
    expect(renderPage({ ...one, claims: settings })).toContain('epsilon 0; epsilon 2:');
    expect(renderPage(exampleInput([1, 2, 3]))).toContain(
      'Means over independent repetitions (3).',
    );
  });

  it('folds away long lists of settings', () => {
    const many = withVerdicts(...Array.from({ length: 6 }, () => ['holds'] as const));
    expect(renderPage(many)).toContain('<details><summary>6 settings</summary>');
  });

  it('keeps verdicts of settings that differ apart, for the eye and for who reads aloud', () => {
    const page = renderPage(withVerdicts(['holds'], ['undecided']));
    expect(page).toContain('1 of 2</span></span> <span class="badge undecided">');
    expect(page).toContain('.verdict .badge+.badge{display:flex');
  });

  it('does without claims, figures and results', () => {
    const { table, ...rest } = { ...one, figures: [], claims: [] };
    const markup = renderPage(rest);
    expect(table).toBeDefined();
    for (const id of ['claims', 'figures', 'results', 'ledger'])
      expect(markup).not.toContain(`id="${id}"`);
  });
});

describe('summaryLine', () => {
  it.each([
    [[['holds', 'holds']], 'All 2 claims hold'],
    [[['holds']], 'The claim holds'],
    [
      [['holds', 'holds', 'falls short', 'undecided']],
      '2 of 4 claims hold, 1 falls short, 1 is undecided',
    ],
    [[['holds', 'undecided', 'undecided']], '1 of 3 claims holds, 2 are undecided'],
    [[['holds'], ['holds']], 'The claim holds'],
    [[['falls short'], ['falls short']], 'The claim falls short'],
    [[['holds'], ['falls short']], '0 of 1 claims hold, 1 differs between settings'],
    [
      [
        ['holds', 'undecided'],
        ['undecided', 'undecided'],
      ],
      '0 of 2 claims hold, 1 is undecided, 1 differs between settings',
    ],
    [[[]], 'This study makes no claims'],
  ] as [Verdict[][], string][])('of %j is "%s"', (verdicts, text) => {
    expect(summaryLine(withVerdicts(...verdicts))).toBe(text);
  });
});
