extension Quiz {
  static let attention = Quiz("05", "attention", ofAttention + ofTranslating)

  /// On queries, keys, scores and weights.
  private static let ofAttention: [Question] = [
    Question(
      "In the translator, whose vectors are the queries, and whose are the keys?",
      wrong: [
        Choice(
          "Queries: the encoder's states. Keys: the decoder's.",
          "Then each source word would get a mean of target words. The decoder needs the source, so it asks."),
        Choice(
          "Both are the encoder's states.",
          "That is self-attention over the source. The decoder would learn nothing of it."),
        Choice(
          "Both are the decoder's states.",
          "That is self-attention over the target, of chapter 07. It holds nothing of the source."),
      ],
      right: Choice(
        "Queries: the decoder's states. Keys: the encoder's.",
        "At each target position the decoder's hidden state is compared with all encoder states.")),
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
      "Without the division by √d, could an attention weight exceed 1?",
      wrong: [
        Choice(
          "Yes, the scores have variance d.",
          "The scores have. The weights are e^s divided by the sum of all e^s, whatever the scores are.")
      ],
      right: Choice(
        "No, the softmax keeps every weight between 0 and 1.",
        "Each exponential is positive and part of the sum by which it is divided. √d keeps the variance of the scores at 1."
      ),
      wrong: [
        Choice(
          "Yes, if query and key are the same vector.",
          "Their score is |q|², which may be large. The weight is then close to 1, and no larger."),
        Choice(
          "No, the mask cuts larger ones off.",
          "The mask adds 0 or −∞ to scores. It changes no visible score."),
      ]),
    Question(
      "Why is q·k divided by √d?",
      wrong: [
        Choice(
          "so that the weights lie between 0 and 1",
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
      "What is in the context vector of a target position?",
      right: Choice(
        "The weighted mean of all values.",
        "It has the width of a value. A new query gives new weights, and so another mean."),
      wrong: [
        Choice(
          "The value of the key with the largest weight.",
          "That is a hard look-up. Here all values count, each by its weight."),
        Choice(
          "One attention weight for each source token.",
          "These are the factors of the sum. The context vector is the sum, of vectors."),
        Choice(
          "The last state of the encoder.",
          "It is where the decoder starts from, with and without attention, the same at every position."),
      ]),
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
      "A soft dictionary at temperature 0.1 returns the right value, but the gradient at the query is tiny. Why?",
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
          "With the same keys the gradient at temperature 1 is many times as large."),
      ]),
  ]
}
