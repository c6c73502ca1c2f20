"""Writes `bert.safetensors`: tiny BERTs with every head, an ALBERT and an ELECTRA as Hugging Face transformers compute
them, with all gradients.

    python3 make_bert.py

needs the packages torch, transformers, numpy and safetensors. Everything is computed in float64 on one thread. The file
carries the versions and the seed in its metadata. A tensor is named `<case>.<role>`; the roles are

    tokens, segments    [B, T]
    lengths             [B]
    embeddings.tokens.weight and so on: the parameters by the path they have in the course; weights are [inputs, outputs]
    labels              of the positions, -1 for those that do not count, or of the rows
    starts, ends        of spans, [B]
    nextSentenceLabels  [B]
    states, pooled, logits, nextSentenceLogits, start, end    what the model computes
    loss                the model's own
    cotangent.<role>    of the bare model: the weights of the sum that is differentiated
    gradient.<path>     for every parameter
    gradient.vectors    for the rows of the token table at the input, [B, T, D]

Two rows hold two segments each; the second is padded, but in the case `reading full`. For spans, transformers let the
padding take part in the softmax; in the case `reading` it is left out of the loss, which is then computed here. That of
the case `detector` is, too, since transformers round the labels' loss to single precision.

Two details of the published models must show in the numbers. The rows at the first layer norm are small, so that their
variance does not hide another epsilon; what passes through the activation is not, so that the GELU's tanh form differs.

What is given is rounded so that single precision holds it exactly, and is stored so; what is computed is stored in
double.
"""

import torch
import transformers
from torch.nn import functional as F

from reference import References

PADDED = [[2, 7, 8, 3, 9, 5, 3], [2, 6, 3, 10, 3, 0, 0]]
FULL = [[2, 7, 8, 3, 9, 5, 3], [2, 6, 5, 10, 3, 8, 3]]
SEGMENTS = {0: [[0, 0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 0, 0]], 1: [[0, 0, 0, 0, 1, 1, 1], [0, 0, 0, 0, 0, 1, 1]]}

references = References(seed=202609)
uniform, given, store = references.uniform, references.given, references.store


def linear_parts(module, path):
    yield f"{path}.weight", module.weight, True
    yield f"{path}.bias", module.bias, False


def norm_parts(module, path):
    yield f"{path}.gain", module.weight, False
    yield f"{path}.bias", module.bias, False


def table_parts(tables, path):
    yield f"{path}embeddings.tokens.weight", tables.word_embeddings.weight, False
    yield f"{path}embeddings.segments.weight", tables.token_type_embeddings.weight, False
    yield f"{path}embeddings.positions.weight", tables.position_embeddings.weight, False
    yield from norm_parts(tables.LayerNorm, f"{path}embeddings.norm")


def body_parts(bert, path):
    yield from table_parts(bert.embeddings, path)
    if hasattr(bert, "embeddings_project"):
        yield from linear_parts(bert.embeddings_project, f"{path}embeddings.projection")
    for index, layer in enumerate(bert.encoder.layer):
        block = f"{path}encoder.blocks.{index}"
        for name in ["query", "key", "value"]:
            yield from linear_parts(getattr(layer.attention.self, name), f"{block}.attention.{name}")
        yield from linear_parts(layer.attention.output.dense, f"{block}.attention.output")
        yield from linear_parts(layer.intermediate.dense, f"{block}.feedForward.up")
        yield from linear_parts(layer.output.dense, f"{block}.feedForward.down")
        yield from norm_parts(layer.attention.output.LayerNorm, f"{block}.attentionNorm")
        yield from norm_parts(layer.output.LayerNorm, f"{block}.feedForwardNorm")
    if getattr(bert, "pooler", None) is not None:
        yield from linear_parts(bert.pooler.dense, f"{path}pooler")


