import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  addressesOf,
  catalogue,
  type DatasetFacts,
  dataset,
  datasetBytes,
  rawPath,
} from './catalogue.ts';
import { labelledDatasets } from './recipes.ts';

const CATALOGUE = await catalogue();

const BYTES = { uint8: 1, int8: 1, int16: 2, decimal: 0 };
const files = CATALOGUE.flatMap((facts) => facts.files.map((file) => ({ facts, file })));

const address = z.strictObject({
  url: z.url(),
  verified: z.boolean(),
  what: z.string().optional(),
});
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const bytes = z.int().positive();
const count = z.int().nonnegative();
/** The type `DatasetFacts` as a check, no field more or less. */
const facts: z.ZodType<DatasetFacts> = z.strictObject({
  id: z.string(),
  title: z.string(),
  task: z.string(),
  classes: z.array(z.string()),
  files: z
    .array(
      z.strictObject({
        path: z.string(),
        role: z.enum(['train', 'valid', 'test', 'all']),
        holds: z.enum(['inputs', 'labels', 'labelled', 'order']),
        format: z.enum(['idx', 'cifar10', 'csv']),
        bytes,
        sha256: digest,
        raw: z.strictObject({ bytes, sha256: digest }).optional(),
        dtype: z.enum(['uint8', 'int8', 'int16', 'decimal']),
        shape: z.array(bytes).min(1),
        range: z
          .array(z.number())
          .length(2)
          .refine(([low, high]) => low < high),
        scale: z.number().positive().optional(),
        header: z.boolean().optional(),
        labelColumn: count.optional(),
        firstLabel: count.optional(),
        namedLabels: z.boolean().optional(),
        urls: z.array(address).optional(),
      }),
    )
    .min(1),
  mirrors: z.array(address).optional(),
  originals: z.array(address),
  copies: z.array(
    z.strictObject({
      repository: z.string(),
      commit: z.string(),
      path: z.string(),
      what: z.string(),
    }),
  ),
  licence: z.strictObject({
    name: z.string(),
    statement: z.string(),
    check: z.string(),
    redistribution: z.string(),
  }),
  citation: z.string(),
  conversion: z.string(),
  notes: z.string().optional(),
});

describe('the catalogue', () => {
  it.each(CATALOGUE.map((each) => [each.id, each] as const))(
    '%s has the shape of its type',
    (_, each) => {
      expect(facts.parse(each)).toEqual(each);
    },
  );

  it('stands in the order in which tasks are listed', () => {
    const ids = CATALOGUE.map(({ id }) => id);
    expect(ids.filter((id) => labelledDatasets.includes(id))).toEqual(labelledDatasets);
    expect(labelledDatasets.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('has 27 data sets in 87 files of 112.9 MB', () => {
    expect(CATALOGUE.length).toBe(27);
    expect(files.length).toBe(87);
    expect(CATALOGUE.reduce((sum, facts) => sum + datasetBytes(facts), 0)).toBe(112_900_798);
    expect(new Set(CATALOGUE.map((facts) => facts.id)).size).toBe(27);
    expect(new Set(files.map(({ file }) => file.path)).size).toBe(87);
  });

  it('knows the published checksums of MNIST', async () => {
    // SHA-256 of train-images-idx3-ubyte.gz as printed in the sources of TensorFlow Datasets and Keras.
    expect((await dataset('mnist')).files[0].sha256).toBe(
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

  it('suggests the name that was meant', async () => {
    await expect(dataset('fashion_mnist')).rejects.toThrow(
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
