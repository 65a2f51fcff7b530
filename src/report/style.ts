/**
 * The style sheet of a page: one column of text, a grid of figures, tables that become cards on a phone.
 * Light and dark follow the reader's system; paper is always light.
 */

import { declarations } from './palette.ts';

const verdictsLight =
  '--good:#14713f;--bad:#b3391b;--open:#6a5a00;--wash:#f5f7f9;--link:#0b63b0;--shade:#1a1d2138;';
const verdictsDark =
  '--good:#6fd39b;--bad:#ff9a7a;--open:#e0c75a;--wash:#1e2227;--link:#7db8ff;--shade:#000000a8;';

const rules = `
*,::before,::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:400 1rem/1.55 var(--sans);font-variant-numeric:lining-nums}
main{max-width:66rem;margin:0 auto;padding:clamp(1.5rem,5vw,4rem) clamp(1rem,4vw,2.5rem) 4rem}
h1,h2,h3,p,dl,dd,figure,table,pre{margin:0}
h1{font:600 clamp(1.75rem,1.3rem + 2vw,2.6rem)/1.15 var(--serif);letter-spacing:-.012em;text-wrap:balance}
h2{font:600 1.3rem/1.3 var(--serif);margin:3.5rem 0 1rem}
h3.part{font:600 1.1rem/1.3 var(--serif);margin:2rem 0 .8rem}
h3{font:600 .95rem/1.35 var(--sans);text-wrap:balance}
a{color:var(--link);text-decoration-thickness:.06em;text-underline-offset:.15em}
code,pre,.mono{font-family:var(--mono);font-size:.9em}
.kicker{font-size:.8rem;letter-spacing:.06em;color:var(--muted);margin-bottom:.6rem}
.lede{font:400 1.12rem/1.55 var(--serif);max-width:62ch;margin-top:1rem;text-wrap:pretty}
.citation{color:var(--muted);font-size:.88rem;max-width:72ch;margin-top:.9rem}
.citation cite{font-style:italic}
.facts{display:flex;flex-wrap:wrap;gap:.4rem 2rem;margin-top:1.6rem;padding:.8rem 0;border-block:1px solid var(--grid);font-size:.88rem}
.facts div{display:flex;gap:.5rem}
.facts dt{color:var(--muted)}
.facts dd{font-variant-numeric:tabular-nums}
.contents{margin-top:1.2rem;font-size:.88rem}
.contents ul{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;margin:0;padding:0}
.contents details{margin-top:.5rem}
.contents ol{margin:0;padding-left:2rem;columns:22rem auto}
.summary{font:400 1.12rem/1.5 var(--serif);margin-bottom:1.1rem}
table{width:100%;border-collapse:collapse;font-size:.9rem;line-height:1.45}
th,td{text-align:left;vertical-align:top;padding:.6rem 1.25rem .6rem 0;border-bottom:1px solid var(--grid)}
th:last-child,td:last-child{padding-right:0}
thead td{border-bottom-color:var(--muted)}
thead th{font-weight:500;font-size:.8rem;color:var(--muted);border-bottom-color:var(--muted);vertical-align:bottom;padding-block:.3rem}
tbody th{font-weight:400}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.unit,.note{color:var(--muted);font-weight:400}
.note{font-size:.85rem;margin-top:.7rem;max-width:72ch}
thead .unit{display:block;font-size:.75rem;white-space:normal;text-wrap:balance}
.word{white-space:nowrap}
.scroll{overflow-x:auto;background:linear-gradient(90deg,var(--paper) 30%,transparent) 0 0/2.5rem 100% no-repeat local,linear-gradient(270deg,var(--paper) 30%,transparent) 100% 0/2.5rem 100% no-repeat local,linear-gradient(90deg,var(--shade),transparent) 0 0/.9rem 100% no-repeat scroll,linear-gradient(270deg,var(--shade),transparent) 100% 0/.9rem 100% no-repeat scroll}
.scroll+.scroll{margin-top:1.6rem}
.scroll thead tr>:first-child{min-width:9rem;color:var(--ink);font-weight:600}
.interval{display:block;color:var(--muted);font-size:.78rem}
.claims .verdict{white-space:nowrap}
.claims td.statement{width:40%;text-wrap:pretty}
.badge{display:inline-flex;align-items:center;gap:.45em;font-weight:600}
.verdict .badge+.badge{display:flex;margin-top:.4em}
.badge svg{width:1.05em;height:1.05em;flex:none}
.holds{color:var(--good)}
.falls-short{color:var(--bad)}
.undecided{color:var(--open)}
.each{list-style:none;margin:0;padding:0}
.each li+li{margin-top:.25rem}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:2.75rem 2.5rem;align-items:start}
details.more{margin-top:2.75rem;font-size:1rem}
details.more>summary{margin-bottom:1.4rem}
figure{min-width:0}
figure.wide{grid-column:1/-1}
figure svg{display:block;width:100%;height:auto;margin-top:.6rem;overflow:visible}
figure svg.narrow{display:none}
figcaption{color:var(--muted);font-size:.88rem;line-height:1.5;margin-top:.5rem;max-width:68ch;text-wrap:pretty}
figcaption .answers{display:block;font-style:italic;margin-top:.2rem}
figcaption b{font-weight:600;color:var(--ink)}
.parameters td:first-child{white-space:nowrap}
.parameters .symbol{font-style:italic;font-family:var(--serif);margin-left:.4em}
.parameters td.value{min-width:8rem;max-width:18rem;overflow-wrap:anywhere}
.changed .value{font-weight:600}
.tag{font:500 .7rem/1 var(--sans);color:var(--link);border:1px solid currentColor;border-radius:1em;padding:.1em .55em .15em;margin-left:.6em;white-space:nowrap;vertical-align:.1em}
.parameters td.default{color:var(--muted)}
.origin{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.45rem 1.5rem;font-size:.9rem}
.origin dt{color:var(--muted)}
.origin dd{overflow-wrap:anywhere}
pre{background:var(--wash);border-radius:6px;padding:.85rem 1rem;white-space:pre-wrap;overflow-x:auto;line-height:1.5;user-select:all;-webkit-user-select:all}
details{margin-top:1rem;font-size:.9rem}
details.long{margin:0;font-size:inherit}
.long>summary{color:inherit}
.long[open]>summary>span{display:none}
summary{cursor:pointer;color:var(--muted);margin-bottom:.6rem}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:0 3rem}
`;

