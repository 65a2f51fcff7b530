/** Entry of a solver's worker in the browser. */

import { serve } from '../threads/serve.ts';
import { solveOrder } from './solve-order.ts';

serve(solveOrder);
