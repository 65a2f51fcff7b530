import { describe, expect, it } from 'vitest';
import { UsageError } from '../../errors.ts';
import { createRandom } from '../../numerics/random.ts';
import { drawDiscrete, mulberry32, referenceDiscrete } from './draw.ts';
import {
  isPackedDiscrete,
  packDiscrete,
  parseDiscrete,
  readDiscrete,
  unpackDiscrete,
  writeDiscrete,
} from './files.ts';
import { evaluate, patternValues, positiveLevels, unpackRows } from './index.ts';

const signs = (values: Int8Array) => [...values].map((v) => (v > 0 ? '+' : '-')).join('');

describe('the reference generator', () => {
  it('draws the instances that our own enumeration in C drew', () => {
    const eight = referenceDiscrete({ inputs: 21, patterns: 8 }, 1);
    expect(signs(patternValues(eight).slice(0, 21))).toBe('+-+++-++-+---------+-');
    expect(signs(eight.labels)).toBe('+--+-+++');
    const twelve = referenceDiscrete({ inputs: 21, patterns: 12 }, 3);
    expect(signs(twelve.labels)).toBe('++---++++-++');
  });
  it('has a teacher that is right, drawn after the patterns', () => {
    const problem = referenceDiscrete({ inputs: 21, patterns: 8, goal: 'teacher' }, 1);
    expect(evaluate(problem, problem.teacher!).solved).toBe(true);
    const storage = referenceDiscrete({ inputs: 21, patterns: 8 }, 1);
    expect(problem.bits).toEqual(storage.bits);
    expect(signs(problem.teacher!.slice(0, 8))).toBe('+--+-+++');
  });
  it('refuses a seed that is no 32-bit word, and a tie', () => {
    expect(() => mulberry32(-1)).toThrow('seed -1 is not an integer in 0..4294967295');
    expect(() => referenceDiscrete({ inputs: 2, patterns: 40, goal: 'teacher' }, 1)).toThrow(
      'take an odd number of inputs',
    );
  });
});

describe('random instances', () => {
  it('have the coding level, and begin like smaller ones', () => {
    const spec = { inputs: 1001, patterns: 200, code: 'zero-one' as const, codingLevel: 0.1 };
    const problem = drawDiscrete(spec, createRandom(3));
    const active = patternValues(problem).reduce((sum, x) => sum + x, 0);
    // Six standard deviations of a binomial.
    expect(Math.abs(active - 20020)).toBeLessThan(6 * Math.sqrt(200200 * 0.09));
    const fewer = drawDiscrete({ ...spec, patterns: 7 }, createRandom(3));
    expect(fewer.bits).toEqual(problem.bits.slice(0, fewer.bits.length));
    expect(fewer.labels).toEqual(problem.labels.slice(0, 7));
  });
  it('have balanced bits and labels at ½', () => {
    const problem = drawDiscrete({ inputs: 1001, patterns: 200 }, createRandom(4));
    const values = unpackRows(problem.bits, 200, 1001);
    expect(Math.abs(values.reduce((sum, x) => sum + x, 0))).toBeLessThan(6 * Math.sqrt(200200));
    expect(Math.abs(problem.labels.reduce((sum, x) => sum + x, 0))).toBeLessThan(
      6 * Math.sqrt(200),
    );
  });
  it('say what is wrong with what was asked for', () => {
    const draw = (more: object) => () =>
      drawDiscrete({ inputs: 11, patterns: 3, ...more }, createRandom(1));
    expect(draw({ units: 2 })).toThrow('units 2 is not an odd integer >= 1');
    expect(draw({ inputs: 0 })).toThrow('inputs 0 is not an integer >= 1');
    expect(draw({ levels: [-1, 0, 2] })).toThrow('levels [-1, 0, 2] are not two or more ascending');
    expect(draw({ codingLevel: 1 })).toThrow('codingLevel 1 is outside (0, 1)');
    expect(
      draw({ goal: 'teacher', levels: [0, 1], threshold: -0.5, code: 'zero-one' }),
    ).not.toThrow();
    expect(
      draw({ goal: 'teacher', inputs: 1, levels: [0, 1], threshold: 0, units: 1 }),
    ).not.toThrow();
  });
});

const CASES = [
  drawDiscrete({ inputs: 21, patterns: 8 }, createRandom(1)),
  drawDiscrete({ inputs: 35, patterns: 40, goal: 'teacher', levels: [-1, 0, 1] }, createRandom(2)),
  drawDiscrete(
    {
      ...{ inputs: 43, patterns: 5, units: 3, wiring: 'tree', levels: positiveLevels(2) },
      ...{ code: 'zero-one', threshold: 10.5, codingLevel: 0.3 },
    },
    createRandom(3),
  ),
] as const;

