"""The parameters of Hugging Face's GPT-1 and GPT-2 by the paths that they have in the course."""

import transformers


def parts(model):
    """Every parameter with its path in the course, as a view of the tensor and a way to take the same part of a gradient.

    Query, key and value are columns of one matrix here, and three matrices there.
    """
    body = model.transformer
    first = isinstance(model, transformers.OpenAIGPTLMHeadModel)
    table, positions = (body.tokens_embed, body.positions_embed) if first else (body.wte, body.wpe)
    D = table.weight.shape[1]
    yield "tokens.weight", table.weight, lambda x: x
    yield "positions.weight", positions.weight, lambda x: x
    for index, block in enumerate(body.h):
        path = f"stack.blocks.{index}"
        for part, name in enumerate(["query", "key", "value"]):
            columns = slice(part * D, (part + 1) * D)
            yield f"{path}.attention.{name}.weight", block.attn.c_attn.weight, lambda x, c=columns: x[:, c]
            yield f"{path}.attention.{name}.bias", block.attn.c_attn.bias, lambda x, c=columns: x[c]
        for name, layer in [
            ("attention.output", block.attn.c_proj),
            ("feedForward.up", block.mlp.c_fc),
            ("feedForward.down", block.mlp.c_proj),
        ]:
            yield f"{path}.{name}.weight", layer.weight, lambda x: x
            yield f"{path}.{name}.bias", layer.bias, lambda x: x
        for name, norm in [("attentionNorm", block.ln_1), ("feedForwardNorm", block.ln_2)]:
            yield f"{path}.{name}.gain", norm.weight, lambda x: x
            yield f"{path}.{name}.bias", norm.bias, lambda x: x
    if not first:
        yield "stack.norm.gain", body.ln_f.weight, lambda x: x
        yield "stack.norm.bias", body.ln_f.bias, lambda x: x
