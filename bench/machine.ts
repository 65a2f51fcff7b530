/**
 * The machine that was measured, in words and numbers, and whether it was free.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { type Environment, readEnvironment } from '../src/runs/environment.ts';

/** Sizes of the caches that one core sees, in bytes; 0 where the system does not tell. */
export interface Caches {
  readonly l1: number;
  readonly l2: number;
  readonly l3: number;
}

export interface Machine extends Environment {
  readonly caches: Caches & { readonly [level: string]: number };
  /** Processes that wanted to run in the last minute, on average, before the measurement began. */
  readonly load: number;
}

const CACHES = '/sys/devices/system/cpu/cpu0/cache';

/** From Linux; other systems tell only their owner. */
function readCaches(): Caches {
  const sizes = { l1: 0, l2: 0, l3: 0 };
  try {
    for (const entry of readdirSync(CACHES).filter((name) => name.startsWith('index'))) {
      const read = (file: string): string =>
        readFileSync(`${CACHES}/${entry}/${file}`, 'utf8').trim();
      const level = `l${read('level')}`;
      if (read('type') === 'Instruction' || !(level in sizes)) continue;
      const [, count, unit] = read('size').match(/^(\d+)([KM]?)$/) ?? ['', '0', ''];
      sizes[level as keyof Caches] = Number(count) * (unit === 'M' ? 2 ** 20 : 2 ** 10);
    }
  } catch {}
  return sizes;
}

export async function describeMachine(): Promise<Machine> {
  return { ...(await readEnvironment()), caches: { ...readCaches() }, load: loadavg()[0] };
}

/** Share of the processors that may be taken before the figures suffer. */
const FREE = 0.25;

/** A warning where other programs take part of the machine; those that share its caches and memory slow all others. */
export function warnBusy({ load, cores }: Machine): string | undefined {
  if (load <= FREE * cores) return undefined;
  return `the machine is busy: ${load.toFixed(2)} processes on ${cores} processors in the last minute; figures may be too low, above all those of two threads`;
}

const kibibytes = (bytes: number): string =>
  bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MiB` : `${bytes / 2 ** 10} KiB`;

/** One line for people. */
export function machineLine(machine: Machine): string {
  const { processor, cores, caches, platform, node, v8, probes, date } = machine;
  const sizes = (['l1', 'l2', 'l3'] as const).flatMap((level) =>
    caches[level] > 0 ? [`${level.toUpperCase()} ${kibibytes(caches[level])}`] : [],
  );
  const parts = [
    processor,
    `${cores} ${cores === 1 ? 'processor' : 'processors'}`,
    ...sizes,
    platform,
    `Node ${node} (V8 ${v8})`,
    probes.relaxedSimd ? 'fused multiply-add' : 'no fused multiply-add',
    `${probes.vectors}-bit vectors`,
    `load ${machine.load.toFixed(2)}`,
    date.slice(0, 10),
  ];
  return parts.join(' · ');
}
