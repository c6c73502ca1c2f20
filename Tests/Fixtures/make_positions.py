"""Writes `positions.safetensors`: positions, word vectors and attention with positions as PyTorch computes them.

    python3 make_positions.py

needs the packages torch, numpy and safetensors. Everything is computed by PyTorch in float64 on one thread. The metadata
carry the versions and the seed. A tensor is named `<case>.<role>`; the roles are

    x, table, embedding.weight, …    what is given
    tokens, centers, …              whole numbers
    start                            the place of the first row
    y                                the result
    cotangent                        the weights of the sum that is differentiated
    gradient.<role>                  for everything that is given and not whole

What is given is rounded so that single precision holds it exactly, and is stored so; what is computed is stored in
double.
"""

import pathlib

import numpy
import safetensors
import safetensors.torch
import torch
from torch import nn

SEED = 20267
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
numbers = torch.Generator().manual_seed(SEED)
tensors = {}


def uniform(*shape, bound=1.0):
    return torch.round(4096 * bound * (2 * torch.rand(shape, generator=numbers) - 1)) / 4096


def whole(high, *shape):
    return torch.randint(high, shape, generator=numbers)


def store(name, tensor, single=False):
    assert name not in tensors, name
    tensor = tensor.detach().clone().contiguous()
    if single:
        assert torch.equal(tensor.float().double(), tensor.double()), name
        tensor = tensor.float()
    tensors[name] = tensor


def case(name, given, indices, function):
    """Stores what is given, the result and all gradients under a random cotangent."""
    sources = {role: value.requires_grad_() for role, value in given.items()}
    y = function(**sources)
    cotangent = uniform(*y.shape)
    gradients = torch.autograd.grad(y, list(sources.values()), cotangent)
    for role, value in sources.items():
        store(f"{name}.{role}", value, single=True)
    for role, value in indices.items():
        store(f"{name}.{role}", torch.as_tensor(value).double(), single=True)
    store(f"{name}.cotangent", cotangent, single=True)
    store(f"{name}.y", y)
    for role, gradient in zip(sources, gradients):
        store(f"{name}.gradient.{role}", gradient)


def frequencies(width, base):
    return 1.0 / base ** (torch.arange(0, width, 2) / width)


def rotate_half(x):
    """As in Hugging Face's Llama."""
    a, b = x.chunk(2, -1)
    return torch.cat([-b, a], -1)


def rotary(x, start, base=10_000):
    T, D = x.shape[-2:]
    angles = torch.outer(torch.arange(start, start + T).double(), frequencies(D, base))
    angles = torch.cat([angles, angles], -1)
    return x * angles.cos() + rotate_half(x) * angles.sin()


def rotary_interleaved(x, start, base=10_000):
    """As in the paper, by complex numbers."""
    T, D = x.shape[-2:]
    angles = torch.outer(torch.arange(start, start + T).double(), frequencies(D, base))
    turns = torch.polar(torch.ones_like(angles), angles)
    return torch.view_as_real(torch.view_as_complex(x.unflatten(-1, (-1, 2)).contiguous()) * turns).flatten(-2)


def sinusoidal(positions, width, base=10_000):
    angles = torch.outer(torch.as_tensor(positions).double(), frequencies(width, base))
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(-2)


def skip_gram(centers, contexts, negatives):
    def loss(**tables):
        c = tables["centers.weight"][centers]
        positive = (c * tables["contexts.weight"][contexts]).sum(-1)
        negative = torch.einsum("nd,nkd->nk", c, tables["contexts.weight"][negatives])
        return -(nn.functional.logsigmoid(positive).sum() + nn.functional.logsigmoid(-negative).sum()) / len(centers)

    return loss


def self_attention(tokens, positions):
    def scores(**p):
        x = p["embedding.weight"][tokens]
        T, D = x.shape[1:]
        if positions == "sinusoidal":
            x = x + sinusoidal(range(T), D)
        if positions == "learned":
            x = x + p["learned.weight"][:T]
        q, k, v = (x @ p[f"{name}.weight"] for name in ["query", "key", "value"])
        if positions == "rotary":
            q, k = rotary(q, 0), rotary(k, 0)
        return nn.functional.scaled_dot_product_attention(q, k, v) @ p["output.weight"] + p["output.bias"]

    return scores


def main():
    for shape, start in [((1, 2), 0), ((3, 4), 5), ((2, 3, 5, 6), 0), ((2, 2, 7, 40), 510), ((2, 1, 1, 34), 1000)]:
        title = "x".join(map(str, shape)) + f" from {start}"
        case(f"rotary {title}", {"x": uniform(*shape)}, {"start": start}, lambda x: rotary(x, start))
        case(f"interleaved {title}", {"x": uniform(*shape)}, {"start": start}, lambda x: rotary_interleaved(x, start))
    for width, start, count in [(2, 0, 3), (16, 0, 50), (6, 1000, 4)]:
        store(f"sinusoidal {width}.start", torch.tensor(float(start)), single=True)
        store(f"sinusoidal {width}.y", sinusoidal(range(start, start + count), width))

    V, D, N, K = 7, 5, 6, 3
    indices = {"centers": whole(V, N), "contexts": whole(V, N), "negatives": whole(V, N, K)}
    tables = {"centers.weight": uniform(V, D), "contexts.weight": uniform(V, D)}
    case("skip-gram", tables, indices, skip_gram(*indices.values()))

    V, D, B, T, P = 5, 6, 3, 4, 9
    for positions in ["none", "sinusoidal", "learned", "rotary"]:
        given = {"embedding.weight": uniform(V, D), "output.weight": uniform(D, V), "output.bias": uniform(V)}
        given |= {f"{name}.weight": uniform(D, D) for name in ["query", "key", "value"]}
        if positions == "learned":
            given["learned.weight"] = uniform(P, D)
        tokens = whole(V, B, T)
        case(f"attention {positions}", given, {"tokens": tokens}, self_attention(tokens, positions))

    # One entry only: several would be written in an order that changes from run to run.
    versions = f"torch {torch.__version__}, numpy {numpy.__version__}, safetensors {safetensors.__version__}"
    path = pathlib.Path(__file__).parent / "positions.safetensors"
    safetensors.torch.save_file(tensors, path, {"made with": f"{versions}, seed {SEED}"})
    print(f"{path.name}: {len(tensors)} tensors, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
