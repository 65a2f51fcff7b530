/** How the claims of `associative` read: numbers over samples, and many judgements as one finding. */

import { every, type Finding, type Group, type Judged, shown } from '../../evidence/index.ts';

export const thousandths = (x: number): string => x.toFixed(3);
export const inSamples = (judged: Judged, form: (x: number) => string = thousandths): string =>
  shown(judged, form, 'sample');

/** Many judgements as one finding. */
export const told = (words: readonly string[], groups: readonly Group[]): Finding => ({
  measured: words.join('; '),
  verdict: every(groups),
});
