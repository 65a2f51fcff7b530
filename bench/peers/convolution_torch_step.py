"""A convolution of 3 x 3 kernels in PyTorch: forward, and the gradients of weights, biases and pictures.

`layers` is [channels in, channels out], `steps` the rows and columns of a picture. Used only where PyTorch is installed.
See common.py for the question and the answer.
"""

import common

import torch


def step_of(asked):
    """A function that goes through the layer both ways."""
    torch.set_num_threads(common.THREADS)
    torch.manual_seed(asked["seed"])
    into, out = asked["layers"]
    side = asked["steps"]
    x = torch.randn(asked["batch"], into, side, side, requires_grad=True)
    layer = torch.nn.Conv2d(into, out, 3, padding=1)
    gradient = torch.randn(asked["batch"], out, side, side)
    leaves = (x, layer.weight, layer.bias)

    def step():
        return torch.autograd.grad(layer(x), leaves, gradient)

    return step, layer


if __name__ == "__main__":
    asked = common.question()
    step, layer = step_of(asked)
    common.answer("torch-convolution", asked, step, layer.weight.numel(), {"torch": torch.__version__})
