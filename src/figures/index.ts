/** Figure builders that studies share: pure functions from records to `Figure` values. */

export { apart } from './apart.ts';
export { type BarOptions, bars } from './bars.ts';
export { fractionFigure, lesionFigure, silhouetteFigure, varianceFigure } from './clusters.ts';
export { type ConfusedNetwork, type ConfusionOptions, confusionMaps } from './confusion.ts';
export {
  type DegreeHistogram,
  type DegreeOptions,
  type DegreeTheory,
  degreeDistribution,
} from './degree-distribution.ts';
export {
  type DegreeVarianceOptions,
  degreeVersusVariance,
  type InputDegrees,
} from './degree-variance.ts';
export { type HeatMapOptions, heatMap } from './heat-map.ts';
export { type InputCounts, type InputMapOptions, inputMap, inputMaps } from './input-map.ts';
export { connectionCurves, energyBars } from './learning-costs.ts';
export { type LearningCurveOptions, learningCurves } from './learning-curves.ts';
export { type NetworkMapOptions, networkMap, type PlacedNetwork } from './network-map.ts';
export { type Spread, type Summary, spreadWords, summarise } from './replicates.ts';
export { type RingStatesOptions, ringStates } from './ring-states.ts';
export { type TrialFigureOptions, trialFigure } from './trial.ts';
export {
  type CountedBins,
  type WeightHistogramOptions,
  weightHistogram,
} from './weight-histogram.ts';
