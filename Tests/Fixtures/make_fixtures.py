"""Writes the reference numbers that the tests hold the modules against.

    python3 make_fixtures.py

needs the packages torch, numpy and safetensors. Everything is computed by PyTorch in float64 on one thread. Each file
carries the versions and the seed in its metadata; each tensor is named `<case>.<role>`.
"""

import pathlib

import numpy
import safetensors
import safetensors.torch
import torch
from torch import nn
from torch.nn import functional as F

SEED = 20260
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


class File:
    """Cases of one module, each computed and then differentiated with a random cotangent."""

    def __init__(self, name):
        self.name = name
        self.tensors = {}
        self.numbers = torch.Generator().manual_seed(SEED)

    def normal(self, *shape):
        return torch.randn(shape, generator=self.numbers)

    def uniform(self, low, high, *shape):
        return low + (high - low) * torch.rand(shape, generator=self.numbers)

    def store(self, case, **roles):
        for role, tensor in roles.items():
            name = f"{case}.{role.replace('_', '.')}"
            assert name not in self.tensors, name
            self.tensors[name] = torch.as_tensor(tensor).detach().clone().double().contiguous()

    def differentiate(self, case, output, **sources):
        """Stores the sources, the output, its cotangent, and the gradient of every source."""
        cotangent = self.normal(*output.shape)
        gradients = torch.autograd.grad(output, list(sources.values()), cotangent)
        self.store(case, output=output, cotangent=cotangent, **sources)
        self.store(case, **{f"gradient_{name}": gradient for name, gradient in zip(sources, gradients)})

    def operation(self, case, function, *inputs):
        inputs = [x.clone().requires_grad_() for x in inputs]
        output = function(*inputs)
        cotangent = self.normal(*output.shape)
        gradients = torch.autograd.grad(output, inputs, cotangent)
        self.store(case, output=output, cotangent=cotangent)
        for index, (x, gradient) in enumerate(zip(inputs, gradients)):
            self.store(case, **{f"input{index}": x, f"gradient{index}": gradient})

    def write(self):
        # One entry only: several would be written in an order that changes from run to run.
        versions = f"torch {torch.__version__}, numpy {numpy.__version__}, safetensors {safetensors.__version__}"
        metadata = {"made with": f"{versions}, seed {SEED}"}
        path = pathlib.Path(__file__).parent / f"{self.name}.safetensors"
        safetensors.torch.save_file(self.tensors, path, metadata)
        print(f"{path.name}: {len(self.tensors)} tensors, {path.stat().st_size} bytes")


def parameters(*tensors):
    return [tensor.requires_grad_() for tensor in tensors]


