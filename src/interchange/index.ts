/** Networks as files of other systems, and back. */

export {};
