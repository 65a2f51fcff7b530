/**
 * The machine and the versions a run was computed with: stored beside the results for people to read,
 * never part of a run's identity or of its hash.
 */

import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { type Capabilities, probe } from '../engine/probe.ts';
import type { Json } from '../protocol/study.ts';

/** What runs where: versions, platform, processor, memory, and when this was asked. */
export interface Environment {
  readonly [key: string]: Json;
  readonly frugal: string;
  readonly node: string;
  readonly v8: string;
  /** Operating system, its release and the processor's architecture, e.g. `linux 6.1 x64`. */
  readonly platform: string;
  readonly processor: string;
  /** Processors this process may use. */
  readonly cores: number;
  readonly memoryBytes: number;
  readonly probes: Readonly<Record<keyof Capabilities, boolean | number>>;
  readonly date: string;
}

export async function readEnvironment(): Promise<Environment> {
  return {
    frugal: await frugalVersion(),
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform} ${release()} ${process.arch}`,
    processor: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    probes: { ...probe() },
    date: new Date().toISOString(),
  };
}

/** Version of this package; the same path leads to package.json from `src/runs` and from `dist/runs`. */
export async function frugalVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}
