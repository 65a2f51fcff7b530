import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { addressesOf, CATALOGUE, dataset, datasetBytes, rawPath } from './catalogue.ts';

const BYTES = { uint8: 1, int8: 1, int16: 2, decimal: 0 };
const files = CATALOGUE.flatMap((facts) => facts.files.map((file) => ({ facts, file })));

describe('the catalogue', () => {
  it('has 27 data sets in 87 files of 112.9 MB', () => {
    expect(CATALOGUE.length).toBe(27);
    expect(files.length).toBe(87);
    expect(CATALOGUE.reduce((sum, facts) => sum + datasetBytes(facts), 0)).toBe(112_900_798);
    expect(new Set(CATALOGUE.map((facts) => facts.id)).size).toBe(27);
    expect(new Set(files.map(({ file }) => file.path)).size).toBe(87);
  });

  it('knows the published checksums of MNIST', () => {
    // SHA-256 of train-images-idx3-ubyte.gz as printed in the sources of TensorFlow Datasets and Keras.
    expect(dataset('mnist').files[0].sha256).toBe(
      '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
    );
  });

  it.each(files.map(({ facts, file }) => [file.path, facts, file] as const))(
    '%s is consistent',
    (path, facts, file) => {
      expect(path).toMatch(new RegExp(`^${facts.id}/[\\w.-]+$`));
      expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(file.bytes).toBeGreaterThan(0);
      expect(path.endsWith('.gz')).toBe(file.raw !== undefined);
      expect(rawPath(file)).not.toMatch(/\.gz$/);
      const values = file.shape.reduce((product, size) => product * size, 1);
      if (file.raw !== undefined) {
        expect(file.raw.sha256).toMatch(/^[0-9a-f]{64}$/);
        const header = file.format === 'idx' ? 4 + 4 * file.shape.length : 0;
        if (file.format !== 'csv') {
          expect(file.raw.bytes).toBe(header + values * BYTES[file.dtype]);
        }
      }
      expect(file.format === 'csv').toBe(file.dtype === 'decimal');
      expect(file.holds === 'labelled').toBe(file.labelColumn !== undefined);
      if (file.labelColumn !== undefined) expect(file.labelColumn).toBeLessThan(file.shape[1]);
      if (file.holds === 'labels') expect(file.range).toEqual([0, facts.classes.length - 1]);
      for (const url of addressesOf(facts, file))
        expect(new URL(url).protocol).toMatch(/^https?:$/);
    },
  );

  it.each(CATALOGUE.map((facts) => [facts.id, facts] as const))(
    '%s says where it is from',
    (_, facts) => {
      expect(facts.originals.length).toBeGreaterThan(0);
      expect(facts.copies.length).toBeGreaterThan(0);
      for (const text of [
        facts.title,
        facts.task,
        facts.citation,
        facts.conversion,
        ...Object.values(facts.licence),
      ]) {
        expect(text).not.toBe('');
      }
      for (const { url } of [...facts.originals, ...(facts.mirrors ?? [])])
        expect(URL.canParse(url)).toBe(true);
      for (const { url } of facts.mirrors ?? []) expect(url).toMatch(/\/$/);
      // Inputs and labels of one part have as many examples.
      for (const role of ['train', 'valid', 'test', 'all'] as const) {
        const counts = facts.files
          .filter((file) => file.role === role)
          .map((file) => file.shape[0]);
        expect(new Set(counts).size).toBeLessThanOrEqual(1);
      }
    },
  );

  it('suggests the name that was meant', () => {
    expect(() => dataset('fashion_mnist')).toThrow(
      'unknown data set "fashion_mnist"; did you mean "fashion-mnist"?',
    );
  });
});

describe('the public face of tasks', () => {
  it('reaches no file that needs Node', () => {
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const [, from] of readFileSync(path, 'utf8').matchAll(/from '([^']+)'/g)) {
        expect(from, path).not.toMatch(/^node:|node\.ts$/);
        if (from.startsWith('.')) visit(join(dirname(path), from));
      }
    };
    visit(join(dirname(fileURLToPath(import.meta.url)), 'index.ts'));
    expect(seen.size).toBeGreaterThan(15);
  });
});
