/**
 * Other people's software, timed in turns with ours: Python processes that make the same training step.
 *
 * A peer answers once when it is ready, then times one burst of steps for every line it is sent. What is missing (Python,
 * NumPy, SciPy, PyTorch) is told by its absence.
 */

import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Contestant, type Result, ratio } from './measure.ts';
import type { Row } from './table.ts';

const execute = promisify(execFile);

export type PeerScript =
  | 'convolution_torch_step'
  | 'dense_step'
  | 'numba_step'
  | 'online_step'
  | 'rbm_step'
  | 'recurrent_step'
  | 'recurrent_torch_step'
  | 'scipy_step'
  | 'sparselab_step'
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
  /** Default 1. */
  readonly threads?: number;
}

export interface Peer extends Contestant {
  readonly connections: number;
  readonly versions: Readonly<Record<string, string>>;
  /** What it has come to, where it solves something. */
  readonly answer?: number;
  /** Ends the process. */
  readonly end: () => void;
}

/** What is here of the peers' software. */
export interface PeerSoftware {
  /** By the name that a package is imported under. */
  readonly versions: Readonly<Record<string, string>>;
  /** The processor that OpenBLAS takes this one for: it decides which kernels run. */
  readonly blas?: string;
}

/** Seconds of one burst of a peer: Python's clocks and calls need longer bursts than ours. */
const BURST = 0.05;

const WINDOWS = process.platform === 'win32';
const FOLDER = fileURLToPath(new URL('./peers/', import.meta.url));
const OWN = fileURLToPath(new URL('./.venv/', import.meta.url));
const OWN_PYTHON = `${OWN}${WINDOWS ? 'Scripts/python.exe' : 'bin/python'}`;
const SYSTEM_PYTHON = WINDOWS ? 'python' : 'python3';

/** The Python that `installPeers` has made, where it has. */
const python = (): string => (existsSync(OWN_PYTHON) ? OWN_PYTHON : SYSTEM_PYTHON);

/** Variables that make OpenBLAS run the kernels of another processor, or for another cache. */
const BRAKES = ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE'] as const;

/** The surroundings of a peer: ours, without what would slow it down. */
export function peerEnvironment(ours: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const theirs = { ...ours };
  for (const name of BRAKES) delete theirs[name];
  return theirs;
}

/** Packages that the peers are made of, by the name they are imported under. */
const PACKAGES = [
  'numpy',
  'scipy',
  'numba',
  'pandas',
  'sklearn',
  'pyarrow',
  'highspy',
  'torch',
  'sparselab',
] as const;

const ask = async (...words: readonly string[]): Promise<string> => {
  const options = { cwd: FOLDER, env: peerEnvironment() };
  return (await execute(python(), words, options)).stdout.trim();
};

/** `npm run bench -- peers`: a Python of the bench's own with all peers that can be had from PyPI. */
export async function installPeers(): Promise<void> {
  await execute(SYSTEM_PYTHON, ['-m', 'venv', OWN]);
  await execute(OWN_PYTHON, ['-m', 'pip', 'install', '-q', '-r', `${FOLDER}requirements.txt`]);
}

/** Versions of the peers' packages, for those that are here. */
export async function peerSoftware(): Promise<PeerSoftware> {
  const versions: Record<string, string> = {};
  for (const name of PACKAGES) {
    try {
      const version = `import ${name} as p; from importlib.metadata import version; print(getattr(p, '__version__', None) or version('${name}'))`;
      versions[name] = await ask('-c', version);
    } catch {}
  }
  try {
    const blas = await ask('-c', 'import common, numpy; print(common.blas_kernel() or "")');
    return { versions, ...(blas === '' ? {} : { blas }) };
  } catch {
    return { versions };
  }
}

/** One line for people: what is compared with, and what is not here. */
export function peersLine({ versions, blas }: PeerSoftware): string {
  const here = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const missing = PACKAGES.filter((name) => !(name in versions));
  return [
    here.length > 0 ? `Peers: ${here.join(', ')}` : 'No peers (npm run bench -- peers)',
    ...('numpy' in versions ? [`OpenBLAS kernel ${blas ?? 'not told'}`] : []),
    ...(missing.length > 0 ? [`not here: ${missing.join(', ')}`] : []),
  ].join(' · ');
}

/** Starts a peer; `undefined` where it does not run here. */
export const startPeer = (script: PeerScript, question: Question): Promise<Peer | undefined> =>
  start(script, { ...question, seconds: BURST, turns: true });

/** Starts a peer that reads a file; `undefined` where it does not run here. See peers/read_file.py. */
export const startFileReader = (
  reader: 'pandas' | 'sklearn' | 'numpy' | 'scipy' | 'pyarrow',
  file: string,
): Promise<Peer | undefined> => start('read_file', { reader, file });

/** Starts a peer that solves a program; `undefined` where it does not run here. See peers/programs.py. */
export const startSolver = (program: {
  readonly inputs: number;
  readonly associations: number;
  readonly seed: number;
  readonly density?: number;
}): Promise<Peer | undefined> => start('programs', program);

async function start(script: string, question: object): Promise<Peer | undefined> {
  const asked = JSON.stringify(question);
  const child = spawn(python(), [`${FOLDER}${script}.py`, asked], {
    env: peerEnvironment(),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done === true) return undefined;
  const { peer, ...told } = JSON.parse(first.value) as {
    peer: string;
    connections: number;
    versions: Record<string, string>;
    answer?: number;
  };
  return {
    name: peer,
    ...told,
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

const WORDS: Readonly<Record<string, string>> = {
  'numpy-dense': 'dense NumPy',
  'numpy-masked': 'masked dense NumPy',
  'numpy-online': 'NumPy',
  'numpy-rbm': 'dense NumPy',
  'numpy-recurrent': 'dense NumPy',
  'numba-csr': 'Numba CSR',
  'scipy-csr': 'SciPy CSR',
  sparselab: 'SparseLab',
  'torch-convolution': 'dense PyTorch',
  'torch-dense': 'dense PyTorch',
  'torch-masked': 'masked dense PyTorch',
  'torch-recurrent': 'dense PyTorch',
  pandas: 'pandas',
  sklearn: 'scikit-learn',
  numpy: 'NumPy',
  scipy: 'SciPy',
  pyarrow: 'pyarrow',
};

/**
 * The rows that compare one of our contestants with peers, the peer's time divided by ours. The goal stands at the fastest
 * of them, whichever that is: it must not depend on what is installed which floor holds.
 */
export function* against(
  what: string,
  ours: Result,
  peers: readonly Result[],
  goal?: Row['goal'],
): Generator<Row, void> {
  const fastest = peers.reduce<Result | undefined>(
    (best, peer) => (best === undefined || ratio(best, peer) > 1 ? peer : best),
    undefined,
  );
  for (const peer of peers) {
    const time =
      peer.least < 1e-3
        ? `${(1e6 * peer.least).toFixed(0)} µs`
        : `${(1e3 * peer.least).toFixed(2)} ms`;
    yield {
      what: `${what}, against ${WORDS[peer.name]}`,
      measured: ratio(peer, ours),
      unit: 'times',
      ...(peer === fastest ? { goal } : {}),
      note: peer === fastest && peers.length > 1 ? `${time}, the fastest of its kind here` : time,
    };
  }
}
