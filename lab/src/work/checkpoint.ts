/**
 * Where a run of the page stands, kept over a reload: in the browser's private storage (OPFS), a sealed archive a run, named by
 * the run's identity. One tab owns it, by a lock that ends with the tab. Nothing of it leaves the machine.
 */

import { ENGINE_SEMANTICS } from '../../../src/engine/semantics.ts';
import { decodeNpz, encodeNpz } from '../../../src/formats/npz.ts';
import { joined } from '../../../src/formats/zip.ts';
import type { Json, Snapshot } from '../../../src/protocol/study.ts';
import { sealOf, unsealed } from '../../../src/runs/seal-form.ts';
import type { KeptHands } from './laying.ts';
import type { Recorded } from './run-messages.ts';
import { sha256 } from './tasks.ts';

/** Where a run stood. */
export interface Standing {
  readonly records: readonly Recorded[];
  /** Of computing. */
  readonly seconds: number;
  /** Where it goes on; of a run that has ended, with what it keeps and no more. */
  readonly snapshot: Snapshot;
  readonly ended: boolean;
  /** Present where something was done by hand. */
  readonly hands?: KeptHands;
}

/** The checkpoint of one run. */
export interface Keeper {
  /** Where the run stood when the page was left. */
  readonly found?: Standing;
  /** What is to be known: that nothing is kept, and why, or that what was kept was of no use. */
  readonly note: string;
  /** Keeps this in place of what was kept. @throws what the storage throws, e.g. when it is full */
  save(standing: Standing): Promise<void>;
  /** Forgets it. */
  drop(): Promise<void>;
}

const FOLDER = 'checkpoints';
/** A page that is reloaded waits so long for the threads of the one before to let go. */
const PATIENCE_MS = 3000;

const nameOf = (identity: string): string => `${identity}.npz`;

/** The folder in the browser's storage; `undefined` where there is no such storage. */
async function folder(): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(FOLDER, { create: true });
  } catch {
    return undefined;
  }
}

/** Forgets what was kept of a run. */
export async function dropCheckpoint(identity: string): Promise<void> {
  const there = await folder();
  await there?.removeEntry(nameOf(identity)).catch(() => {});
}

/** Holds the lock of a run as long as this thread lives; `false` where another tab has it. */
async function locked(identity: string): Promise<boolean> {
  return new Promise((resolve) => {
    navigator.locks
      .request(
        `frugal run ${identity}`,
        { signal: AbortSignal.timeout(PATIENCE_MS) },
        () => new Promise<never>(() => resolve(true)),
      )
      .catch(() => resolve(false));
  });
}

const NOBODY: Omit<Keeper, 'note'> = {
  save: async () => {},
  drop: async () => {},
};

/** The keeper of a run, with what it has kept. Always one: where nothing can be kept, its note says why. */
export async function keeperOf(identity: string): Promise<Keeper> {
  const there = await folder();
  if (there === undefined)
    return {
      ...NOBODY,
      note: 'This browser has no private storage for the page: after a reload the run begins anew.',
    };
  if (!(await locked(identity)))
    return {
      ...NOBODY,
      note: 'Another tab computes this very run and keeps its checkpoint: this one keeps none.',
    };
  const drop = async (): Promise<void> => {
    await there.removeEntry(nameOf(identity)).catch(() => {});
  };
  const read = await readKept(there, identity);
  if ('fault' in read) await drop();
  return {
    ...('standing' in read && { found: read.standing }),
    note: 'fault' in read ? `${read.fault}: the run begins anew.` : '',
    async save(standing) {
      const handle = await there.getFileHandle(nameOf(identity), { create: true });
      const bytes = await encoded(identity, standing);
      // What is written takes the place of the file when it is whole.
      const file = await handle.createWritable();
      await file.write(bytes);
      await file.close();
    },
    drop,
  };
}

type Kept = { readonly standing: Standing } | { readonly fault: string } | Record<string, never>;

async function readKept(there: FileSystemDirectoryHandle, identity: string): Promise<Kept> {
  const handle = await there.getFileHandle(nameOf(identity)).catch(() => undefined);
  if (handle === undefined) return {};
  const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
  // A tab that ended while it made the file has left it empty.
  if (bytes.length === 0) return {};
  return decoded(identity, bytes);
}

async function encoded(identity: string, standing: Standing): Promise<Uint8Array<ArrayBuffer>> {
  const { snapshot, records, seconds, ended, hands } = standing;
  const meta = {
    ...{ identity, engine: ENGINE_SEMANTICS, seconds, ended, snapshot: snapshot.meta },
    records: records.map(({ record, seconds: own }): Json => ({ record, seconds: own })),
    ...(hands && { hands: hands as unknown as Json }),
  };
  const body = joined(unsealed(encodeNpz(snapshot.arrays, { meta })));
  const seal = new TextEncoder().encode(await sha256(body));
  return new Uint8Array(joined([body, seal]));
}

/** What a file holds of a run, or why it is of no use. */
async function decoded(identity: string, bytes: Uint8Array): Promise<Kept> {
  const found = sealOf(bytes);
  if (found === undefined || found.seal !== (await sha256(found.body)))
    return { fault: 'The checkpoint of this run is damaged (not as it was written)' };
  const { arrays, meta } = decodeNpz(bytes, 'the checkpoint');
  // The seal vouches for the form: it was written here.
  const said = meta as unknown as {
    readonly identity: string;
    readonly engine: number;
    readonly seconds: number;
    readonly records: readonly Recorded[];
    readonly ended: boolean;
    readonly hands?: KeptHands;
    readonly snapshot: Json;
  };
  if (said.identity !== identity) return { fault: 'The checkpoint is one of another run' };
  if (said.engine !== ENGINE_SEMANTICS)
    return {
      fault: `The checkpoint was made by engine semantics ${said.engine}, this is ${ENGINE_SEMANTICS}`,
    };
  const { records, seconds, ended, hands, snapshot } = said;
  return {
    standing: {
      records,
      seconds,
      ended,
      ...(hands && { hands }),
      snapshot: { meta: snapshot, arrays },
    },
  };
}
