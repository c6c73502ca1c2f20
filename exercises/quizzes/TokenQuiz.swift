extension Quiz {
  static let tokens = Quiz(
    "06", "tokens", ofTokens + ofPositions)

  /// On tokenizers, compression and word vectors.
  private static let ofTokens: [Question] = [
    Question(
      "Why can byte-pair encoding over bytes encode any text without loss?",
      wrong: [
        Choice(
          "Its vocabulary has every character of Unicode.",
          "700 tokens are far fewer. A character that is not among them is split into its bytes."),
        Choice(
          "It learns new merges as it meets new words.",
          "The merges are fixed after training."),
      ],
      right: Choice(
        "Whatever is new is split, down to single bytes.",
        "All 256 bytes are in the vocabulary from the start."),
      wrong: [
        Choice(
          "A word that is new becomes an unknown token.",
          "WordPiece does so with a word that it cannot segment, and loses it.")
      ]),
    Question(
      "A text holds the word \"aab\" 4 times and \"ab\" 3 times. Which merge does BPE learn first?",
      wrong: [
        Choice("a·a", "This pair occurs 4 times only, once in each \"aab\"."),
        Choice("a·a·b", "A merge joins two tokens. The whole word takes two merges."),
        Choice("b·a", "Pairs are counted inside words, and no word has an a after a b."),
      ],
      right: Choice("a·b", "It occurs 4 + 3 = 7 times, more often than any other pair.")),
    Question(
      "The vocabulary of a WordPiece tokenizer has un, unha, ##happy and ##ppy. How does it encode \"unhappy\"?",
      right: Choice("unha ##ppy", "From left to right it takes the longest match, which is unha. ##ppy is the rest."),
      wrong: [
        Choice("un ##happy", "It reads better, but un is not the longest token that the word begins with."),
        Choice("[UNK]", "That is for words that cannot be segmented. Here the longest matches reach the end."),
        Choice("un ##ha ##ppy", "##ha is not in the vocabulary."),
      ]),
    Question(
      "What would skip-gram with negative sampling learn without the negative examples?",
      wrong: [
        Choice(
          "the same vectors in more time",
          "Negatives are no matter of speed alone: they are the only term that pushes vectors apart.")
      ],
      right: Choice(
        "to give all words nearly the same long vector",
        "−ln σ(c·n) alone falls as all products grow. Nothing then tells one word from another."),
      wrong: [
        Choice(
          "vectors of length zero",
          "Then σ(c·n) is a half. Products that grow make the loss smaller."),
        Choice(
          "the frequencies of the words",
          "No term of the loss compares with how often a word occurs by itself."),
      ]),
    Question(
      "With 700 tokens the Huffman code takes 1.95 bits per character, and the floor is 0.55. Where is the difference?",
      wrong: [
        Choice(
          "in code lengths that are rounded up to whole bits",
          "At the entropy, without this rounding, 1.94 bits remain."),
        Choice(
          "in characters that BPE cannot encode",
          "BPE is lossless: there are none."),
      ],
      right: Choice(
        "in dependencies between tokens",
        "The code takes each token by itself. What comes before says much about the next one."),
      wrong: [
        Choice(
          "in tokens that occur equally often",
          "Their codes are as short as their frequency allows.")
      ]),
    Question(
      "A WordPiece tokenizer does not know 😀. It meets the word \"king😀\" without a space. What does [UNK] cost?",
      wrong: [
        Choice(
          "only the character 😀",
          "The longest match takes king, and then nothing fits. The word as a whole becomes [UNK]."),
        Choice(
          "nothing: the embedding of [UNK] is computed from the letters",
          "[UNK] is one row of the table, the same one for all unknown words."),
      ],
      right: Choice(
        "all that the word says",
        "Neither the model nor the decoder can tell it from any other unknown word. BPE would split 😀 into bytes."),
      wrong: [
        Choice(
          "tokens: it is longer than BPE's encoding",
          "It is shorter, one token. Its price is what the token does not say.")
      ]),
    Question(
      "Skip-gram's mean loss is 1.87 after training, with five negative samples. It began at 6 · ln 2 = 4.16. Is it bad?",
      right: Choice(
        "No: no vectors could get below 1.82 on this text.",
        "Random negatives are often real context words, so no answer is certain. The lowest loss is known here."),
      wrong: [
        Choice(
          "Yes: a trained model's loss is near 0.",
          "That needs questions with certain answers. A frequent word is both a context word and a negative sample."),
        Choice(
          "Yes: six yes-or-no questions should cost ln 2 each.",
          "That is the loss of a model that knows nothing, 4.16."),
        Choice(
          "That cannot be said of a loss.",
          "It can where the best logit of each pair is known: it follows from the counts of the pairs."),
      ]),
  ]
}
