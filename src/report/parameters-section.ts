/** The part of a page that says with which parameters: those that were changed openly, the others folded. */

import { type Html, html } from './html.ts';
import type { ReportParameter } from './source.ts';
import { plural } from './text.ts';

export function parametersSection(parameters: readonly ReportParameter[]): Html {
  const changed = parameters.filter(isChanged);
  const others = parameters.filter((parameter) => !isChanged(parameter));
  const differ = changed.length === 1 ? 'differs' : 'differ';
  return html`<section aria-labelledby="parameters">
<h2 id="parameters">Parameters</h2>
<p class="note">${changed.length === 0 ? 'All parameters have their default values.' : `${changed.length} of ${plural(parameters.length, 'parameter')} ${differ} from the default.`}</p>
${changed.length > 0 && parameterTable(changed)}
${
  others.length > 0 &&
  html`<details><summary>${plural(others.length, 'parameter')} at the default</summary>
${parameterTable(others)}</details>`
}
</section>`;
}

const parameterTable = (parameters: readonly ReportParameter[]): Html =>
  html`<table class="parameters cards">
<thead><tr><th scope="col">parameter</th><th scope="col">value</th><th scope="col">default</th><th scope="col">meaning</th></tr></thead>
<tbody>
${parameters.map(parameterRow)}
</tbody>
</table>`;

/** Lists may break after their commas. */
function spaced(value: string): string {
  return value.replace(/,(?=\S)/g, ', ');
}

function isChanged(parameter: ReportParameter): boolean {
  return parameter.values.some((value) => value !== parameter.default);
}

/** Texts name values in backticks, as the documents do. */
const withCode = (text: string): Html[] =>
  text.split('`').map((part, k) => (k % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));

function parameterRow(parameter: ReportParameter): Html {
  const { name, symbol, unit, description, values } = parameter;
  return html`<tr${isChanged(parameter) && html` class="changed"`}>
<td><code>${name}</code>${symbol && html`<span class="symbol">${symbol}</span>`}</td>
<td class="value" data-label="value"><span>${values.map(spaced).join(' · ')}${isChanged(parameter) && html`<span class="tag">changed</span>`}</span></td>
<td class="default" data-label="default"><span>${spaced(parameter.default)}</span></td>
<td class="meaning" data-label="meaning"><span>${withCode(description)}${unit && html` <span class="unit">(${unit})</span>`}</span></td>
</tr>
`;
}
