/** What each named rule beside SET, RigL and the control is, in a line: for `describe`, completion and the documentation. */

export const RULE_TEXTS = {
  'set-magnitude': 'SET that removes the smallest |w| whatever their sign',
  'set-public-code': 'SET that counts what it removes as its public code does',
  'set-keras':
    'the same from weight 0, and what the optimiser has gathered is forgotten, as its Keras program has it',
  'set-itop':
    'SET by magnitude from weight 0; published: long intervals, half of all at first (Liu et al. 2021)',
  'set-itop-fresh': 'the same where there has never been a connection (Liu et al. 2021)',
  deepr:
    'signs are fixed, what crosses zero dies and another is born at random, at every step (Bellec et al. 2018)',
  dsr: 'one threshold for all layers; layers gain by what they keep (Mostafa & Wang 2019)',
  snfs: 'those of largest momentum are born, in layers of largest momentum (Dettmers & Zettlemoyer 2019)',
  'snfs-sampled': 'the same among a sample of absent connections',
  'rigl-sampled': 'RigL among a sample of absent connections (Heddes et al. 2024)',
  'rigl-grabo':
    'RigL among a sample drawn by |activity| and |error| of its units (Heddes et al. 2024)',
  'rigl-itop': 'RigL; published: long intervals, half of all at first (Liu et al. 2021)',
  granet:
    'from half of all positions a cubic ramp down, and regrowth by gradient (Liu et al. 2021)',
  srigl:
    'RigL with as many inputs for every unit; units that hardly matter are switched off (Lasby et al. 2024)',
  mest: 'removal by |w| and |gradient|, growth at random (Yuan et al. 2021)',
  'em-s': 'growth first, removal a pass later, so that mutations can be undone (Yuan et al. 2021)',
  'top-kast':
    'half of the connections act, the others learn at 0; the strongest of all positions exist (Jayakumar et al. 2020)',
  'top-kast-sampled':
    'the same without weights of absent connections: what does not act gives way at random',
  cht: 'grown by the topology alone, CH3-L3 (Zhang et al. 2024)',
  chts: 'the same in odds, CH2-L3n (Zhang et al. 2025)',
  chtss:
    'CHTs from half of all positions down, by a sigmoid and by relative importance (Zhang et al. 2025)',
  gmp: 'from all connections a cubic ramp down by |weight|; nothing is born (Zhu & Gupta 2017)',
} as const;
