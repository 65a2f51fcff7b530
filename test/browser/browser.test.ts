/** The harness itself: isolation, errors, packages by name. */

import { expect, it } from 'vitest';
import { browserVersion, describeInBrowser, runInBrowser } from './browser.ts';
import { withPackagePaths } from './server.ts';

it('leads imports of packages to bundles and leaves others alone', () => {
  const code = [
    "import * as z from 'zod/mini';",
    "import { a } from './a.js';",
    'export { b } from "@scope/b";',
    "const c = await import('c');",
    "const d = await import('./d.js');",
    "import { e } from 'node:e';",
    "const text = 'from nowhere';",
    "export const METHODS = ['set', 'static'];",
    "export const isNumber = (x) => typeof x === 'number';",
  ];
  expect(withPackagePaths(code.join('\n')).split('\n')).toEqual([
    "import * as z from '/package/zod/mini.js';",
    code[1],
    'export { b } from "/package/@scope/b.js";',
    "const c = await import('/package/c.js');",
    ...code.slice(4),
  ]);
});

describeInBrowser('a page', () => {
  const probe = `export default () => ({
    isolated: self.crossOriginIsolated,
    shared: typeof SharedArrayBuffer,
    worker: typeof WorkerGlobalScope,
  })`;

  it('shares memory where it is isolated, and has none to share where it is not', async () => {
    expect(await runInBrowser(probe, { isolated: true })).toEqual({
      isolated: true,
      shared: 'function',
      worker: 'function',
    });
    expect(await runInBrowser(probe, { isolated: false })).toEqual({
      isolated: false,
      shared: 'undefined',
      worker: 'function',
    });
    expect(await browserVersion()).toMatch(/^\d+\./);
  });

  it('loads packages by name', async () => {
    const source = `import * as z from '/package/zod/mini.js'; export default () => z.safeParse(z.number(), 3).success`;
    expect(await runInBrowser(source, { isolated: true })).toBe(true);
  });

  it('says what went wrong', async () => {
    const failing = "export default () => { throw new RangeError('density 2'); }";
    await expect(runInBrowser(failing, { isolated: true })).rejects.toThrow(
      /RangeError: density 2/,
    );
    const astray = "import './dist/nowhere.js'; export default () => 1";
    await expect(runInBrowser(astray, { isolated: true })).rejects.toThrow(
      'not found: /dist/nowhere.js',
    );
  });
});
