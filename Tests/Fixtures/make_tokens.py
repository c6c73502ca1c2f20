"""Writes `tokens-*`: tokenizers as Hugging Face trains and runs them.

    python3 make_tokens.py

needs the package tokenizers. Everything is drawn from the seed below.

    tokens-text.txt                  what the tokenizers are trained on
    tokens-vocab.json, -merges.txt   byte-level byte-pair encoding of that text, 800 pieces
    tokens-vocab.txt                 WordPiece of that text, 600 pieces, lower-cased
    tokens-expected.json             versions, seed, and for many hard strings the numbers of their tokens; for some rows
                                     of numbers, the text that they decode to
"""

import json
import pathlib
import random

import tokenizers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

SEED = 20266
FOLDER = pathlib.Path(__file__).parent

HARD = [
    "", " ", "  ", "   a", "a   ", "\n", "\n\n", " \n ", "a\n\nb", "a \n\n b", "a\n \tb", "\t\tif x:\n\t\t\treturn y\n",
    "line one\r\nline two\r\n\r\nend", "\r", "trailing spaces   \n", "      indented\n    less\n",
    "I'm you're he's we've they'll I'd don't", "I'M YOU'RE HE'S WE'VE THEY'LL I'D DON'T", "'s't're've'm'll'd", "''s ' s '",
    "rock'n'roll 'tis o'clock", "It\u2019s a \u201cquote\u201d\u2014really\u2026", "'", "''", " '", "!'s", "a'lla", "x'r'v'l",
    "caf\u00e9 na\u00efve \u00c9COLE", "cafe\u0301 nai\u0308ve E\u0301COLE", "\u0301", "a\u0301\u0301\u0301", " \u0301x", "\u0301 \u0302",
    "\u00fc\u00dc\u00df\u1e9e \u0130\u0131 \u01c5 \ufb01", "\u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3 \u03c2\u03c3", "\u0416\u0443\u0440\u043d\u0430\u043b \u0439 \u0419",
    "\U0001f600", "a\U0001f600b", "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family",
    "\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7 flags", "\U0001f44d\U0001f3fd \u2764\ufe0f \u263a",
    "\u4f60\u597d\uff0c\u4e16\u754c\u3002", "\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8 abc\u6f22\u5b57def", "\u3000full\u3000width \uff11\uff12\uff21\uff22",
    "\uf900\ufa10 \U00020000\U0002a6d6", "\ud55c\uad6d\uc5b4 \uc548\ub155", "\u1112\u1161\u11ab \uac00\uac01",
    "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645 \u064b\u064c", "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",
    "\u0928\u092e\u0938\u094d\u0924\u0947 \u0915\u094d\u0937", "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35", "\u1ea1\u1ed1\u01b0\u1edb",
    "0 12 345 6789 3.14 1,000 1e-5 x2 2x", "\u00b2\u00b3\u00b9 x\u00b2 \u00bd \u2167 \u2178 \u0661\u0662\u0663 \u2460", "10\u00b2 m\u00b2",
    "a\u00a0b \u00a0 c", "zero\u200bwidth \u200b", "\ufeffbom", "soft\u00adhyphen", "\u2028line\u2029par", "\u2003em\u2009thin\u205f",
    "\u0000\u0001\u0007\u001b[0m\u007f", "a\u0085b\u000bc\u000cd", "\u0300\u0301", "\u200d", "\ufffd", "\ue000 private", "\U000e0041",
    "!!! ??? ... --- *** ###", "a!b?c.d,e;f:g", "$5 + 3 = 8 ^ ~ ` | < >", "foo_bar-baz/qux@x.org", "#tag ##able ##", "[UNK] [CLS] x",
    "<|endoftext|>", "a<|endoftext|>b", "\u20ac\u00a3\u00a5 \u00a9\u00ae\u2122 \u00b0 \u2192 \u2211", "\u00bfQu\u00e9? \u00a1No!", "\u037e \u1fef \u0387",
    "x" * 99, "y" * 100, "z" * 101, "\u00e9" * 101, "ab" * 300, "the" * 60, " " * 50, "\n" * 30, "9" * 40, "=" * 70,
    "unaffable unaffordable the theft thereof", "The THE tHe", "word\u00e9word", "\u1e69 s\u0323\u0307 s\u0307\u0323", "\u212b \u2126 \u1f82",
]