describe('files', () => {
  it('give back the problem, as JSON and as packed bits', () => {
    for (const problem of CASES) {
      expect(readDiscrete(writeDiscrete(problem))).toEqual(problem);
      const bytes = packDiscrete(problem);
      expect(unpackDiscrete(bytes)).toEqual(problem);
      expect(isPackedDiscrete(bytes)).toBe(true);
      expect(parseDiscrete(bytes)).toEqual(problem);
      expect(parseDiscrete(new TextEncoder().encode(writeDiscrete(problem)))).toEqual(problem);
    }
  });
  it('may be short, with signs', () => {
    const head = '{"format":"frugal discrete problem","version":1,"inputs":3,';
    const problem = readDiscrete(`${head}"labels":[1,-1],"patterns":["+-+","101"]}`);
    expect(signs(patternValues(problem))).toBe('+-++-+');
    expect(problem.levels).toEqual([-1, 1]);
  });
  it('that are malformed are told so', () => {
    const text = writeDiscrete(CASES[0]);
    const broken = (from: string | RegExp, to: string) => () =>
      readDiscrete(text.replace(from, to));
    expect(() => readDiscrete('[1]')).toThrow('the problem is [1], not a JSON object');
    expect(() => readDiscrete('{')).toThrow('the problem is not valid JSON');
    expect(broken('discrete problem', 'problem')).toThrow('format "frugal problem" is not');
    expect(broken('"version": 1', '"version": 7')).toThrow('version 7 of a discrete problem');
    expect(broken('"inputs": 21', '"inputs": 22')).toThrow(/patterns\[0\] .* of 22 digits/);
    expect(broken('"full"', '"fool"')).toThrow('wiring "fool" is neither "full" nor "tree"');
    expect(broken('"labels": [', '"labels": [1,')).toThrow('labels has 9 entries, not 8');
    expect(broken('"labels": [', '"labels": ["x",')).toThrow('labels[0] "x" is not a number');
    expect(broken('"levels": [-1,1]', '"levels": [1]')).toThrow('levels [1] are not two or more');
    expect(broken(/"patterns": \[[\s\S]*\]/, '"patterns": 3')).toThrow('patterns 3 is not a list');
    const bytes = packDiscrete(CASES[1]);
    const changed = (at: number) => () => unpackDiscrete(bytes.with(at, bytes[at] ^ 1));
    expect(changed(0)).toThrow('does not begin with FRGD');
    expect(changed(4)).toThrow('version 0 of a packed discrete problem is not 1');
    expect(changed(8)).toThrow('the file is damaged');
    expect(changed(100)).toThrow('the file is damaged');
    expect(() => unpackDiscrete(bytes.subarray(0, 30))).toThrow('is cut short');
    expect(() => unpackDiscrete(bytes.subarray(0, bytes.length - 4))).toThrow('cut short');
  });

  it('of any size and depth are refused in one short line, before anything is reserved', () => {
    const head = '"format":"frugal discrete problem","version":1';
    const deep = (open: string, close: string, depth: number) =>
      `{${head},"inputs":${open.repeat(depth)}${close.repeat(depth)}}`;
    const long = 'x'.repeat(1e6);
    const wrong: string[] = [
      deep('[', ']', 1e6),
      deep('{"a":', '1}', 1e6),
      '['.repeat(1e6),
      `"${long}"`,
      `{${head},"inputs":"${long}"}`,
      `{${head},"inputs":3,"labels":[1],"patterns":["${long}"]}`,
      `{${head},"inputs":3,"wiring":"${long}","labels":[1],"patterns":["101"]}`,
      `{${head},"inputs":3,"levels":[${new Array(1e5).fill(1).join()}],"labels":[1],"patterns":["101"]}`,
      `{${head},"inputs":3,"levels":[${Array.from({ length: 255 }, (_, k) => k - 127).join()}],"labels":[1],"patterns":["101"],"teacher":[1.5,0,0]}`,
      // Rows as long as said would take terabytes; the text does not hold them.
      `{${head},"inputs":1e9,"labels":[1],"patterns":["101"]}`,
      `{${head},"inputs":2e9,"units":3,"labels":[1],"patterns":["101"]}`,
      `{${head},"inputs":3,"units":1e300,"labels":[1],"patterns":["101"]}`,
      `{${head},\n\n"inputs":3,,}`,
      long,
    ];
    for (const text of wrong) {
      let message = '';
      try {
        readDiscrete(text);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        message = String(error);
      }
      expect(message).not.toBe('');
      expect(message.length).toBeLessThanOrEqual(300);
      expect(message).not.toContain('\n');
    }
    // Brackets inside a string are no depth.
    const inside = `{${head},"inputs":3,"labels":[1],"patterns":["101"],"note":"\\"${'['.repeat(99)}"}`;
    expect(readDiscrete(inside).inputs).toBe(3);
  });
  it('of packed bits have a hash that counts, and zeros where they are filled up', () => {
    const bytes = packDiscrete(CASES[1]);
    /** The bytes with one changed, and a hash that fits them. */
    const forged = (at: number, value: number): Uint8Array => {
      const changed = bytes.with(at, value);
      const words = new Uint32Array(changed.buffer);
      let hash = 0x811c9dc5;
      words.forEach((word, k) => {
        if (k !== 14) hash = Math.imul(hash ^ word, 0x01000193);
      });
      words[14] = hash >>> 0;
      return changed;
    };
    expect(unpackDiscrete(forged(16, bytes[16]))).toEqual(CASES[1]);
    // A hash of zero is a hash like any other.
    for (const at of [56, 57, 58, 59])
      expect(() => unpackDiscrete(bytes.with(at, bytes[at] ^ 255))).toThrow('the file is damaged');
    const zero = bytes.slice();
    zero.fill(0, 56, 60);
    expect(() => unpackDiscrete(zero)).toThrow('the file is damaged');
    // 35 inputs in rows of 16 bytes; 40 labels in 8 bytes; 35 weights in 36 bytes.
    const labels = 64 + 40 * 16;
    const places = [60, 64 + 4, 64 + 15, labels + 5, labels + 7, labels + 8 + 35];
    for (const at of places.slice(1))
      expect(() => unpackDiscrete(forged(at, 128)), `byte ${at}`).toThrow(
        /only filled up|beyond the 35/,
      );
    expect(() => unpackDiscrete(forged(60, 1))).toThrow('only filled up');
    // Counts that the file does not hold are refused before anything is reserved.
    for (const [at, value] of [
      [11, 0x7f],
      [39, 0xff],
      [15, 0x40],
    ])
      expect(() => unpackDiscrete(forged(at, value))).toThrow();
  });
});
