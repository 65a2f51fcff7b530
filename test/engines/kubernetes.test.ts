/**
 * Kubernetes: the manifest against the fields of the published schema and the rules that a server checks beyond it, the parts
 * of a sweep computed by the manifest's own command with the index set by hand, and what is refused.
 */

import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolderOfItsOwn } from '../../src/cli/fixtures/folder.ts';
import { heard } from '../../src/cli/fixtures/world.ts';
import { findRuns, readRun } from '../../src/runs/stored.ts';
import schema from './kubernetes-job.json' with { type: 'json' };

inFolderOfItsOwn();

interface Kind {
  readonly required: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
}
const TYPES: Readonly<Record<string, Kind | undefined>> = schema.types as unknown as Record<
  string,
  Kind
>;

/** What is wrong with a value by the schema: unknown fields, missing ones, other types. */
function faults(value: unknown, type: string, at = type): string[] {
  const list = /^List\[(.*)\]$/.exec(type)?.[1];
  if (list !== undefined)
    return Array.isArray(value)
      ? value.flatMap((each, k) => faults(each, list, `${at}[${k}]`))
      : [`${at} is no list`];
  const map = /^Dict\[str, (.*)\]$/.exec(type)?.[1];
  if (map !== undefined)
    return Object.entries(value as object).flatMap(([key, each]) =>
      faults(each, map, `${at}.${key}`),
    );
  if (type === 'str' || type === 'Quantity' || type === 'object')
    return typeof value === 'string' ? [] : [`${at} is no text`];
  if (type === 'int')
    return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31
      ? []
      : [`${at} is no whole number`];
  if (type === 'bool') return typeof value === 'boolean' ? [] : [`${at} is no truth value`];
  const kind = TYPES[type];
  if (kind === undefined)
    return [`${at} is a ${type}, which the schema of this test does not hold`];
  if (value === null || typeof value !== 'object') return [`${at} is no object`];
  const missing = kind.required
    .filter((field) => !(field in value))
    .map((field) => `${at}.${field} is missing`);
  return [
    ...missing,
    ...Object.entries(value).flatMap(([field, each]) =>
      Object.hasOwn(kind.fields, field)
        ? faults(each, kind.fields[field], `${at}.${field}`)
        : [`${at}.${field} is unknown`],
    ),
  ];
}

const AXES = ['counting', '--axis', 'steps=3,4,5,6,7', '--arithmetic', 'strict', '--out', 's'];
const ON = ['--on', 'kubernetes', '--image', 'lab/frugal:1', '--claim', 'sweeps', '--dry-run'];
async function written() {
  return JSON.parse(await readFile('s/kubernetes/job.json', 'utf8'));
}

describe('kubernetes', () => {
  it('knows what a schema finds', () => {
    const job = { apiVersion: 'batch/v1', spec: { completions: 'two', wrong: 1 } };
    expect(faults(job, 'Job')).toEqual([
      'Job.spec.template is missing',
      'Job.spec.completions is no whole number',
      'Job.spec.wrong is unknown',
    ]);
  });

  it.each([
    [[]],
    [
      [
        '--sub-path',
        'a/s',
        '--data-claim',
        'data',
        '--namespace',
        'lab',
        '--minutes',
        '90',
        '--retry',
        '--checkpoint',
        '5',
      ],
    ],
    [['--per-element', '2', '--parallelism', '2', '--cpus', '8', '--memory', '512Mi']],
  ])('writes a manifest of the published form: %j', async (more) => {
    const { code, err } = await heard(['sweep', ...AXES, ...ON, ...more]);
    expect([code, err]).toEqual([
      0,
      expect.stringContaining('written, not submitted: kubectl create -f '),
    ]);
    const job = await written();
    expect(faults(job, 'Job')).toEqual([]);
    // What a server asks beyond the schema: limits by index go with indices, pods that are never started again in place, and
    // no more failed indices than there are.
    const { spec } = job;
    expect(spec).toMatchObject({
      completionMode: 'Indexed',
      template: { spec: { restartPolicy: 'Never' } },
    });
    expect(spec.backoffLimitPerIndex).toBeGreaterThan(0);
    expect(spec.maxFailedIndexes).toBeLessThanOrEqual(spec.completions);
    expect(spec.parallelism).toBeLessThanOrEqual(spec.completions);
    const [container] = spec.template.spec.containers;
    const volumes = spec.template.spec.volumes.map(({ name }: { name: string }) => name);
    for (const { name } of container.volumeMounts) expect(volumes).toContain(name);
    const rule = spec.podFailurePolicy.rules[1].onExitCodes;
    expect(rule.containerName).toBe(container.name);
    // In order, without repeats, and never 0.
    expect(rule.values).toEqual(
      [...new Set<number>(rule.values)].filter((v) => v > 0).sort((a, b) => a - b),
    );
  });

  it('has parts that make up the sweep, computed by its own command with the index set by hand', async () => {
    await heard(['sweep', ...AXES, ...ON, '--per-element', '2']);
    const { spec } = await written();
    const [, , line] = spec.template.spec.containers[0].command as string[];
    await mkdir('bin');
    await writeFile('bin/frugal', '#!/bin/sh\nprintf "%s\\n" "$@"\n');
    await chmod('bin/frugal', 0o755);
    for (let index = 0; index < spec.completions; index++) {
      const env = {
        ...process.env,
        PATH: `${join(process.cwd(), 'bin')}:${process.env.PATH}`,
        JOB_COMPLETION_INDEX: String(index),
      };
      const words = execFileSync('sh', ['-c', line], { env, encoding: 'utf8' }).trim().split('\n');
      expect(words.slice(0, 3)).toEqual(['sweep', 'work', '/sweep']);
      expect((await heard(words.map((word) => (word === '/sweep' ? 's' : word)))).code).toBe(0);
    }
    const found = await findRuns(['s']);
    expect(found).toHaveLength(5);
    for (const run of found) expect((await readRun(run)).summary).toBeDefined();
    // All is done: nothing is submitted any more.
    expect((await heard(['sweep', 's', ...ON])).code).toBe(0);
  });

  it.each([
    [['--claim', 'sweeps'], 'needs --image'],
    [['--image', 'lab/frugal:1'], 'needs --claim'],
    [['--image', 'x', '--claim', 'My Sweeps'], '--claim "My Sweeps" is no name of Kubernetes'],
    [['--image', 'x', '--claim', 'c', '--sub-path', '../x'], 'not a path in the volume'],
    [['--image', 'x', '--claim', 'c', '--memory', 'much'], 'is no quantity'],
    [['--image', 'x', '--claim', 'c'], 'Kubernetes is not here (no kubectl)'],
  ])('refuses %j in a line, before anything is made', async (words, why) => {
    const { PATH } = process.env;
    process.env.PATH = '/nonexistent';
    try {
      const { code, err } = await heard(['sweep', ...AXES, '--on', 'kubernetes', ...words]);
      expect(code).toBeGreaterThan(0);
      expect(err).toContain(why);
      expect(err.trim().split('\n')).toHaveLength(1);
      await expect(findRuns(['s'])).rejects.toThrow();
    } finally {
      process.env.PATH = PATH;
    }
  });
});
