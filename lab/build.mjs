/**
 * Builds the lab from its sources and those of the library. What the first page shows (names, presets, colours) is asked of the
 * built library here, so that the page loads no study to list them.
 */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

/** Modules that are made of the library as it was built, by the name under which the page imports them. */
async function madeModules(dist) {
  const load = (path) => import(pathToFileURL(join(dist, path)).href);
  const { studies } = await load('studies/registry.js');
  const catalogue = await Promise.all(
    Object.values(studies).map(async (study) => {
      const { name, title, description, paper, presets, places } = await study();
      const composed = places !== undefined;
      return { name, title, description, paper, presets: Object.keys(presets), composed };
    }),
  );
  const { tours } = await load('tours/index.js');
  const guided = await Promise.all(
    Object.values(tours).map(async (tour) => {
      const { name, title, about, study, steps } = await tour();
      return { name, title, about, study, steps: steps.length };
    }),
  );
  return {
    'virtual:catalogue': `export const catalogue = ${JSON.stringify(catalogue)}; export const tours = ${JSON.stringify(guided)};`,
    // highs asks for it where it finds itself in Node.
    'node:module': 'export const createRequire = undefined;',
  };
}

function made(modules) {
  return {
    name: 'frugal-lab-modules',
    enforce: 'pre',
    resolveId: (id) => (Object.hasOwn(modules, id) ? `\0${id}` : undefined),
    load: (id) => modules[id.slice(1)],
  };
}

const KNOWN = /^(?:EVAL|PLUGIN_TIMINGS)$/;

function quiet(warning, tell) {
  if (!KNOWN.test(warning.code ?? '')) tell(warning);
}

/** The report's style sheet in the page itself: the first picture waits for nothing. */
function styled(styleSheet) {
  return {
    name: 'frugal-lab-style',
    transformIndexHtml: () => [
      {
        tag: 'style',
        attrs: { id: 'report-style' },
        children: styleSheet,
        injectTo: 'head-prepend',
      },
    ],
  };
}

/**
 * @param dist the build of the library, of the same sources
 * @param out where the pages go
 */
export async function buildLab(dist, out) {
  const { styleSheet } = await import(pathToFileURL(join(dist, 'report', 'style.js')).href);
  const modules = await madeModules(dist);
  await build({
    configFile: false,
    root: import.meta.dirname,
    base: './',
    logLevel: 'warn',
    plugins: [made(modules), styled(styleSheet)],
    worker: { format: 'es', plugins: () => [made(modules)], rolldownOptions: { onwarn: quiet } },
    resolve: { conditions: ['browser', 'module', 'import', 'default'] },
    build: {
      outDir: out,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 8000,
      // Said of packages that know whether they are in a page: highs asks for Node only there, linkedom has an eval of its own.
      rolldownOptions: { onwarn: quiet },
    },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  });
}
