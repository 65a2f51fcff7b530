/**
 * Other people's software, timed in turns with ours: Python processes that make the same training step.
 *
 * A peer answers once when it is ready, then times one burst of steps for every line it is sent. What is missing (Python,
 * NumPy, SciPy, PyTorch) is told by its absence.
 */

import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Contestant } from './measure.ts';

export type PeerScript =
  | 'dense_step'
  | 'online_step'
  | 'recurrent_step'
  | 'recurrent_torch_step'
  | 'scipy_step'
  | 'torch_step';

/** See peers/common.py. */
export interface Question {
  readonly layers: readonly number[];
  readonly batch: number;
  readonly epsilon?: number;
  readonly density?: number;
  readonly masked?: boolean;
  readonly forward?: boolean;
  /** Length of the sequences of a recurrent network. */
  readonly steps?: number;
}

export interface Peer extends Contestant {
  readonly connections: number;
  readonly versions: Readonly<Record<string, string>>;
  /** Ends the process. */
  readonly end: () => void;
}

/** Seconds of one burst of a peer: Python's clocks and calls need longer bursts than ours. */
const BURST = 0.05;

const FOLDER = fileURLToPath(new URL('./peers/', import.meta.url));
const PYTHON = process.platform === 'win32' ? 'python' : 'python3';

/** Packages that the peers are made of, by the name they are imported under. */
const PACKAGES = ['numpy', 'scipy', 'torch'] as const;

/** Versions of the peers' packages, for those that are here. */
export async function peerVersions(): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const name of PACKAGES) {
    try {
      const words = ['-c', `import ${name}; print(${name}.__version__)`];
      versions[name] = (await promisify(execFile)(PYTHON, words)).stdout.trim();
    } catch {}
  }
  return versions;
}

/** One line for people: what is compared with, and what is not here. */
export function peersLine(versions: Readonly<Record<string, string>>): string {
  const here = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const missing = PACKAGES.filter((name) => !(name in versions));
  return [
    here.length > 0 ? `Peers: ${here.join(', ')}` : 'No peers',
    ...(missing.length > 0 ? [`not here: ${missing.join(', ')}`] : []),
  ].join(' · ');
}

/** Starts a peer; `undefined` where it does not run here. */
export async function startPeer(script: PeerScript, question: Question): Promise<Peer | undefined> {
  const asked = JSON.stringify({ ...question, seconds: BURST, turns: true });
  const child = spawn(PYTHON, [`${FOLDER}${script}.py`, asked], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done === true) return undefined;
  const { peer, connections, versions } = JSON.parse(first.value) as {
    peer: string;
    connections: number;
    versions: Record<string, string>;
  };
  return {
    name: peer,
    connections,
    versions,
    async burst() {
      child.stdin.write('\n');
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`the peer ${peer} ended in the middle of a race`);
      return Number(value);
    },
    end: () => child.stdin.end(),
  };
}

/** Several peers, those that run here. */
export async function startPeers(
  asked: readonly (readonly [script: PeerScript, question: Question])[],
): Promise<Peer[]> {
  const peers: Peer[] = [];
  for (const [script, question] of asked) {
    const peer = await startPeer(script, question);
    if (peer !== undefined) peers.push(peer);
  }
  return peers;
}
