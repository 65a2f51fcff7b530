/**
 * The front door of the package: what a user needs first. Each room has a subpath of its own for the rest
 * (`frugal/sparse`, `frugal/networks`, `frugal/learners`, …).
 *
 * Importing it is quick: networks, learners and studies are loaded when they are asked for.
 */

export * from './browser.ts';
export { loadStudy, studies } from './studies/registry.ts';
