"""A training step in SparseLab: its sparse layers, and PyTorch's dense ones where every connection exists, as in its own
example of handwritten digits.

Used only where SparseLab (which needs PyTorch) is installed. Its layers draw their own connections; their number is that of
the question. See common.py for the question and the answer.
"""

import common

import sparselab
import torch
from torch.nn.functional import cross_entropy


def step_of(asked, data):
    """A function that makes one training step, and the number of its connections."""
    torch.set_num_threads(common.THREADS)
    sizes = list(zip(asked["layers"][:-1], asked["layers"][1:]))
    layers = []
    for l, ((n, m), density) in enumerate(zip(sizes, common.densities(asked))):
        dense = density >= 1
        layers.append(torch.nn.Linear(n, m) if dense else sparselab.SparseLinear(n, m, sparsity=1 - density))
        if l < len(sizes) - 1:
            layers.append(torch.nn.ReLU())
    model = torch.nn.Sequential(*layers)
    sgd = torch.optim.SGD(model.parameters(), lr=common.LEARNING_RATE, momentum=common.MOMENTUM)
    inputs, labels = torch.from_numpy(data["inputs"]), torch.from_numpy(data["labels"])

    def step():
        sgd.zero_grad(set_to_none=False)
        cross_entropy(model(inputs), labels).backward()
        sgd.step()

    count = sum(
        layer.nnz if isinstance(layer, sparselab.SparseLinear) else layer.weight.numel()
        for layer in layers
        if not isinstance(layer, torch.nn.ReLU)
    )
    return step, count


if __name__ == "__main__":
    asked = common.question()
    step, connections = step_of(asked, common.network(asked))
    versions = {"sparselab": sparselab.__version__, "torch": torch.__version__}
    common.answer("sparselab", asked, step, connections, versions)
