import { afterEach, describe, expect, it, vi } from 'vitest';
import { FrugalError } from '../errors.ts';

describe('the optional solver', () => {
  afterEach(() => {
    vi.doUnmock('highs');
    vi.resetModules();
  });

  it('is loaded once', async () => {
    const { loadHighs } = await import('./highs.ts');
    const highs = await loadHighs();
    expect(highs.version.major).toBe(1);
    expect(await loadHighs()).toBe(highs);
  });

  it('says how to get it when it is not installed, and is found once it is', async () => {
    vi.resetModules();
    vi.doMock('highs', () => {
      throw new Error("Cannot find package 'highs'");
    });
    const { loadHighs } = await import('./highs.ts');
    const failure = await loadHighs().catch((error: unknown) => error);
    expect(String(failure)).toContain('npm install highs@1.15.3');
    expect(failure).toHaveProperty('name', FrugalError.prototype.constructor.name);
    vi.doUnmock('highs');
    expect((await loadHighs()).version.major).toBe(1);
  });
});
