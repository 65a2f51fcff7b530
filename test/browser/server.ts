/**
 * Serves the build to a browser over the loopback interface, file by file as a user's page would load it.
 *
 * Modules are served as built, but for one thing that a browser cannot do: imports of packages by name lead to
 * `/package/<name>.js`, bundled on demand; the WebAssembly beside the module of a package is `/package/<name>.wasm`.
 */

import { readFile } from 'node:fs/promises';
import { createServer, type OutgoingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join, normalize } from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from '../sources.ts';

export interface BuildServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Serves this text as a module; returns its path. */
  readonly addModule: (source: string) => string;
  /** Paths that were asked for and are not there. */
  readonly missing: readonly string[];
  readonly close: () => Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Without both of these a page has no SharedArrayBuffer. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Imports a module and answers with what its default export returns. */
const WORKER = `
  onmessage = async ({ data: path }) => {
    try {
      const { default: run } = await import(path);
      postMessage({ json: JSON.stringify(await run()) ?? 'null' });
    } catch (error) {
      postMessage({ error: String(error?.stack ?? error) });
    }
  };
`;

/** Leads imports of packages by name, static or on demand, to their bundles. */
export function withPackagePaths(code: string): string {
  const path = (_: string, before: string, quote: string, name: string) =>
    `${before}${quote}/package/${name}.js${quote}`;
  return (
    code
      // Only what follows `from`, or `import` alone: an exported constant may hold a string, too.
      .replace(
        /^((?:import|export)\b[^'"\n]*\bfrom\s*|import\s*)(['"])((?!node:)[\w@][^'"\n]*)\2/gm,
        path,
      )
      .replace(/(\bimport\(\s*)(['"])((?!node:)[\w@][^'"\n]*)\2/g, path)
  );
}

async function bundle(name: string): Promise<string> {
  const { code, exports } = await bundled(name);
  if (exports.join() !== 'default') return code;
  // A CommonJS package: Node and bundlers give its names to whoever imports them, a bare bundle only the whole.
  const names = Object.keys(await import(name)).filter((key) => /^(?!default$|__)\w+$/.test(key));
  if (names.length === 0) return code;
  const entry = `import whole from '${name}';\nexport default whole;\nexport const { ${names.join(', ')} } = whole;`;
  return (await bundled('\0entry', entry)).code;
}

/** One module of a package; or of a text, which is then the entry. */
async function bundled(input: string, text?: string) {
  const entry = {
    name: 'entry',
    resolveId: (id: string) => (id === input ? id : undefined),
    load: (id: string) => (id === input ? text : undefined),
  };
  const plugins = text === undefined ? [] : [entry];
  const build = await rolldown({
    ...{ input, cwd: ROOT, platform: 'browser', logLevel: 'silent', plugins },
  });
  const { output } = await build.generate({ format: 'esm', codeSplitting: false });
  await build.close();
  return output[0];
}

const resolver = createRequire(join(ROOT, 'package.json'));
const wasmOf = (name: string): Promise<Buffer> =>
  readFile(join(dirname(resolver.resolve(name)), `${name}.wasm`));

/** Starts a server; `isolated`: its pages may share memory between threads. */
export async function serveBuild({
  isolated,
}: {
  readonly isolated: boolean;
}): Promise<BuildServer> {
  const modules = new Map<string, string>([['/worker.js', WORKER]]);
  const bundles = new Map<string, Promise<string>>();
  const missing: string[] = [];

  async function contentOf(path: string): Promise<string | Buffer> {
    if (path === '/') return '<!doctype html><title>Frugal</title>';
    const module = modules.get(path);
    if (module !== undefined) return module;
    const name = /^\/package\/(.+)\.js$/.exec(path)?.[1];
    if (name !== undefined) {
      const text = bundles.get(name) ?? bundle(name);
      bundles.set(name, text);
      return text;
    }
    const wasm = /^\/package\/([\w-]+)\.wasm$/.exec(path)?.[1];
    if (wasm !== undefined) return wasmOf(wasm);
    if (!path.startsWith('/dist/') || normalize(path) !== path)
      throw new Error(`${path} is not served`);
    const text = await readFile(join(ROOT, path), 'utf8');
    return path.endsWith('.js') ? withPackagePaths(text) : text;
  }

  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const headers: OutgoingHttpHeaders = {
      'Content-Type': TYPES[path === '/' ? '.html' : extname(path)] ?? 'text/plain',
      'Cache-Control': 'no-store',
      ...(isolated ? ISOLATION : {}),
    };
    try {
      const content = await contentOf(path);
      response.writeHead(200, headers).end(content);
    } catch (error) {
      if (path !== '/favicon.ico') missing.push(path);
      response.writeHead(404, { ...headers, 'Content-Type': 'text/plain' }).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    addModule(source) {
      const path = `/module-${modules.size}.js`;
      modules.set(path, source);
      return path;
    },
    missing,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
