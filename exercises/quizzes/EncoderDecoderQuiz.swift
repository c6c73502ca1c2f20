extension Quiz {
  static let encoderDecoder = Quiz(
    "08", "encoderdecoder",
    [
      Question(
        "The target sentence is a b c. What are the decoder inputs in training?",
        wrong: [
          Choice("a b c <end>", "Each position would see its own target, and the model would learn to copy it."),
          Choice("a b c", "Their targets would be b c <end>: the first word would never be predicted."),
        ],
        right: Choice(
          "<begin> a b c", "The targets are a b c <end>. The input at each position is the token before its target."),
        wrong: [
          Choice(
            "<begin>, then what the model predicts",
            "That is generation. In teacher forcing the inputs are the true tokens.")
        ]),
      Question(
        "Where do queries, keys and values of cross-attention come from?",
        right: Choice(
          "queries from the decoder, keys and values from the memory",
          "Each target position asks, and the source positions are compared and returned."),
        wrong: [
          Choice(
            "queries and keys from the decoder, values from the memory",
            "Then the scores would compare target positions with each other, while the values are at source positions."),
          Choice(
            "queries from the memory, keys and values from the decoder",
            "There would be one context for each source position, and the decoder could not use it."),
          Choice(
            "all three from the memory",
            "That is self-attention in the encoder."),
        ]),
      Question(
        "Which attention of the Transformer has a causal mask?",
        wrong: [
          Choice(
            "all three",
            "The source is known as a whole. Hiding part of it would only take information away."),
          Choice(
            "cross-attention and the decoder's self-attention",
            "Cross-attention hides padding alone: every target position may use the whole source."),
          Choice(
            "the encoder's self-attention",
            "That was so in stage 4. The last step takes this mask away."),
        ],
        right: Choice(
          "the decoder's self-attention",
          "There, and only there, a later position holds the target of an earlier one.")),
      Question(
        "With V = 4 and ε = 0.2 the smoothed loss has come down to 0.588 and stays there. What does that mean?",
        wrong: [
          Choice(
            "The target gets the probability e^−0.588 = 0.56.",
            "That holds for a loss without smoothing. At this minimum the target gets 0.85."),
          Choice(
            "The model is too small: the loss should approach 0.",
            "With smoothing no model gets there."),
        ],
        right: Choice(
          "It is at its minimum.",
          "0.588 is the entropy of the smoothed distribution, the loss at p = q."),
        wrong: [
          Choice(
            "A fifth of the labels is wrong.",
            "They are right. Smoothing spreads a part of each over all tokens on purpose.")
        ]),
      Question(
        "Why may a decoder keep the keys and values of earlier positions while it generates?",
        wrong: [
          Choice(
            "Its weights do not change during generation.",
            "That is not enough: without a causal mask, a new token would change the earlier positions.")
        ],
        right: Choice(
          "Under the causal mask no later token changes them.",
          "So they are what a full pass would compute, bit for bit."),
        wrong: [
          Choice(
            "Earlier positions matter less and less, so old values do.",
            "The cache is no approximation: the outputs are the same."),
          Choice(
            "The memory of the source is the same at every step.",
            "That is why those of cross-attention are kept. Self-attention needs the mask."),
        ]),
      Question(
        "Without recurrence in the decoder (stage 3) exact match falls from 0.945 to 0.835. Which reason is possible?",
        wrong: [
          Choice(
            "The decoder can then see later tokens.",
            "Its self-attention is causal, as in stage 2."),
          Choice(
            "The decoder then has no order.",
            "Positions are added at all stages."),
          Choice(
            "The model is then much smaller.",
            "The budgets are equal: it has 109,138 parameters, stage 2 has 110,658."),
        ],
        right: Choice(
          "Attention must learn from data that neighbors matter.",
          "A recurrent net connects them by construction. This is its inductive bias.")),
      Question(
        "On 400 sentences two models have the exact matches 0.965 and 0.970. What follows?",
        right: Choice(
          "nothing about which is better",
          "The difference is two sentences. The standard error of either score is about 0.009, without the choice of the seed."
        ),
        wrong: [
          Choice(
            "The second is better, if only a little.",
            "Another 400 sentences, or another seed, may turn the order around."),
          Choice(
            "Both have reached the best possible score.",
            "That is 1: each sentence has exactly one translation."),
        ]),
    ])
}
