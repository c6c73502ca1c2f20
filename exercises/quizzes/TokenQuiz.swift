extension Quiz {
  static let tokens = Quiz(
    "06", "tokens",
    [
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
        "Self-attention without positions is permutation-equivariant. What happens when its inputs are reordered?",
        wrong: [
          Choice(
            "The outputs stay as they are.",
            "That would be invariance. Each output belongs to an input and moves with it."),
          Choice(
            "The outputs change, since each position sees other neighbors.",
            "Without positions there are no neighbors: each output is a sum over all inputs."),
          Choice(
            "Only the first and the last output change.",
            "No position is special."),
        ],
        right: Choice(
          "The outputs are reordered in the same way.",
          "Each row stays the same and moves with its input.")),
      Question(
        "With rotary positions a query at 10 and a key at 7 have a score. Both move by 990 positions. And the score?",
        right: Choice(
          "It stays the same.",
          "Both are rotated further by the same angles, which cancel in the product. Only j − i counts."),
        wrong: [
          Choice(
            "It falls with the distance from the start.",
            "The rotation keeps the length of queries and keys. Only their distance from each other counts."),
          Choice(
            "It is not defined beyond the training length.",
            "That is so for learned positions, which have no such row. An angle exists for each position."),
          Choice(
            "It changes as with sinusoidal positions.",
            "Those are added before the projections, so scores have terms in which i and j do not cancel."),
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
    ])
}
