/**
 * The programs that our files are for, in the Python environment that `.ci/run` makes (`.venv` in the clone) or that
 * `FRUGAL_PYTHON` names: one process a test file, which is given a script and JSON.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../sources.ts';

/** What the scripts begin with. */
const BEGIN = `
import json, os, sys
import numpy as np
os.chdir(sys.argv[1])
given = json.loads(sys.stdin.read())
def told(value):
    if isinstance(value, np.ndarray): return value.tolist()
    if isinstance(value, (np.integer, np.floating, np.bool_)): return value.item()
    raise TypeError(type(value))
`;
const END = `
print(json.dumps(result, default=told))
`;

const has = (python: string, modules: readonly string[]): boolean =>
  existsSync(python) &&
  spawnSync(python, ['-c', `import numpy, ${modules.join(', ')}`]).status === 0;

/** The environment's Python, if it has these modules; else a word on what is not tested. */
export function readersPython(...modules: readonly string[]): string | undefined {
  const python = process.env.FRUGAL_PYTHON ?? join(ROOT, '.venv', 'bin', 'python');
  if (has(python, modules)) return python;
  console.warn(
    `no Python with ${modules.join(', ')} at ${python}: what these read of our files is not tested; .ci/run makes it`,
  );
  return undefined;
}

/** A Python with PyTorch, which is too large for the environment: the variable `FRUGAL_TORCH_PYTHON` names one. */
export function torchPython(): string | undefined {
  const python = process.env.FRUGAL_TORCH_PYTHON;
  if (python !== undefined && has(python, ['torch', 'safetensors.torch'])) return python;
  console.warn(
    python === undefined
      ? 'what PyTorch makes of our files, and we of its, is not tested: FRUGAL_TORCH_PYTHON names no Python with torch and safetensors'
      : `${python} (FRUGAL_TORCH_PYTHON) has not numpy, torch and safetensors: files of PyTorch are not tested`,
  );
  return undefined;
}

/**
 * Runs a script in a folder. It finds `given`, and what it leaves in `result` comes back.
 *
 * @throws an Error with what Python said
 */
export function askPython(python: string, folder: string, script: string, given: unknown): unknown {
  const { status, stdout, stderr } = spawnSync(python, ['-c', BEGIN + script + END, folder], {
    ...{ input: JSON.stringify(given), encoding: 'utf8' },
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`Python ended with ${status}: ${stderr.slice(-3000)}`);
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n', stdout.length - 2) + 1));
}

/** A folder that is there while something is done with it. */
export async function inFolder<R>(work: (folder: string) => Promise<R>): Promise<R> {
  const folder = await mkdtemp(join(tmpdir(), 'frugal-readers-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first Python program of a section of docs/interchange.md. */
export async function programOf(section: string): Promise<string> {
  const docs = await readFile(join(ROOT, 'docs', 'interchange.md'), 'utf8');
  const part = docs.slice(docs.indexOf(`\n## ${section}\n`));
  return /```python\n([\s\S]*?)```/.exec(part)?.[1] ?? '';
}
