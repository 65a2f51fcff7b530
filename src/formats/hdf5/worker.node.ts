/** Entry of the thread for HDF5 files in Node. */

import { serveInNode } from '../../threads/serve.node.ts';
import { type Answered, readBounded } from './bounded.ts';
import type { Order } from './work.ts';

serveInNode<Order, Answered>(readBounded);
