/** Trials of one-choice inference, written into the tiles of a recurrent network's passes, and scored. */

import { createPass, type Rnn, type RnnTrack } from '../networks/index.ts';
import { finish } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import type { OneChoice } from '../tasks/index.ts';
import type { RecurrentFeed } from './recurrent-feed.ts';
import type { TrialScorer } from './trial-scores.ts';

/** Writes one noisy trial a track; returns the answers. */
function writeTrials(
  tracks: readonly RnnTrack[],
  task: OneChoice,
  noise: number,
  random: Random,
): number[] {
  const { steps, channels, problems } = task;
  const drawn = new Float32Array(steps * channels);
  return tracks.map((track) => {
    const problem = random.integer(problems);
    if (noise > 0) random.fillNormal(drawn, noise);
    const answer = task.answer(problem);
    const { observations, labels, lossWeights } = track;
    for (let step = 0; step < steps; step++) {
      const at = track.start + step * track.stepStride;
      for (let channel = 0; channel < channels; channel++)
        observations[at + channel * track.channelStride] = drawn[step * channels + channel];
      for (const channel of task.shown(problem, step))
        observations[at + channel * track.channelStride] += 1;
      const own = track.stepStart + step * track.stepStep;
      labels[own] = answer;
      // Only the last step is asked.
      lossWeights[own] = step === steps - 1 ? 1 / tracks.length : 0;
    }
    return answer;
  });
}

/** Fresh trials for every update, the same for all networks under the same stream. */
export function trialFeed(
  network: Rnn,
  task: OneChoice,
  noise: number,
  random: Random,
): RecurrentFeed {
  const pass = createPass(network, { steps: task.steps, learning: true });
  let batch = 0;
  let tracks: RnnTrack[] = [];
  return {
    passes: [pass],
    next() {
      // Memory that has grown may have left the views behind.
      if (tracks.length === 0 || tracks[0].observations.length === 0) tracks = pass.tracks();
      writeTrials(tracks, task, noise, random.split(batch));
      batch += 1;
      return { pass, trials: tracks.length, carried: false };
    },
    state: () => ({ batch }),
    restore(state) {
      batch = (state as { readonly batch: number }).batch;
    },
  };
}

/** Share of right answers at the last step. Call `engine.ready()` before the first measure. */
export function trialScorer(
  network: Rnn,
  task: OneChoice,
  options: { readonly noise: number; readonly trials: number; readonly random: Random },
): TrialScorer {
  const { noise, trials, random } = options;
  const { engine } = network;
  const pass = createPass(network, { steps: task.steps, batch: trials, learning: false });
  const program = engine.program(pass.strands());
  return {
    measure(number) {
      return finish(this.measureInSteps(number));
    },
    // A batch is evaluated at once, in far less than the time between two ticks.
    *measureInSteps(number) {
      const expected = writeTrials(pass.tracks(), task, noise, random.split(number));
      pass.begin();
      engine.run(program);
      let right = 0;
      expected.forEach((answer, b) => {
        const { answers, start, stride } = pass.answers(b);
        if (answers[start + (task.steps - 1) * stride] === answer) right++;
      });
      const share = [right / trials];
      return { last: share, period: share, strict: share };
    },
  };
}
