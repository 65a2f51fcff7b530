/** Which parameter's value an option takes: known where options are made, asked by completion and by messages. */

import type { Option } from 'commander';
import type { Parameter } from '../protocol/parameters.ts';

const PARAMETERS = new WeakMap<Option, Parameter>();

/** Notes the parameter of an option. */
export const remember = (option: Option, parameter: Parameter): void => {
  PARAMETERS.set(option, parameter);
};

/** The parameter whose value an option takes; undefined for one that is of no parameter. */
export const parameterOf = (option: Option): Parameter | undefined => PARAMETERS.get(option);
