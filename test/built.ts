/** Whether `dist` is there and was built from the sources as they are: `npm test` sees to it, a bare Vitest does not. */

import { ROOT } from './sources.ts';

const { isCurrent }: { isCurrent: (root: string) => boolean } = await import(
  new URL('../scripts/build.mjs', import.meta.url).href
);

export const built = isCurrent(ROOT);

if (!built)
  console.warn(
    'dist is missing or older than src: tests of the build are skipped; npm run build makes it',
  );
