/** The Nodes of this machine, and running a module in one of them. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Json } from '../src/protocol/study.ts';
import { ROOT } from './sources.ts';

export interface InstalledNode {
  readonly path: string;
  readonly version: string;
  readonly major: number;
}

const NAME = process.platform === 'win32' ? 'node.exe' : 'node';

function candidates(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const { npm_node_execpath: ofNpm } = process.env;
  const paths = [
    process.execPath,
    ...(ofNpm ? [ofNpm] : []),
    ...folders.map((folder) => join(folder, NAME)),
  ];
  return [...new Set(paths.filter((path) => existsSync(path)).map((path) => realpathSync(path)))];
}

/** One Node for each major version that is found: the one that runs the tests first, then those of npm and the path. */
export const nodes: readonly InstalledNode[] = candidates()
  .map((path) => ({
    path,
    version: spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout?.trim().slice(1) ?? '',
  }))
  .map(({ path, version }) => ({ path, version, major: Number.parseInt(version, 10) }))
  .filter(
    ({ major }, i, all) => major > 0 && all.findIndex((other) => other.major === major) === i,
  );

export interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a Node to its end, in the root unless another folder is given. */
export function spawnNode(
  node: InstalledNode,
  args: readonly string[],
  input = '',
  cwd = ROOT,
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(node.path, args, { cwd });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    child.stdin.on('error', () => {}).end(input);
  });
}

const RUNNER = `
  let source = '';
  for await (const part of process.stdin) source += part;
  const { default: run } = await import('data:text/javascript;base64,' + Buffer.from(source).toString('base64'));
  const result = JSON.stringify(await run()) ?? 'null';
  process.stdout.write(result, () => process.exit());
`;

/**
 * Runs a module in a Node: the twin of `runInBrowser`.
 *
 * @param source text of a JavaScript module whose default export is a function; it imports the build as `/dist/…`
 * @returns what the function returns or resolves with, through JSON
 */
export async function runInNode(source: string, node: InstalledNode): Promise<Json> {
  const dist = pathToFileURL(join(ROOT, 'dist')).href;
  const here = source.replace(/(?<=['"`])\/dist(?=\/)/g, dist);
  const { code, stdout, stderr } = await spawnNode(
    node,
    ['--input-type=module', '-e', RUNNER],
    here,
  );
  if (code !== 0) throw new Error(`Node ${node.version} ended with code ${code}:\n${stderr}`);
  return JSON.parse(stdout);
}
