"""Writes `vit.safetensors`: convolutions, max pooling, batch norm of pictures and NT-Xent as PyTorch computes them, and a
tiny ViTForImageClassification of Hugging Face's transformers, all with every gradient.

    python3 make_vit.py

needs the packages torch, transformers, numpy and safetensors. Everything is computed in float64 on one thread. The file
carries the versions and the seed in its metadata. A tensor is named `<case>.<role>`. Pictures are stored channels last,
weights of convolutions as [k, k, inputs, outputs], weights of linear maps as [inputs, outputs].

    convolution-<k>-<stride>-<padding>   x, weight, bias, output, cotangent, gradient.x, gradient.weight, gradient.bias
    pool-<k>                             x, output, cotangent, gradient.x
    block                                a pre-activation residual block in training: x, its parameters by the path they
                                         have in the course, output, cotangent, gradient.x, gradient.<path>
    contrast-<half or tenth>            z, output, gradient.z
    vit                                  pictures, labels, parameters by their path, states, logits, loss,
                                         gradient.<path>, attention.<block>; and larger: pictures of another size, with
                                         larger.logits by interpolated positions

What is given is rounded so that single precision holds it exactly, and is stored so; what is computed is stored in
double.
"""

import torch
import transformers
from torch.nn import functional

from reference import References

# The library's attention asks for a softmax in float32, whatever its input is.
softmax = functional.softmax
functional.softmax = lambda x, dim, dtype=None: softmax(x, dim=dim)

references = References(seed=202612)
uniform, given, store = references.uniform, references.given, references.store


def last(x):
    """Channels last."""
    return x.permute(0, 2, 3, 1)


def kernel(weight):
    """[O, C, k, k] as [k, k, C, O]."""
    return weight.permute(2, 3, 1, 0)


def backward(output, shape=None):
    cotangent = uniform(*output.shape)
    output.backward(cotangent)
    return cotangent


for size, stride, padding, inputs, outputs in [(3, 1, 1, 3, 4), (3, 2, 1, 2, 5), (1, 2, 0, 4, 3), (5, 1, 0, 1, 2), (4, 4, 0, 3, 6), (2, 3, 2, 2, 3)]:
    case = f"convolution-{size}-{stride}-{padding}"
    layer = torch.nn.Conv2d(inputs, outputs, size, stride=stride, padding=padding)
    with torch.no_grad():
        layer.weight.copy_(uniform(*layer.weight.shape))
        layer.bias.copy_(uniform(outputs))
    x = uniform(2, inputs, 8, 9).requires_grad_()
    output = layer(x)
    cotangent = backward(output)
    given(f"{case}.x", last(x))
    given(f"{case}.weight", kernel(layer.weight))
    given(f"{case}.bias", layer.bias)
    given(f"{case}.cotangent", last(cotangent))
    store(f"{case}.output", last(output))
    store(f"{case}.gradient.x", last(x.grad))
    store(f"{case}.gradient.weight", kernel(layer.weight.grad))
    store(f"{case}.gradient.bias", layer.bias.grad)

for size in [2, 3]:
    case = f"pool-{size}"
    # Few different numbers, so that several of a square are the largest.
    x = (torch.round(4 * uniform(2, 3, 7, 8)) / 4).requires_grad_()
    output = torch.nn.MaxPool2d(size)(x)
    cotangent = backward(output)
    given(f"{case}.x", last(x))
    given(f"{case}.cotangent", last(cotangent))
    store(f"{case}.output", last(output))
    store(f"{case}.gradient.x", last(x.grad))


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.firstNorm, self.secondNorm = torch.nn.BatchNorm2d(3), torch.nn.BatchNorm2d(5)
        self.first = torch.nn.Conv2d(3, 5, 3, padding=1, bias=False)
        self.second = torch.nn.Conv2d(5, 5, 3, padding=1, bias=False)
        self.shortcut = torch.nn.Conv2d(3, 5, 1, bias=False)

    def forward(self, x):
        inner = self.first(torch.relu(self.firstNorm(x)))
        return self.shortcut(x) + self.second(torch.relu(self.secondNorm(inner)))


block = Block()
parts = []
for name in ["firstNorm", "secondNorm"]:
    parts += [(f"{name}.gain", getattr(block, name).weight, lambda x: x), (f"{name}.bias", getattr(block, name).bias, lambda x: x)]
for name in ["first", "second", "shortcut"]:
    parts.append((f"{name}.weight", getattr(block, name).weight, kernel))