const phone = `
h2{margin-top:2.75rem}
figure svg.narrow{display:block}
figure svg.narrow~svg,figure svg.broad{display:none}
.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.cards tr,.cards tbody,.cards td,.cards th[scope=row]{display:block}
.cards tr{border-bottom:1px solid var(--grid);padding:.9rem 0}
.cards tr:first-child{border-top:1px solid var(--muted)}
.cards td,.cards th[scope=row]{border:0;padding:.1rem 0;max-width:none}
.cards td[data-label]{display:grid;grid-template-columns:7rem minmax(0,1fr);gap:.5rem}
.cards td[data-label]::before{content:attr(data-label);color:var(--muted);font-size:.82rem;white-space:normal}
.results.cards thead{position:static;width:auto;height:auto;clip-path:none}
.results.cards thead,.results.cards thead tr,.results.cards thead th:first-child{display:block;border:0;padding:0}
.results.cards thead th:first-child:not(:empty){padding-bottom:.5rem}
.results.cards thead th.number{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.results tbody th{font-weight:600;padding-bottom:.3rem}
.parameters tr{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.1rem 1rem;padding:.65rem 0}
.parameters td.value{text-align:right;min-width:0;max-width:none}
.parameters td[data-label]{display:block}
.parameters td[data-label]::before{content:none}
.parameters td.default{display:none}
.parameters .changed td.default{display:block;grid-column:1/-1;grid-row:3}
.parameters .changed td.default::before{content:'default: '}
.parameters td.meaning{grid-column:1/-1;color:var(--muted);font-size:.85rem}
.claims td.statement{width:auto;font-weight:500;padding-bottom:.35rem}
.cards td.number{text-align:left;grid-template-columns:7rem auto minmax(0,1fr)}
.cards td[data-unit]::after{content:attr(data-unit);color:var(--muted);font-size:.82rem;white-space:normal}
.origin{grid-template-columns:7rem minmax(0,1fr);gap:.45rem .5rem}
`;

const print = `
@page{margin:18mm 16mm}
html{font-size:9.5pt}
details::details-content{content-visibility:visible;block-size:auto}
main{max-width:none;padding:0}
h2{margin-top:1.6rem;break-after:avoid}
figure,tr,pre{break-inside:avoid}
.figures{grid-template-columns:1fr 1fr;gap:1.4rem 1.6rem}
a{color:inherit}
details>summary{display:none}
`;

const fonts =
  "--sans:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;" +
  "--serif:Charter,'Bitstream Charter','Sitka Text',Cambria,'Liberation Serif',Georgia,serif;" +
  "--mono:ui-monospace,'SF Mono',Menlo,Consolas,'Liberation Mono',monospace;";

/** The whole style sheet; no address in it leads out of the page. */
export const styleSheet = [
  `:root{color-scheme:light dark;${fonts}${declarations('light')}${verdictsLight}}`,
  `@media screen and (prefers-color-scheme:dark){:root{${declarations('dark')}${verdictsDark}}}`,
  rules,
  `@media screen and (max-width:40rem){${phone}}`,
  `@media print{${print}}`,
]
  .join('\n')
  .replace(/\n+/g, '\n')
  .trim();
