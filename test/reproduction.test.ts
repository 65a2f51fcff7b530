/**
 * docs/reproduction.md against the kept evidence in docs/reproduction (`npm run reproduce -- keep <name> <runs…>` writes
 * both), and the evidence against the claims as the studies make them now.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENGINE_SEMANTICS } from '../src/engine/semantics.ts';
import { type ClaimResult, claimsAbout } from '../src/protocol/study.ts';
import { loadStudy } from '../src/studies/registry.ts';
import { claimsMap } from './claims-map.ts';
import { askedBy, keptEvidence, PAGE, renewed } from './kept.ts';

const kept = await keptEvidence();
const page = readFileSync(PAGE, 'utf8');

it('the page shows what is kept, and keeps what it shows', () => {
  expect(renewed(page, kept)).toBe(page);
});

describe.each([...kept])('%s', (name, { study: studyName, runs, claims }) => {
  it('is of claims that the study still makes, in their present words', async () => {
    const study = await loadStudy(studyName);
    const wordsOf = (all: readonly Pick<ClaimResult, 'id' | 'statement' | 'published'>[]) =>
      all.map(({ id, statement, published }) => ({ id, statement, published }));
    for (const { results } of claims) {
      for (const { command } of runs) {
        expect(
          wordsOf(results),
          `${name} was measured under other claims: run it again and keep it`,
        ).toEqual(wordsOf(claimsAbout(study, askedBy(study, command))));
      }
    }
  });

  it('is of the engine as it is', () => {
    for (const { engine } of runs) expect(engine).toBe(ENGINE_SEMANTICS);
  });
});

it('rows that are not kept, and kept evidence that is not shown, are refused by name', () => {
  expect(() => renewed('<!-- rows gone --><!-- /rows -->', new Map())).toThrow(/gone/);
  expect(() => renewed('', kept)).toThrow(/shows no rows of/);
});

it('the map counts what is decided before what is not, and what no run was asked', () => {
  const result = (id: string, verdict: string, measured = '1') => ({
    ...{ id, statement: `claim ${id}`, published: '', measured, verdict },
  });
  const of = (...results: ReturnType<typeof result>[]) =>
    ({ study: 'toy', title: 'Toy', runs: [], claims: [{ label: '', runs: 1, results }] }) as never;
  const map = claimsMap(
    new Map([
      ['toy-quick', of(result('a', 'undecided'), result('b', 'undecided', 'not run: needs more'))],
      ['toy-paper', of(result('a', 'holds'), result('b', 'undecided', 'not run: needs more'))],
    ]),
  );
  expect(map).toContain('Of 2 claims 1 holds, 1 was not run.');
  expect(map).toContain(
    '| claim a | holds: [paper](reproduction/toy-paper.json); undecided: [quick]',
  );
  expect(map).toContain('| claim b | not run |');
});
