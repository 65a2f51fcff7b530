#!/usr/bin/env bash
# h5wasm 0.10.3: a data set whose filter the library lacks is returned as an array of whatever was in memory.
#
# Expected: `value` throws, as h5py and the C library's H5Dread do for a filter that is not registered.
# Seen: a Float32Array of the full shape and no exception. None of its values was read: most are 0, some are what lay
# in memory before. The C library's complaint goes to standard error alone.
#
# Valid input: a file written by h5py 3.16.0 with compression='lzf', which h5py itself reads back whole.
# Seen with h5wasm 0.10.3, h5py 3.16.0, numpy 2.4.6, Node 20 and 24.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet h5py==3.16.0 numpy==2.4.6
npm install --silent --no-audit --no-fund --prefix . h5wasm@0.10.3

python/bin/python - <<'PY'
import h5py, numpy as np
values = np.repeat(np.arange(1, 101, dtype='f4'), 20).reshape(100, 20)
with h5py.File('lzf.h5', 'w') as file:
    file.create_dataset('x', data=values, chunks=(10, 20), compression='lzf')
with h5py.File('lzf.h5') as file:
    print('h5py reads', np.count_nonzero(file['x'][...]), 'of', values.size, 'values that are not 0')
PY

cat >read.mjs <<'JS'
import h5wasm, { ready } from 'h5wasm/node';
await ready;
const data = new h5wasm.File('lzf.h5', 'r').get('x');
let said;
try {
  const { value } = data;
  const right = value.filter((x, i) => x === 1 + Math.floor(i / 20)).length;
  said = `returned ${value.constructor.name} of ${value.length}, of which right: ${right}`;
} catch (error) {
  said = `threw ${error}`;
}
console.log('h5wasm', said, 'filters', data.filters.map(({ name }) => name).join(' '));
JS
node read.mjs 2>complaint | tee seen
grep -c "required filter 'lzf' is not registered" complaint | sed 's/^/lines of complaint on standard error: /'
grep -q 'returned Float32Array of 2000, of which right: 0 filters lzf' seen
