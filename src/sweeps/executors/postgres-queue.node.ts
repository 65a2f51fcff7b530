/**
 * The queue of a sweep in a PostgreSQL database, by pg-boss: three queues a sweep, and what lies in them.
 *
 *     <sweep>          points to be computed, a job each
 *     <sweep>.results  what came of them, until it lies in the sweep's folder
 *     <sweep>.dead     points whose workers died too often
 *
 * The queue hands out work and owns no truth: a point is done when its run's folder says so. A job may be handed out twice (its
 * worker was thought dead, the database was restored), so that everything here may happen twice: a point's jobs and results have
 * ids made of its identity, and those that are there already are not added again.
 *
 * pg-boss is loaded when a database is opened, and nothing else of Frugal knows it.
 */

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PgBoss } from 'pg-boss';
import * as z from 'zod/mini';
import { FrugalError, UsageError } from '../../errors.ts';
import { codeOf } from '../../runs/files.ts';

/** All of Frugal's tables lie in a schema of their own, apart from other queues of the same database. */
const SCHEMA = 'frugal';
const PACKAGE = 'pg-boss@12.33.6';
/** What pg-boss runs under. */
const NODE = [22, 12] as const;
/** A database that has gone away, as for a restart, is waited for so long. */
const PATIENCE_MS = 600_000;
const RETRY_MS = 1000;
/** Longest that pg-boss lets a job take. */
const LONGEST_S = 86_400;
const YEAR_S = 31_536_000;
/** How often a point is given to another worker when one falls silent. */
export const RETRIES = 5;

/** Where a point stands in the queue of its sweep. What decides a number is text, since jsonb forgets order and NaN. */
export const PointJob = z.object({
  identity: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  study: z.string(),
  /** Parameters, seed and arithmetic, as JSON. */
  spec: z.string(),
  /** Version of the engine's semantics. */
  engine: z.int(),
  /** How often the point was handed back, which gives its job an id of its own. */
  turn: z.int().check(z.gte(0)),
  checkpointSeconds: z.optional(z.number()),
  /** The files of a run that was begun elsewhere: a parcel in base64. */
  begun: z.optional(z.string()),
});
export type PointJob = z.infer<typeof PointJob>;

/** What came of a point. */
export const Result = z.object({
  identity: z.string(),
  turn: z.int(),
  host: z.string(),
  seconds: z.number(),
  /** The run's files, where the worker does not see the sweep's folder: a parcel in base64. */
  parcel: z.optional(z.string()),
  failed: z.optional(z.object({ reason: z.string(), stack: z.optional(z.string()) })),
});
export type Result = z.infer<typeof Result>;

/** Names of a sweep's queues. */
export const queuesOf = (sweep: string) => ({
  points: sweep,
  results: `${sweep}.results`,
  dead: `${sweep}.dead`,
});
const SWEEP = /^[0-9a-f]{16}$/;

/** A job's id, a UUID made of what the job is about. */
export function jobId(...words: readonly (string | number)[]): string {
  const digits = createHash('sha256').update(words.join('\n')).digest('hex');
  // Version 8: whatever the maker likes; variant 1.
  const [a, b, c, d] = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(13, 16),
    digits.slice(17, 20),
  ];
  return `${a}-${b}-8${c}-8${d}-${digits.slice(20, 32)}`;
}

/** A database with queues. */
export interface Queue {
  readonly boss: PgBoss;
  /** The database in words, without any password. */
  readonly name: string;
  /**
   * Does something with the database, again and again while that is away.
   *
   * @throws FrugalError for anything else that the database says, and when it stays away
   */
  readonly ask: <T>(action: (boss: PgBoss) => Promise<T>) => Promise<T>;
  /** Sweeps that have queues here. */
  readonly sweeps: () => Promise<string[]>;
  readonly close: () => Promise<void>;
}

export interface QueueOptions {
  /** Told when the database has gone away, and when it is back. */
  readonly note?: (text: string) => void;
  /** Aborted: a database that is away is no longer waited for. */
  readonly signal?: AbortSignal;
  /** How long a database that is away is waited for, ms. */
  readonly patience?: number;
  /** Whether a database that is not there at the beginning is waited for, too; default no. */
  readonly patient?: boolean;
}

/**
 * Checks the address of a database. Never quotes it: there may be a password in it.
 *
 * @returns the address in words, without its password
 */
export function checkAddress(address: string): string {
  if (address === '')
    throw new UsageError(
      'a database is needed: --postgres postgres://user@host/database, or FRUGAL_POSTGRES in the environment',
    );
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !['postgres:', 'postgresql:'].includes(url.protocol))
    throw new UsageError(
      'the address of the database is none: give postgres://user@host:5432/database, the password in PGPASSWORD or ~/.pgpass',
    );
  const host = url.host || url.searchParams.get('host') || 'this machine';
  return `database ${url.pathname.slice(1) || url.username || 'postgres'} on ${host}`;
}

/**
 * Opens the queues of a database; makes their tables where there are none.
 *
 * @throws FrugalError in one line: pg-boss is not installed, the database is not there, does not let us in
 */
