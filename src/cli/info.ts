/**
 * `frugal info`: versions, what the machine can do, what data and which runs are here.
 */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { resolveArithmetic } from '../engine/engine.ts';
import { ENGINE_SEMANTICS } from '../engine/semantics.ts';
import { vectors } from '../engine/vectors.ts';
import { type Environment, readEnvironment } from '../runs/environment.ts';
import { byteText } from '../runs/files.ts';
import { findRuns } from '../runs/stored.ts';
import { dataFolder } from '../tasks/files.node.ts';
import { dataStatus } from './data-list.ts';
import { usualThreads } from './run-options.ts';
import { pad, wrap } from './text.ts';
import { paint, type World } from './world.ts';

interface Info {
  readonly environment: Environment;
  readonly engineSemantics: number;
  readonly defaults: { readonly arithmetic: string; readonly threads: number };
  readonly data: {
    readonly folder: string;
    readonly found: readonly string[];
    readonly damaged: readonly string[];
  };
  readonly runs: { readonly folder: string; readonly count: number };
}

export function registerInfo(program: Command, world: World): void {
  program
    .command('info')
    .description('versions, what this machine can do, what data are here')
    .option('--json', 'as one JSON document')
    .action(async ({ json }: { json?: boolean }) => {
      const info = await gather();
      world.out.write(json ? `${JSON.stringify(info, null, 2)}\n` : render(info, world));
    });
}

async function gather(): Promise<Info> {
  const environment = await readEnvironment();
  const status = await dataStatus();
  const named = (state: string) =>
    status.filter((set) => set.state === state).map((set) => set.facts.id);
  const runs = await findRuns(['runs']).catch(() => []);
  return {
    environment,
    engineSemantics: ENGINE_SEMANTICS,
    defaults: { arithmetic: resolveArithmetic('fused'), threads: usualThreads(1) },
    data: {
      folder: dataFolder(),
      found: ['digits', ...named('present')],
      damaged: named('damaged'),
    },
    runs: { folder: resolve('runs'), count: runs.length },
  };
}

/** How wide kernels compute. */
function vectorsText(): string {
  const { bits, reason } = vectors();
  return reason === undefined
    ? `${bits} bits (FRUGAL_VECTORS=128 turns them off; results are the same)`
    : `${bits} bits: ${reason}`;
}

function render(
  { environment, engineSemantics, defaults, data, runs }: Info,
  { out, name }: World,
): string {
  const { probes, ...env } = environment;
  const yes = (able: boolean | number, otherwise: string) =>
    able ? paint(out, 'green', 'yes') : paint(out, 'yellow', otherwise);
  const rows: (readonly [string, string])[] = [
    ['frugal', `${env.frugal} (engine semantics ${engineSemantics})`],
    ['node', `${env.node} (V8 ${env.v8})`],
    ['platform', env.platform],
    ['processor', `${env.processor}, ${env.cores} to use`],
    ['memory', byteText(env.memoryBytes)],
    ['SIMD', yes(probes.simd, 'no: networks cannot run here')],
    [
      'relaxed SIMD',
      yes(probes.relaxedSimd, 'no: fused arithmetic becomes strict; Node 22 and later have it'),
    ],
    ['vectors', vectorsText()],
    ['shared memory', yes(probes.sharedMemory, 'no: one thread only')],
    ['defaults', `${defaults.arithmetic} arithmetic, ${defaults.threads} threads`],
    ['data folder', `${data.folder}${process.env.FRUGAL_DATA ? ' (FRUGAL_DATA)' : ''}`],
    ['data found', data.found.join(', ')],
    ...(data.damaged.length > 0
      ? [['data damaged', paint(out, 'red', data.damaged.join(', '))] as const]
      : []),
    ['runs', `${runs.count} in ${runs.folder}`],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.flatMap(([label, text]) =>
    wrap(text, out.columns() - width - 4).map(
      (line, i) => `  ${paint(out, 'dim', pad(i === 0 ? label : '', width))}  ${line}`,
    ),
  );
  const hint =
    data.found.length === 1 ? ['', `  get real images: ${name} data fetch fashion-mnist`] : [];
  return `${[...lines, ...hint].join('\n')}\n`;
}
