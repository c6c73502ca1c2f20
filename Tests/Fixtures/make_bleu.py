"""Writes `bleu.json`: small corpora and their scores as sacrebleu computes them, already split into words.

    python3 make_bleu.py

needs the package sacrebleu. Each corpus is

    name
    written     sentences, words set apart by spaces
    references  for each sentence, a list of right ones
    scores      for each smoothing, "none" and "exponential":
                score and precisions from 0 to 100, the brevity penalty from 0 to 1
"""

import json
import pathlib
import random

import sacrebleu

SEED = 20265
SMOOTHINGS = {"none": "none", "exponential": "exp"}
rng = random.Random(SEED)
WORDS = "the a dog cat house sees near old small runs today not".split()


def sentence(low, high):
    return [rng.choice(WORDS) for _ in range(rng.randint(low, high))]


def spoilt(words, rate):
    """The sentence with words left out, put in, exchanged and said twice."""
    out = []
    for word in words:
        chance = rng.random() / rate
        if chance < 0.25:
            continue
        out.append(rng.choice(WORDS) if chance < 0.5 else word)
        if 0.5 <= chance < 1:
            out.append(word if chance < 0.75 else rng.choice(WORDS))
    return out


def corpora():
    same = ["the old dog sees the small cat", "a cat runs"]
    yield "identical", same, [[sentence] for sentence in same]
    yield "repetition", ["the the the the the the the"], [["the cat is on the mat"]]
    yield "nothing in common", ["a b c d e"], [["v w x y z"]]
    yield "no four-gram", ["the old dog near house sees cat"], [["the old dog sees the small cat"]]
    yield "no pair", ["cat small the sees dog"], [["the old dog sees the small cat"]]
    yield "three words", ["the dog runs"], [["the dog runs"]]
    yield "four words", ["the old dog runs"], [["the old dog runs"]]
    yield "all empty", [""], [["the dog runs"]]
    yield "one empty", ["", "the old dog sees the cat"], [["a cat runs"], ["the old dog sees the cat"]]
    yield "too long", ["the old dog sees the small cat and and and and and"], [["the old dog sees the small cat"]]
    yield "too short", ["the old dog sees"], [["the old dog sees the small cat"]]
    yield "order", ["the small cat sees the old dog"], [["the old dog sees the small cat"]]
    yield "two references", ["the old dog sees the cat"], [["an old dog sees the cat", "the dog sees the the cat today"]]
    yield "equally near", ["the old dog sees"], [["the old dog", "the old dog sees it"]]
    yield "clipped by the better", ["the the cat"] * 2, [["the cat the", "a cat the"], ["a the cat b", "the the x cat"]]
    for n in range(30):
        wanted = [sentence(1, 12) for _ in range(rng.choice([1, 2, 5, 12]))]
        rate = rng.choice([0.1, 0.4, 1])
        written = [" ".join(spoilt(words, rate)) for words in wanted]
        others = [[spoilt(words, 0.5) for _ in range(n % 3)] for words in wanted]
        # An empty reference means "none" to sacrebleu.
        references = [[" ".join(words)] + [" ".join(o) or "x" for o in more] for words, more in zip(wanted, others)]
        yield f"random {n}", written, references


def scores(written, references):
    """sacrebleu wants a list of first references, a list of second ones, …"""
    columns = [list(column) for column in zip(*references)]
    result = {}
    for name, method in SMOOTHINGS.items():
        bleu = sacrebleu.corpus_bleu(written, columns, tokenize="none", smooth_method=method)
        result[name] = {"score": bleu.score, "precisions": bleu.precisions, "brevityPenalty": bleu.bp}
    return result


cases = [
    {"name": name, "written": written, "references": references, "scores": scores(written, references)}
    for name, written, references in corpora()
]
file = {"sacrebleu": sacrebleu.__version__, "seed": SEED, "cases": cases}
path = pathlib.Path(__file__).parent / "bleu.json"
path.write_text(json.dumps(file, indent=1) + "\n")