def operations():
    f = File("operations")
    n, u = f.normal, f.uniform
    for case, a, b in [
        ("same", (3, 4), (3, 4)),
        ("row", (3, 4), (4,)),
        ("column", (3, 1), (3, 4)),
        ("both", (2, 1, 4), (3, 1)),
        ("number", (), (2, 3)),
        ("lead", (4,), (2, 3, 4)),
    ]:
        f.operation(f"add-{case}", lambda x, y: x + y, n(*a), n(*b))
        f.operation(f"subtract-{case}", lambda x, y: x - y, n(*a), n(*b))
        f.operation(f"multiply-{case}", lambda x, y: x * y, n(*a), n(*b))
        f.operation(f"divide-{case}", lambda x, y: x / y, n(*a), u(0.5, 2, *b))
    f.operation("negate", lambda x: -x, n(3, 5))
    f.operation("plus-number", lambda x: x + 2.5, n(5))
    f.operation("number-plus", lambda x: 2.5 + x, n(5))
    f.operation("minus-number", lambda x: x - 2.5, n(5))
    f.operation("number-minus", lambda x: 2.5 - x, n(5))
    f.operation("times-number", lambda x: x * 2.5, n(5))
    f.operation("number-times", lambda x: 2.5 * x, n(5))
    f.operation("over-number", lambda x: x / 2.5, n(5))
    f.operation("number-over", lambda x: 2.5 / x, u(0.5, 2, 5))

    f.operation("exp", torch.exp, n(3, 19))
    f.operation("log", torch.log, u(0.01, 5, 3, 19))
    f.operation("sqrt", torch.sqrt, u(0.01, 5, 3, 19))
    f.operation("tanh", torch.tanh, 3 * n(3, 19))
    f.operation("sigmoid", torch.sigmoid, 3 * n(3, 19))
    f.operation("relu", torch.relu, n(3, 19))
    f.operation("geluTanh", lambda x: F.gelu(x, approximate="tanh"), 3 * n(3, 19))

    f.operation("matmul", torch.matmul, n(3, 5), n(5, 4))
    f.operation("matmul-left", lambda a, b: a.mT @ b, n(5, 3), n(5, 4))
    f.operation("matmul-right", lambda a, b: a @ b.mT, n(3, 5), n(4, 5))
    f.operation("matmul-batch", torch.matmul, n(2, 2, 3, 5), n(2, 2, 5, 4))
    f.operation("matmul-batch-left", lambda a, b: a.mT @ b, n(2, 5, 3), n(2, 5, 4))
    f.operation("matmul-batch-right", lambda a, b: a @ b.mT, n(2, 3, 5), n(2, 4, 5))
    f.operation("matmul-shared", torch.matmul, n(2, 3, 5), n(5, 4))
    f.operation("matmul-shared-left", lambda a, b: a.mT @ b, n(2, 5, 3), n(5, 4))
    f.operation("matmul-shared-right", lambda a, b: a @ b.mT, n(2, 3, 5), n(4, 5))
    f.operation("matmul-first-shared", torch.matmul, n(3, 5), n(2, 5, 4))

    f.operation("reshape", lambda x: x.reshape(3, 8), n(2, 3, 4))
    f.operation("transpose", lambda x: x.mT, n(2, 3, 4))
    f.operation("permute", lambda x: x.permute(2, 0, 1), n(2, 3, 4))
    f.operation("permute-heads", lambda x: x.permute(0, 2, 1, 3), n(2, 3, 2, 4))
    f.operation("rows", lambda x: x[1:3], n(4, 3))
    f.operation("columns", lambda x: x[:, 2:5], n(3, 6))
    f.operation("slice", lambda x: x[:, 1:4], n(2, 5, 3))
    f.operation("gather", lambda x: x[[2, 0, 2, 3, 2]], n(4, 3))
    f.operation("concatenate-first", lambda a, b: torch.cat([a, b]), n(2, 3), n(1, 3))
    f.operation("concatenate-last", lambda a, b: torch.cat([a, b], -1), n(2, 3), n(2, 4))
    f.operation("concatenate-middle", lambda a, b: torch.cat([a, b], 1), n(2, 3, 2), n(2, 1, 2))
    f.operation("stack-first", lambda a, b: torch.stack([a, b]), n(2, 3), n(2, 3))
    f.operation("stack-middle", lambda a, b: torch.stack([a, b], 1), n(2, 3), n(2, 3))

    f.operation("sum", torch.sum, n(3, 4))
    f.operation("mean", torch.mean, n(3, 4))
    f.operation("sum-axis", lambda x: x.sum(1), n(2, 3, 4))
    f.operation("sum-axis-kept", lambda x: x.sum(0, keepdim=True), n(2, 3, 4))
    f.operation("mean-axis", lambda x: x.mean(-1), n(2, 3, 4))
    f.operation("mean-axis-kept", lambda x: x.mean(-1, keepdim=True), n(2, 3, 4))
    f.operation("max-axis", lambda x: x.max(1).values, n(2, 5, 3))
    f.operation("max-axis-kept", lambda x: x.max(-1, keepdim=True).values, n(2, 3, 7))
    f.operation("softmax", lambda x: x.softmax(-1), 3 * n(3, 19))
    f.operation("log-softmax", lambda x: x.log_softmax(-1), 3 * n(3, 19))
    f.operation("log-sum-exp", lambda x: x.logsumexp(-1), 3 * n(3, 19))
    f.operation("erf", torch.erf, 2 * n(3, 19))
    f.operation("gelu", F.gelu, 3 * n(3, 19))
    f.write()


