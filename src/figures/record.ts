/** Plain rows of results: what studies record and figures are drawn from. */

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A plain row of results; the same for every machine and every thread count (no clock times in it). */
export type StudyRecord = { readonly [key: string]: Json };