# With special tokens written out.
MARKED = [
    "a page.<|endoftext|>another page", "<|endoftext|>", "<|endoftext|><|endoftext|> x", "<|endoftext|", "<<|endoftext|>>",
    "a <|endoftext|> b", "[CLS] the word [SEP] [MASK]ing [PAD][UNK]", "[CLS][cls] [ CLS ]", "\u00e9[SEP]\u00e9",
]


def text(numbers, length):
    """Words of a few syllables, the first ones often, in sentences with numbers, quotations and signs of many scripts."""
    onsets = "b c d f g h k l m n p r s t v w st tr ch sh th br pl".split()
    vowels = "a e i o u a e i o ea ou ai".split()
    ends = "n r s t l m nd ng st ck".split() + [""] * 6

    def syllable():
        return numbers.choice(onsets) + numbers.choice(vowels) + numbers.choice(ends)

    words = ["the", "of", "and", "a", "to", "in", "is", "it", "that", "was"]
    words += ["".join(syllable() for _ in range(numbers.choice([1, 1, 2, 2, 3]))) for _ in range(300)]
    words += [w + e for w in words[20:60] for e in ["s", "ed", "ing", "er"]]
    words += ["caf\u00e9", "na\u00efve", "\u00fcber", "\u65e5\u672c", "\u4f60\u597d", "\u0434\u0430", "\ud55c\uad6d", "\U0001f600"]
    weights = [1 / (place + 3) for place in range(len(words))]
    result = ""
    while len(result) < length:
        sentence = numbers.choices(words, weights, k=numbers.randrange(4, 14))
        sentence[0] = sentence[0].capitalize()
        if numbers.random() < 0.3:
            sentence.insert(2, str(numbers.randrange(numbers.choice([10, 100, 2030]))))
        if numbers.random() < 0.3:
            place = numbers.randrange(len(sentence))
            sentence[place] += numbers.choice(["'s", "'t", "'re", "'ll", "'ve", "'d", "'m", ",", ";", " -"])
        if numbers.random() < 0.15:
            sentence[-1] = f'"{sentence[-1]}"'
        result += " ".join(sentence) + numbers.choice([". ", ".\n", "? ", "! ", ".\n\n", "...\n  "])
    return result


def byte_pairs(source):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=800, min_frequency=2, special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator([source], trainer)
    return tokenizer


def word_pieces(source):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(cleanup=False)
    trainer = trainers.WordPieceTrainer(
        vocab_size=600, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False)
    tokenizer.train_from_iterator([source], trainer)
    return tokenizer


def without_marks(tokenizer):
    """The same tokenizer, which takes special tokens in a text for text."""
    plain = Tokenizer(tokenizer.model)
    plain.normalizer, plain.pre_tokenizer = tokenizer.normalizer, tokenizer.pre_tokenizer
    return plain


def main():
    numbers = random.Random(SEED)
    source = text(numbers, 30_000)
    (FOLDER / "tokens-text.txt").write_bytes(source.encode())
    pairs, words = byte_pairs(source), word_pieces(source)
    for name in pairs.model.save(str(FOLDER), "tokens") + words.model.save(str(FOLDER), "tokens"):
        print(name)

    drawn = ["".join(numbers.choices(source + "".join(HARD), k=numbers.randrange(40))) for _ in range(120)]
    rows = [pairs.encode(string).ids for string in HARD if string]
    rows = [row[: len(row) // 2 + 1] for row in rows] + [numbers.choices(range(1, 257), k=9) for _ in range(60)]
    expected = {
        "made with": f"tokenizers {tokenizers.__version__}, seed {SEED}",
        "bytePairs": [[s, without_marks(pairs).encode(s).ids] for s in HARD + drawn],
        "wordPieces": [[s, without_marks(words).encode(s).ids] for s in HARD + drawn],
        "bytePairsMarked": [[s, pairs.encode(s).ids] for s in MARKED],
        "wordPiecesMarked": [[s, words.encode(s).ids] for s in MARKED],
        "decoded": [[pairs.decode(row, skip_special_tokens=False), row] for row in rows],
    }
    path = FOLDER / "tokens-expected.json"
    path.write_text(json.dumps(expected, separators=(",", ":")) + "\n")
    print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
