"""Tiny tokenizers of every published kind, and what Hugging Face's libraries make of hard strings.

    UNROLLED_MINILM=FOLDER python Tests/Fixtures/make_tokenizers.py

The trainers break ties of rare characters at random, so each run writes other vocabularies.
FOLDER holds the tokenizer.json of all-MiniLM-L6-v2, that is of BERT.
Needs transformers, tokenizers and sentencepiece (for its charsmap); the fixtures were made with 5.24, 0.23.3 and 0.2.
"""

import base64
import json
import os
import shutil
import tempfile

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import (
    AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers,
)
from transformers import BartTokenizer, BertTokenizer, GPT2Tokenizer, OpenAIGPTTokenizer, T5Tokenizer

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.join(here, "tokenizers")
english = open(os.path.join(here, "tokens-text.txt"), encoding="utf-8").read().splitlines()

# MARK: Strings

strings = [
    "", " ", "  ", "\n", "\t\t", "a", " a", "a ", "  a  ", "a  b", "a   b    c", "a\nb", "a\r\nb", "a\t b", "\u00a0a\u00a0",
    "Hello, world!", "The quick brown fox jumps over the lazy dog.", "It's they're WE'LL I'd he's can't 'twas o'clock",
    "don't do not stop", "a.b.c", "...", "!?!?", "(a) [b] {c}", "$5 + 3 = 8 < 9 > 7 ^ ~ ` |", "e-mail: a_b@c.de",
    "https://example.org/a?b=c&d=%20", "1234567890", "3.14159", "1,000,000", "²³ ½ Ⅷ ٣ ४ 三", "x²+y²", "100%",
    "UPPER lower MiXeD", "snake_case camelCase kebab-case", "a" * 99, "a" * 101, "ab" * 60 + " end",
    "tooooooooooooo long", "unaffable", "antidisestablishmentarianism", "##ing", "##", "# #", "▁", "▁a▁b", "a▁", "Ġ", "</w>",
    # combining marks, in both orders
    "é", "e\u0301", "café cafe\u0301", "ệ e\u0323\u0302 e\u0302\u0323 ê\u0323", "a\u0308\u0323 a\u0323\u0308", "\u0301", "\u0301a",
    "n\u0303o ño", "Å Å A\u030a", "ṩ s\u0323\u0307 s\u0307\u0323", "o\u0304\u0304\u0304", "Z\u0351\u036b\u0343a\u0300l\u0301g\u0316o",
    # ligatures, wide and other compatibility characters
    "ﬁ ﬂ ﬃ ﬄ ſt", "ＡＢＣ１２３", "ｱｲｳ ｶﾞ ﾊﾟ", "㈱ ㍿ ㌔ ㎞ ℡ № ™", "①②③ ⑴ ⒈ Ⅳ", "ª º µ Ω K", "…‥․", "“quotes” ‘single’ «guillemets» „low“",
    "a\u2028b\u2029c", "a\u3000b", "a\u2003b\u2009c", "ĳ ŉ ǆ ǅ Ǆ", "ß ẞ SS", "İ I ı i", "ΑΣ Σας ΣΊΣΥΦΟΣ ς", "ŐŰ Ǻ", "½⁄¼",
    # scripts
    "Привет, мир!", "Ёлка й и\u0306", "Ελλάδα ά α\u0301", "שלום עולם", "שָׁלוֹם", "مرحبا بالعالم", "مُحَمَّد", "ﷺ ﻻ ﺑ", "السلام عليكم ٠١٢",
    "नमस्ते दुनिया", "क्षत्रिय कि की", "हिन्दी में", "বাংলা ভাষা", "தமிழ் மொழி", "తెలుగు", "ಕನ್ನಡ", "മലയാളം", "සිංහල", "ไทย ภาษาไทย", "น้ำ กำ",
    "ລາວ", "བོད་སྐད།", "မြန်မာ", "ភាសាខ្មែរ", "한국어", "안녕하세요 세계", "한국", "각 ᄀ\u1161\u11a8", "ㄱㄴㄷ ㅏ", "가\u11a8",
    "你好，世界！", "中文字符 and English", "漢字かな交じり文", "ひらがな カタカナ", "が か\u3099 ば は\u3099", "東京都は日本の首都です。", "𠀀𠀁 𪜀 𫝀 𫠠 𬺡", "〇々〆ヶ",
    "豈 更 車", "ქართული", "Հայերեն", "አማርኛ", "ᏣᎳᎩ", "ᚠᚢᚦ", "𐌰𐌱𐌲", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝐛𝐨𝐥𝐝 𝟙𝟚𝟛", "Tiếng Việt có dấu", "Türkçe ığüşöç", "Polski zażółć gęślą jaźń",
    "Čeština řeřicha", "Íslenska þæö", "Yorùbá ẹ̀kọ́", "Hawaiʻi", "Straße", "Œuvre æther", "naïve coöperate", "ʃʒθð ˈaɪpiːeɪ",
    # emoji
    "😀", "a😀b", "👍🏽 👍", "👨\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈 🏴\u200d☠️", "🇩🇪🇫🇷🇺", "❤️ ❤", "1️⃣ #️⃣", "☺︎ ☺️", "🧑🏿\u200d🚀!", "⌚⏰ ✂ ✈︎",
    # control and format characters, and what is not assigned
    "a\u0000b", "a\u0001b\u007fc", "\ufeffa", "a\u200bb", "a\u200db", "a\u00adb", "a\u200e\u200fb", "a\u0085b", "a\u000bb\u000cc", "\ue000 \uf8ff",
    "\ufffd", "a\ufffdb", "\u0378", "\U000e0001", "a\u2060b", "\u1680x", "\u180e", "a\u034fb", "\u0080\u009f", "\u001f\u001e",
    # characters that are newer than the tables of these libraries, or have another category since
    "㋿ ꭩ ꟲ 𐞁", "a\u08d7\u0323\u0301 a\u0323\u08d7\u0301", "a\u1734b a\u1885b a\ua9bdb", "x\u166dy⹃z\u2e52", "a\u08e2b\U00013430c", "\u0001a",
    # special tokens inside a text
    "[MASK]", "a [MASK] b", "a[MASK]b", "the capital is [MASK] .", "[CLS] a [SEP] b [SEP]", "[mask]", "[ MASK ]", "[MASK][MASK]", "  [MASK]  ",
    "<mask>", "a <mask> b", "a<mask>b", "  <mask>  ", "<s>a</s>", "</s>", "a </s> b", "<unk>", "<pad> <pad>", "<|endoftext|>", "a<|endoftext|> b",
    "<extra_id_0>", "a <extra_id_0> b <extra_id_1> c", "<extra_id_99>", "<extra_id_100>", "<extra_id_1", "[UNK] x", "[PAD]",
    # added tokens of the kind "added"
    "a left b", "a  LEFT  b", "right  x", "solo", "solos", "a solo.", "xsolo", "éÀ test", "MiXtUrE mixture", "ab abc abcd", "ab  left  right  solo",
    "left left", "rightright  ", "leftx", "solo solo", "_solo solo_", "solo\u0301", "-solo-",
    # mixtures
    "Zürich—Genève: 3½ h, 15 °C", "“Ça va ?” – dit-il…", "f(x)=∑ᵢ xᵢ² ≤ ∞", "a→b⇒c", "C:\\path\\file.txt", "<html><b>x</b></html>", "{\"k\": [1, 2]}",
    "if (a && b) { return !c; }", "#hashtag @user", "2024-01-31T12:00:00Z", "   leading", "trailing   ", "\n\n\n", "a\n\n\nb", " \n a \n ", "a \u00a0 b",
    "The the THE tHe", "n't 's 're 've 'm", "he said , \" no . \" do not !", "x 's y 're", "word" * 20, "ẞ" * 5 + "ﬁ" * 5, "x" * 300,
]
pairs = [(index, (index * 7 + 3) % len(strings)) for index in range(0, len(strings), 3)]
corpus = english + [s for index, s in enumerate(strings) if index % 2 == 0] * 3

