/** The article on sparse evolutionary training, which several studies are of. */

import type { Citation } from '../../protocol/study.ts';

export const SET_PAPER: Citation = {
  authors: 'D. C. Mocanu, E. Mocanu, P. Stone, P. H. Nguyen, M. Gibescu, A. Liotta',
  year: 2018,
  title:
    'Scalable training of artificial neural networks with adaptive sparse connectivity inspired by network science',
  where: 'Nature Communications 9:2383',
  url: 'https://doi.org/10.1038/s41467-018-04316-3',
};