export async function openQueue(address: string, options: QueueOptions = {}): Promise<Queue> {
  const name = checkAddress(address);
  const { PgBoss } = await load();
  const make = () =>
    new PgBoss({
      ...{ connectionString: address, application_name: 'frugal', schema: SCHEMA, max: 4 },
      ...{ schedule: false, superviseIntervalSeconds: 5, monitorIntervalSeconds: 5 },
      connectionTimeoutMillis: 10_000,
    });
  return begin(make, name, hidden(address), options);
}

/**
 * The queues of a pg-boss.
 *
 * @param make one that is not started yet
 * @param hide takes away from a message what nobody is to read
 */
export async function begin(
  make: () => PgBoss,
  name: string,
  hide: (text: string) => string,
  { note = () => {}, signal, patience = PATIENCE_MS, patient = false }: QueueOptions = {},
): Promise<Queue> {
  const told = (error: unknown): FrugalError =>
    error instanceof FrugalError ? error : new FrugalError(`the ${name}: ${hide(wordsOf(error))}`);
  let away = false;
  const insist = async <T>(action: () => Promise<T>): Promise<T> => {
    const until = performance.now() + patience;
    while (true) {
      try {
        const answer = await action();
        if (away) note(`the ${name} is back`);
        away = false;
        return answer;
      } catch (error) {
        if (!isAway(error) || signal?.aborted || performance.now() > until) throw told(error);
        if (!away) note(`the ${name} is away; waiting for it (${hide(wordsOf(error))})`);
        away = true;
        await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
  };
  const start = async (): Promise<PgBoss> => {
    const boss = make();
    // A connection that breaks while nobody asks tells it here; whoever asks next hears it again.
    boss.on('error', () => {});
    try {
      return await boss.start();
    } catch (error) {
      await boss.stop({ graceful: false }).catch(() => {});
      throw error;
    }
  };
  const boss = await (patient ? insist(start) : start()).catch((error: unknown) => {
    throw told(error);
  });
  const ask: Queue['ask'] = (action) => insist(() => action(boss));
  return {
    ...{ boss, name, ask },
    sweeps: async () =>
      (await ask(() => boss.getQueues()))
        .map((queue) => queue.name)
        .filter((known) => SWEEP.test(known)),
    close: () => boss.stop({ graceful: false }).catch(() => {}),
  };
}

/**
 * Makes the queues of a sweep; those that are there stay as they are.
 *
 * @param heartbeatSeconds a worker that is silent for so long has lost its points
 */
export async function makeQueues(
  queue: Queue,
  sweep: string,
  heartbeatSeconds: number,
): Promise<void> {
  const { points, results, dead } = queuesOf(sweep);
  const kept = { retentionSeconds: YEAR_S };
  // What the sweep's side takes and cannot put down comes back until it can.
  const handed = { ...kept, expireInSeconds: 600, retryLimit: 100_000 };
  await queue.ask(async (boss) => {
    await boss.createQueue(dead, handed);
    await boss.createQueue(results, { ...handed, retryDelay: 5 });
    await boss.createQueue(points, {
      ...{ ...kept, expireInSeconds: LONGEST_S, heartbeatSeconds },
      ...{ retryLimit: RETRIES, deadLetter: dead },
    });
  });
}

/** Takes all queues of a sweep away, with what is in them: workers drop what they have of it. */
export async function removeQueues(queue: Queue, sweep: string): Promise<void> {
  const { points, results, dead } = queuesOf(sweep);
  // The points first: they name the queue of the dead.
  for (const name of [points, results, dead])
    await queue.ask((boss) => boss.deleteQueue(name).catch(ignoreMissing));
}

/** Whether a queue was taken away while it was asked for. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error && /Queue \S+ does not exist/.test(error.message);

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}

async function load(): Promise<typeof import('pg-boss')> {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < NODE[0] || (major === NODE[0] && minor < NODE[1]))
    throw new FrugalError(
      `queues on PostgreSQL need Node ${NODE.join('.')} or newer; this is ${process.versions.node}`,
    );
  try {
    return await import('pg-boss');
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new FrugalError(
      `queues on PostgreSQL need a package that is not installed: npm install ${PACKAGE}`,
    );
  }
}

/** Takes an address, and its password alone, out of a text. */
function hidden(address: string): (text: string) => string {
  const url = new URL(address);
  const secrets = [
    address,
    url.password,
    decoded(url.password),
    url.searchParams.get('password') ?? '',
  ];
  return (text) =>
    secrets.reduce((left, secret) => (secret === '' ? left : left.replaceAll(secret, '…')), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** What went wrong, in one line; several tries at several addresses of a host come as one error without words. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return wordsOf(error.errors[0]);
  const text = error instanceof Error ? error.message || codeOf(error) : String(error);
  return String(text).trim().split('\n')[0].slice(0, 200);
}

/** Codes of a database, or of a way to it, that is away for a while; a full disk (53100) is made room on. */
const AWAY = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['EAI_AGAIN', '57P01', '57P02', '57P03', '53300', '53100'],
]);

function isAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isAway);
  const code = codeOf(error) ?? '';
  if (AWAY.has(code) || code.startsWith('08')) return true;
  return (
    error instanceof Error &&
    /connection (terminated|timeout|error|ended)|timeout exceeded/i.test(error.message)
  );
}
