"""What the peers share: their question, the network, and how time is taken.

A peer is called as

    python3 bench/peers/dense_step.py '{"layers": [784, 1000, 10], "batch": 128, "epsilon": 20, "repeats": 5}'

and prints one line of JSON. It repeats one training step (forward, both gradients, momentum update) of a multilayer
perceptron with rectified hidden units, softmax and cross-entropy, in float32, and reports the smallest time of a step,
on one thread by its CPU time. The inputs lie ready as float32: nothing is packed or converted.

    layers     units of each layer, input first
    batch      examples in a step
    epsilon    connections per unit: an Erdős–Rényi layer of density epsilon (n_in + n_out) / (n_in n_out), at most 1
    density    the density of every layer instead
    steps      length of the sequences (recurrent networks)
    masked     dense peers only: multiply gradients and weights by the mask of the sparse network
    repeats    how many timings; each one runs for at least `seconds` (default 0.2)
    seed       of weights, masks and data (default 1)
    forward    dense peers only: the forward pass alone, as an evaluation makes it
    threads    1 (default) or more; with more, times are those of the wall
    turns      answer at once, then time one burst of steps for every line of standard input and print its seconds per
               step, so that somebody else can be timed in between

A network of two entries in `layers` is a single layer: its step has a given gradient of the outputs instead of a loss,
and computes the input gradient too, as a hidden layer needs it.
"""

import json
import os
import sys
import time



def _threads():
    """How many threads this call asks for; a module that is imported by a test has one."""
    try:
        return int(json.loads(sys.argv[1]).get("threads", 1))
    except (IndexError, ValueError, AttributeError):
        return 1


THREADS = _threads()

# Read when the numerical libraries are loaded, so this module comes before them.
for _name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "BLIS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[_name] = str(THREADS)
# They choose the kernels of another processor, or of another cache: a peer runs as fast as it can.
for _name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(_name, None)

LEARNING_RATE = 0.01
MOMENTUM = 0.9


def question():
    """The options of this call, with their defaults."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: python3 {sys.argv[0]} '{{\"layers\": [784, 1000, 10], \"batch\": 128, \"epsilon\": 20}}'")
    asked = {"batch": 128, "masked": False, "repeats": 5, "seconds": 0.2, "seed": 1, "forward": False, "turns": False}
    asked.update(json.loads(sys.argv[1]))
    if len(asked["layers"]) < 2:
        sys.exit(f"layers {asked['layers']} has fewer than two entries")
    return asked


def densities(asked):
    """Density of each layer."""
    sizes = list(zip(asked["layers"][:-1], asked["layers"][1:]))
    if "density" in asked:
        return [asked["density"]] * len(sizes)
    if "epsilon" not in asked:
        return [1.0] * len(sizes)
    return [min(1.0, asked["epsilon"] * (n + m) / (n * m)) for n, m in sizes]


def network(asked):
    """Weights [in, out] and their boolean masks, inputs, labels and, for a single layer, the gradient of outputs."""
    import numpy as np

    random = np.random.default_rng(asked["seed"])
    weights, masks = [], []
    for n, m, density in zip(asked["layers"][:-1], asked["layers"][1:], densities(asked)):
        mask = random.random((n, m), dtype=np.float32) < density
        scale = np.float32((2 / (n * density)) ** 0.5)
        masks.append(mask)
        weights.append(random.standard_normal((n, m), dtype=np.float32) * scale * mask)
    batch, inputs, outputs = asked["batch"], asked["layers"][0], asked["layers"][-1]
    return {
        "weights": weights,
        "masks": masks,
        "inputs": random.random((batch, inputs), dtype=np.float32),
        "labels": random.integers(0, outputs, batch),
        "gradient": random.standard_normal((batch, outputs), dtype=np.float32) / np.float32(batch),
    }


def burst(step, steps):
    """CPU time of a step in seconds, over some steps; wall time where there are several threads."""
    clock = time.process_time if THREADS == 1 else time.perf_counter
    begin = clock()
    for _ in range(steps):
        step()
    return (clock() - begin) / steps


def steps_of_burst(step, seconds):
    """How many steps take `seconds`, after a warm-up."""
    for _ in range(3):
        step()
    steps, elapsed = 1, 0.0
    while elapsed < seconds / 4:
        steps *= 2
        elapsed = burst(step, steps) * steps
    return max(1, round(steps * seconds / elapsed))


def blas_kernel():
    """What OpenBLAS takes this processor for, e.g. "SkylakeX"; None without OpenBLAS or without threadpoolctl."""
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return None
    kernels = {each["architecture"] for each in threadpool_info() if each.get("internal_api") == "openblas"}
    return ", ".join(sorted(kernels)) or None


def answer(peer, asked, step, connections, versions):
    """Times the step and prints the result."""
    import platform

    steps = steps_of_burst(step, asked["seconds"])
    result = {
        "peer": peer,
        "layers": asked["layers"],
        "batch": asked["batch"],
        "connections": int(connections),
        "versions": {"python": platform.python_version(), **versions},
    }
    if not asked["turns"]:
        result["secondsPerStep"] = min(burst(step, steps) for _ in range(asked["repeats"]))
        print(json.dumps(result))
        return
    print(json.dumps(result), flush=True)
    for _ in sys.stdin:
        print(burst(step, steps), flush=True)
