import { describe, expect, it } from 'vitest';
import { calledAs } from './called.ts';

const called = (script: string, env: Record<string, string> = {}, folder = '/here') =>
  calledAs({ argv: ['/usr/bin/node', script], env, folder });

describe('a command that is printed', () => {
  it.each([
    ['the installed program', called('/usr/local/bin/frugal'), 'frugal'],
    ['a link of a package', called('/here/node_modules/.bin/frugal'), 'frugal'],
    [
      'npx, which starts the same link',
      called('/cache/_npx/1/node_modules/.bin/frugal', {
        npm_command: 'exec',
        npm_lifecycle_event: 'npx',
      }),
      'npx frugal',
    ],
    [
      'npm start',
      called('/here/dist/cli/main.js', { npm_command: 'start', npm_lifecycle_event: 'start' }),
      'npx frugal',
    ],
    ['a file of the build', called('/here/dist/cli/main.js'), 'node dist/cli/main.js'],
    ['the program of the clone', called('/here/bin/frugal.mjs'), 'node bin/frugal.mjs'],
    ['a file that is far away', called('/a/b.js', {}, '/one/two/three/four'), 'node /a/b.js'],
    [
      'a path that a shell would split',
      called("/here/my own/it's.js"),
      "node 'my own/it'\\''s.js'",
    ],
  ])('starts it as it was started: %s', (_, name, expected) => {
    expect(name).toBe(expected);
  });
});
