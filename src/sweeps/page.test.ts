/** The page of a sweep: what stands on it, and that nothing that was given becomes markup. */

import { expect, it } from 'vitest';
import { scoring } from './fixtures/scoring.ts';
import { swept } from './fixtures/swept.ts';
import type { Gathered } from './gathered.ts';
import { measuresOf } from './measures.ts';
import { renderSweepPage } from './page.ts';

const measures = [measuresOf(scoring)[0]];

function pageOf(axes: readonly string[], more: Partial<Gathered> = {}): string {
  const { sweep, settings } = swept(axes, () => 3);
  const total = 2 * settings.length;
  const gathered = { settings, finished: total, total, seconds: 61, ...more } as Gathered;
  return renderSweepPage({ sweep, measures, gathered, commands: ['frugal sweep out <here>'] });
}

it('says what was varied, shows the measure, and how to make it again', () => {
  const page = pageOf(['quality=1,2,4']);
  expect(page.startsWith('<!doctype html>')).toBe(true);
  expect(page).toMatch(/<th scope="row">quality.*1, 2, 4/);
  expect(page.match(/<figure /g)).toHaveLength(1);
  expect(page).toContain('frugal sweep out &lt;here&gt;');
  expect(page).toContain('<dt>runs</dt><dd>6</dd>');
  expect(page).not.toContain('not finished');
});

it('says what is missing', () => {
  expect(pageOf(['quality=1,2,4'], { finished: 5 })).toContain('1 run not finished');
});

it('opens and closes every element', () => {
  const page = pageOf(['quality=1,2,4', 'broken=true,false']);
  const count = (pattern: RegExp): number => page.match(pattern)?.length ?? 0;
  for (const name of ['section', 'figure', 'table', 'details', 'div', 'dl', 'tr', 'p'])
    expect(count(new RegExp(`<${name}[ >]`, 'g')), name).toBe(count(new RegExp(`</${name}>`, 'g')));
});
