/**
 * What is wanted: the floors, which must hold, and the aims, which are ambitious and physically possible.
 *
 * All are ratios of times taken in one run, shares of a measured limit, or sizes; hardly any is a time. Where a floor is
 * held against other people's software, it is the fastest that is present. Nothing here is a measurement.
 */

export interface Goal {
  readonly floor: number;
  /** Absent where only a floor is set. */
  readonly aim?: number;
  /** Which way is good. */
  readonly better: 'more' | 'less';
}

const more = (floor: number, aim?: number): Goal => ({ floor, aim, better: 'more' });
const less = (floor: number, aim?: number): Goal => ({ floor, aim, better: 'less' });

export const GOALS = {
  /** Shares of the measured multiply-add peak, layers of 1000 units, 5 % or dense, batch 128. */
  gather: more(0.5),
  backward: more(0.55),
  dense: more(0.75),
  /** Time of scatter and sample, in that of the fused backward. */
  fusedBackward: more(1.35, 1.6),
  /** A step of 784-1000-1000-1000-10 at ε = 20 against the fastest dense peer, one thread each. */
  step128: more(8, 9),
  step32: more(13, 15),
  /** A step against the fastest peer that is sparse too, whatever the batch and the density. */
  sparsePeer: more(2.4, 3),
  /** A step of SparseLab's own example, 784-512-10 with 90 % of the first layer away, batch 128, against SparseLab. */
  sparseLab: more(10),
  /** Nanoseconds of a step of batch 100 per connection and sample, at ε 20 and 5. */
  nanoseconds20: less(0.14),
  nanoseconds5: less(0.25),
  /** Time of such a step with units that learn four numbers each (SReLU) and dropout, in that of one with neither. */
  articleUnits: less(1.25),
  /** The same network with all connections, and 784-100-10 at batch 32, against the fastest dense peer. */
  denseControl: more(0.6, 0.8),
  denseSmall: more(1),
  /** Nanoseconds of a step per connection and sample. */
  nanoseconds: less(0.2),
  twoThreads: more(1.9, 1.95),
  twoThreads32: more(1.85),
  /** Whole epochs, rewiring and evaluation included, against dense float32 BLAS. */
  epoch: more(6),
  /** Time of one SET evolution of a layer, in training steps of that layer. */
  evolution: less(2, 1.5),
  /** Time of a pass of rewiring over all layers of 784-1000-1000-1000-10 by RigL, its look at a batch included, in steps. */
  riglPass: less(3),
  /** Time of a step of 784-1000-1000-1000-10, batch 32, whose changes are booked, in that of one that books nothing. */
  booking: less(1.03),
  /** Time of an online step that lets 1, 3 or 10 % of the synapses change, in that of a plain one. */
  competitiveStep: less(1, 0.8),
  /** Time of an online step under any other rule, in that of a plain one. */
  ruleStep: less(3, 1.5),
  /** Share of its time that a method of the study `frontier` spends in kernels. */
  kernelShare: more(0.9),
  /** An online step of 784-100-10 with its account, against the same loop in NumPy. */
  onlineNumpy: more(3),
  /** A training step of a recurrent network, 5 % of every block, against the same network dense, one thread each. */
  recurrentStep: more(6),
  /** CD-1 of a Boltzmann machine of 784 and 1000 units, 5 % of the connections, against the same step dense, one thread each. */
  contrastive: more(10),
  /** A convolution with 5 % of its weights against all of them, ours and PyTorch's, both ways, one thread each. */
  convolutionOwn: more(5),
  convolutionPeer: more(3),
  /** Time that connections of the recurrent block take among four times as many units. */
  recurrentGrowth: less(1.5),
  /** Time of such a step with dense input and output blocks, in that of drawing its trials. */
  recurrentDrawing: more(20),
  /** Synapse operations of packed dot products, 10⁹ a second, one thread. */
  packedDot: more(40, 100),
  /** Nanoseconds of a flip, or of a move in a sweep of simulated annealing, per pattern. */
  annealedFlip: less(0.3, 0.15),
  /** Seconds of SBPI to a solution at α = 0.65, and its sweeps against plain C. */
  sbpi1001: less(0.02, 0.01),
  sbpi10001: less(20, 5),
  sbpiInC: more(1, 5),
  /** Synapse operations of bits times singles, 10⁹ a second, one thread. */
  bitProducts: more(15, 30),
  /** Seconds of reinforced BP, approximate form, to a solution at α = 0.72, and its sweeps against plain C. */
  rbp10001: less(10, 3),
  rbpInC: more(1, 3),
  /** The same at N = 1001 and α = 0.6; and with every message kept, of max-sum and of entropic walks, against plain C. */
  rbp1001InC: more(1.2),
  messagesInC: more(1, 2),
  /** A linear program of 400 inputs and associations, and supports of 30 to 50 inputs, against HiGHS called from Python. */
  linearProgram: more(0.8, 2),
  supports: more(0.8, 2),
  /** 1 for yes. */
  sameBits: more(1, 1),
  /** Bytes of one more connection, with one gradient shard. */
  bytes: less(14),
  bytesMirrored: less(20),
  /** Growth of resident memory by a layer 60,000 → 60,000 at ε = 5, in MB. */
  largeLayer: less(50),
  /** Milliseconds to emit and compile all kernels of a network, in a fresh process. */
  compile: less(20, 5),
  /** A step against another build of this project, the one before kernels of 256 bits. */
  build128: more(1.35, 1.5),
  build100: more(1.6, 1.8),
  build32: more(1.4, 1.6),
  buildDense: more(2, 2.3),
  /** Reading 100 MB of CSV and of svmlight, against pandas and scikit-learn; memory that it takes, in the arrays that result. */
  dataCsv: more(3),
  dataSvmlight: more(3),
  dataMemory: less(1.5),
  /** Reading npy, SciPy's npz and Parquet, against NumPy, SciPy and pyarrow. */
  arraysNpy: more(1),
  arraysSparse: more(1),
  arraysParquet: more(1),
  /** Seconds from the start of the command line to the first record. */
  startup: less(1),
  /** Time of 100 smoke runs with `frugal run --seeds` in that of `frugal sweep`; milliseconds a run beside its computing. */
  sweepAgainstSeeds: more(5),
  sweepOverhead: less(20),
  /** Share of the processors at work on runs of a second. */
  sweepBusy: more(0.95),
  /** Seconds to look at 10,000 finished runs, and to write their tables; memory, in that of a quarter of the runs. */
  sweepOpen: less(1.5),
  sweepExport: less(4),
  sweepMemory: less(1.2),
  /** Milliseconds of the help, and of imports. */
  help: less(120),
  door: less(40),
  reportDoor: less(150),
  /** Training in the lab's page, in the rate of Node on the same kernels and threads. */
  labTraining: more(0.9, 1),
  /** Share of the training rate that is lost while the network is looked at. */
  labLooking: less(0.1, 0.05),
  /** Milliseconds of a task of the page, from the click to the first record, and to the first paint. */
  labTask: less(50),
  labFirst: less(300),
  labPaint: less(1000, 300),
  /** Frames a second while it trains and is looked at, in whole ones. */
  labFrames: more(60),
  /** Bytes that a page grows by with a record of some 25 numbers. */
  labHeap: less(2000, 1000),
} satisfies Record<string, Goal>;

/** Whether a measurement reaches a bound. */
export const reaches = (measured: number, bound: number, { better }: Goal): boolean =>
  better === 'more' ? measured >= bound : measured <= bound;

export type Verdict = 'holds' | 'falls short';

export const verdictOf = (measured: number, goal: Goal): Verdict =>
  reaches(measured, goal.floor, goal) ? 'holds' : 'falls short';
