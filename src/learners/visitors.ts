/**
 * Examples that are not the task's: what a learner's network answers to them, and how well. Takes memory when the first come.
 */

import type { Program } from '../engine/index.ts';
import { pack } from '../kernels/index.ts';
import {
  type Mlp,
  type Predictor,
  predictorOf,
  type Scaled,
  type Shown,
  Stage,
  shownInSteps,
} from '../networks/index.ts';
import { createPace, finish, tick, type Work } from '../numerics/pace.ts';

interface Place {
  readonly stage: Stage;
  readonly predictor: Predictor;
  readonly evaluation: Program;
}

export class Visitors implements Predictor {
  private readonly network: Mlp;
  private readonly scaled: Scaled;
  private place: Place | undefined;

  /** Call `engine.ready()` afterwards, once: no kernel is compiled when visitors come. */
  constructor(network: Mlp, scaled: Scaled) {
    this.network = network;
    this.scaled = scaled;
    network.engine.expect([pack(network.evaluation.geometry.width, 'f32')]);
  }

  private get placed(): Place {
    if (this.place !== undefined) return this.place;
    const { network, scaled } = this;
    const { engine, inputs, evaluation } = network;
    const stage = new Stage(engine, inputs, evaluation.geometry.batch, scaled);
    const predictor = predictorOf(network, stage);
    const program = engine.program(network.evaluationStrands(stage.source));
    this.place = { stage, predictor, evaluation: program };
    return this.place;
  }

  predict(examples: Shown): Float32Array {
    return finish(this.predictInSteps(examples));
  }

  predictInSteps(examples: Shown): Work<Float32Array> {
    return this.placed.predictor.predictInSteps(examples);
  }

  activities(examples: Shown): Float32Array[] {
    return finish(this.activitiesInSteps(examples));
  }

  activitiesInSteps(examples: Shown): Work<Float32Array[]> {
    return this.placed.predictor.activitiesInSteps(examples);
  }

  /** Sum of losses and number of right answers, with the arithmetic of the task's evaluation. The examples are checked. */
  *judge(examples: Shown, labels: Uint8Array | Uint16Array): Work<{ loss: number; right: number }> {
    const { network } = this;
    const { stage, evaluation } = this.placed;
    const pace = createPace();
    for (const { from } of shownInSteps(network, stage, examples, labels)) {
      if (pace.due()) yield tick(from / examples.count);
      network.engine.run(evaluation);
    }
    return network.takeScore('evaluation');
  }
}
