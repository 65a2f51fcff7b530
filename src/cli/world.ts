/**
 * What a command sees of the world outside: where it writes, what it knows of the terminal, how it is interrupted.
 * Tests put their own in its place.
 */

import { styleText } from 'node:util';
import type { Registry } from '../studies/registry.ts';

/** A stream for people or programs to read. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width of the terminal in characters, asked anew each time because windows change; 80 where there is none. */
  readonly columns: () => number;
  /** Colours and bold, where the reader can see them. */
  readonly colour: boolean;
}

export interface World {
  readonly studies: Registry;
  /** Address of the module that exports `studies`, for processes that run some of them; default Frugal's own. */
  readonly registry?: string;
  readonly out: Output;
  readonly err: Output;
  /** How the user calls this program, for commands that are printed to be copied. */
  readonly name: string;
  /** The words that start this program from any folder, for scripts that call it again. */
  readonly start?: readonly string[];
  /** Calls back at each request to stop (Ctrl-C and the like) until the returned function is called. */
  readonly onStop: (callback: () => void) => () => void;
  /** Ends the process at once. */
  readonly quit: (code: number) => never;
}

type Style = Parameters<typeof styleText>[0];

/** The text in a style, or as it is where the output shows none. */
export function paint(output: Output, style: Style, text: string): string {
  return output.colour ? styleText(style, text, { validateStream: false }) : text;
}

/** The outputs of this process; colours follow https://no-color.org. */
export function outputOf(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Output {
  const isTTY = stream.isTTY === true;
  return {
    write: (text) => {
      stream.write(text);
    },
    isTTY,
    columns: () => stream.columns || 80,
    colour: isTTY && !env.NO_COLOR && env.TERM !== 'dumb',
  };
}
