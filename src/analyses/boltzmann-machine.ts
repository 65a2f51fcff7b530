/** A restricted Boltzmann machine out of an engine's memory, as plain arrays. */

import { bundleWeights, layerOf, type Rbm } from '../networks/index.ts';
import { listOfEach } from '../sparse/topology.ts';

/** A machine as a list of its connections: `visible[k]` to `hidden[k]` with `weights[k]`. Copies. */
export interface MachineArrays {
  readonly visibleBias: Float32Array;
  readonly hiddenBias: Float32Array;
  readonly visible: Uint32Array;
  readonly hidden: Uint32Array;
  readonly weights: Float32Array;
}

/** The machine as it is now. What theory says of such, `frugal/theory` knows: `freeEnergy`, `logPartition`. */
export function machineOf(network: Rbm): MachineArrays {
  const { engine } = network;
  const { topology, arrays } = layerOf(engine, network.bundle('hidden.weight'));
  const biasOf = (name: string) => bundleWeights(engine, network.bundle(name)).slice();
  return {
    ...{ visibleBias: biasOf('visible.bias'), hiddenBias: biasOf('hidden.bias') },
    ...{ visible: listOfEach(topology), hidden: Uint32Array.from(topology.index) },
    weights: arrays.weights,
  };
}
