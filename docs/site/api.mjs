/** The reference of the API: a page a room, from the docstrings of what the package exports. */

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Subpaths of the package and the files that they name: `./tasks/node` → `src/tasks/node.ts`. */
function entries(root) {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.entries(exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([subpath, { types }]) => ({
      name: subpath === '.' ? 'frugal' : `frugal${subpath.slice(1)}`,
      page: subpath === '.' ? 'frugal' : subpath.slice(2),
      file: types.replace('./dist/', 'src/').replace(/\.d\.ts$/, '.ts'),
    }));
}

/** Writes `api/<room>.md` into a folder of pages. */
export async function writeApi(root, folder) {
  const { Application } = await import('typedoc');
  const out = join(folder, 'api');
  const rooms = entries(root);
  const app = await Application.bootstrapWithPlugins({
    entryPoints: rooms.map(({ file }) => join(root, file)),
    tsconfig: join(root, 'tsconfig.json'),
    plugin: ['typedoc-plugin-markdown'],
    outputs: [{ name: 'markdown', path: out }],
    outputFileStrategy: 'modules',
    entryFileName: 'index',
    readme: 'none',
    skipErrorChecking: true,
    disableSources: true,
    disableGit: true,
    excludePrivate: true,
    excludeInternal: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    validation: { notExported: false, invalidLink: false, invalidPath: false },
    blockTags: ['@param', '@returns', '@throws', '@example'],
    modifierTags: [],
    inlineTags: ['@link'],
    logLevel: 'Error',
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('the docstrings could not be read');
  await app.generateOutputs(project);
  if (app.logger.hasErrors()) throw new Error('the API reference could not be written');
  // TypeDoc calls the front door after its file, and adds a list of all rooms, which the side bar has.
  rmSync(join(out, 'index.md'));
  renameSync(join(out, 'index-1.md'), join(out, 'frugal.md'));
  for (const { name, page } of rooms) {
    const path = join(out, `${page}.md`);
    const text = readFileSync(path, 'utf8')
      .replace(/^# .*$/m, `# ${name}`)
      .replaceAll('index-1.md', 'frugal.md');
    writeFileSync(path, text);
  }
}
