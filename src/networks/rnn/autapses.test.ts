/** Self-connections alone: as many recurrent weights as units, and as many scalar recurrences that do not meet. */

import { describe, expect, it } from 'vitest';
import { diagonal } from '../../connectivity/recurrent.ts';
import { createEngine } from '../../engine/index.ts';
import { createRandom } from '../../numerics/random.ts';
import { createPass } from './pass.ts';
import { createRnn } from './rnn.ts';

describe('a network of autapses', () => {
  it('is so many independent scalar recurrences', async () => {
    const [units, inputs, outputs, steps, batch] = [9, 3, 2, 15, 4];
    const engine = createEngine({ arithmetic: 'strict' });
    const random = createRandom('autapses');
    const drawn = (count: number): Float32Array => {
      const out = new Float32Array(count);
      random.fillNormal(out, 0.6);
      return out;
    };
    const [into, own, out, bias] = [units * inputs, units, units * outputs, units].map(drawn);
    const { topology } = diagonal({ units, order: 'by-input' });
    const network = createRnn(engine, {
      input: {
        topology: { inputs, outputs: units, order: 'by-output' },
        arrays: { weights: into },
      },
      recurrent: { topology: topology, arrays: { weights: own } },
      output: { topology: { inputs: units, outputs, order: 'by-input' }, arrays: { weights: out } },
      ...{ bias, activation: 'relu', loss: 'cross-entropy', batch },
    });
    expect(network.matrices.recurrent.connections).toBe(units);
    const pass = createPass(network, { steps, learning: false, keepActivity: true });
    const program = engine.program(pass.strands());
    await engine.ready();
    const x = drawn(steps * batch * inputs);
    pass.tracks().forEach((track, b) => {
      for (let t = 0; t < steps; t++)
        for (let c = 0; c < inputs; c++)
          track.observations[track.start + t * track.stepStride + c * track.channelStride] =
            x[(t * batch + b) * inputs + c];
    });
    engine.run(program);
    const activity = pass.activity();
    for (let b = 0; b < batch; b++) {
      for (let unit = 0; unit < units; unit++) {
        let h = 0;
        for (let t = 0; t < steps; t++) {
          let z = bias[unit] + own[unit] * h;
          for (let c = 0; c < inputs; c++)
            z += into[unit * inputs + c] * x[(t * batch + b) * inputs + c];
          h = Math.max(0, z);
          expect(activity[(t * batch + b) * units + unit]).toBeCloseTo(h, 4);
        }
      }
    }
    engine.dispose();
  });
});
