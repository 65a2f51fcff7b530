/** Habits of the tree that are easy to lose: small files, links that lead somewhere, nothing of one machine. */

import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, read, trackedFiles } from './sources.ts';

const MOST_LINES = 400;

const FILES = trackedFiles();
const TEXT = FILES.filter((path) =>
  /(?:^|\/)[^.]+$|\.(?:[cm]?[jt]s|json|md|py|html|css|ya?ml|npmrc|gitignore)$/.test(path),
);

describe('code files', () => {
  it(`have at most ${MOST_LINES} lines`, () => {
    const long = FILES.filter((path) => /\.(?:[cm]?[jt]s|py)$/.test(path))
      .map((path) => ({ path, lines: read(path).trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > MOST_LINES);
    expect(long).toEqual([]);
  });
});

describe('every text file', () => {
  it('is free of paths of one machine and of registry hosts', () => {
    // Put together from pieces, so that this file does not find itself.
    const folders = ['work', 'tmp', 'root', 'home', 'Users'].join('|');
    const machine = new RegExp(`(?<![\\w.\\]}/)-])/(?:${folders})/`);
    const hosts = new RegExp(
      ['npmjs', 'yarnpkg', 'pypi', 'npmmirror'].map((name) => `${name}\\.(?:org|com)`).join('|'),
    );
    const found = TEXT.flatMap((path) =>
      read(path)
        .split('\n')
        .map((line, i) => ({ place: `${path}:${i + 1}`, line }))
        .filter(({ line }) => machine.test(line) || hosts.test(line)),
    );
    expect(found).toEqual([]);
  });
});

/** The anchor that a heading gets: lower case, punctuation gone, spaces to hyphens. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

describe('every document', () => {
  it('has links that lead to files and headings', () => {
    const withoutCode = (text: string) =>
      text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
    const astray: string[] = [];
    for (const path of FILES.filter((each) => each.endsWith('.md'))) {
      for (const [, target] of withoutCode(read(path)).matchAll(
        /\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g,
      )) {
        if (/^[a-z]+:/.test(target)) continue;
        const [file, fragment] = target.split('#');
        const place = file === '' ? path : normalize(join(dirname(path), file));
        if (!existsSync(join(ROOT, place)))
          astray.push(`${path} links to ${target}, which is not there`);
        else if (fragment !== undefined && place.endsWith('.md')) {
          const headings = [...read(place).matchAll(/^#+\s+(.*)$/gm)].map(([, heading]) =>
            anchor(heading),
          );
          if (!headings.includes(fragment))
            astray.push(`${path} links to ${target}, but there is no such heading`);
        }
      }
    }
    expect(astray).toEqual([]);
  });
});

describe('what is installed', () => {
  it('has no addresses in the lockfile', () => {
    const { packages } = JSON.parse(read('package-lock.json'));
    const wrong = Object.entries<{ resolved?: string; link?: boolean }>(packages)
      .filter(([, { resolved, link }]) => resolved !== undefined && !link)
      .map(([path]) => path);
    expect(wrong).toEqual([]);
  });

  it('runs no code while it is installed', () => {
    expect(read('.npmrc').split('\n')).toContain('ignore-scripts=true');
  });
});
