/** Numbers that the tables of several studies share. */

/** Bits of a weight as it is kept, and of the index that says where it is. */
const WORD = 32;

/**
 * Bits that connections with weights of 32 bits take: where not all exist, each has an index of 32 bits beside its weight.
 * The starts of the lists, one a unit, are left out.
 */
export function memoryOf(
  connections: number | undefined,
  density: number | undefined,
): number | undefined {
  if (connections === undefined || density === undefined) return undefined;
  return connections * (density < 1 ? 2 * WORD : WORD);
}

/** A problem that a learner was tried on. */
interface Tried {
  readonly load: number;
  readonly solved: boolean;
}

/** The largest load of a problem that was solved, 0 where none was: larger loads begin with the smaller ones. */
export const largestSolved = (tried: readonly Tried[]): number | undefined =>
  tried.length === 0
    ? undefined
    : Math.max(0, ...tried.filter(({ solved }) => solved).map(({ load }) => load));

/** Whether the largest load that was tried was solved: then the largest that can be is not known. */
export const solvedAll = (tried: readonly Tried[]): boolean => {
  const most = Math.max(...tried.map(({ load }) => load));
  return tried.some(({ load, solved }) => solved && load === most);
};

/** What was tried at the largest load that was solved. */
export const atLargest = <R extends Tried>(tried: readonly R[]): R | undefined =>
  tried
    .filter(({ solved }) => solved)
    .reduce<R | undefined>(
      (best, row) => (best === undefined || row.load > best.load ? row : best),
      undefined,
    );

/** Bits of a synapse of so many levels. */
export const bitsOfLevels = (levels: number): number => Math.log2(levels);
