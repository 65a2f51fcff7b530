/** The style sheet of the structure panel. Colours are the names of the reports' palette, which the page defines. */

export const STYLE = `
.st { display: grid; gap: 1.75rem; color: var(--ink); font: 14px/1.45 system-ui, sans-serif; container-type: inline-size; }
.st [hidden] { display: none; }
.st h3, .st h4 { font-size: 0.95rem; margin: 0; font-weight: 600; }
.st h4 { font-size: 0.85rem; margin-bottom: 0.4rem; }
.st-part { min-width: 0; }
.st-part > header { display: flex; flex-wrap: wrap; gap: 0 0.75rem; align-items: baseline; margin-bottom: 0.5rem; }
.st-note { color: var(--muted); font-size: 0.8rem; margin: 0; font-variant-numeric: tabular-nums; }
.st-layers { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 14rem), 1fr)); gap: 1.25rem; }
.st-layer { min-width: 0; max-width: 22rem; margin: 0; display: grid; gap: 0.4rem; align-content: start; }
.st-layer figcaption { font-size: 0.85rem; }
.st-wide { grid-column: span 2; max-width: 44rem; }
.st-canvas, .st-lines { display: block; width: 100%; }
.st-matrix { position: relative; border: 1px solid var(--grid); }
.st-cut { position: absolute; border: 1.5px solid var(--ink); background: color-mix(in oklab, var(--bad) 25%, transparent); pointer-events: none; }
.st-lights { position: absolute; inset: 0; pointer-events: none; visibility: hidden; }
.st-lit { visibility: visible; }
.st-trial { position: relative; }
.st-mark { position: absolute; inset: 0; pointer-events: none; }
.st-graph { position: relative; }
.st-graph .st-lines { position: absolute; inset: 0; pointer-events: none; }
.st-key { display: flex; flex-wrap: wrap; gap: 0.25rem 0.9rem; font-size: 0.8rem; color: var(--muted); margin: 0.4rem 0 0; padding: 0; list-style: none; }
.st-key i { display: inline-block; width: 0.7em; height: 0.7em; margin-right: 0.35em; border-radius: 1px; }
.st-pair { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.5rem; align-items: start; }
.st-examples { display: grid; grid-template-columns: repeat(auto-fill, minmax(3.1rem, 1fr)); gap: 0.35rem; }
.st-example { display: grid; justify-items: center; gap: 1px; padding: 3px; border: 1px solid var(--grid); border-radius: 4px; background: none; color: inherit; font: 12px/1.3 system-ui, sans-serif; cursor: pointer; font-variant-numeric: tabular-nums; }
.st-example img { display: block; width: 100%; height: auto; image-rendering: pixelated; }
.st-example:focus-visible, .st-pad:focus-visible, .st-button:focus-visible { outline: 2px solid var(--series-1); outline-offset: 2px; }
.st-example[aria-pressed=true] { border-color: var(--ink); }
.st-wrong { border-color: var(--series-7); color: var(--series-7); font-weight: 600; }
.st-reasons { margin-top: 0.75rem; display: grid; gap: 0.4rem; max-width: 26rem; }
.st-sketch { display: grid; grid-template-columns: minmax(0, 11rem) minmax(0, 1fr); gap: 1rem; align-items: start; }
.st-pad { border: 1px solid var(--muted); touch-action: none; cursor: crosshair; }
.st-button { margin-top: 0.4rem; padding: 0.25rem 0.7rem; font: inherit; font-size: 0.8rem; color: inherit; background: none; border: 1px solid var(--muted); border-radius: 4px; cursor: pointer; }
.st-bars { list-style: none; margin: 0; padding: 0; display: grid; gap: 2px; font-size: 0.8rem; font-variant-numeric: tabular-nums; }
.st-bars li { display: grid; grid-template-columns: minmax(1.2rem, auto) 1fr 3.2rem; gap: 0.5rem; align-items: center; }
.st-bars i { height: 0.75em; background: linear-gradient(var(--series-1), var(--series-1)) no-repeat left / calc(100% * var(--share, 0)) 100%; border-left: 1px solid var(--muted); }
.st-best { font-weight: 600; }
.st-time { display: flex; gap: 0.75rem; align-items: center; }
.st-time input { flex: 1; min-width: 0; accent-color: var(--series-2); }
.st-time .st-button { margin: 0; min-width: 4.2rem; }
.st-totals { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: 0.5rem 1rem; margin: 0; }
.st-totals dt { color: var(--muted); font-size: 0.8rem; }
.st-totals dd { margin: 0; font-size: 1.1rem; font-variant-numeric: tabular-nums; }
@container (max-width: 46rem) {
  .st-pair { grid-template-columns: minmax(0, 1fr); }
  .st-wide { grid-column: auto; }
}
`;
