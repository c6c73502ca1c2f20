"""Writes `tokens-unigram*`: a unigram tokenizer as Hugging Face trains and runs it.

    python3 make_unigram.py

needs the package tokenizers, and `tokens-text.txt`, which make_tokens.py writes. Its strings are drawn from the seed
below.

    tokens-unigram.json            600 tokens: those of T5's special names, the learned ones, and ten sentinels
    tokens-unigram-expected.json   versions, seed, and for many hard strings the numbers of their tokens: by these
                                   scores, by scores rounded down to whole numbers, which makes many ties, and with the names
                                   of special tokens in the string; for some rows of numbers, the text they decode to
"""

import json
import math
import random

import tokenizers
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from make_tokens import FOLDER, HARD

SEED = 20267
SENTINELS = 10
SPECIAL = ["<pad>", "</s>", "<unk>"]

MORE = [
    "abab abba aabb", "thethethe", "unknown: \u0416\u0429 \u0416a\u0429 a\u0416\u0429b \u0416 \u0429", "\u0416", " \u0416\u0429",
    "\u2581", "a\u2581b", "\u2581\u2581a", " \u2581", "\u2581 a", "\u2580\u2581\u2582", "a \u0416\n\u0416 b", "The word. The word, the word; the word!",
    "<pad", "pad>", "\U0001f600\U0001f601 \U0001f602", "e\u0301\u0416", "mi\u00df\u00e9", "\u65e5\u672c\u65e5 \u672c",
]

MARKED = [
    "the <extra_id_0> of", "<extra_id_1>", "</s></s>", "a</s>", "a <pad> b", "<extra_id_12>", "<extra_id_9><unk> x",
    " <extra_id_0>", "\u0416<unk>\u0416",
]


def pipeline(vocabulary, special):
    tokenizer = Tokenizer(models.Unigram(vocabulary, SPECIAL.index("<unk>"), False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="\u2581", prepend_scheme="always")
    tokenizer.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in special])
    return tokenizer


def trained(source, size):
    """The vocabulary with its scores."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    trainer = trainers.UnigramTrainer(
        vocab_size=size, special_tokens=SPECIAL, unk_token="<unk>", show_progress=False)
    tokenizer.train_from_iterator(source.split("\n"), trainer)
    return [(piece, score) for piece, score in json.loads(tokenizer.to_str())["model"]["vocab"]]


def main():
    numbers = random.Random(SEED)
    source = (FOLDER / "tokens-text.txt").read_bytes().decode()
    sentinels = [f"<extra_id_{k}>" for k in reversed(range(SENTINELS))]
    vocabulary = trained(source, 600 - SENTINELS) + [(name, 0.0) for name in sentinels]
    marked, plain = pipeline(vocabulary, SPECIAL + sentinels), pipeline(vocabulary, [])
    ties = pipeline([(piece, math.floor(score)) for piece, score in vocabulary], [])
    path = FOLDER / "tokens-unigram.json"
    path.write_text(marked.to_str())
    print(path.name, path.stat().st_size, "tokens", len(vocabulary))

    drawn = ["".join(numbers.choices(source + "".join(HARD), k=numbers.randrange(40))) for _ in range(120)]
    starts = [numbers.randrange(len(source) - 60) for _ in range(40)]
    strings = HARD + MORE + drawn + [source[start : start + 60] for start in starts]
    # A name of a special token is a piece like any other for Hugging Face's model, if it is not marked.
    strings = [s for s in strings if not any(name in s for name, _ in vocabulary if name in SPECIAL + sentinels)]
    rows = [numbers.choices(range(len(vocabulary)), k=numbers.randrange(9)) for _ in range(60)]
    rows += [plain.encode(s).ids for s in strings[:60]]
    expected = {
        "made with": f"tokenizers {tokenizers.__version__}, seed {SEED}",
        "tokens": [[s, plain.encode(s).ids] for s in strings],
        "ties": [[s, ties.encode(s).ids] for s in strings],
        "marked": [[s, marked.encode(s).ids] for s in MARKED],
        "decoded": [[marked.decode(row, skip_special_tokens=False), row] for row in rows],
    }
    path = FOLDER / "tokens-unigram-expected.json"
    path.write_text(json.dumps(expected, separators=(",", ":")) + "\n")
    print(path.name, path.stat().st_size, "strings", len(strings), "ties", sum(a != b for a, b in zip(expected["tokens"], expected["ties"])))


if __name__ == "__main__":
    main()
