/** Values of parameters as they read: on the command line, in tables, in messages. */

/** A value as it reads on the command line and in tables: lists joined by commas. */
export function valueText(value: unknown): string {
  return Array.isArray(value) ? value.map(valueText).join(',') : String(value);
}

/** The same for people alone: what is empty is none. */
export const toldText = (value: unknown): string => valueText(value) || 'none';

/** A value as a message quotes it: short, in one line. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(clip(value));
  if (value === null || typeof value !== 'object') return clip(String(value));
  return Array.isArray(value) ? 'a list' : 'an object';
}

/** In one line of at most 60 letters. */
export function clip(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
