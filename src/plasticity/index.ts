export { type Booked, createPlasticity, type Plasticity } from './apply.ts';
export {
  type AdamOptions,
  adam,
  adaptiveMoments,
  coupledDecay,
  decoupledDecay,
  momentum,
  nesterov,
  rate,
  type SgdOptions,
  sgd,
} from './optimisers.ts';
export { fuse, type Pass, passesOf } from './passes.ts';
export {
  type BundleTransform,
  type BundleView,
  type Chain,
  chain,
  type Schedule,
  type SynapticTransform,
  stateNames,
  type Transform,
  valueAt,
} from './transform.ts';
