/** Addresses of runs: there and back for every study and preset, and what is no address. */

import { expect, it } from 'vitest';
import { ENGINE_SEMANTICS } from '../engine/semantics.ts';
import { resolveParameters } from '../protocol/parameters.ts';
import { loadStudy, studies } from '../studies/registry.ts';
import { addressOf, isAddress, readAddress, valuesOfTexts } from './address.ts';
import { identityOf, specDocument } from './identity.ts';

it.each(Object.keys(studies))('%s is the same run there and back', async (name) => {
  const study = await loadStudy(name);
  for (const preset of Object.values(study.presets)) {
    const spec = {
      parameters: resolveParameters(study.parameters, preset),
      seed: 2 ** 52,
      arithmetic: 'fused' as const,
    };
    const address = addressOf(study, spec);
    expect(isAddress(`http://127.0.0.1:80/lab/${address}`)).toBe(true);
    const { study: found, texts, engine } = readAddress(address);
    expect([found, engine]).toEqual([name, ENGINE_SEMANTICS]);
    const { seed, arithmetic, ...own } = texts;
    const again = {
      parameters: resolveParameters(study.parameters, valuesOfTexts(study, own)),
      seed: Number(seed),
      arithmetic: arithmetic as 'fused',
    };
    expect(identityOf(specDocument(study, again, {}))).toBe(
      identityOf(specDocument(study, spec, {})),
    );
  }
});

it('keeps words that are special in addresses', () => {
  const { texts } = readAddress('#/set-mlp?task=.%2Fa+b%26c.csv&label=x%3Dy,z');
  expect(texts).toEqual({ task: './a b&c.csv', label: 'x=y,z' });
});

it.each(['set-mlp', './a.csv', '#/', 'http://127.0.0.1/', 'http://127.0.0.1/?a#/Set'])(
  '%s is no address',
  (word) => {
    expect(isAddress(word)).toBe(false);
  },
);
