/** Checks what `frugal run … --json` wrote to standard output: a line per record, at the end one with the summary. */

import { strict as assert } from 'node:assert';
import { text } from 'node:stream/consumers';

const written = await text(process.stdin);
assert.ok(written.endsWith('\n'), 'the last line has no end');
const lines = written
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));
const last = lines.pop();

assert.ok(lines.length > 0, 'there are no records');
for (const line of lines) {
  assert.deepEqual(Object.keys(line), ['record']);
  assert.equal(typeof line.record, 'object');
}

assert.equal(typeof last.summary, 'object');
assert.match(last.run, /^[0-9a-f]{64}$/);
assert.equal(typeof last.folder, 'string');
assert.ok(last.claims.length > 0, 'there are no claims');
for (const { id, statement, published, measured, verdict } of last.claims) {
  for (const part of [id, statement, published, measured]) assert.equal(typeof part, 'string');
  assert.ok(['holds', 'falls short', 'undecided'].includes(verdict), `verdict ${verdict}`);
}
