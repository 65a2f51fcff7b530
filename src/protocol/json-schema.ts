/** A table of parameters as JSON Schema, for editors and other programs. */

import * as z from 'zod/mini';
import { type ParameterTable, toJson } from './parameters.ts';

/** A JSON Schema (draft 2020-12) of the table, for editors and other programs. */
export function jsonSchemaOf(table: ParameterTable): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(table)) {
    const { $schema, ...schema } = z.toJSONSchema(parameter.schema, {
      unrepresentable: 'any',
      override: infinityAsWord,
    });
    properties[name] = {
      ...schema,
      default: toJson(parameter.default),
      description: parameter.description,
      ...(parameter.symbol && { 'x-symbol': parameter.symbol }),
      ...(parameter.unit && { 'x-unit': parameter.unit }),
      ...(parameter.about && { 'x-choices': parameter.about }),
    };
  }
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  return { $schema, type: 'object', properties, additionalProperties: false };
}

function infinityAsWord(context: {
  zodSchema: { _zod: { def: { type: string } } };
  jsonSchema: object;
}): void {
  if (context.zodSchema._zod.def.type === 'custom')
    Object.assign(context.jsonSchema, { const: 'Infinity' });
}
