import { describe, expect, it } from 'vitest';
import { jsonSchemaOf } from '../protocol/json-schema.ts';
import { flagName, parameterName, resolveParameters } from '../protocol/parameters.ts';
import { loadStudy, studies } from './registry.ts';

describe.each(Object.keys(studies))('study %s', (name) => {
  it('has its registered name, and names of parameters that are flags', async () => {
    const study = await loadStudy(name);
    expect(study.name).toBe(name);
    for (const key of Object.keys(study.parameters)) {
      expect(flagName(key)).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(parameterName(flagName(key))).toBe(key);
    }
    expect(Object.keys(jsonSchemaOf(study.parameters).properties as object)).toEqual(
      Object.keys(study.parameters),
    );
  });

  it('has presets of allowed values that go together, and names its tasks', async () => {
    const study = await loadStudy(name);
    for (const preset of [undefined, ...Object.values(study.presets)]) {
      const parameters = resolveParameters(study.parameters, preset);
      study.check?.(parameters);
      for (const task of study.tasks(parameters)) expect(task.name).toMatch(/^[a-z0-9-]+$/);
    }
  });

  it('tells every name to choose from in a line, where there are more than three', async () => {
    const { parameters } = await loadStudy(name);
    for (const [key, { choices = [], about }] of Object.entries(parameters)) {
      if (about !== undefined) expect(Object.keys(about).sort()).toEqual([...choices].sort());
      if (choices.length > 3 && key !== 'task') expect(about, key).toBeDefined();
      for (const line of Object.values(about ?? {})) expect(line).toMatch(/^\S.{3,118}\S$/);
    }
  });

  it('has claims with different names', async () => {
    const { claims } = await loadStudy(name);
    expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
  });
});

it('refuses a study that is not there, with the nearest name', async () => {
  await expect(loadStudy('set-mpl')).rejects.toThrow(
    /^unknown study "set-mpl"; did you mean "set-mlp"\? Known: .*set-mlp/,
  );
  await expect(loadStudy('constructor')).rejects.toThrow(/unknown study "constructor"/);
});
