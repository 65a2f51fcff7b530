/** Entry of a solver's worker thread in Node. */

import { serveInNode } from '../threads/serve.node.ts';
import { solveOrder } from './solve-order.ts';

serveInNode(solveOrder);
