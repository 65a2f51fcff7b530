import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onSignals } from './signals.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

it('hears one request that arrives several times once, and a later one again', () => {
  let requests = 0;
  const end = onSignals(['SIGUSR2'], () => {
    requests += 1;
  });
  process.emit('SIGUSR2');
  process.emit('SIGUSR2');
  expect(requests).toBe(1);
  vi.advanceTimersByTime(300);
  process.emit('SIGUSR2');
  expect(requests).toBe(2);
  end();
  process.emit('SIGUSR2');
  expect(requests).toBe(2);
});
