"""Writes the folders `models/<kind>`, tiny random checkpoints as Hugging Face transformers save them, and
`models.safetensors`, what they compute.

    python3 make_models.py

needs the packages torch, transformers, pillow, numpy and safetensors. The numbers of the folders are in single precision, some in
16 bits; what is computed from them is computed in float64 on one thread. The file carries the versions and the seed in its
metadata. A tensor is named `<kind>.<role>`; the roles are

    tokens, types       what is read, [B, T]
    source, targets     of an encoder-decoder, [1, T] and [1, U]; the targets are its decoder's inputs
    pixels              [B, C, H, W]
    states, pooled      of a bare BERT
    logits, start, end  what the model computes
    greedy              the ids that greedy decoding continues with

`gpt2-half` has the numbers of `gpt2` in 16 bits and in two files, `gpt2-brain` in BF16; `bert-old` has the names of norms
from the time of TensorFlow, no prefix, and a list of positions.
"""

import json
import pathlib

import numpy
import safetensors.torch
import torch
import transformers

FOLDER = pathlib.Path(__file__).parent / "models"
SEED = 202614
TOKENS = [[3, 7, 1, 9, 0, 4, 4, 2], [5, 5, 8, 10, 6, 1, 3, 7]]
TYPES = [[0, 0, 0, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 1, 1, 1]]
SOURCE, TARGET = [[3, 7, 9, 4, 5, 8, 8, 10, 3, 6, 7, 4, 3, 9, 5, 6, 2, 7, 8, 1]], [[0, 7, 9, 4, 8, 3]]
V = 11

torch.set_num_threads(1)
torch.manual_seed(SEED)
stored = {}

# The library's norm works in float32, whatever its input is.
transformers.models.t5.modeling_t5.T5LayerNorm.forward = lambda norm, x: (
    norm.weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + norm.variance_epsilon)
)

# The library's attention asks for a softmax in float32, whatever its input is.
softmax = torch.nn.functional.softmax
torch.nn.functional.softmax = lambda x, dim, dtype=None: softmax(x, dim=dim)


def store(name, tensor):
    stored[name] = torch.as_tensor(tensor).detach().double().contiguous()


