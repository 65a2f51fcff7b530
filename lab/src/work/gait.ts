/** When a run goes on and when it stands: paused, taken on to its next record, or slowed until one can watch. */

/** Messages are heard at least this often. */
const HEAR_MS = 20;

/** A turn of the event loop; timers would be made to wait for 4 ms. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Gait {
  /** Least milliseconds between two records. */
  gap: number;
  #halted: boolean;
  /** On to the next record, and there halt. */
  #single = false;
  #wake = (): void => {};
  /** Asked for something that is to be done when it stands: also before it does, or while it does what it was asked for first. */
  #stirred = false;
  #heardAt = performance.now();
  #recordAt = Number.NEGATIVE_INFINITY;

  constructor(gap: number, halted: boolean) {
    this.gap = gap;
    this.#halted = halted;
  }

  get halted(): boolean {
    return this.#halted;
  }

  go(): void {
    [this.#halted, this.#single] = [false, false];
    this.#wake();
  }

  pause(): void {
    [this.#halted, this.#single] = [true, false];
  }

  step(): void {
    [this.#halted, this.#single] = [true, true];
    this.#wake();
  }

  /** Has a run that stands do what it was asked for meanwhile; it stands again then. */
  stir(): void {
    this.#stirred = true;
    this.#wake();
  }

  /** Resolves when the run is to go on. @param stood what it does when it stands, and whenever it is stirred */
  async stand(stood: { readonly told: () => void; readonly stirred: () => Promise<void> }) {
    while (this.#halted && !this.#single) {
      stood.told();
      if (!this.#stirred)
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      if (!this.#stirred) continue;
      this.#stirred = false;
      await stood.stirred();
    }
  }

  /** A record came, which ends a single step. @returns ms until the next may follow; none are left where it is below 0 */
  recorded(): number {
    this.#single = false;
    return this.#recordAt + this.gap - performance.now();
  }

  /** Waits until the next record may follow. */
  async rest(early: number): Promise<void> {
    if (early > 0 && !this.#halted) await wait(early);
    this.#recordAt = performance.now();
  }

  /** Lets messages in, where none were for a while. */
  async hear(): Promise<void> {
    if (performance.now() - this.#heardAt <= HEAR_MS) return;
    await turn();
    this.#heardAt = performance.now();
  }
}
