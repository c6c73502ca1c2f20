"""Writes `bias.safetensors`: attention with a bias and a scale of its own, and gated feed-forwards, as PyTorch computes
them, with all gradients.

    python3 make_bias.py

needs the packages torch, numpy and safetensors. Everything is computed by PyTorch in float64 on one thread. The file
carries the versions and the seed in its metadata. A tensor is named `<case>.<role>`; the roles are

    q, k, v             [B, T, H·d], [B, S, H·d], [B, S, H·d]
    bias                [H, T, S], where there is one
    lengths             [B], where padding is hidden
    x, gate.weight …    the input and the parameters of a feed-forward; weights are [inputs, outputs]
    output              [B, T, H·d] or [B, T, D]
    cotangent           the weights of the sum that is differentiated
    gradient.<role>     for every input and parameter

The name of an attention says B x H x T x S x d, `scale` and its number, and what is on: causal, bias, lengths, window and
its number. Inputs are rounded so that single precision holds them exactly, and are stored so; what is computed is stored
in double.
"""

import pathlib

import numpy
import safetensors
import safetensors.torch
import torch
from torch.nn import functional as F

SEED = 20271
HERE = pathlib.Path(__file__).parent

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
numbers = torch.Generator().manual_seed(SEED)
tensors = {}


def uniform(*shape):
    return (torch.rand(*shape, generator=numbers) * 4 - 2).float().double()


def given(name, tensor):
    tensors[name] = tensor.detach().float().contiguous()


def store(name, tensor):
    tensors[name] = tensor.detach().double().contiguous()


def differentiate(case, output, inputs):
    cotangent = uniform(*output.shape)
    given(f"{case}.cotangent", cotangent)
    (output * cotangent).sum().backward()
    store(f"{case}.output", output)
    for name, tensor in inputs.items():
        store(f"{case}.gradient.{name}", tensor.grad)


def inputs(case, **shapes):
    result = {}
    for name, shape in shapes.items():
        result[name] = uniform(*shape)
        given(f"{case}.{name}", result[name])
        result[name].requires_grad_()
    return result


def visible(T, S, is_causal, window):
    """True where a query sees a key; the last query is at the last key."""
    position = torch.arange(T)[:, None] + S - T
    key = torch.arange(S)[None, :]
    result = torch.ones(T, S, dtype=torch.bool)
    if is_causal:
        result &= key <= position
    if window:
        result &= (key - position).abs() < window
    return result


def attention(B, H, T, S, d, scale=None, is_causal=False, window=None, has_bias=True, lengths=None):
    options = [f"scale {scale}" if scale else "", "causal" if is_causal else "", f"window {window}" if window else ""]
    options += ["bias" if has_bias else "", "lengths" if lengths else ""]
    case = " ".join(["attention", f"{B}x{H}x{T}x{S}x{d}"] + [option for option in options if option])
    shapes = dict(q=(B, T, H * d), k=(B, S, H * d), v=(B, S, H * d))
    if has_bias:
        shapes["bias"] = (H, T, S)
    variables = inputs(case, **shapes)
    mask = visible(T, S, is_causal, window)[None, None]
    if lengths:
        given(f"{case}.lengths", torch.tensor(lengths))
        mask = mask & (torch.arange(S)[None, :] < torch.tensor(lengths)[:, None])[:, None, None]
    addend = torch.zeros(mask.shape).masked_fill(~mask, -torch.inf)
    if has_bias:
        addend = addend + variables["bias"]

    def split(x):
        return x.unflatten(-1, (H, d)).transpose(1, 2)

    q, k, v = (split(variables[name]) for name in "qkv")
    y = F.scaled_dot_product_attention(q, k, v, attn_mask=addend, scale=scale)
    differentiate(case, y.transpose(1, 2).flatten(2), variables)


def gated(activation):
    B, T, D, width = 2, 3, 4, 7
    case = f"gated {activation}"
    shapes = {"x": (B, T, D)}
    for name, (rows, columns) in {"gate": (D, width), "up": (D, width), "down": (width, D)}.items():
        shapes[f"{name}.weight"] = (rows, columns)
        shapes[f"{name}.bias"] = (columns,)
    variables = inputs(case, **shapes)

    def linear(name, x):
        return x @ variables[f"{name}.weight"] + variables[f"{name}.bias"]

    activate = {"relu": F.relu, "geluTanh": lambda x: F.gelu(x, approximate="tanh")}[activation]
    x = variables["x"]
    differentiate(case, linear("down", activate(linear("gate", x)) * linear("up", x)), variables)


attention(2, 3, 4, 4, 2)
attention(2, 3, 4, 4, 2, scale=1)
attention(2, 3, 4, 4, 2, scale=1, has_bias=False)
attention(2, 2, 5, 5, 3, scale=2, is_causal=True)
attention(3, 2, 3, 7, 3, lengths=[7, 2, 4])
attention(2, 2, 5, 5, 3, is_causal=True, lengths=[5, 3])
attention(2, 1, 6, 6, 3, is_causal=True, window=2)
attention(2, 1, 6, 6, 3, window=3, has_bias=False)
gated("relu")
gated("geluTanh")

# One entry only: several would be written in an order that changes from run to run.
versions = f"torch {torch.__version__}, numpy {numpy.__version__}, safetensors {safetensors.__version__}"
safetensors.torch.save_file(tensors, HERE / "bias.safetensors", {"made with": f"{versions}, seed {SEED}"})
