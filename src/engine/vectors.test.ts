/** V8 packs the kernels that are meant to be packed, and a training comes to the same bits with and without. */

import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  activate,
  backward,
  denseForward,
  derive,
  gather,
  type Kernel,
  pieces,
  sample,
  scatter,
} from '../kernels/index.ts';
import { emitModule } from '../wasm/index.ts';
import { vectors } from './vectors.ts';

const at = (path: string): string => new URL(path, import.meta.url).href;

/** Runs a module in a process of its own; what it prints. */
function child(source: string, flags: readonly string[], env: Record<string, string> = {}): string {
  const words = [...flags, '--input-type=module', '-e', source];
  const options = {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
  } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, words, options);
  expect(status, stderr).toBe(0);
  return stdout;
}

/** Bits of a gradient and of an output after every kernel of a network, at all widths. */
const TRAINING = `
  const { createHash } = await import('node:crypto');
  const { createEngine, vectors } = await import('${at('./index.ts')}');
  const { createMlp, homeOrder, readGradient, writeBatch } = await import('${at('../networks/index.ts')}');
  const { fixedFanIn } = await import('${at('../connectivity/index.ts')}');
  const { createRandom } = await import('${at('../numerics/random.ts')}');
  const hash = createHash('sha256');
  const [sizes, batch] = [[30, 40, 50, 7], 127];
  for (const arithmetic of ['strict', 'fused']) for (const threads of [1, 2]) for (const mirrored of [false, true]) {
    const engine = createEngine({ threads, arithmetic });
    const random = createRandom('vectors');
    const layers = [0, 1, 2].map((k) => {
      const [inputs, outputs, order] = [sizes[k], sizes[k + 1], homeOrder(k)];
      const topology = k === 2 ? { inputs, outputs, order } : fixedFanIn({ inputs, outputs, order, fanIn: 11, random });
      const weights = new Float32Array(k === 2 ? inputs * outputs : 11 * outputs);
      random.fillNormal(weights, 0.5);
      return { topology, arrays: { weights }, activation: k < 2 ? 'tanh' : undefined };
    });
    const network = createMlp(engine, { layers, loss: 'cross-entropy', batch });
    if (mirrored) network.layers[1].matrix.addMirror();
    const { memory } = engine;
    const data = memory.allocate(4 * 30 * batch);
    const [shift, scale] = [memory.allocate(120), memory.allocate(120)];
    const { f32 } = memory.views();
    random.fillNormal(f32.subarray(data / 4, data / 4 + 30 * batch), 1);
    f32.fill(1, scale / 4, scale / 4 + 30);
    const labels = Array.from({ length: batch }, () => random.integer(7));
    const program = engine.program(network.gradientStrands({ data, storage: 'f32', features: 30, shift, scale }));
    await engine.ready();
    writeBatch(engine, network.batch, Uint32Array.from({ length: batch }, (_, e) => e), 0, batch, labels);
    // Often enough for V8's optimised code to arrive.
    for (let run = 0; run < 300; run++) engine.run(program);
    engine.dispose();
    const one = createHash('sha256');
    for (const bundle of network.bundles) one.update(readGradient(engine, bundle));
    hash.update(arithmetic + one.digest('hex'));
  }
  console.log(JSON.stringify({ hash: hash.digest('hex'), bits: vectors().bits }));
`;

describe('vectors', () => {
  it('are of 256 bits, or it says why not', () => {
    const { bits, reason } = vectors();
    expect(bits === 256).toBe(reason === undefined);
    expect(vectors()).toBe(vectors());
  });

  it('can be kept at 128 bits, with the same bits of a gradient', { timeout: 60_000 }, () => {
    const as = (asked: string) => JSON.parse(child(TRAINING, [], { FRUGAL_VECTORS: asked }));
    const [narrow, wide] = [as('128'), as('')];
    expect(narrow.bits).toBe(128);
    expect(wide.hash).toBe(narrow.hash);
  });
});

/** Kernels whose pairs V8 packs, as it tells when asked. */
const wide = { width: 32, index: 'u16', arithmetic: 'fused' } as const;
const PACKED: readonly Kernel[] = [
  gather(wide),
  gather({ ...wide, width: 16 }),
  gather({ ...wide, onto: true }),
  scatter(wide),
  sample({ ...wide, mode: 'accumulate' }),
  backward({ ...wide, mode: 'store' }),
  backward({ ...wide, arithmetic: 'strict', mode: 'accumulate', onto: true }),
  denseForward({ ...wide, order: 'by-input' }),
  activate('relu'),
  derive('relu'),
  derive('relu', true),
  pieces(32),
  denseForward({ ...wide, order: 'by-output' }),
];

/** These tests may themselves run where nothing is packed. */
describe.runIf(vectors().bits === 256)('what V8 packs', () => {
  let parts: string[] = [];

  beforeAll(() => {
    const functions = PACKED.map((kernel) => kernel.emit(true));
    const bytes = emitModule(functions, { shared: false, maximumPages: 1 });
    const flags = ['experimental-wasm-revectorize', 'trace-wasm-revectorize', 'no-liftoff'];
    const told = child(
      `new WebAssembly.Module(Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64'));`,
      [...flags, 'no-wasm-lazy-compilation', 'single-threaded'].map((flag) => `--${flag}`),
    );
    parts = PACKED.map((_, k) => {
      const [, from] = told.split(`Begin revec function wasm-function#${k}\n`);
      return from.split('Finished revec function')[0];
    });
  });

  it.each(PACKED.map(({ key }, k) => [key, k] as const))('%s', (_, k) => {
    expect(parts[k]).toContain('Decide to vectorize');
    expect(parts[k]).not.toContain('Build tree failed');
  });
});
