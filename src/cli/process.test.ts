/** The command line as a process of its own: signals, pipes, readers that go away. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hold, holdRuns } from '../runs/fixtures/hold.ts';
import { inFolderOfItsOwn } from './fixtures/folder.ts';

inFolderOfItsOwn();

const lines = (text: string) => text.trim().split('\n');

describe('the process', () => {
  const main = fileURLToPath(new URL('./fixtures/main.ts', import.meta.url));
  const start = (...words: string[]) =>
    spawn(process.execPath, [main, 'run', 'counting', '--no-report', ...words]);
  const collect = async (child: ChildProcess) => {
    const texts = { out: '', err: '' };
    child.stdout?.on('data', (text) => {
      texts.out += text;
    });
    child.stderr?.on('data', (text) => {
      texts.err += text;
    });
    const [code] = (await once(child, 'close')) as [number];
    return { code, ...texts };
  };
  const spec = ['--steps', '80', '--json', '--out', 'run'];
  // What happens to a run happens before its end.
  let hold: Hold;
  beforeEach(() => {
    hold = holdRuns(10);
  });
  afterEach(() => hold.release());

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends on %s with a checkpoint and code 130, and goes on from there',
    async (signal) => {
      const child = start(...spec);
      child.stdout.once('data', () => child.kill(signal));
      const { code, err } = await collect(child);
      expect([code, err]).toEqual([130, '']);
      expect(await readdir('run')).toContain('checkpoint.npz');
      hold.release();
      const kept = lines(await readFile('run/records.ndjson', 'utf8')).length;
      expect(kept).toBeGreaterThan(0);
      expect(kept).toBeLessThan(80);

      const resumed = await collect(start(...spec));
      expect(resumed.code).toBe(0);
      const whole = await collect(start(...spec.slice(0, -1), 'whole'));
      const hash = (text: string) =>
        (JSON.parse(lines(text).at(-1) ?? '') as { summary: { hash: string } }).summary.hash;
      expect(hash(resumed.out)).toBe(hash(whole.out));
      expect(lines(resumed.out)).toHaveLength(81);
    },
  );

  it('reads its parameters from a pipe', async () => {
    // Node gives its children sockets for pipes, which cannot be opened by a path; shells give real ones.
    const words = [
      'run',
      'counting',
      '--no-report',
      '--set',
      '/dev/stdin',
      '--json',
      '--out',
      'run',
    ];
    const script = 'printf %s "{\\"steps\\": 3}" | "$0" "$@"';
    const { code, out } = await collect(
      spawn('sh', ['-c', script, process.execPath, main, ...words]),
    );
    expect(code).toBe(0);
    expect(lines(out)).toHaveLength(4);
  });

  it.skipIf(!existsSync('/dev/full'))(
    'says in one line that its output cannot be written, and keeps the run',
    async () => {
      const full = await open('/dev/full', 'w');
      const node = (...words: string[]) =>
        spawn(process.execPath, [main, ...words], { stdio: ['ignore', full.fd, 'pipe'] });
      const refused = /^error: cannot write standard output: the disk is full; make room [^\n]*\n$/;
      try {
        for (const words of [['list'], ['run', 'counting', '--no-report', ...spec]]) {
          const { code, err } = await collect(node(...words));
          expect(code).toBe(1);
          expect(err).toMatch(refused);
        }
      } finally {
        await full.close();
      }
      expect(await readdir('run')).toContain('checkpoint.npz');
    },
  );

  it('ends quietly when its reader goes away', async () => {
    // It has to write more to meet that, and has more to write than the test has time.
    hold.release();
    const child = start('--steps', '10000', '--pause', '10', '--json', '--out', 'run');
    child.stdout.once('data', () => child.stdout.destroy());
    const { code, err } = await collect(child);
    expect([code, err]).toEqual([130, '']);
    expect(await readdir('run')).toContain('checkpoint.npz');
  });
});
