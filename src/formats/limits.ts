/** How much files may become when they are unpacked. */

/** Deflate cannot shrink by more: 258 bytes cost at least two bits. A size that promises more is a lie. */
export const MAX_RATIO = 1032;

/** Most bytes that a packed file may become unless its reader is told otherwise. */
export const MAX_UNPACKED = 2 ** 31;
