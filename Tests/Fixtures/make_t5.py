"""Writes `t5.safetensors`: tiny T5 (version 1.0 and 1.1) and BART models as Hugging Face transformers compute them, with
all gradients, and what they generate.

    python3 make_t5.py

needs the packages torch, transformers, numpy and safetensors. Everything is computed in float64 on one thread. The file
carries the versions and the seed in its metadata. A tensor is named `<case>.<role>`; the cases are t5, t5v11 and bart, and
the roles are

    source, targets     [B, T] and [B, U], padded; the lengths are in sourceLengths and targetLengths
    tokens.weight and so on: the parameters by the path they have in the course; weights are [inputs, outputs]
    memory              the encoder's outputs, [B, T, D]; those in the padding are set to 0
    logits              [B, U, V], given the targets moved by one; those in the padding are set to 0
    loss                the mean over the targets that are not padding
    gradient.<path>     for every parameter
    greedy              what is decoded from each source, [B, 6], the padding token behind the end
    buckets             of the cases t5 and t5v11: the bucket of each key at -150 ..< 151 from a query, [2, 301], of the
                        encoder, then of the decoder

What is given is rounded so that single precision holds it exactly, and is stored so; what is computed is stored in
double.
"""

import torch
import transformers

from reference import References

# T5's longest source is longer than 2 * 8, so that buckets of more than one distance occur.
SOURCES = [[3, 7, 12, 9, 4, 5, 8, 8, 10, 3, 6, 7, 11, 12, 4, 3, 9, 5, 6, 1], [5, 8, 10, 6, 1], [4, 9, 12, 3, 3, 7, 10, 5, 1]]
TARGETS = [[7, 9, 1], [8, 10, 6, 5, 3, 4, 11, 1], [12, 12, 3, 4, 1]]
V, D, H, HEAD, F, N = 13, 8, 2, 3, 10, 2

# The library's norm works in float32, whatever its input is.
transformers.models.t5.modeling_t5.T5LayerNorm.forward = lambda norm, x: (
    norm.weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + norm.variance_epsilon)
)

references = References(seed=202611)
given, store = references.given, references.store


def padded(rows, padding):
    width = max(map(len, rows))
    return torch.tensor([row + [padding] * (width - len(row)) for row in rows])


def linear(path, layer):
    yield f"{path}.weight", layer.weight, lambda x: x.T
    if layer.bias is not None:
        yield f"{path}.bias", layer.bias, lambda x: x


def norm(path, layer):
    yield f"{path}.gain", layer.weight, lambda x: x
    if getattr(layer, "bias", None) is not None:
        yield f"{path}.bias", layer.bias, lambda x: x


def t5_parts(model):
    """Every parameter with its path in the course, and how the same numbers lie there."""
    yield "tokens.weight", model.shared.weight, lambda x: x
    for name, stack in [("encoder", model.encoder), ("decoder", model.decoder)]:
        table = stack.block[0].layer[0].SelfAttention.relative_attention_bias.weight
        yield f"{name}Positions.weight", table, lambda x: x
        for index, block in enumerate(stack.block):
            path = f"{name}.blocks.{index}"
            attentions = [("attention", block.layer[0].SelfAttention, block.layer[0].layer_norm)]
            if name == "decoder":
                attentions.append(("cross", block.layer[1].EncDecAttention, block.layer[1].layer_norm))
            for part, layer, its_norm in attentions:
                for projection, own in [("query", layer.q), ("key", layer.k), ("value", layer.v), ("output", layer.o)]:
                    yield from linear(f"{path}.{part}.{projection}", own)
                yield from norm(f"{path}.{part}Norm", its_norm)
            feed_forward = block.layer[-1].DenseReluDense
            if hasattr(feed_forward, "wi"):
                yield from linear(f"{path}.feedForward.up", feed_forward.wi)
            else:
                yield from linear(f"{path}.feedForward.gate", feed_forward.wi_0)
                yield from linear(f"{path}.feedForward.up", feed_forward.wi_1)
            yield from linear(f"{path}.feedForward.down", feed_forward.wo)
            yield from norm(f"{path}.feedForwardNorm", block.layer[-1].layer_norm)
        yield from norm(f"{name}.norm", stack.final_layer_norm)
    if model.lm_head.weight is not model.shared.weight:
        yield from linear("output", model.lm_head)


