"""Writes `transformer.safetensors`, attention, encoder and decoder layers as PyTorch computes them, with all gradients, and
`translator.safetensors`, whole Transformers with their loss.

    python3 make_transformer.py

needs the packages torch, numpy and safetensors. Everything is computed by PyTorch in float64 on one thread. The file
carries the versions and the seed in its metadata. A tensor is named `<case>.<role>`; the roles are

    x                   [B, T, D]
    memory              [B, S, D], where there is one
    lengths, memoryLengths   [B], where padding is hidden
    attention.query.weight and so on: the parameters by the path they have in the course; weights are [inputs, outputs]
    output              [B, T, D]
    weights             [B, H, T, S], of attention alone
    cotangent           the weights of the sum that is differentiated
    gradient.<role>     for x, memory and every parameter

Of a whole Transformer there are

    source, decoderInput, targets   [B, T] and [B, U], tokens; 0 is padding
    lengths             [B], the true lengths of the sources
    sourceEmbedding.weight and so on: the parameters; without the first, one table serves for all
    logits, loss        [B, U, V] and the mean cross-entropy, smoothed by 0.1, without the padding

The name of a case says its kind, B x T x S x D x H, and what is on: causal, pre or post, relu or geluTanh, lengths.

What is given is rounded so that single precision holds it exactly, and is stored so; what is computed is stored in
double.
"""

import torch
from torch import nn
from torch.nn import functional as F

from reference import References

references = References(seed=20267)
uniform, given, store = references.uniform, references.given, references.store


def gelu(x):
    return F.gelu(x, approximate="tanh")


def attention_parts(module, path, D):
    """The course's names for the parts of a MultiheadAttention: (path, parameter, rows, whether transposed)."""
    for index, part in enumerate(["query", "key", "value"]):
        rows = slice(index * D, (index + 1) * D)
        yield f"{path}{part}.weight", module.in_proj_weight, rows, True
        yield f"{path}{part}.bias", module.in_proj_bias, rows, False
    yield f"{path}output.weight", module.out_proj.weight, slice(None), True
    yield f"{path}output.bias", module.out_proj.bias, slice(None), False


def linear_parts(module, path):
    yield f"{path}.weight", module.weight, slice(None), True
    yield f"{path}.bias", module.bias, slice(None), False


def norm_parts(module, path):
    yield f"{path}.gain", module.weight, slice(None), False
    yield f"{path}.bias", module.bias, slice(None), False


def layer_parts(layer, D):
    yield from attention_parts(layer.self_attn, "attention.", D)
    yield from linear_parts(layer.linear1, "feedForward.up")
    yield from linear_parts(layer.linear2, "feedForward.down")
    yield from norm_parts(layer.norm1, "attentionNorm")
    if hasattr(layer, "multihead_attn"):
        yield from attention_parts(layer.multihead_attn, "cross.", D)
        yield from norm_parts(layer.norm2, "crossNorm")
        yield from norm_parts(layer.norm3, "feedForwardNorm")
    else:
        yield from norm_parts(layer.norm2, "feedForwardNorm")


def hidden(T, S):
    """True where a query must not look."""
    return torch.ones(T, S, dtype=torch.bool).triu(S - T + 1)


def padding(lengths, S):
    return None if lengths is None else torch.arange(S)[None, :] >= torch.tensor(lengths)[:, None]


def differentiate(case, output, inputs, parts):
    cotangent = uniform(*output.shape)
    given(f"{case}.cotangent", cotangent)
    (output * cotangent).sum().backward()
    store(f"{case}.output", output)
    for name, tensor in inputs.items():
        store(f"{case}.gradient.{name}", tensor.grad)
    for path, parameter, rows, is_transposed in parts:
        gradient = parameter.grad[rows]
        store(f"{case}.gradient.{path}", gradient.T if is_transposed else gradient)


