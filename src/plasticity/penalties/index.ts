/** What a weight costs: wire, and communicability along it. */

export {
  type CommunicabilityCost,
  type CommunicabilityOptions,
  type CommunicabilityPenaltyOptions,
  communicabilityCost,
  communicabilityPenalty,
  type Wires,
} from './communicability.ts';
export { type WirePrice, wirePenalty, wireShrink } from './wire.ts';
