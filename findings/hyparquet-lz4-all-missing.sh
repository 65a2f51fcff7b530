#!/usr/bin/env bash
# hyparquet 1.33.0 with hyparquet-compressors 1.1.2: a Parquet file written by pyarrow with LZ4 cannot be read when one column
# of one row group holds no value at all.
#
# Expected: the column comes as nulls, as pyarrow, pandas and DuckDB read it, and as hyparquet reads the same table under
# Snappy, Zstandard, Brotli and gzip.
# Seen: "lz4 offset out of range 0", and with it every other column of the file is out of reach. The dictionary page
# of such a column is empty, and pyarrow 26.0.1 writes an empty page as one LZ4 token.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet pyarrow==26.0.1
npm install --silent --no-audit --no-fund --prefix . hyparquet@1.33.0 hyparquet-compressors@1.1.2

python/bin/python - <<'PY'
import pyarrow as pa, pyarrow.parquet as pq
table = pa.table({'accuracy': [0.5, 0.75], 'reached': pa.array([None, None], pa.float64())})
for codec in ('snappy', 'zstd', 'brotli', 'gzip', 'lz4'):
    pq.write_table(table, f'{codec}.parquet', compression=codec)
print('pyarrow reads lz4:', pq.read_table('lz4.parquet').to_pylist())
PY

cat >read.mjs <<'JS'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
for (const codec of ['snappy', 'zstd', 'brotli', 'gzip', 'lz4']) {
  const file = await asyncBufferFromFile(`${codec}.parquet`);
  const said = await parquetReadObjects({ file, compressors }).then(JSON.stringify, String);
  console.log(codec, said);
}
JS
node read.mjs | tee seen
[ "$(grep -c 'accuracy":0.5,"reached":null' seen)" -eq 4 ]
grep -q '^lz4 Error: lz4 offset out of range 0' seen
