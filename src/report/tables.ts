/** A table that may be wider than the page: it scrolls, says so at its edges, and can be reached by keyboard. */

import { type Html, html } from './html.ts';

/** @param name what the table holds, for those who do not see it */
export function wideTable(kind: string, name: string, head: Html, body: readonly Html[]): Html {
  return html`<div class="scroll" role="region" aria-label="${name}" tabindex="0"><table class="${kind}">
<thead>${head}</thead>
<tbody>
${body}</tbody>
</table></div>`;
}
