import { readdir, readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studies } from '../studies/registry.ts';
import { inFolderOfItsOwn } from './fixtures/folder.ts';
import { heard } from './fixtures/world.ts';
import { widthOf } from './text.ts';

inFolderOfItsOwn();

const lines = (text: string) => text.trim().split('\n');
const run = (...words: string[]) => heard(['run', 'counting', '--no-report', ...words]);

describe('frugal', () => {
  it('lists, describes and helps within the width of the terminal', async () => {
    for (const columns of [80, 120]) {
      for (const words of [
        [],
        ['--help'],
        ['help', 'run'],
        ['list'],
        ['describe', 'counting'],
        ['run', 'counting', '--help'],
      ]) {
        const { code, out, err } = await heard(words, { columns });
        expect([code, err]).toEqual([0, '']);
        for (const line of out.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns);
      }
    }
    expect((await heard(['list'])).out).toMatch(
      /counting +Sums of random numbers +Test and Fixture 2026/,
    );
    const { out } = await heard(['describe', 'counting']);
    for (const text of [
      '--density',
      'ρ',
      '(0, 1]',
      'default 0.5',
      'integer in [1, 10000]',
      'sum | mean | diverge',
      'steps 40',
    ]) {
      expect(out).toContain(text);
    }
    expect((await heard(['run', 'counting', '--help'])).out).toMatch(
      /--density <number> +share of numbers that count, ρ;/,
    );
    expect((await heard(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('has help for every study, whose parameters never collide with options of run', async () => {
    for (const name of Object.keys(studies)) {
      const { code, out } = await heard(['run', name, '--help'], {}, { studies });
      expect(code).toBe(0);
      expect(out).toContain(`Parameters of ${name}:`);
      expect(out).toContain('--seeds <n>');
    }
  });

  it('describes for programs: JSON with the parameters as JSON Schema', async () => {
    const { out } = await heard(['describe', 'counting', '--json']);
    const described = JSON.parse(out) as Record<string, unknown>;
    expect(described).toMatchObject({
      name: 'counting',
      presets: { smoke: { steps: 4 } },
      claims: [{ id: 'grows' }],
    });
    expect(described.parameters).toMatchObject({
      type: 'object',
      properties: { steps: { type: 'integer', default: 20 } },
    });
    expect(JSON.parse((await heard(['list', '--json'])).out)).toMatchObject({ name: 'counting' });
    expect(JSON.parse((await heard(['info', '--json'])).out)).toMatchObject({
      engineSemantics: expect.any(Number),
    });
  });

  it.each<[string[], string]>([
    [
      ['runn', 'counting'],
      'unknown command "runn"; did you mean "run"? Known: list, describe, run, sweep, race, lab, report, evaluate, predict, export, task, data, associations, instance, solve, graph, topology, info, completion',
    ],
    [['run'], 'run needs the name of a study; known: counting'],
    [['run', 'conting'], 'unknown study "conting"; did you mean "counting"? Known: counting'],
    [['describe', 'conting'], 'unknown study "conting"; did you mean "counting"? Known: counting'],
    [['describe'], '<study> is missing; see frugal describe --help'],
    [['run', 'counting', '--densty', '1'], 'unknown option "--densty"; did you mean "--density"?'],
    [
      ['run', 'counting', '--zzzzzzzz', '1'],
      'unknown option "--zzzzzzzz"; see frugal run counting --help',
    ],
    [
      ['run', 'counting', '--density'],
      'option "--density <number>" lacks its value; see frugal run counting --help',
    ],
    [
      ['run', 'counting', 'again'],
      'too many arguments for "run": Expected 1 argument but got 2; see frugal run counting --help',
    ],
    [['run', 'counting', '--density', '1.2'], 'density 1.2 is outside (0, 1]'],
    [['run', 'counting', '--density', 'NaN'], 'density NaN is outside (0, 1]'],
    [['run', 'counting', '--steps=-3'], 'steps -3 is not an integer in [1, 10000]'],
    [
      ['run', 'counting', '--rule', 'maen'],
      'unknown rule "maen"; did you mean "mean"? Known: sum, mean, diverge',
    ],
    [
      ['run', 'counting', '--preset', 'quik'],
      'unknown preset "quik"; did you mean "quick"? Known: smoke, quick, paper',
    ],
    [['run', 'counting', '--threads', '0'], 'threads 0 is not an integer in [1, 256]'],
    [['run', 'counting', '--seed', '1.5'], 'seed 1.5 is not an integer ≥ 0'],
    [
      ['run', 'counting', '--signed', '--rule', 'mean'],
      'rule "mean" needs positive numbers; leave --signed out',
    ],
    [
      ['report', '.', '--format', 'pfd'],
      'unknown format "pfd"; did you mean "pdf"? Known: html, pdf, svg, png, csv, json, claims, markdown',
    ],
  ])('refuses %j in one line and with code 2', async (words, message) => {
    expect(await heard(words)).toEqual({ code: 2, out: '', err: `error: ${message}\n` });
    expect(await readdir('.')).toEqual([]);
  });

  it('answers any words with an exit code and at most one line of error', async () => {
    const word = fc.oneof(
      fc.constantFrom(
        'run',
        'counting',
        'list',
        'describe',
        'report',
        '--preset',
        'smoke',
        '--density',
        '--json',
        '--out',
      ),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (words) => {
        // What would really run is not the matter here.
        fc.pre(
          words.includes('--nothing') || !(words.includes('run') && words.includes('counting')),
        );
        const { code, err } = await heard(
          words.filter((text) => text !== 'data' && text !== '--open'),
        );
        expect([0, 1, 2]).toContain(code);
        expect(err).toMatch(/^(error: [^\n]*\n)?$/);
      }),
      { numRuns: 100 },
    );
  });

  it('says of a folder for a report that it does not exist, or holds no run', async () => {
    expect((await heard(['report', 'nosuch'])).err).toBe('error: nosuch does not exist\n');
    expect((await heard(['report', '.'])).err).toBe(
      'error: . holds no run (no spec.json in it or below)\n',
    );
  });

  it('refuses a report of a run that was changed, with the file and the way on', async () => {
    await run('--steps', '3', '--out', 'changed');
    const file = 'changed/records.ndjson';
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"step":1', '"step":5'));
    for (const format of ['html', 'csv'])
      expect(await heard(['report', 'changed', '--format', format])).toEqual({
        code: 1,
        out: '',
        err: `error: ${file} was changed: it is not as the run wrote it: rerun with --fresh\n`,
      });
  });

  it('shows where an error came from with --debug', async () => {
    const { err } = await run('--density', '3', '--debug');
    expect(lines(err)[0]).toBe('error: density 3 is outside (0, 1]');
    expect(err).toContain('parameters.ts');
  });
});

describe('frugal run', () => {
  it('ends with claims, the folder, the command that repeats it, and what to try next', async () => {
    const { code, out, err } = await run(
      '--preset',
      'quick',
      '--density',
      '0.25',
      '--seed',
      '3',
      '--arithmetic',
      'strict',
    );
    expect(code).toBe(0);
    expect(lines(err).slice(0, 2)).toEqual([
      'counting  Sums of random numbers (Test and Fixture 2026)',
      expect.stringMatching(/^preset quick · density 0.25 · seed 3 · \d+ threads? · strict$/),
    ]);
    expect(out).toContain('✓ holds');
    expect(out).toMatch(/folder {3}runs\/counting\/[0-9a-f]{12}\n/);
    expect(out).toContain(
      'frugal run counting --preset quick --density 0.25 --seed 3 --arithmetic strict\n',
    );
    expect(out).toContain('Try next');
    expect(out).toContain('frugal run counting --preset paper');
    const [id] = await readdir('runs/counting');
    const again = await run(
      '--preset',
      'quick',
      '--density',
      '0.25',
      '--seed',
      '3',
      '--arithmetic',
      'strict',
    );
    expect(again.err).toContain(
      `runs/counting/${id} is what was computed before; --fresh computes it again`,
    );
    expect(again.out).toBe(out);
  });

  it('writes NDJSON only with --json: a line per record, then the summary', async () => {
    const { code, out, err } = await run(
      '--json',
      '--steps',
      '3',
      '--out',
      'here',
      '--arithmetic',
      'strict',
    );
    expect([code, err]).toEqual([0, '']);
    const rows = lines(out).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.slice(0, -1)).toEqual(
      [0, 1, 2].map((step) => ({ record: { step, value: expect.any(Number) } })),
    );
    expect(Object.keys(rows[3])).toEqual(['summary', 'claims', 'run', 'folder']);
    expect(rows[3]).toMatchObject({
      summary: { study: 'counting', seed: 1, arithmetic: 'strict', records: 3, last: { step: 2 } },
      claims: [
        {
          id: 'grows',
          statement: expect.any(String),
          published: '½ per number',
          verdict: 'undecided',
        },
      ],
      run: expect.stringMatching(/^[0-9a-f]{64}$/),
      folder: 'here',
    });
    expect(
      (await run('--json', '--steps', '3', '--out', 'here', '--arithmetic', 'strict')).out,
    ).toBe(out);
  });

  it('takes parameters from a file, below the flags and above the preset, and from the spec of another run', async () => {
    await writeFile('set.json', JSON.stringify({ steps: 5, density: 0.3, scale: 'Infinity' }));
    const settings = ['--set', 'set.json', '--preset', 'smoke', '--density', '0.4'];
    const { err } = await run(...settings, '--out', 'a', '--seed', '9');
    expect(lines(err)[1]).toMatch(
      /^preset smoke · steps 5 · density 0.4 · scale Infinity · seed 9/,
    );
    const same = await run('--set', 'a/spec.json', '--out', 'a');
    expect(same.err).toContain('a is what was computed before');

    const refused = async (content: string, message: string | RegExp) => {
      await writeFile('bad.json', content);
      const { code, err } = await run('--set', 'bad.json');
      expect(code).toBe(2);
      expect(err).toMatch(message);
    };
    await refused('{"density": 3}', 'error: density 3 is outside (0, 1] (bad.json)\n');
    await refused(
      '{"densty": 3}',
      /^error: unknown parameter "densty"; did you mean "density"\?.*\(bad.json\)\n$/,
    );
    await refused('{"density":', /^error: bad.json is not JSON: .*\n$/);
    await refused('[1]', 'error: bad.json holds no parameters; expected {"name": value, …}\n');
    await refused(
      '{"study": "other", "parameters": {}}',
      'error: bad.json is a spec of study "other", not of "counting"\n',
    );
    expect(await run('--set', 'nowhere.json')).toMatchObject({
      code: 1,
      err: 'error: cannot read nowhere.json: there is no such file (--set takes name=value, or a JSON file)\n',
    });
  });

  it('runs several seeds in processes of their own, and tells their records in the order of the seeds', async () => {
    const { code, out } = await run(
      '--steps',
      '3',
      '--seeds',
      '3',
      '--jobs',
      '2',
      '--json',
      '--out',
      'many',
    );
    expect(code).toBe(0);
    const rows = lines(out).map((line) => JSON.parse(line) as { summary?: { seed: number } });
    expect(rows).toHaveLength(13);
    expect(rows[12]).toMatchObject({ together: { runs: 3, claims: [{ id: 'grows' }] } });
    expect(rows.map((row) => row.summary?.seed).filter((seed) => seed !== undefined)).toEqual([
      1, 2, 3,
    ]);
    expect((await readdir('many')).sort()).toEqual(['seed-1', 'seed-2', 'seed-3']);
    const shown = await run('--steps', '3', '--seeds', '3', '--out', 'many');
    expect(shown.out).toContain('results  3 runs');
    expect(shown.out).toContain('--seeds 3 --out many\n');
  });

  it('fails with code 1 and one line when a run fails', async () => {
    const { code, err, out } = await run('--rule', 'diverge');
    expect([code, out]).toEqual([1, '']);
    expect(lines(err).at(-1)).toMatch(/^error: record 4: "value" is NaN/);
    const many = await run('--rule', 'diverge', '--seeds', '2');
    expect(many.code).toBe(1);
    expect(many.err).toMatch(
      /error: seed 1: record 4.*\n(.*\n)*error: seed 2|error: seed 2: record 4.*\n(.*\n)*error: seed 1/,
    );
    const blocked = await run('--out', 'set.json/x').then(() => writeFile('file', ''));
    expect(blocked).toBeUndefined();
    expect((await run('--out', 'file')).err).toContain(
      'error: cannot use file: part of the path is a file, not a folder',
    );
  });
});
