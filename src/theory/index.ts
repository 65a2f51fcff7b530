/** What probability theory and statistical mechanics predict about scarce synapses. */

export {
  type DegreeLaw,
  type ErdosRenyiLayer,
  expectedUnconnected,
  fanInLaw,
  fanOutLaw,
} from './degrees.ts';