def albert_parts(albert):
    yield from table_parts(albert.embeddings, "body.")
    yield from linear_parts(albert.encoder.embedding_hidden_mapping_in, "body.embeddings.projection")
    (group,) = albert.encoder.albert_layer_groups
    (layer,) = group.albert_layers
    block = "body.encoder.blocks.0"
    for name in ["query", "key", "value"]:
        yield from linear_parts(getattr(layer.attention, name), f"{block}.attention.{name}")
    yield from linear_parts(layer.attention.dense, f"{block}.attention.output")
    yield from linear_parts(layer.ffn, f"{block}.feedForward.up")
    yield from linear_parts(layer.ffn_output, f"{block}.feedForward.down")
    yield from norm_parts(layer.attention.LayerNorm, f"{block}.attentionNorm")
    yield from norm_parts(layer.full_layer_layer_norm, f"{block}.feedForwardNorm")


def masked_language_parts(transform, decoder):
    yield from linear_parts(transform.dense, "maskedLanguage.dense")
    yield from norm_parts(transform.LayerNorm, "maskedLanguage.norm")
    yield "maskedLanguage.bias", decoder.bias, False


def fill(case, parts):
    """Random numbers in every parameter, gains and biases as well, which begin as ones and zeros."""
    with torch.no_grad():
        for path, parameter, is_transposed in parts:
            numbers = uniform(*parameter.shape)
            if "embeddings" in path and path.endswith("weight"):
                numbers = numbers / 16
            elif path == "maskedLanguage.bias":
                numbers = numbers / 8
            elif path.endswith("gain"):
                numbers = 1 + numbers / 2
            parameter.copy_(numbers)
            given(f"{case}.{path}", parameter.T if is_transposed else parameter)


def run(case, kind, parts_of, is_full=False, labels=None, loss_of=None, results=(), **options):
    """One case: `loss_of` computes the loss from the outputs if it is not the model's own."""
    family = kind.removesuffix("Model").split("For")[0]
    config = getattr(transformers, f"{family}Config")(
        vocab_size=11, hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=12,
        max_position_embeddings=8, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, pad_token_id=None,
        attn_implementation="eager", **options,
    )
    assert config.hidden_act == "gelu" and config.layer_norm_eps == 1e-12
    model = getattr(transformers, kind)(config).double()
    parts = list(parts_of(model))
    known = {id(parameter) for _, parameter, _ in parts}
    assert all(id(parameter) in known for parameter in model.parameters()), case
    fill(case, parts)

    tokens = torch.tensor(FULL if is_full else PADDED)
    segments = torch.tensor(SEGMENTS[int(is_full)])
    lengths = torch.tensor([7, 7 if is_full else 5])
    real = torch.arange(7)[None, :] < lengths[:, None]
    for name, tensor in [("tokens", tokens), ("segments", segments), ("lengths", lengths)]:
        given(f"{case}.{name}", tensor)
    for name, tensor in (labels or {}).items():
        ours = {"next_sentence_label": "nextSentenceLabels", "start_positions": "starts", "end_positions": "ends"}
        given(f"{case}.{ours.get(name, name)}", torch.where(tensor == -100, -1, tensor))

    kept = []
    base = model.base_model
    base.embeddings.word_embeddings.register_forward_hook(lambda _, __, y: (y.retain_grad(), kept.append(y))[-1])
    outputs = model(
        input_ids=tokens, token_type_ids=segments, attention_mask=real.long(), **({} if loss_of else labels or {})
    )
    for name, ours in results:
        store(f"{case}.{ours}", getattr(outputs, name))
    if labels is None:
        loss = 0
        for name, ours in results:
            cotangent = uniform(*getattr(outputs, name).shape)
            given(f"{case}.cotangent.{ours}", cotangent)
            loss = loss + (getattr(outputs, name) * cotangent).sum()
    else:
        loss = loss_of(outputs, real) if loss_of else outputs.loss
        store(f"{case}.loss", loss)
    loss.backward()
    for path, parameter, is_transposed in parts:
        store(f"{case}.gradient.{path}", parameter.grad.T if is_transposed else parameter.grad)
    store(f"{case}.gradient.vectors", kept[0].grad)


