/**
 * The structure of a network, live. Two halves that share no memory:
 *
 * In the worker that drives a run:
 *
 *     const lens = createLens();
 *     for await (const step of study.run(context)) {
 *       const glance = lens.see(step);                    // undefined unless one is due; takes ≤ 5 % of the time
 *       if (glance) postMessage({ glance }, transferables(glance));
 *       …                                                 // let the worker's messages in between steps
 *     }
 *     // On a message of the page: const reply = lens.ask(question); postMessage({ reply }, transferables(reply)).
 *     // It may be asked after the run has ended, too. A lens a run.
 *
 * On the page:
 *
 *     const structure = mountStructure(host, { ground: () => 'light' | 'dark', ask: (question) => Promise<Reply> });
 *     structure.show(glance);     // with every glance that comes
 *     structure.restyle();        // when the page's colours have changed
 *     structure.dispose();
 *
 * `host` is any element of any width from 320 px; the panel fills it downwards and never scrolls by itself. The page defines
 * the colour names of `src/report/palette.ts` (`declarations`). A study says what can be seen by its steps' `look`
 * (src/protocol/view.ts); where a run offers none, nothing comes and the panel should not be mounted.
 *
 * The worker imports `lens.ts` and `glance.ts` alone: they touch no document.
 */

export type { Glance, Question, Reply } from './glance.ts';
export { transferables } from './glance.ts';
export type { Ground } from './ink.ts';
export { createLens, type Lens, type LensOptions } from './lens.ts';
export { mountStructure, type Structure, type StructureOptions } from './panel.ts';