def fill(case, module, parts):
    """Random numbers in every parameter, gains and biases as well, which begin as ones and zeros."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(uniform(*parameter.shape))
        for path, parameter, rows, is_transposed in parts:
            given(f"{case}.{path}", parameter[rows].T if is_transposed else parameter[rows])


def inputs(case, B, T, S, D, has_memory):
    result = {"x": uniform(B, T, D)}
    if has_memory:
        result["memory"] = uniform(B, S, D)
    for name, tensor in result.items():
        given(f"{case}.{name}", tensor)
        tensor.requires_grad_()
    return result


def title(kind, sizes, *options):
    return " ".join([kind, "x".join(map(str, sizes)), *[option for option in options if option]])


def attention(sizes, is_causal=False, lengths=None):
    B, T, S, D, H = sizes
    is_cross = T != S
    case = title("cross" if is_cross else "self", sizes, "causal" if is_causal else "", "lengths" if lengths else "")
    module = nn.MultiheadAttention(D, H, batch_first=True)
    parts = list(attention_parts(module, "", D))
    fill(case, module, parts)
    variables = inputs(case, B, T, S, D, is_cross)
    source = variables.get("memory", variables["x"])
    if lengths:
        given(f"{case}.lengths", torch.tensor(lengths, dtype=torch.float64))
    output, weights = module(
        variables["x"], source, source, key_padding_mask=padding(lengths, S),
        attn_mask=hidden(T, S) if is_causal else None, average_attn_weights=False,
    )
    store(f"{case}.weights", weights)
    differentiate(case, output, variables, parts)


def encoder(sizes, norm, activation, is_causal=False, lengths=None):
    B, T, _, D, H = sizes
    case = title("encoder", sizes, norm, activation, "causal" if is_causal else "", "lengths" if lengths else "")
    layer = nn.TransformerEncoderLayer(
        D, H, 2 * D, dropout=0.0, activation={"relu": F.relu, "geluTanh": gelu}[activation], batch_first=True,
        norm_first=norm == "pre",
    )
    parts = list(layer_parts(layer, D))
    fill(case, layer, parts)
    variables = inputs(case, B, T, T, D, False)
    if lengths:
        given(f"{case}.lengths", torch.tensor(lengths, dtype=torch.float64))
    output = layer(
        variables["x"], src_mask=hidden(T, T) if is_causal else None, src_key_padding_mask=padding(lengths, T)
    )
    differentiate(case, output, variables, parts)


def decoder(sizes, norm, activation, lengths=None):
    B, T, S, D, H = sizes
    case = title("decoder", sizes, norm, activation, "causal", "lengths" if lengths else "")
    layer = nn.TransformerDecoderLayer(
        D, H, 2 * D, dropout=0.0, activation={"relu": F.relu, "geluTanh": gelu}[activation], batch_first=True,
        norm_first=norm == "pre",
    )
    parts = list(layer_parts(layer, D))
    fill(case, layer, parts)
    variables = inputs(case, B, T, S, D, True)
    if lengths:
        given(f"{case}.memoryLengths", torch.tensor(lengths, dtype=torch.float64))
    output = layer(
        variables["x"], variables["memory"], tgt_mask=hidden(T, T), memory_key_padding_mask=padding(lengths, S)
    )
    differentiate(case, output, variables, parts)


attention((1, 1, 1, 1, 1))
attention((2, 5, 5, 6, 2))
attention((2, 5, 5, 6, 3), is_causal=True)
attention((3, 4, 4, 4, 1), lengths=[4, 1, 2])
attention((3, 4, 4, 8, 2), is_causal=True, lengths=[4, 1, 2])
attention((2, 3, 7, 6, 2))
attention((2, 3, 7, 6, 6), lengths=[7, 2])
for norm in ["pre", "post"]:
    for activation in ["relu", "geluTanh"]:
        encoder((2, 4, 4, 6, 2), norm, activation)
        decoder((2, 3, 5, 6, 2), norm, activation)
    encoder((2, 4, 4, 6, 3), norm, "geluTanh", is_causal=True)
    encoder((2, 4, 4, 6, 3), norm, "geluTanh", lengths=[4, 2])
    decoder((2, 3, 5, 6, 3), norm, "geluTanh", lengths=[5, 1])


def places(T, D):
    """Row t holds sin and cos of t / 10000^(2i/D) in columns 2i and 2i + 1."""
    angles = torch.arange(T)[:, None] / 10000 ** (torch.arange(0, D, 2) / D)
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)


def translator(norm, shares_table):
    B, T, U, D, H, V, depth = 2, 4, 3, 6, 2, 7, 2
    case = title("translator", (B, T, U, D, H, V), norm, "shared" if shares_table else "")
    source = torch.tensor([[3, 4, 5, 6], [6, 3, 0, 0]])
    target = torch.tensor([[1, 5, 3], [1, 4, 0]])
    targets = torch.tensor([[5, 3, 2], [4, 2, 0]])
    lengths = [4, 2]
    options = dict(dropout=0.0, activation=F.relu, batch_first=True, norm_first=norm == "pre")
    model = nn.ModuleDict({"target": nn.Embedding(V, D)})
    parts = [("targetEmbedding.weight", model["target"].weight, slice(None), False)]
    if not shares_table:
        model["source"] = nn.Embedding(V, D)
        parts.append(("sourceEmbedding.weight", model["source"].weight, slice(None), False))
    model["encoder"] = nn.ModuleList(nn.TransformerEncoderLayer(D, H, 4 * D, **options) for _ in range(depth))
    model["decoder"] = nn.ModuleList(nn.TransformerDecoderLayer(D, H, 4 * D, **options) for _ in range(depth))
    model["norms"] = nn.ModuleList(nn.LayerNorm(D) for _ in range(2 if norm == "pre" else 0))
    for index, side in enumerate(["encoder", "decoder"]):
        for number, layer in enumerate(model[side]):
            parts += [(f"{side}.blocks.{number}.{path}", *rest) for path, *rest in layer_parts(layer, D)]
        if norm == "pre":
            parts += norm_parts(model["norms"][index], f"{side}.norm")
    fill(case, model, parts)

    def embed(table, tokens):
        return table(tokens) * D**0.5 + places(tokens.shape[1], D)

    x = embed(model["target" if shares_table else "source"], source)
    for layer in model["encoder"]:
        x = layer(x, src_key_padding_mask=padding(lengths, T))
    memory = model["norms"][0](x) if norm == "pre" else x
    y = embed(model["target"], target)
    for layer in model["decoder"]:
        y = layer(y, memory, tgt_mask=hidden(U, U), memory_key_padding_mask=padding(lengths, T))
    y = model["norms"][1](y) if norm == "pre" else y
    logits = y @ model["target"].weight.T
    loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=0, label_smoothing=0.1)
    loss.backward()
    for name, tokens in [("source", source), ("decoderInput", target), ("targets", targets), ("lengths", torch.tensor(lengths))]:
        given(f"{case}.{name}", tokens.double())
    store(f"{case}.logits", logits)
    store(f"{case}.loss", loss)
    for path, parameter, rows, is_transposed in parts:
        gradient = parameter.grad[rows]
        store(f"{case}.gradient.{path}", gradient.T if is_transposed else gradient)


references.write("transformer")
for norm in ["pre", "post"]:
    translator(norm, shares_table=norm == "post")
references.write("translator")