run(
    "model", "BertModel", lambda model: body_parts(model, ""),
    results=[("last_hidden_state", "states"), ("pooler_output", "pooled")],
)

masked = torch.full((2, 7), -100)
masked[0, 1], masked[0, 5], masked[1, 3] = 9, 5, 6
run(
    "maskedLanguage", "BertForMaskedLM",
    lambda model: [
        *body_parts(model.bert, "body."),
        *masked_language_parts(model.cls.predictions.transform, model.cls.predictions.decoder),
    ],
    labels={"labels": masked}, results=[("logits", "logits")],
)
run(
    "pretraining", "BertForPreTraining",
    lambda model: [
        *body_parts(model.bert, "body."), *masked_language_parts(model.cls.predictions.transform, model.cls.predictions.decoder),
        *linear_parts(model.cls.seq_relationship, "nextSentence"),
    ],
    labels={"labels": masked, "next_sentence_label": torch.tensor([0, 1])},
    results=[("prediction_logits", "logits"), ("seq_relationship_logits", "nextSentenceLogits")],
)
run(
    "classification", "BertForSequenceClassification",
    lambda model: [*body_parts(model.bert, "body."), *linear_parts(model.classifier, "output")],
    labels={"labels": torch.tensor([2, 0])}, results=[("logits", "logits")], num_labels=3,
)
run(
    "tagging", "BertForTokenClassification",
    lambda model: [*body_parts(model.bert, "body."), *linear_parts(model.classifier, "output")],
    labels={"labels": torch.tensor([[-100, 3, 1, -100, -100, -100, -100], [-100, 2, -100, -100, -100, -100, -100]])},
    results=[("logits", "logits")], num_labels=4,
)


def span_loss(outputs, real):
    def one(logits, targets):
        return F.cross_entropy(logits.masked_fill(~real, -torch.inf), targets)

    return (one(outputs.start_logits, torch.tensor([4, 3])) + one(outputs.end_logits, torch.tensor([5, 3]))) / 2


for is_full, ends in [(False, [5, 3]), (True, [5, 5])]:
    run(
        "reading full" if is_full else "reading", "BertForQuestionAnswering",
        lambda model: [*body_parts(model.bert, "body."), *linear_parts(model.qa_outputs, "output")],
        is_full=is_full, loss_of=None if is_full else span_loss,
        labels={"start_positions": torch.tensor([4, 5 if is_full else 3]), "end_positions": torch.tensor(ends)},
        results=[("start_logits", "start"), ("end_logits", "end")],
    )

# Relatives whose tables are narrower than their blocks. ALBERT's two blocks are one.
run(
    "albert", "AlbertForMaskedLM",
    lambda model: [
        *albert_parts(model.albert), *masked_language_parts(model.predictions, model.predictions.decoder)
    ],
    labels={"labels": masked}, results=[("logits", "logits")], embedding_size=6, hidden_act="gelu",
)
run(
    "generator", "ElectraForMaskedLM",
    lambda model: [
        *body_parts(model.electra, "body."),
        *masked_language_parts(model.generator_predictions, model.generator_lm_head),
    ],
    labels={"labels": masked}, results=[("logits", "logits")], embedding_size=6,
)
replaced = torch.tensor([[0, 1, 0, 0, 0, 1, 0], [0, 0, 0, 1, 0, 0, 0]])
run(
    "detector", "ElectraForPreTraining",
    lambda model: [
        *body_parts(model.electra, "body."), *linear_parts(model.discriminator_predictions.dense, "dense"),
        *linear_parts(model.discriminator_predictions.dense_prediction, "output"),
    ],
    labels={"labels": replaced}, results=[("logits", "logits")], embedding_size=6,
    loss_of=lambda outputs, real: F.binary_cross_entropy_with_logits(outputs.logits[real], replaced[real].double()),
)

references.write("bert", transformers)
