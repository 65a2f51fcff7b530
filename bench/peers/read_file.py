"""A peer that reads a file: pandas' `read_csv`, scikit-learn's `load_svmlight_file`, NumPy's `load`, SciPy's `load_npz` or
pyarrow's `read_table`, as they are by default.

A peer is called as

    python3 bench/peers/read_file.py '{"reader": "pandas", "file": "table.csv"}'

answers once when it has read the file for the first time, then reads it again for every line of standard input and prints
the seconds of CPU time that this took.
"""

import json
import sys
import time


def reader_of(asked):
    """A function that reads the file, and the version of what reads it."""
    if asked["reader"] == "pandas":
        import pandas

        return lambda: pandas.read_csv(asked["file"]), pandas.__version__
    if asked["reader"] == "numpy":
        import numpy

        return lambda: numpy.load(asked["file"]), numpy.__version__
    if asked["reader"] == "scipy":
        import scipy.sparse

        return lambda: scipy.sparse.load_npz(asked["file"]), scipy.__version__
    if asked["reader"] == "pyarrow":
        import pyarrow.parquet

        return lambda: pyarrow.parquet.read_table(asked["file"]), pyarrow.__version__
    import sklearn.datasets

    return lambda: sklearn.datasets.load_svmlight_file(asked["file"]), sklearn.__version__


def timed(read):
    began = time.process_time()
    read()
    return time.process_time() - began


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    read, version = reader_of(asked)
    timed(read)
    name = asked["reader"]
    print(json.dumps({"peer": name, "connections": 0, "versions": {name: version}}), flush=True)
    for _ in sys.stdin:
        print(timed(read), flush=True)
