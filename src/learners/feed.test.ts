/** z-scores: closed forms, and tables whose columns differ by five orders of magnitude. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { readTable } from '../formats/csv.ts';
import { dataset } from '../tasks/catalogue.ts';
import { dataFolder, glanceAtFile } from '../tasks/files.node.ts';
import { placeScaling } from './feed.ts';

/** Shift and scale of every feature of a training set, given by rows. */
function tablesOf(rows: readonly (readonly number[])[]): { shift: number[]; scale: number[] } {
  const engine = createEngine();
  const features = rows[0].length;
  const inputs = Float32Array.from(rows.flat());
  const labels = new Uint8Array(rows.length);
  const examples = { count: rows.length, features, inputs, scale: 1, labels };
  const { shift, scale } = placeScaling(engine, examples, 'z-score');
  const { f32 } = engine.memory.views();
  const read = (address: number) => [...f32.subarray(address / 4, address / 4 + features)];
  return { shift: read(shift ?? 0), scale: read(scale ?? 0) };
}

describe('z-scores', () => {
  it('scale a narrow feature beside a wide one', () => {
    const rows = [
      [-0.5, -1000],
      [0.5, 1000],
    ];
    expect(tablesOf(rows)).toEqual({ shift: [0, 0], scale: [2, Math.fround(0.001)] });
  });

  it('set to 0 what is constant, or varies by the rounding of its mean only', () => {
    // 0.1 is not a single: a mean in double precision differs from it by rounding at most.
    const rows = Array.from({ length: 7 }, (_, e) => [0.1, 0, 1e6, e < 3 ? 1 : 1 + 2 ** -23, e]);
    expect(tablesOf(rows).scale).toEqual([0, 0, 0, 0, 0.5]);
  });

  it('keep what varies by a millionth of its mean', () => {
    const rows = Array.from({ length: 8 }, (_, e) => [e % 2 === 0 ? 1e6 - 2 : 1e6 + 2]);
    expect(tablesOf(rows)).toEqual({ shift: [1e6], scale: [0.5] });
  });

  it('keep a feature that is 0 in all examples but one', () => {
    const rows = Array.from({ length: 101 }, (_, e) => [e === 0 ? 1 : 0]);
    // Mean 1/101, variance 100/101².
    expect(tablesOf(rows).scale[0]).toBeCloseTo(10.1, 5);
  });

  // Label columns, 0-based; every other column is a feature that doctors or chemists thought worth measuring.
  it.each([
    ['breast-cancer-wdbc', 30],
    ['wine', 13],
  ] as const)(
    'keep all features of %s (skipped with a word where the table is absent)',
    async (id, features) => {
      const [file] = (await dataset(id)).files;
      if ((await glanceAtFile(file)).state !== 'present') {
        console.warn(`skipped: ${id} is not in ${dataFolder()}; set FRUGAL_DATA`);
        return;
      }
      const { value: table } = readTable(await readFile(join(dataFolder(), file.path)));
      const measured = table.columns.filter((_, column) => column !== file.labelColumn);
      const rows = Array.from({ length: table.rows }, (_, r) =>
        measured.map((column) => (column.kind === 'number' ? column.values[r] : Number.NaN)),
      );
      const { shift, scale } = tablesOf(rows);
      expect(scale.length).toBe(features);
      for (let f = 0; f < features; f++) {
        const scores = rows.map((row) => (Math.fround(row[f]) - shift[f]) * scale[f]);
        const mean = scores.reduce((a, b) => a + b, 0) / rows.length;
        const variance = scores.reduce((sum, z) => sum + (z - mean) ** 2, 0) / rows.length;
        expect(Math.abs(mean)).toBeLessThan(1e-3);
        expect(Math.abs(variance - 1)).toBeLessThan(1e-5);
      }
    },
  );
});
