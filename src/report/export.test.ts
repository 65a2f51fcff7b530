import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleInput } from '../../test/report/example.ts';
import type { StudyRecord } from '../protocol/study.ts';
import { csvOf, jsonOf } from './export.ts';
import { figureFiles } from './figure-files.ts';
import type { ReportInput } from './source.ts';

const one = exampleInput([1]);

function withRecords(...records: StudyRecord[]): ReportInput {
  return { ...one, runs: [{ ...one.runs[0], records }] };
}

/** Reads CSV by the grammar of RFC 4180, section 2. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (let at = 0; at < text.length; ) {
    let value = '';
    if (text[at] === '"') {
      for (at++; ; at++) {
        if (text[at] !== '"') value += text[at];
        else if (text[at + 1] === '"') value += text[at++];
        else break;
      }
      at++;
    } else while (at < text.length && text[at] !== ',' && text[at] !== '\r') value += text[at++];
    rows[rows.length - 1].push(value);
    if (text[at] === ',') at++;
    else {
      expect(text.slice(at, at + 2)).toBe('\r\n');
      at += 2;
      if (at < text.length) rows.push([]);
    }
  }
  return rows;
}

describe('csvOf', () => {
  it('joins nested names by dots, keeps lists as JSON and leaves gaps empty', () => {
    const input = withRecords(
      { epoch: 1, cost: { changes: 3, forward: { layer: 2 } } },
      { kind: 'degrees', histogram: [1, 2], note: null, on: true },
    );
    expect(csvOf(input)).toBe(
      'run,run seed,epoch,cost.changes,cost.forward.layer,kind,histogram,note,on\r\n' +
        '17d1f03c2a95,1,1,3,2,,,,\r\n' +
        '17d1f03c2a95,1,,,,degrees,"[1,2]",,true\r\n',
    );
  });

  it('gives back any text (RFC 4180)', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (texts) => {
        const rows = parseCsv(csvOf(withRecords(...texts.map((text) => ({ text })))));
        expect(rows.slice(1).map((row) => row[2])).toEqual(texts);
      }),
    );
  });

  it('has a header even without records', () => {
    expect(csvOf(withRecords())).toBe('run,run seed\r\n');
  });
});

describe('jsonOf', () => {
  it('holds the whole input', () => {
    expect(JSON.parse(jsonOf(one))).toEqual(JSON.parse(JSON.stringify(one)));
  });
});

describe('figureFiles', () => {
  it('names a file a figure, safely and without doubles', () => {
    const [figure] = one.figures;
    const figures = ['../a b', '../A b', '', 'x'.repeat(200)].map((id) => ({ ...figure, id }));
    const names = figureFiles({ ...one, figures }).map(({ name }) => name);
    expect(names).toEqual(['-a-b', '-A-b-2', 'figure', 'x'.repeat(80)]);
  });
});
