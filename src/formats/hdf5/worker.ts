/** Entry of the thread for HDF5 files in the browser. */

import { serve } from '../../threads/serve.ts';
import { type Answered, readBounded } from './bounded.ts';
import type { Order } from './work.ts';

serve<Order, Answered>(readBounded);
