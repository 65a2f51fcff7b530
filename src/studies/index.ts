/** The studies by their names; what a study is made of is in the room `protocol`. */

export { loadStudy, type Registry, studies } from './registry.ts';