# MARK: Folders


def write(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")


def expected(name, encode, decode):
    """encode(text, pair, add_special) -> (ids, types)."""
    ids = [encode(text, None, False)[0] for text in strings]
    framed = [encode(text, None, True)[0] for text in strings[::5]]
    paired = [encode(strings[a], strings[b], True) for a, b in pairs]
    write(os.path.join(root, name, "expected.json"), {
        "ids": ids, "framed": framed, "pairs": [[list(i), list(t)] for i, t in paired],
        "decoded": [decode(i, False) for i in ids], "skipping": [decode(i, True) for i, _ in paired],
    })


def of_tokenizer(name, tokenizer):
    """What the library `tokenizers` says of its own file."""
    folder = os.path.join(root, name)
    os.makedirs(folder, exist_ok=True)
    text = json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":"))
    with open(os.path.join(folder, "tokenizer.json"), "w", encoding="utf-8") as file:
        file.write(text)
    read = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))

    def encode(text, pair, special):
        encoding = read.encode(text, pair, add_special_tokens=special)
        return encoding.ids, encoding.type_ids

    expected(name, encode, lambda ids, skip: read.decode(ids, skip_special_tokens=skip))


def of_transformers(name, tokenizer, files=None, config=None):
    """What `transformers` says of a folder that it wrote itself; with `files`, of these files alone."""
    folder = os.path.join(root, name)
    kind = type(tokenizer)
    with tempfile.TemporaryDirectory() as temporary:
        tokenizer.save_pretrained(temporary)
        if files is None:
            shutil.copytree(temporary, folder)
        else:
            os.makedirs(folder)
            backend = json.load(open(os.path.join(temporary, "tokenizer.json"), encoding="utf-8"))["model"]
            for file in files:
                path = os.path.join(folder, file)
                if file == "vocab.json":
                    write(path, backend["vocab"])
                elif file == "merges.txt":
                    with open(path, "w", encoding="utf-8") as f:
                        f.write("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in backend["merges"]))
                elif file == "vocab.txt":
                    with open(path, "w", encoding="utf-8") as f:
                        f.write("".join(f"{token}\n" for token in backend["vocab"]))
            if config is not None:
                write(os.path.join(folder, "tokenizer_config.json"), config)
    read = kind.from_pretrained(folder)

    def encode(text, pair, special):
        encoding = read._tokenizer.encode(text, pair, add_special_tokens=special)
        ids = encoding.ids
        if pair != "":  # which transformers take for none
            assert ids == read(text, pair, add_special_tokens=special)["input_ids"], (name, text, pair)
        return ids, encoding.type_ids

    expected(name, encode, lambda ids, skip: read.decode(ids, skip_special_tokens=skip))


def trained(model, trainer, normalizer=None, pre_tokenizer=None):
    tokenizer = Tokenizer(model)
    if normalizer:
        tokenizer.normalizer = normalizer
    if pre_tokenizer:
        tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.train_from_iterator(corpus, trainer)
    return tokenizer


def parts(tokenizer):
    model = json.loads(tokenizer.to_str())["model"]
    return model["vocab"], [tuple(merge) for merge in model.get("merges", [])]


shutil.rmtree(root, ignore_errors=True)
write(os.path.join(root, "strings.json"), {"strings": strings, "pairs": pairs})

# MARK: Byte-pair encoding

byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False)
alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
gpt2 = trained(
    models.BPE(), trainers.BpeTrainer(vocab_size=500, initial_alphabet=alphabet, special_tokens=["<|endoftext|>"]),
    pre_tokenizer=byte_level)
