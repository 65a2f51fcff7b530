/** Names that records, figures and claims of `associative` share. */

export const SIGNS = ['free signs', 'prescribed signs'] as const;
export type Signs = (typeof SIGNS)[number];

/** Constraints on connections, as they are called in figures, in a fixed order. */
export const NAMES = { l0: 'l0', gap: 'gap', support: 'random support' } as const;
export const CONSTRAINTS = ['l0', 'gap', 'support'] as const;
export const FRONTIER_NAMES = ['l0', 'gap', 'random support', 'l1 alone'] as const;

/** The whole online rule; without gap elimination; and without learning, where no association ever asks for a change. */
export const ONLINE_RULES = ['full', 'no gap', 'no learning'] as const;
export type OnlineRule = (typeof ONLINE_RULES)[number];

export const BITS_CONSTRAINTS = ['l1', 'l0', 'gap'] as const;
export type BitsConstraint = (typeof BITS_CONSTRAINTS)[number];

export const IMAGE_METHODS = ['gap', 'set', 'static', 'dense'] as const;
export type ImageMethod = (typeof IMAGE_METHODS)[number];
