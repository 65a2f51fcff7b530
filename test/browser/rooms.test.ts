/** Every room that needs no Node is loaded by a browser as it was built. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT, rooms } from '../sources.ts';
import { describeInBrowser, runInBrowser } from './browser.ts';

const NODE_ROOMS = ['runs', 'cli'];

const loadable = rooms().filter(
  (room) => !NODE_ROOMS.includes(room) && existsSync(join(ROOT, 'src', room, 'index.ts')),
);

describeInBrowser('in the browser', () => {
  it.each(loadable)('%s is loaded', async (room) => {
    const source = `
      import * as room from '/dist/${room}/index.js';
      export default () => Object.keys(room).length;
    `;
    expect(await runInBrowser(source, { isolated: false })).toBeGreaterThan(0);
  });

  it('facts about data sets are loaded when they are asked for', async () => {
    const source = `
      import { dataset } from '/dist/tasks/index.js';
      export default async () => (await dataset('iris')).classes;
    `;
    expect(await runInBrowser(source, { isolated: false })).toEqual([
      ...['Iris-setosa', 'Iris-versicolor', 'Iris-virginica'],
    ]);
  });
});
