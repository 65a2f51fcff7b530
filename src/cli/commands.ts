/**
 * What `frugal --help` says of each command, so that listing them loads none; it is what the command's own help says too. A
 * test holds its arguments against those that the command takes.
 */

/** By name: its arguments and what it does. A command that is not here is loaded to be listed. */
export const ABOUT: Readonly<Record<string, readonly [argumentText: string, about: string]>> = {
  list: ['', 'the studies there are'],
  describe: [
    '<study>',
    'a study: its parameters with ranges, units and defaults, its presets, its claims',
  ],
  run: ['<study>', 'run a study; a run that was interrupted is taken up, a finished one is shown'],
  sweep: [
    '<study|folder>',
    'many runs of a study: axes and seeds, resumed where they were left, on this machine or others',
  ],
  race: [
    '<study>',
    'the best setting of a sweep: the others are cut early, the winner is measured anew',
  ],
  lab: ['[what]', 'the studies live in the browser: a page that is served to this machine alone'],
  report: ['<folders...>', 'a page with figures, claims and origin of one or several runs'],
  evaluate: ['<network...>', 'how well a trained network answers the test examples of a task'],
  predict: [
    '<network> <table>',
    'class and probabilities, or the numbers, of every row of a table, as CSV',
  ],
  export: [
    '<paths...>',
    'a trained network as a file of another program, or records of runs as tables',
  ],
  task: ['[name]', 'one trial of a cognitive task, as text or picture; without a name, the tasks'],
  data: ['', 'data sets: what is here, get them, check them'],
  associations: ['', 'random associations as JSON: draw them, solve them, learn them'],
  instance: ['', 'a random problem for discrete synapses, to standard output or into a file'],
  solve: ['<file>', 'weights that satisfy all patterns of a problem of discrete synapses'],
  graph: [
    '<file>',
    'a graph in numbers: degrees and their law, clustering, communities, small-worldness',
  ],
  topology: [
    '<network...>',
    'the wiring of a trained network: degrees and their laws, dead units, distance',
  ],
  info: ['', 'versions, what this machine can do, what data are here'],
  completion: [
    '<shell>',
    'a script that completes the words of frugal at a tab: bash | zsh | fish',
  ],
};