vocabulary, merges = parts(gpt2)
of_transformers("gpt2", GPT2Tokenizer(vocab=vocabulary, merges=merges))
of_transformers("gpt2-files", GPT2Tokenizer(vocab=vocabulary, merges=merges), ["vocab.json", "merges.txt"])
of_transformers(
    "gpt2-prefix", GPT2Tokenizer(vocab=vocabulary, merges=merges, add_prefix_space=True), ["vocab.json", "merges.txt"],
    {"add_prefix_space": True, "tokenizer_class": "GPT2Tokenizer"})

bart = trained(
    models.BPE(), trainers.BpeTrainer(
        vocab_size=450, initial_alphabet=alphabet, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"]),
    pre_tokenizer=byte_level)
vocabulary, merges = parts(bart)
mask = AddedToken("<mask>", lstrip=True, special=True, normalized=False)
of_transformers("bart", BartTokenizer(vocab=vocabulary, merges=merges, mask_token=mask))
of_transformers("bart-files", BartTokenizer(vocab=vocabulary, merges=merges), ["vocab.json", "merges.txt"])

lower = normalizers.BertNormalizer(lowercase=True)
gpt = trained(
    models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"),
    trainers.BpeTrainer(vocab_size=500, special_tokens=["<unk>"], end_of_word_suffix="</w>", limit_alphabet=120),
    lower, pre_tokenizers.BertPreTokenizer())
vocabulary, merges = parts(gpt)
of_transformers("openai-gpt", OpenAIGPTTokenizer(vocab=vocabulary, merges=merges))
of_transformers("openai-gpt-files", OpenAIGPTTokenizer(vocab=vocabulary, merges=merges), ["vocab.json", "merges.txt"])

# As Llama's: bytes for what has no token, and spaces written by normalizers.
llama = trained(
    models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True),
    trainers.BpeTrainer(
        vocab_size=520, special_tokens=["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)],
        limit_alphabet=100),
    normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]))
llama = json.loads(llama.to_str())
llama["added_tokens"] = llama["added_tokens"][:3]
llama = Tokenizer.from_str(json.dumps(llama))
llama.post_processor = processors.TemplateProcessing(
    single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 1)])
