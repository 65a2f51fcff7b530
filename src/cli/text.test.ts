import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memory } from './fixtures/world.ts';
import { createProgress } from './progress.ts';
import { claimsTable, table } from './table.ts';
import { clock, cut, duration, pad, widthOf, wrap } from './text.ts';

describe('text', () => {
  it('wraps between words, never beyond the width, and loses nothing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 1, max: 40 }),
        (text, width) => {
          const lines = wrap(text, width);
          for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replace(/[ \n]/g, ''));
        },
      ),
    );
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('a\n\nb', 7)).toEqual(['a', '', 'b']);
    expect(wrap('plain,adam,momentum', 12)).toEqual(['plain,adam,', 'momentum']);
    expect(wrap('abcdefghi', 4)).toEqual(['abcd', 'efgh', 'i']);
  });

  it('measures and fills what is seen, not what is sent', () => {
    expect(widthOf('\u001b[1mε ✓\u001b[22m')).toBe(3);
    expect(pad('\u001b[1mab\u001b[22m', 4)).toBe('\u001b[1mab\u001b[22m  ');
    expect(pad('7', 3, 'left')).toBe('  7');
    expect(cut('set · epoch 3', 8)).toBe('set · e…');
  });

  it('tells times as people do', () => {
    expect([0, 7, 65, 3600, 11_225].map(clock)).toEqual([
      '0:00',
      '0:07',
      '1:05',
      '1:00:00',
      '3:07:05',
    ]);
    expect([0.07, 1.84, 42.2, 187, 7500].map(duration)).toEqual([
      '70 ms',
      '1.8 s',
      '42 s',
      '3 min 7 s',
      '2 h 5 min',
    ]);
  });
});

describe('tables', () => {
  const claims = [
    {
      id: 'a',
      statement:
        'SET reaches the accuracy of the dense network with a few percent of its connections',
      published: '98.74 % against 98.55 %',
      measured: '98.61 % ± 0.05 against 98.52 % ± 0.06 (5 seeds)',
      verdict: 'holds' as const,
    },
    {
      id: 'b',
      statement: 'It is faster',
      published: 'none',
      measured: 'no',
      verdict: 'falls short' as const,
    },
  ];

  it('fit the terminal wherever words allow it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 200 }),
        fc.array(fc.tuple(...Array.from({ length: 3 }, () => fc.lorem({ maxCount: 30 }))), {
          minLength: 1,
          maxLength: 4,
        }),
        (columns, rows) => {
          const lines = table(
            memory({ columns }),
            [{ header: 'a' }, { header: 'b' }, { header: 'c' }],
            rows,
          );
          for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });

  it('show claims as a table on a wide terminal and as a list on a narrow one', () => {
    expect(claimsTable(memory({ columns: 120 }), claims)).toEqual([
      '  verdict        claim                                   published                measured',
      `  ${'─'.repeat(118)}`,
      '  ✓ holds        SET reaches the accuracy of the dense   98.74 % against 98.55 %  98.61 % ± 0.05 against 98.52 % ± 0.06',
      '                 network with a few percent of its                                (5 seeds)',
      '                 connections',
      '  ✗ falls short  It is faster                            none                     no',
    ]);
    expect(claimsTable(memory({ columns: 80 }), claims)).toEqual([
      '  ✓ holds        SET reaches the accuracy of the dense network with a few',
      '                 percent of its connections',
      '                 published  98.74 % against 98.55 %',
      '                 measured   98.61 % ± 0.05 against 98.52 % ± 0.06 (5 seeds)',
      '',
      '  ✗ falls short  It is faster',
      '                 published  none',
      '                 measured   no',
    ]);
  });
});

describe('progress', () => {
  it('is a few plain lines in a pipe: now and then, and at the end of each phase', () => {
    const output = memory();
    let now = 0;
    const progress = createProgress(output, () => now);
    for (let step = 0; step < 100; step++) {
      const phase = step < 50 ? 'set' : 'dense';
      progress.show({ progress: (step + 1) / 100, line: `${phase} · epoch ${step % 50}` });
      now += 200;
    }
    progress.end();
    expect(output.text().split('\n').slice(0, -1)).toEqual([
      '  1 %  set · epoch 0',
      ' 26 %  0:15 left · set · epoch 25',
      ' 50 %  0:10 left · set · epoch 49',
      ' 76 %  0:05 left · dense · epoch 25',
      '100 %  dense · epoch 49',
    ]);
  });

  it('is one line a short job in a pipe: its result, not its name', () => {
    const output = memory();
    const progress = createProgress(output, () => 0);
    progress.show({ progress: 0, line: 'Drawn digits' });
    for (const [k, name] of ['static', 'set'].entries())
      for (const line of ['epoch 3/3 · test 46.4 %', undefined, 'test 46.4 %', 'done'])
        progress.show({
          progress: (k + 1) / 2,
          line:
            line === undefined || line === 'done'
              ? [`${name} 1`, line].filter(Boolean).join(' · ')
              : `${name} · ${line}`,
        });
    progress.end();
    expect(output.text().split('\n').slice(0, -1)).toEqual([
      '  0 %  Drawn digits',
      ' 50 %  0:00 left · static · test 46.4 %',
      '100 %  set · test 46.4 %',
    ]);
  });

  it('is one line on a terminal, within its width, and leaves nothing behind', () => {
    const output = memory({ isTTY: true, columns: 50 });
    let now = 0;
    const progress = createProgress(output, () => now);
    for (let step = 0; step < 20; step++) {
      progress.show({
        progress: step / 20,
        line: `set · epoch ${step} · 84.12 % and many other words`,
      });
      now += 1000;
    }
    progress.note('a note');
    progress.end();
    const states = output.text().split('\r\u001b[2K');
    expect(states).toHaveLength(22);
    for (const state of states.slice(1, 21)) expect(widthOf(state)).toBeLessThan(50);
    expect(states[11]).toBe('━━━━━━━━━━──────────  50 %  0:10 left  set · epo…');
    expect(states.at(-1)).toBe('a note\n');
  });
});
