/**
 * Serves the built lab to browsers on this machine: the files of one folder, read-only, with the headers without which a page
 * may not share memory between threads.
 */

import { readFile, realpath } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { FrugalError } from '../errors.ts';
import { codeOf } from '../runs/files.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** What every answer says: threads may share memory, and nothing comes from or goes to anywhere else. */
export const HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

export interface LabServer {
  /** `http://127.0.0.1:<port>/` */
  readonly address: string;
  /** Ends it, and every connection to it, at once. */
  readonly close: () => Promise<void>;
}

/** Only pages that were opened under a name of this machine: no other site may lead its name here. */
const isOurs = (host: string | undefined): boolean =>
  /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(host ?? '');

/** Path of a file below the folder; undefined for anything that would lead out of it. */
async function fileOf(folder: string, target: string): Promise<string | undefined> {
  try {
    const path = decodeURIComponent(target.replace(/[?#].*/s, ''));
    if (/[\0\\]|(?:^|\/)\./.test(path)) return undefined;
    const found = await realpath(join(folder, path.endsWith('/') ? `${path}index.html` : path));
    return found.startsWith(folder + sep) ? found : undefined;
  } catch {
    return undefined;
  }
}

async function answer(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refuse = (code: number, words: string): void => {
    response.writeHead(code, { ...HEADERS, 'Content-Type': 'text/plain' }).end(`${words}\n`);
  };
  if (!isOurs(request.headers.host)) return refuse(403, 'the lab answers to this machine alone');
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(405, 'the lab is only read');
  const path = await fileOf(folder, request.url ?? '/');
  const bytes = path === undefined ? undefined : await readFile(path).catch(() => undefined);
  if (path === undefined || bytes === undefined) return refuse(404, 'not found');
  // Files of the build are named by their content.
  const lasting = /[\\/]assets[\\/]/.test(path) ? 'max-age=31536000, immutable' : 'no-cache';
  response.writeHead(200, {
    ...HEADERS,
    'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
    'Content-Length': bytes.length,
    'Cache-Control': lasting,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        codeOf(error) === 'EADDRINUSE'
          ? new FrugalError(
              `port ${port} is taken: end what listens there, or choose another with --port`,
            )
          : error,
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/**
 * Starts to serve.
 *
 * @param port 0 for any that is free
 * @throws FrugalError where the lab is not built, or the port is taken
 */
export async function serveLab(folder: string, port: number): Promise<LabServer> {
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined || (await fileOf(root, '/')) === undefined)
    throw new FrugalError(`the lab is not built (no ${join(folder, 'index.html')}): npm run build`);
  const server = createServer((request, response) => {
    answer(root, request, response).catch(() => response.destroy());
  });
  const found = await listen(server, port);
  return {
    address: `http://127.0.0.1:${found}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