references.randomize(block, parts)
x = uniform(2, 3, 5, 4).requires_grad_()
output = block(x)
cotangent = backward(output)
given("block.x", last(x))
given("block.cotangent", last(cotangent))
store("block.output", last(output))
store("block.gradient.x", last(x.grad))
for path, parameter, part in parts:
    given(f"block.{path}", part(parameter))
    store(f"block.gradient.{path}", part(parameter.grad))
for name in ["firstNorm", "secondNorm"]:
    store(f"block.after.{name}.mean", getattr(block, name).running_mean)
    store(f"block.after.{name}.variance", getattr(block, name).running_var)

for name, temperature in [("half", 0.5), ("tenth", 0.1)]:
    case = f"contrast-{name}"
    z = uniform(8, 5).requires_grad_()
    # By the formula of the paper, one pair after the other.
    directions = z / z.norm(dim=1, keepdim=True)
    terms = []
    for i in range(8):
        candidates = torch.stack([directions[i] @ directions[k] / temperature for k in range(8) if k != i])
        positive = directions[i] @ directions[(i + 4) % 8] / temperature
        terms.append(torch.logsumexp(candidates, 0) - positive)
    loss = torch.stack(terms).mean()
    loss.backward()
    given(f"{case}.z", z)
    store(f"{case}.output", loss)
    store(f"{case}.gradient.z", z.grad)


def linear(path, layer):
    yield f"{path}.weight", layer.weight, lambda x: x.T
    yield f"{path}.bias", layer.bias, lambda x: x


def norm(path, layer):
    yield f"{path}.gain", layer.weight, lambda x: x
    yield f"{path}.bias", layer.bias, lambda x: x


def vit_parts(model):
    embeddings, encoder = model.vit.embeddings, model.vit
    projection = embeddings.patch_embeddings.projection
    yield "encoder.classToken", embeddings.cls_token, lambda x: x.reshape(-1)
    yield "encoder.positions", embeddings.position_embeddings, lambda x: x[0]
    # A patch lies as its pixels do: rows, columns, then channels.
    yield "encoder.projection.weight", projection.weight, lambda x: kernel(x).reshape(-1, x.shape[0])
    yield "encoder.projection.bias", projection.bias, lambda x: x
    for index, block in enumerate(model.vit.encoder.layer if hasattr(model.vit, "encoder") else model.vit.layers):
        path = f"encoder.stack.blocks.{index}"
        yield from block_parts(path, block)
    yield from norm("encoder.stack.norm", model.vit.layernorm)
    yield from linear("head", model.classifier)


def block_parts(path, block):
    attention = block.attention
    inner = getattr(attention, "attention", attention)
    names = [("query", ["query", "q_proj"]), ("key", ["key", "k_proj"]), ("value", ["value", "v_proj"])]
    for name, candidates in names:
        yield from linear(f"{path}.attention.{name}", next(getattr(inner, c) for c in candidates if hasattr(inner, c)))
    out = attention.output.dense if hasattr(attention, "output") else attention.o_proj
    yield from linear(f"{path}.attention.output", out)
    yield from norm(f"{path}.attentionNorm", block.layernorm_before)
    up, down = (
        (block.intermediate.dense, block.output.dense) if hasattr(block, "intermediate") else (block.mlp.fc1, block.mlp.fc2)
    )
    yield from linear(f"{path}.feedForward.up", up)
    yield from linear(f"{path}.feedForward.down", down)
    yield from norm(f"{path}.feedForwardNorm", block.layernorm_after)


shape = transformers.ViTConfig(
    hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=12, image_size=12, patch_size=4,
    num_channels=3, num_labels=5, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, layer_norm_eps=1e-12,
    attn_implementation="eager",
)
model = transformers.ViTForImageClassification(shape)
parts = list(vit_parts(model))
references.randomize(model, parts)
assert len(parts) == len(list(model.parameters())), [n for n, _ in model.named_parameters()]
pictures = uniform(3, 3, 12, 12)
labels = torch.tensor([4, 0, 2])
result = model(pictures, labels=labels, output_hidden_states=True, output_attentions=True)
result.loss.backward()
given("vit.pictures", last(pictures))
given("vit.labels", labels.double())
store("vit.states", model.vit(pictures).last_hidden_state)
store("vit.logits", result.logits)
store("vit.loss", result.loss)
for index, weights in enumerate(result.attentions):
    store(f"vit.attention.{index}", weights)
for path, parameter, part in parts:
    given(f"vit.{path}", part(parameter))
    store(f"vit.gradient.{path}", part(parameter.grad))
larger = uniform(2, 3, 16, 20)
given("vit.larger.pictures", last(larger))
store("vit.larger.logits", model(larger, interpolate_pos_encoding=True).logits)

references.write("vit", transformers)
