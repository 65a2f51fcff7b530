/**
 * The short way of an online learner as long as all that is asked of it can be told for a change of rank one; from the first
 * hand that cannot on, the way that forms its changes, which comes to the same bits.
 */

import type { Bundle } from '../networks/index.ts';
import type { Book, Transform } from '../plasticity/index.ts';
import type { Plan } from './online-plan.ts';
import { FormedWay, NeedsChange, ShortWay, type Way, type WayOptions } from './online-ways.ts';

export class ShortFirst implements Way {
  private readonly options: WayOptions;
  private readonly short: ShortWay;
  private formed: FormedWay | undefined;
  /** States that were saved under a budget by hand. */
  private readonly left = new Map<Bundle, Readonly<Record<string, Float32Array>>>();

  /** @param plans what each bundle's transform is for a change of rank one */
  constructor(options: WayOptions, plans: readonly Plan[]) {
    this.options = options;
    this.short = new ShortWay(options, plans);
  }

  /** Whether it has given place to the other way. */
  get turned(): boolean {
    return this.formed !== undefined;
  }

  private get way(): Way {
    return this.formed ?? this.short;
  }

  /** Takes up the other way, with all that was done by hand. What is booked must have been taken before. */
  private form(): FormedWay {
    const { short, options, left } = this;
    const formed = new FormedWay(options, 1);
    for (const bundle of short.held) formed.hold(bundle, true);
    for (const [bundle, states] of left) formed.leave(bundle, states);
    for (const [bundle, { confined, limited }] of short.behind) {
      if (confined !== undefined) formed.confine(bundle, confined);
      if (limited !== undefined) formed.limit(bundle, limited);
    }
    this.formed = formed;
    return formed;
  }

  /** Does it in the short way if that can be, else in the other. */
  private inEither(act: (way: Way) => void): void {
    try {
      act(this.way);
    } catch (error) {
      if (!(error instanceof NeedsChange)) throw error;
      act(this.form());
    }
  }

  step(...told: Parameters<Way['step']>): ReturnType<Way['step']> {
    return this.way.step(...told);
  }

  states(bundle: Bundle): Record<string, Float32Array> {
    return this.way.states(bundle);
  }

  resized(bundle: Bundle): void {
    this.way.resized(bundle);
  }

  book(bundle: Bundle): Book {
    return this.way.book(bundle);
  }

  hold(bundle: Bundle, held: boolean): void {
    this.way.hold(bundle, held);
  }

  limit(bundle: Bundle, budget: Transform | undefined): void {
    this.inEither((way) => way.limit(bundle, budget));
  }

  confine(bundle: Bundle, open: Uint32Array): void {
    this.inEither((way) => way.confine(bundle, open));
  }

  leave(bundle: Bundle, states: Readonly<Record<string, Float32Array>>): void {
    this.left.set(bundle, states);
    this.formed?.leave(bundle, states);
  }
}
