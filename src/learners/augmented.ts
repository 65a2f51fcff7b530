/**
 * Training examples as they are seen once: each is turned, moved and mirrored anew in every epoch, by a stream of the epoch
 * and the example, and lies where the gradient step looks for it. Whatever order and whatever batch, an example of an epoch
 * is seen the same.
 */

import { FrugalError } from '../errors.ts';
import { type Mlp, type Source, writeBatch } from '../networks/index.ts';
import type { Random } from '../numerics/random.ts';
import { type Augmentation, augmentPicture, type Picture } from '../tasks/augment.ts';
import type { DenseInputs } from '../tasks/examples.ts';

export interface Augmented extends Augmentation {
  /** Of the examples: [rows, columns] or [channels, rows, columns]. */
  readonly shape: readonly number[];
}

export class Augmenter {
  /** Where a batch is placed. */
  readonly source: Source;
  private readonly picture: Picture;
  private readonly order: Uint32Array;
  private readonly network: Mlp;
  private readonly augmented: Augmented;
  private readonly examples: DenseInputs;
  private readonly random: Random;

  /**
   * Takes memory for one batch.
   *
   * @param told where the examples lie, and how their stored values become inputs
   * @throws FrugalError for examples that are no pictures of the shape
   */
  constructor(
    network: Mlp,
    examples: DenseInputs | object,
    told: Source,
    augmented: Augmented,
    random: Random,
  ) {
    const [channels, rows, columns] =
      augmented.shape.length === 2 ? [1, ...augmented.shape] : augmented.shape;
    if (told.storage === 'rows' || !('inputs' in examples))
      throw new FrugalError('sparse examples are no pictures: they cannot be augmented');
    if (channels * rows * columns !== told.features)
      throw new FrugalError(
        `examples of ${told.features} numbers are no pictures of ${augmented.shape.join(' × ')}`,
      );
    const { batch } = network.batch.geometry;
    const data = network.engine.memory.allocate(4 * told.features * batch);
    this.source = { ...told, data, storage: 'f32' };
    this.picture = { channels, rows, columns };
    this.order = Uint32Array.from({ length: batch }, (_, e) => e);
    this.network = network;
    this.augmented = augmented;
    this.examples = examples;
    this.random = random;
  }

  /** Places examples `order[from … to − 1]` as they are seen in an epoch, and tells the step of them. */
  show(
    epoch: number,
    order: Uint32Array,
    from: number,
    to: number,
    labels: ArrayLike<number>,
  ): void {
    const { network, source, picture, examples, augmented } = this;
    if (source.storage === 'rows') return;
    const { features } = source;
    const { f32 } = network.engine.memory.views();
    const stream = this.random.split(epoch);
    const own = new Uint16Array(to - from);
    for (let k = from; k < to; k++) {
      const at = source.data / 4 + (k - from) * features;
      const target = f32.subarray(at, at + features);
      const example = order[k];
      const seen = stream.split(example);
      augmentPicture(examples.inputs, example * features, picture, target, augmented, seen);
      own[k - from] = labels[example];
    }
    writeBatch(network.engine, network.batch, this.order, 0, to - from, own);
  }
}
