#!/usr/bin/env node
/** `frugal`: the command line with Frugal's own studies. */

import { studies } from '../studies/registry.ts';
import { start } from './start.ts';

await start(studies);
