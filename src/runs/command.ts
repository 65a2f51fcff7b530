/**
 * The shortest command line that makes a run again.
 */

import {
  flagName,
  parametersFromJson,
  resolveParameters,
  valueText,
} from '../protocol/parameters.ts';
import type { Study } from '../protocol/study.ts';
import type { RunSpec, SpecDocument } from './spec-document.ts';

/** Quotes a word for POSIX shells where it needs it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * The words after `frugal`: the preset that leaves the fewest parameters to spell out, and those parameters.
 * The arithmetic is always named, because its default depends on the machine.
 *
 * @example commandFor(setMlp, spec) // 'run set-mlp --preset quick --seed 1 --arithmetic fused'
 */
export function commandFor(study: Study, spec: RunSpec): string {
  const candidates = [...Object.keys(study.presets), undefined];
  let best: string[] | undefined;
  for (const preset of candidates) {
    const base: Record<string, unknown> = resolveParameters(
      study.parameters,
      preset === undefined ? undefined : study.presets[preset],
    );
    const words = preset === undefined ? [] : ['--preset', preset];
    for (const [name, value] of Object.entries(spec.parameters)) {
      if (valueText(value) !== valueText(base[name])) words.push(...flagWords(name, value));
    }
    if (best === undefined || words.length < best.length) best = words;
  }
  const rest = ['--seed', String(spec.seed), '--arithmetic', spec.arithmetic];
  return ['run', study.name, ...(best ?? []), ...rest].map(quoted).join(' ');
}

/** The spec of a stored document, checked against the study as it is now. */
export function specOf(study: Study, document: SpecDocument): RunSpec {
  const stored = { ...document.parameters, ...document.files };
  const given = parametersFromJson(study.parameters, stored, { from: 'stored spec' });
  const { seed, arithmetic } = document;
  return { parameters: resolveParameters(study.parameters, given), seed, arithmetic };
}

function flagWords(name: string, value: unknown): string[] {
  const flag = flagName(name);
  if (value === true) return [`--${flag}`];
  if (value === false) return [`--no-${flag}`];
  return [`--${flag}`, valueText(value)];
}