def layers():
    f = File("layers")
    B, T, D, H, V = 4, 3, 6, 8, 7

    # Weights are stored [inputs, outputs].
    x, weight, bias = parameters(f.normal(B, T, D), f.normal(D, H), f.normal(H))
    f.differentiate("linear", F.linear(x, weight.mT, bias), input=x, weight=weight, bias=bias)

    (table,) = parameters(f.normal(V, D))
    tokens = torch.tensor([[3, 0, 3], [6, 1, 3]])
    f.differentiate("embedding", F.embedding(tokens, table), weight=table)
    f.store("embedding", tokens=tokens)

    x, gain, bias = parameters(f.normal(B, T, 19), f.normal(19), f.normal(19))
    f.differentiate("layernorm", F.layer_norm(x, (19,), gain, bias, 1e-5), input=x, gain=gain, bias=bias)

    for case, training in [("batchnorm-training", True), ("batchnorm-evaluation", False)]:
        x, gain, bias = parameters(2 * f.normal(B, D) + 1, f.normal(D), f.normal(D))
        mean, variance = f.normal(D), f.uniform(0.5, 2, D)
        f.store(case, before_mean=mean, before_variance=variance)
        y = F.batch_norm(x, mean, variance, gain, bias, training, momentum=0.1, eps=1e-5)
        f.differentiate(case, y, input=x, gain=gain, bias=bias)
        f.store(case, after_mean=mean, after_variance=variance)

    x, w0, b0, w1, b1 = parameters(f.normal(B, D), f.normal(D, H), f.normal(H), f.normal(H, V), f.normal(V))
    y = F.linear(F.gelu(F.linear(x, w0.mT, b0), approximate="tanh"), w1.mT, b1)
    f.differentiate("mlp", y, input=x, weight0=w0, bias0=b0, weight1=w1, bias1=b1)

    targets = torch.tensor([5, 0, 2, 2, 6])
    ignored = torch.tensor([5, 2, 0, 2, 6])  # 2 is ignored
    for case, classes, options in [
        ("cross-entropy", targets, {}),
        ("cross-entropy-ignoring", ignored, {"ignore_index": 2}),
        ("cross-entropy-smoothing", targets, {"label_smoothing": 0.1}),
        ("cross-entropy-both", ignored, {"ignore_index": 2, "label_smoothing": 0.1}),
    ]:
        (scores,) = parameters(3 * f.normal(5, V))
        f.differentiate(case, F.cross_entropy(scores, classes, **options), input=scores)
        f.store(case, targets=classes)

    x, target = parameters(f.normal(B, D), f.normal(B, D))
    f.differentiate("mean-squared-error", F.mse_loss(x, target.detach()), input=x)
    f.store("mean-squared-error", target=target)

    # Five steps on given gradients: a matrix, which decays under AdamW, and a bias, which does not.
    for case, make in [
        ("sgd", lambda w, b: torch.optim.SGD([w, b], lr=1e-2, momentum=0.9)),
        ("adam", lambda w, b: torch.optim.Adam([w, b], lr=1e-2, betas=(0.9, 0.999), eps=1e-8)),
        ("adamw", lambda w, b: torch.optim.AdamW(
            [{"params": [w], "weight_decay": 0.1}, {"params": [b], "weight_decay": 0}],
            lr=1e-2, betas=(0.9, 0.999), eps=1e-8)),
    ]:
        weight, bias = parameters(f.normal(3, 7), f.normal(7))
        f.store(case, before_weight=weight, before_bias=bias)
        optimizer = make(weight, bias)
        for step in range(5):
            weight.grad, bias.grad = f.normal(3, 7), 10 ** f.uniform(-6, 1, 7)
            f.store(case, **{f"gradient_weight{step}": weight.grad, f"gradient_bias{step}": bias.grad})
            optimizer.step()
            f.store(case, **{f"after_weight{step}": weight, f"after_bias{step}": bias})

    for case, limit in [("clip-long", 1.0), ("clip-short", 100.0)]:
        weight, bias = parameters(f.normal(3, 7), f.normal(7))
        weight.grad, bias.grad = f.normal(3, 7), f.normal(7)
        f.store(case, gradient_weight=weight.grad, gradient_bias=bias.grad, limit=limit)
        norm = nn.utils.clip_grad_norm_([weight, bias], limit, error_if_nonfinite=True)
        f.store(case, norm=norm, clipped_weight=weight.grad, clipped_bias=bias.grad)

    for case, activation in [
        ("affine-relu", F.relu), ("affine-gelu", F.gelu), ("affine-tanh", torch.tanh),
        ("affine-geluTanh", lambda z: F.gelu(z, approximate="tanh")),
    ]:
        x, weight, bias = parameters(2 * f.normal(B, T, D), f.normal(D, 19), f.normal(19))
        f.differentiate(case, activation(F.linear(x, weight.mT, bias)), input=x, weight=weight, bias=bias)

    for case, epsilon in [("rmsnorm", 1e-6), ("rmsnorm-large-epsilon", 0.5)]:
        x, gain = parameters(f.normal(B, T, 19) + 0.5, f.normal(19))
        norm = nn.RMSNorm(19, eps=epsilon)
        y = torch.func.functional_call(norm, {"weight": gain}, (x,))
        f.differentiate(case, y, input=x, gain=gain)
    f.write()


if __name__ == "__main__":
    operations()
    layers()