def bart_parts(model):
    body = model.model
    yield "tokens.weight", body.shared.weight, lambda x: x
    for name, stack in [("encoder", body.encoder), ("decoder", body.decoder)]:
        yield f"{name}Positions.positions.weight", stack.embed_positions.weight, lambda x: x
        yield from norm(f"{name}Positions.norm", stack.layernorm_embedding)
        for index, block in enumerate(stack.layers):
            path = f"{name}.blocks.{index}"
            attentions = [("attention", block.self_attn, block.self_attn_layer_norm)]
            if name == "decoder":
                attentions.append(("cross", block.encoder_attn, block.encoder_attn_layer_norm))
            for part, layer, its_norm in attentions:
                for projection, own in [
                    ("query", layer.q_proj), ("key", layer.k_proj), ("value", layer.v_proj), ("output", layer.out_proj)
                ]:
                    yield from linear(f"{path}.{part}.{projection}", own)
                yield from norm(f"{path}.{part}Norm", its_norm)
            yield from linear(f"{path}.feedForward.up", block.fc1)
            yield from linear(f"{path}.feedForward.down", block.fc2)
            yield from norm(f"{path}.feedForwardNorm", block.final_layer_norm)


def build(name):
    """The model and its parts."""
    if name == "bart":
        shape = transformers.BartConfig(
            vocab_size=V, max_position_embeddings=24, d_model=D, encoder_layers=N, decoder_layers=N,
            encoder_attention_heads=H, decoder_attention_heads=H, encoder_ffn_dim=F, decoder_ffn_dim=F, dropout=0.0,
            pad_token_id=0, bos_token_id=2, eos_token_id=1, decoder_start_token_id=1, forced_eos_token_id=None,
            attn_implementation="eager",
        )
        return transformers.BartForConditionalGeneration(shape), bart_parts
    second = name == "t5v11"
    shape = transformers.T5Config(
        vocab_size=V, d_model=D, d_kv=HEAD, d_ff=F, num_layers=N, num_heads=H, dropout_rate=0.0,
        feed_forward_proj="gated-gelu" if second else "relu", tie_word_embeddings=not second, pad_token_id=0,
        eos_token_id=1, decoder_start_token_id=0, attn_implementation="eager",
    )
    model = transformers.T5ForConditionalGeneration(shape)
    if second:
        # The published files have an output matrix of their own; a new model of this version of the library ties it.
        model.lm_head.weight = torch.nn.Parameter(torch.zeros(V, D))
        assert not model.config.scale_decoder_outputs
    return model, t5_parts


for name in ["t5", "t5v11", "bart"]:
    model, parts = build(name)
    model = model.double().eval()
    references.randomize(model, parts(model))
    source, targets = padded(SOURCES, 0), padded(TARGETS, 0)
    lengths = torch.tensor([len(row) for row in SOURCES])
    counted = torch.arange(targets.shape[1])[None] < torch.tensor([len(row) for row in TARGETS])[:, None]
    visible = torch.arange(source.shape[1])[None] < lengths[:, None]
    given(f"{name}.source", source.double())
    given(f"{name}.targets", targets.double())
    given(f"{name}.sourceLengths", lengths.double())
    given(f"{name}.targetLengths", counted.sum(-1).double())
    for path, parameter, part in parts(model):
        given(f"{name}.{path}", part(parameter))
    assert {id(p) for _, p, _ in parts(model)} == {id(p) for p in model.parameters()}, name

    labels = targets.masked_fill(~counted, -100)
    result = model(input_ids=source, attention_mask=visible.long(), labels=labels)
    result.loss.backward()
    store(f"{name}.memory", result.encoder_last_hidden_state * visible[..., None])
    store(f"{name}.logits", result.logits * counted[..., None])
    store(f"{name}.loss", result.loss)
    for path, parameter, part in parts(model):
        store(f"{name}.gradient.{path}", part(parameter.grad))
    with torch.no_grad():
        written = model.generate(
            input_ids=source, attention_mask=visible.long(), max_new_tokens=6, min_new_tokens=0, num_beams=1,
            do_sample=False,
        )[:, 1:]
    given(f"{name}.greedy", torch.nn.functional.pad(written, (0, 6 - written.shape[1])).double())
    if name != "bart":
        offsets = torch.arange(-150, 151)
        bucket = type(model.encoder.block[0].layer[0].SelfAttention)._relative_position_bucket
        both = [bucket(offsets, bidirectional=b, num_buckets=32, max_distance=128) for b in [True, False]]
        given(f"{name}.buckets", torch.stack(both).double())

references.write("t5", transformers)
