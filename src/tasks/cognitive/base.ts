/**
 * The 20 tasks with ring positions and class labels, family by family.
 *
 * Source of the rules: M. Khona et al., Neural Computation 35, 1850 (2023), its released task file, and the collection
 * `yang19` of NeuroGym; see variants.ts for what differs between them.
 */

import { unknownName } from '../../errors.ts';
import {
  beforeDecision,
  type Comparison,
  type Match,
  type Period,
  type Reach,
  type TaskSpec,
} from './spec.ts';
import type { VariantFacts } from './variants.ts';

/** 1/√dt per step: 0.1 at 100 ms. */
const NOISE_INTENSITY = 1;

interface GoFacts {
  readonly anti: boolean;
  readonly timing: 'immediate' | 'reaction' | 'delayed';
}

const GO: Readonly<Record<string, GoFacts>> = {
  go: { anti: false, timing: 'immediate' },
  rtgo: { anti: false, timing: 'reaction' },
  dlygo: { anti: false, timing: 'delayed' },
  anti: { anti: true, timing: 'immediate' },
  rtanti: { anti: true, timing: 'reaction' },
  dlyanti: { anti: true, timing: 'delayed' },
};

/** Answer where the stimulus is or was, or opposite of it. No noise. */
function goTask(name: string, { anti, timing }: GoFacts, facts: VariantFacts): TaskSpec {
  const sampling: Reach = { kind: 'reach', anti, turn: 0 };
  const common = { name, base: name, family: 'go', angles: 'positions', sampling } as const;
  if (timing === 'reaction') {
    return {
      ...common,
      periods: [
        { name: 'fixation', duration: 500 },
        { name: 'decision', duration: 500 },
      ],
      cue: ['fixation'],
      shown: [{ stimulus: 0, during: ['decision'] }],
      drift: 0,
    };
  }
  return {
    ...common,
    periods: [
      { name: 'fixation', duration: 500 },
      { name: 'stimulus', duration: 500 },
      { name: 'delay', duration: timing === 'delayed' ? 500 : facts.goDelay },
      { name: 'decision', duration: 500 },
    ],
    cue: ['fixation', 'stimulus', 'delay'],
    shown: [{ stimulus: 0, during: ['stimulus'] }],
    drift: 0,
  };
}

type DecisionFacts = Pick<Comparison, 'rings' | 'weights'> & { readonly delayed: boolean };

const DECISION: Readonly<Record<string, DecisionFacts>> = {
  dm1: { rings: [0], weights: [1, 1], delayed: false },
  dm2: { rings: [1], weights: [1, 1], delayed: false },
  ctxdm1: { rings: [0, 1], weights: [1, 0], delayed: false },
  ctxdm2: { rings: [0, 1], weights: [0, 1], delayed: false },
  multidm: { rings: [0, 1], weights: [1, 1], delayed: false },
  dlydm1: { rings: [0], weights: [1, 1], delayed: true },
  dlydm2: { rings: [1], weights: [1, 1], delayed: true },
  ctxdlydm1: { rings: [0, 1], weights: [1, 0], delayed: true },
  ctxdlydm2: { rings: [0, 1], weights: [0, 1], delayed: true },
  multidlydm: { rings: [0, 1], weights: [1, 1], delayed: true },
};

/** Answer with the stronger of two stimuli, seen together or one after the other. */
function decisionTask(name: string, rule: DecisionFacts, facts: VariantFacts): TaskSpec {
  const { delayed, rings, weights } = rule;
  const stimulus = name === 'dm1' ? facts.dm1Stimulus : 500;
  const shownPeriods: Period[] = delayed
    ? [
        { name: 'stim1', duration: 500 },
        { name: 'delay', duration: facts.decisionDelay },
        { name: 'stim2', duration: 500 },
      ]
    : [{ name: 'stimulus', duration: stimulus }];
  const periods: Period[] = [
    { name: 'fixation', duration: { uniform: [200, 500] } },
    ...shownPeriods,
    { name: 'decision', duration: 200 },
  ];
  const strengths: Comparison['strengths'] = delayed
    ? { rule: 'pair', values: [0.3, 0.6, 1] }
    : { rule: 'contrast', values: [0.08, 0.16, 0.32, 0.64] };
  return {
    name,
    base: name,
    family: 'decision',
    periods,
    cue: facts.cue === 'in fixation' ? ['fixation'] : beforeDecision(periods),
    shown: [
      { stimulus: 0, during: [delayed ? 'stim1' : 'stimulus'] },
      { stimulus: 1, during: [delayed ? 'stim2' : 'stimulus'] },
    ],
    noise: {
      during: delayed ? ['stim1', 'stim2'] : ['stimulus'],
      channels: facts.decisionNoise,
      intensity: NOISE_INTENSITY,
    },
    angles: 'positions',
    sampling: { kind: 'comparison', rings, weights, strengths, shift: 0 },
    drift: 0,
  };
}

const MATCH: Readonly<Record<string, Pick<Match, 'to' | 'respondOn'>>> = {
  dms: { to: 'sample', respondOn: 'match' },
  dnms: { to: 'sample', respondOn: 'non-match' },
  dmc: { to: 'category', respondOn: 'match' },
  dnmc: { to: 'category', respondOn: 'non-match' },
};

/** Answer with the second stimulus if it matches the first, or if it does not; otherwise keep fixation. */
function matchTask(
  name: string,
  rule: Pick<Match, 'to' | 'respondOn'>,
  facts: VariantFacts,
): TaskSpec {
  const periods: Period[] = [
    { name: 'fixation', duration: 300 },
    { name: 'sample', duration: 500 },
    { name: 'delay', duration: facts.matchDelay },
    { name: 'test', duration: 500 },
    { name: 'decision', duration: 900 },
  ];
  return {
    name,
    base: name,
    family: 'match',
    periods,
    cue: facts.cue === 'in fixation' ? ['fixation'] : beforeDecision(periods),
    shown: [
      { stimulus: 0, during: ['sample'] },
      { stimulus: 1, during: ['test'] },
    ],
    noise: { during: ['sample', 'test'], channels: 'active ring', intensity: NOISE_INTENSITY },
    angles: 'positions',
    sampling: { kind: 'match', ...rule, upperSample: facts.upperSample, rings: 'same', shift: 0 },
    drift: 0,
  };
}

/** The 20 names, in the order of their rule inputs. */
export const BASE_NAMES: readonly string[] = [GO, DECISION, MATCH].flatMap(Object.keys);

/** @throws UsageError for a name that is none of the 20 */
export function baseTask(name: string, facts: VariantFacts): TaskSpec {
  if (Object.hasOwn(GO, name)) return goTask(name, GO[name], facts);
  if (Object.hasOwn(DECISION, name)) return decisionTask(name, DECISION[name], facts);
  if (Object.hasOwn(MATCH, name)) return matchTask(name, MATCH[name], facts);
  throw unknownName('task', name, BASE_NAMES);
}
