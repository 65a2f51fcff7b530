/** The style sheet of the structure panel. Colours are the names of the reports' palette, which the page defines. */

export const STYLE = `
.st { display: grid; gap: 1.25rem; color: var(--ink); font: 14px/1.45 system-ui, sans-serif; container-type: inline-size; }
.st h3 { font-size: 0.95rem; margin: 0; font-weight: 600; }
.st-part { min-width: 0; }
.st-part > header { display: flex; flex-wrap: wrap; gap: 0 0.75rem; align-items: baseline; margin-bottom: 0.5rem; }
.st-note { color: var(--muted); font-size: 0.8rem; margin: 0; font-variant-numeric: tabular-nums; }
.st-layers { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr)); gap: 1rem; }
.st-layer { min-width: 0; margin: 0; display: grid; gap: 0.4rem; align-content: start; }
.st-layer figcaption { font-size: 0.85rem; }
.st-canvas { display: block; width: 100%; }
.st-matrix { position: relative; border: 1px solid var(--grid); }
.st-lights { position: absolute; inset: 0; pointer-events: none; animation: st-fade 1.4s ease-out forwards; }
@keyframes st-fade { from { opacity: 1; } to { opacity: 0; } }
.st-key { display: flex; flex-wrap: wrap; gap: 0.25rem 0.9rem; font-size: 0.8rem; color: var(--muted); margin: 0; padding: 0; list-style: none; }
.st-key i { display: inline-block; width: 0.7em; height: 0.7em; margin-right: 0.35em; border-radius: 1px; }
.st-empty { color: var(--muted); margin: 0; }
@media (prefers-reduced-motion: reduce) { .st-lights { animation: none; opacity: 0.9; } }
`;
