/** The flags of a command that is no run: made from a table of parameters, and read back as checked values. */

import type { Command } from 'commander';
import { checkValues, type ParameterTable, resolveParameters } from '../protocol/parameters.ts';
import { toldText } from '../protocol/value-text.ts';
import { flagsOf, optionsOf } from './run-options.ts';

export function addTableOptions(command: Command, table: ParameterTable): Command {
  for (const [name, parameter] of Object.entries(table))
    for (const option of optionsOf(name, parameter, toldText(parameter.default)))
      command.addOption(option);
  return command;
}

/** Checked values of a command's options, defaults where none are given. Throws `UsageError` for one out of range. */
export function tableValues<const T extends ParameterTable>(command: Command, table: T) {
  return resolveParameters(
    table,
    checkValues(table, flagsOf(command, table), { spelling: 'flags' }),
  );
}
