/** The lab in Chromium: every study runs its smoke preset to the end on its page, and comes to the bits that are pinned. */

import { expect, it } from 'vitest';
import { studies } from '../../src/studies/registry.ts';
import { readPinned } from '../pinned.ts';
import { describeLab, useLab } from './lab.ts';

const { hashes } = readPinned();

describeLab('a study in the lab', () => {
  const { open } = useLab();

  it.each(Object.keys(studies))(
    '%s runs to the end and comes to its bits',
    { timeout: 120_000 },
    async (name) => {
      const { page, faults } = await open(`#/${name}?preset=smoke`);
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      const hash = await page.locator('.result-hash').textContent({ timeout: 110_000 });
      expect(hash).toBe(hashes[name]);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );
});