def randomize(model):
    """Large enough that every part shows in the result."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.uniform_(-0.6, 0.6)
            if "norm" in name.lower() or "ln_" in name:
                parameter.add_(1 if name.endswith("weight") else 0)
    return model.eval()


def randomize_lively(model):
    """The same, until what is decoded greedily has several different tokens."""
    while True:
        randomize(model).double()
        pair = model.config.is_encoder_decoder
        begin = [model.config.decoder_start_token_id] if pair else TOKENS[0]
        if len(set(greedy(model, begin, 8, SOURCE if pair else None))) > 3:
            return model.float()


def save(kind, model, **options):
    folder = FOLDER / kind
    model.save_pretrained(folder, **options)
    for left in ["generation_config.json"]:
        (folder / left).unlink(missing_ok=True)


def rewrite(kind, change):
    """Changes the tensors of a folder."""
    path = FOLDER / kind / "model.safetensors"
    safetensors.torch.save_file(change(safetensors.torch.load_file(path)), path, metadata={"format": "pt"})


def greedy(model, tokens, count, source=None):
    """The most probable tokens after these; with a source, of an encoder-decoder."""
    ids = list(tokens)
    with torch.no_grad():
        for _ in range(count):
            given = dict(input_ids=torch.tensor([ids]))
            if source:
                given = dict(input_ids=torch.tensor(source), decoder_input_ids=torch.tensor([ids]))
            ids.append(int(model(**given).logits[0, -1].argmax()))
    return ids[len(tokens):]


def text_model(kind, model):
    model = model.double()
    store(f"{kind}.tokens", torch.tensor(TOKENS))
    store(f"{kind}.logits", model(torch.tensor(TOKENS)).logits)
    store(f"{kind}.greedy", greedy(model, TOKENS[0], 8))


# MARK: GPT

gpt2 = randomize_lively(transformers.GPT2LMHeadModel(transformers.GPT2Config(
    vocab_size=V, n_positions=32, n_embd=8, n_layer=2, n_head=2, n_inner=20, attn_implementation="eager")))
save("gpt2", gpt2)
text_model("gpt2", gpt2)
for kind, dtype, size in [("gpt2-half", torch.float16, "2KB"), ("gpt2-brain", torch.bfloat16, "1GB")]:
    model = transformers.GPT2LMHeadModel.from_pretrained(FOLDER / "gpt2").to(dtype)
    with torch.no_grad():
        model.transformer.wpe.weight[0, :2] = torch.tensor([3e-6, -6e-8])  # subnormal in 16 bits
    save(kind, model, max_shard_size=size)
    text_model(kind, model)

gpt1 = randomize_lively(transformers.OpenAIGPTLMHeadModel(transformers.OpenAIGPTConfig(
    vocab_size=V, n_positions=32, n_embd=8, n_layer=2, n_head=2)))
save("openai-gpt", gpt1)
text_model("openai-gpt", gpt1)

# MARK: BERT

shape = transformers.BertConfig(
    vocab_size=V, hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=20,
    max_position_embeddings=16, attn_implementation="eager", num_labels=3)


def encoder(kind, model, results):
    output = model(input_ids=torch.tensor(TOKENS), token_type_ids=torch.tensor(TYPES))
    store(f"{kind}.tokens", torch.tensor(TOKENS))
    store(f"{kind}.types", torch.tensor(TYPES))
    for role, name in results.items():
        store(f"{kind}.{role}", output[name])


BERTS = {
    "bert": (transformers.BertModel, {"states": "last_hidden_state", "pooled": "pooler_output"}),
    "bert-masked": (transformers.BertForMaskedLM, {"logits": "logits"}),
    "bert-pretraining": (transformers.BertForPreTraining, {"logits": "prediction_logits", "pooled": "seq_relationship_logits"}),
    "bert-classifier": (transformers.BertForSequenceClassification, {"logits": "logits"}),
    "bert-answers": (transformers.BertForQuestionAnswering, {"start": "start_logits", "end": "end_logits"}),
}
for kind, (Model, results) in BERTS.items():
    shape.num_labels = 2 if kind == "bert-answers" else 3
    model = randomize(Model(shape))
    save(kind, model)
    encoder(kind, model.double(), results)

model = randomize(transformers.BertForMaskedLM(shape))
save("bert-old", model)
encoder("bert-old", model.double(), {"logits": "logits"})
rewrite("bert-old", lambda tensors: {
    name.removeprefix("bert.").replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): x
    for name, x in tensors.items()} | {"embeddings.position_ids": torch.arange(16)[None]})

# MARK: ViT

vit = randomize(transformers.ViTForImageClassification(transformers.ViTConfig(
    hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=20, image_size=12, patch_size=4,
    num_channels=3, num_labels=5, attn_implementation="eager")))
save("vit", vit)
# Another mean and deviation for each channel, so that their order shows.
transformers.ViTImageProcessorPil(
    size={"height": 12, "width": 12}, image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225],
).save_pretrained(FOLDER / "vit")
pixels = torch.rand(2, 3, 12, 12).round(decimals=3) * 2 - 1
store("vit.pixels", pixels)
store("vit.logits", vit.double()(pixels.double()).logits)

# MARK: T5 and BART



def pair_model(kind, model, begin):
    model = model.double()
    source, target = torch.tensor(SOURCE), torch.tensor(TARGET)
    target[0, 0] = begin
    store(f"{kind}.source", source)
    store(f"{kind}.targets", target)
    store(f"{kind}.logits", model(input_ids=source, decoder_input_ids=target).logits)
    store(f"{kind}.greedy", greedy(model, [begin], 8, SOURCE))


t5_shape = dict(
    vocab_size=V, d_model=8, d_kv=3, d_ff=20, num_layers=2, num_heads=2, relative_attention_num_buckets=8,
    relative_attention_max_distance=16, decoder_start_token_id=0)
for kind, changes in [("t5", {}), ("t5-gated", dict(feed_forward_proj="gated-gelu", tie_word_embeddings=False))]:
    model = transformers.T5ForConditionalGeneration(transformers.T5Config(**t5_shape, **changes))
    if changes:  # Published files of version 1.1 have an output matrix of their own; this library ties it when it builds one.
        model.lm_head.weight = torch.nn.Parameter(torch.zeros(V, 8))
    save(kind, randomize_lively(model))
    if changes:
        config = json.loads((FOLDER / kind / "config.json").read_text())
        del config["scale_decoder_outputs"]
        (FOLDER / kind / "config.json").write_text(json.dumps(config | changes, indent=2, sort_keys=True) + "\n")
    pair_model(kind, model, 0)

bart = randomize_lively(transformers.BartForConditionalGeneration(transformers.BartConfig(
    vocab_size=V, max_position_embeddings=32, d_model=8, encoder_layers=2, decoder_layers=2, encoder_attention_heads=2,
    decoder_attention_heads=2, encoder_ffn_dim=20, decoder_ffn_dim=20, attn_implementation="eager")))
save("bart", bart)
pair_model("bart", bart, 2)

metadata = {"torch": torch.__version__, "transformers": transformers.__version__, "seed": str(SEED)}
safetensors.torch.save_file(stored, FOLDER.parent / "models.safetensors", metadata=metadata)
print(json.dumps({kind.name: sorted(f.name for f in kind.iterdir()) for kind in sorted(FOLDER.iterdir())}, indent=1))
