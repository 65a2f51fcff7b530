/** What the finished runs of a sweep come to, setting by setting: measures with intervals, and each claim over all settings. */

import type { Verdict } from '../evidence/index.ts';
import type { ClaimResult } from '../protocol/study.ts';
import { type Setting, settingText } from './points.ts';

/** What a measure comes to in one setting. */
export interface Cell {
  readonly mean: number;
  /** Ends of the 95 % interval over seeds, where there is one. */
  readonly low?: number;
  readonly high?: number;
  readonly seeds: number;
}

export interface GatheredSetting {
  readonly setting: Setting;
  /** All parameters. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly runs: number;
  /** By measure (its place in the list), then row. */
  readonly cells: readonly ReadonlyMap<string, Cell>[];
  readonly claims: readonly ClaimResult[];
}

export interface Gathered {
  readonly settings: readonly GatheredSetting[];
  readonly finished: number;
  readonly total: number;
  /** Seconds of computing. */
  readonly seconds: number;
}

/** One claim over all settings: in how many it holds, falls short, is undecided, and what it says in each. */
export interface SweptClaim {
  readonly claim: Pick<ClaimResult, 'id' | 'statement' | 'published'>;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly each: readonly { readonly label: string; readonly result: ClaimResult }[];
}

export function sweptClaims(settings: readonly GatheredSetting[]): SweptClaim[] {
  const found = new Map<string, { label: string; result: ClaimResult }[]>();
  for (const { setting, claims } of settings)
    for (const result of claims) {
      const own = found.get(result.id) ?? [];
      found.set(result.id, own);
      own.push({ label: settingText(setting), result });
    }
  return [...found.values()].map((each) => {
    const counts = { holds: 0, 'falls short': 0, undecided: 0 };
    for (const { result } of each) counts[result.verdict]++;
    return { claim: each[0].result, counts, each };
  });
}