llama.decoder = decoders.Sequence(
    [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
of_tokenizer("llama", llama)

# A prefix inside words, unknown characters fused, words that are tokens taken whole.
prefixed = trained(
    models.BPE(unk_token="<unk>", continuing_subword_prefix="@@", fuse_unk=True, ignore_merges=True),
    trainers.BpeTrainer(
        vocab_size=300, special_tokens=["<unk>"], continuing_subword_prefix="@@", limit_alphabet=60),
    normalizers.NFKC(), pre_tokenizers.Sequence([pre_tokenizers.Whitespace(), pre_tokenizers.Digits(individual_digits=True)]))
of_tokenizer("bpe-prefix", prefixed)

# MARK: WordPiece

special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def word_pieces(lowercase):
    trainer = trainers.WordPieceTrainer(vocab_size=600, special_tokens=special, limit_alphabet=250)
    return parts(trained(
        models.WordPiece(unk_token="[UNK]"), trainer, normalizers.BertNormalizer(lowercase=lowercase),
        pre_tokenizers.BertPreTokenizer()))[0]


uncased, cased = word_pieces(True), word_pieces(False)
of_transformers("bert-uncased", BertTokenizer(vocab=uncased))
of_transformers("bert-cased", BertTokenizer(vocab=cased, do_lower_case=False), ["vocab.txt"], {"do_lower_case": False})
of_transformers(
    "bert-flags", BertTokenizer(vocab=uncased, strip_accents=False, tokenize_chinese_chars=False), ["vocab.txt"],
    {"strip_accents": False, "tokenize_chinese_chars": False, "clean_up_tokenization_spaces": True})

# Added tokens with each flag.
added = Tokenizer(models.WordPiece(uncased, unk_token="[UNK]", max_input_chars_per_word=10))
added.normalizer = normalizers.BertNormalizer(lowercase=True)
added.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
added.decoder = decoders.WordPiece(cleanup=False)
added.post_processor = processors.BertProcessing(("[SEP]", uncased["[SEP]"]), ("[CLS]", uncased["[CLS]"]))
added.add_special_tokens(special)
added.add_tokens([
    AddedToken("left", lstrip=True), AddedToken("right", rstrip=True, normalized=False), AddedToken("solo", single_word=True),
    AddedToken("éà", normalized=True), AddedToken("MiXtUrE", normalized=False), "ab", "abc", AddedToken(" x ", normalized=False),
])
of_tokenizer("added", added)

# MARK: Unigram

with tempfile.TemporaryDirectory() as temporary:
    sentences = os.path.join(temporary, "text")
    open(sentences, "w", encoding="utf-8").write("\n".join(english))
    sentencepiece.SentencePieceTrainer.train(
        input=sentences, model_prefix=os.path.join(temporary, "m"), vocab_size=300, model_type="unigram",
        normalization_rule_name="nmt_nfkc", minloglevel=2)
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(open(os.path.join(temporary, "m.model"), "rb").read())
charsmap = proto.normalizer_spec.precompiled_charsmap

pieces = trained(
    models.Unigram(), trainers.UnigramTrainer(
        vocab_size=500, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>", shrinking_factor=0.6),
    normalizers.NFKC(), pre_tokenizers.Metaspace())
vocabulary = [(piece, score) for piece, score in parts(pieces)[0]]
sentinels = [f"<extra_id_{k}>" for k in range(100)]
of_transformers("t5-new", T5Tokenizer(vocab=vocabulary + [(s, 0.0) for s in reversed(sentinels)]))


def unigram(byte_fallback=False):
    fallback = [(f"<0x{byte:02X}>", -20.0) for byte in range(256)] if byte_fallback else []
    return Tokenizer(models.Unigram(vocabulary + fallback, unk_id=2, byte_fallback=byte_fallback))


old = unigram()
old.normalizer = normalizers.Sequence([
    normalizers.Precompiled(charsmap), normalizers.Strip(left=False, right=True),
    normalizers.Replace(Regex(" {2,}"), "▁")])
old.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
old.decoder = decoders.Metaspace(prepend_scheme="always")
old.post_processor = processors.TemplateProcessing(
    single=["$A", "</s>"], pair=["$A", "</s>", "$B", "</s>"], special_tokens=[("</s>", 1)])
old.add_special_tokens(["<pad>", "</s>", "<unk>"] + sentinels)
of_tokenizer("t5-charsmap", old)

first = unigram(byte_fallback=True)
first.normalizer = normalizers.Nmt()
first.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
first.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace(prepend_scheme="first", split=False)])
first.add_special_tokens(["<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True, rstrip=True)])
of_tokenizer("unigram-bytes", first)

# MARK: Single stages

stages = {"normalizers": [], "pre_tokenizers": []}
for normalizer in [
    normalizers.BertNormalizer(lowercase=True), normalizers.BertNormalizer(lowercase=True, strip_accents=False),
    normalizers.BertNormalizer(lowercase=False, strip_accents=True), normalizers.BertNormalizer(clean_text=False, lowercase=False),
    normalizers.BertNormalizer(handle_chinese_chars=False, lowercase=False), normalizers.Lowercase(), normalizers.StripAccents(),
    normalizers.NFC(), normalizers.NFD(), normalizers.NFKC(), normalizers.NFKD(), normalizers.Nmt(),
    normalizers.Replace("a", "xyz"), normalizers.Replace("aa", "b"), normalizers.Replace(Regex(" {2,}"), "▁"),
    normalizers.Replace(Regex(r"\s+"), " "), normalizers.Prepend("▁"), normalizers.Strip(), normalizers.Strip(left=False),
    normalizers.Strip(right=False), normalizers.ByteLevel(), normalizers.Precompiled(charsmap),
    normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()]),
]:
    results = [normalizer.normalize_str(text) for text in strings]
    # A stage that changes nothing is null.
    changed = [None if result == text else result for text, result in zip(strings, results)]
    description = json.loads(normalizer.__getstate__())
    if description["type"] == "Precompiled":
        description["precompiled_charsmap"] = "t5-charsmap"
    stages["normalizers"].append({"stage": description, "results": changed})
for pre_tokenizer in [
    pre_tokenizers.BertPreTokenizer(), pre_tokenizers.ByteLevel(add_prefix_space=False), pre_tokenizers.ByteLevel(add_prefix_space=True),
    pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False), pre_tokenizers.Whitespace(), pre_tokenizers.WhitespaceSplit(),
    pre_tokenizers.Metaspace(), pre_tokenizers.Metaspace(prepend_scheme="first"), pre_tokenizers.Metaspace(prepend_scheme="never"),
    pre_tokenizers.Metaspace(split=False), pre_tokenizers.Metaspace(replacement="_"), pre_tokenizers.Punctuation(),
    pre_tokenizers.Punctuation("removed"), pre_tokenizers.Punctuation("contiguous"), pre_tokenizers.Punctuation("merged_with_previous"),
    pre_tokenizers.Punctuation("merged_with_next"), pre_tokenizers.Digits(), pre_tokenizers.Digits(individual_digits=True),
    pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="first")]),
]:
    results = ["\u241f".join(word for word, _ in pre_tokenizer.pre_tokenize_str(text)) for text in strings]
    stages["pre_tokenizers"].append({"stage": json.loads(pre_tokenizer.__getstate__()), "results": results})


