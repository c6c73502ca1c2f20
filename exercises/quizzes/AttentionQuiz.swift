extension Quiz {
  static let attention = Quiz(
    "05", "attention",
    [
      Question(
        "Two keys have the scores 0 and ln 3 and the values 4 and 8. What is the context?",
        wrong: [
          Choice("8", "That is what a dictionary returns, the value of the best key. Attention takes a mean."),
          Choice("6", "This is the plain mean. It needs equal scores."),
        ],
        right: Choice("7", "The exponentials are 1 and 3, so the weights are ¼ and ¾: ¼ · 4 + ¾ · 8 = 7."),
        wrong: [
          Choice(
            "8.8",
            "This is 8 · ln 3. The softmax turns scores into weights first, so the context lies between the values.")
        ]),
      Question(
        "Why is q·k divided by √d?",
        wrong: [
          Choice(
            "so that the weights sum to one",
            "The softmax sees to that, with any scores."),
          Choice(
            "so that long sentences do not get larger scores",
            "d is the width of queries and keys. It does not depend on the number of keys."),
          Choice(
            "so that the score lies between −1 and 1",
            "That would take a division by both norms, as in the cosine similarity."),
        ],
        right: Choice(
          "so that the softmax is not saturated from the start",
          "A sum of d independent products has variance d. Large scores give one weight near 1, and hardly any gradient."
        )),
      Question(
        "Padding is masked by −∞ before the softmax. What goes wrong if its weights are set to 0 after the softmax?",
        right: Choice(
          "The other weights no longer sum to one.",
          "The exponentials of the padding are part of the denominator. So the result depends on the amount of padding."
        ),
        wrong: [
          Choice(
            "The values of the padding still enter the context.",
            "They are multiplied by 0. What still counts is their share of the denominator."),
          Choice(
            "The weights of the padding become NaN.",
            "Its scores are ordinary numbers, and so are its weights before they are set to 0."),
          Choice(
            "Nothing: both give the same weights.",
            "They do only if the remaining weights are divided by their sum afterwards."),
        ]),
      Question(
        "A soft dictionary at temperature 0.1 returns the right value, but its gradient is 10⁻⁹. Why?",
        wrong: [
          Choice(
            "The value is right, so the loss is 0.",
            "The gradient is that of the sum of the context, which knows of no right value.")
        ],
        right: Choice(
          "The softmax is saturated.",
          "One weight is nearly 1, the others nearly 0. Then ds = a ⊙ (da − Σ a ⊙ da) is nearly 0 for each of them."),
        wrong: [
          Choice(
            "The scores became too small.",
            "They are divided by 0.1, so they became ten times as large."),
          Choice(
            "Random keys cannot be learned.",
            "With the same keys the gradient is 0.9 at temperature 1."),
        ]),
      Question(
        "Without a length penalty, beam search prefers short sentences. Why?",
        wrong: [
          Choice(
            "Wide beams have no time for long ones.",
            "The search goes on until the hypotheses end, in as many steps as they need."),
          Choice(
            "Short sentences are more frequent in the training text.",
            "A model may learn that. The preference is there even if all lengths are equally frequent."),
        ],
        right: Choice(
          "Each further token adds a negative number to log p.",
          "A probability is at most 1, so its logarithm is at most 0."),
        wrong: [
          Choice(
            "The mean of log p per token falls with the length.",
            "It need not. It is the sum that falls; dividing by a power of the length is the remedy.")
        ]),
      Question(
        "The candidate is \"the the the the\", the reference \"the cat is here\". What is the modified precision p₁?",
        right: Choice(
          "¼",
          "Each word counts at most as often as it stands in the reference: \"the\" once, of 4 words."),
        wrong: [
          Choice("1", "This is the plain precision. It would reward a word that is repeated without end."),
          Choice("0", "One \"the\" of the candidate has a match. Positions do not matter for single words."),
          Choice("½", "No word of the reference stands there twice, so nothing counts twice."),
        ]),
      Question(
        "Over word embeddings, attention gives one context for \"dog bites man\" and \"man bites dog\". Why not over GRU states?",
        wrong: [
          Choice(
            "The sum over keys runs in the order of the states.",
            "A sum does not depend on the order of its terms, whatever they are."),
          Choice(
            "The states are wider than the embeddings.",
            "Width does not matter. A wide row that depends on its word alone would not help."),
        ],
        right: Choice(
          "A state depends on the words before it.",
          "Shuffled words give other states: other keys and values, and not the same ones in another order."),
        wrong: [
          Choice(
            "The query depends on the order of the sentence.",
            "The query was the same random one in both rows of the table.")
        ]),
    ])
}
