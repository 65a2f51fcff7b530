/** What a network from which a run starts is known by. Free of Node: pages name runs, too. */

import { arraysOf } from '../interchange/arrays.ts';
import type { StoredNetwork } from '../interchange/network.ts';

/**
 * SHA-256 (hex) of layers, weights, biases, activations and scaling: the same whatever file they came from. Names of inputs
 * and outputs and the origin do not enter.
 *
 * @param sha256 of text or bytes, in lower-case hexadecimal
 */
export async function networkDigest(
  network: StoredNetwork,
  sha256: (data: string | Uint8Array) => string | Promise<string>,
): Promise<string> {
  const { origin: _, classes: __, features: ___, ...rest } = network;
  const arrays = Object.entries(arraysOf(rest)).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines: string[] = [];
  for (const [name, array] of arrays) {
    if (typeof array === 'string') lines.push(`${name} ${array}`);
    else {
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      lines.push(`${name} ${array.constructor.name} ${await sha256(bytes)}`);
    }
  }
  return sha256(lines.join('\n'));
}