def ranges(holds):
    """The characters for which something holds, as ranges."""
    result = []
    for value in [*range(1, 0xD800), *range(0xE000, 0x32400), *range(0xE0000, 0xE0200)]:
        if holds(chr(value)):
            if result and result[-1][1] == value - 1:
                result[-1][1] = value
            else:
                result.append([value, value])
    return result


clean = normalizers.BertNormalizer(handle_chinese_chars=False, strip_accents=False, lowercase=False)
accents = normalizers.BertNormalizer(clean_text=False, handle_chinese_chars=False, strip_accents=True, lowercase=False)
punctuation, marks = pre_tokenizers.Punctuation(), normalizers.StripAccents()
stages["classes"] = {
    "control": ranges(lambda c: clean.normalize_str(f"x{c}x") == "xx"),
    "accent": ranges(lambda c: accents.normalize_str(f"x{c}x") == "xx"),
    "punctuation": ranges(lambda c: len(punctuation.pre_tokenize_str(f"x{c}x")) == 3),
    "mark": ranges(lambda c: marks.normalize_str(f"x{c}x") == "xx"),
}
write(os.path.join(root, "stages.json"), stages)

# The ids in BERT's real vocabulary, which is too large to be kept here.
if folder := os.environ.get("UNROLLED_MINILM"):
    real = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    real.no_padding()
    real.no_truncation()
    write(os.path.join(root, "bert-30522.json"), [real.encode(text).ids for text in strings])

size = sum(os.path.getsize(os.path.join(folder, file)) for folder, _, files in os.walk(root) for file in files)
print(f"{len(strings)} strings, {size:,} bytes, charsmap {len(charsmap):,} bytes")
