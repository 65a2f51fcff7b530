import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { onSignals } from './signals.ts';

it('hears one request that arrives several times once, and a later one again', async () => {
  let requests = 0;
  const end = onSignals(['SIGUSR2'], () => {
    requests += 1;
  });
  process.emit('SIGUSR2');
  process.emit('SIGUSR2');
  expect(requests).toBe(1);
  await sleep(300);
  process.emit('SIGUSR2');
  expect(requests).toBe(2);
  end();
  process.emit('SIGUSR2');
  expect(requests).toBe(2);
});
