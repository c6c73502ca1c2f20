extension Quiz {
  static let t5 = Quiz("11", "t5", ofDenoising + ofT5 + ofTextToText)

  /// On span corruption and BART's noises.
  private static let ofDenoising: [Question] = [
    Question(
      "T5 corrupts 15 % of a text of 512 tokens in spans of 3 on average. How long is the target, about?",
      wrong: [
        Choice(
          "512 tokens, as the source",
          "BART's target is the whole text. T5's has the missing spans and their sentinels alone.")
      ],
      right: Choice(
        "104 tokens",
        "77 tokens are missing, in 26 spans. Each has a sentinel before it, and one more closes the target."),
      wrong: [
        Choice(
          "77 tokens",
          "Those are the missing tokens. 26 sentinels in front of their spans come on top."),
        Choice(
          "26 tokens",
          "That is one for each span. But all tokens of a span are to be generated."),
      ]),
    Question(
      "The source is: thank you <extra_id_0> me to <extra_id_1> party. What ends its target?",
      wrong: [
        Choice(
          "<extra_id_1> again, so that the second span is closed",
          "A sentinel opens a span. With the same one twice, two spans would claim one position."),
        Choice(
          "nothing: the last span ends with the text",
          "The decoder has to say where a span ends. The next sentinel does, for the last span as for all others."),
      ],
      right: Choice(
        "<extra_id_2>, which the source does not have",
        "Each span ends where the next sentinel begins. The closing sentinel says that the last span is over."),
      wrong: [
        Choice(
          "the word \"party\", as it follows the last span",
          "Kept tokens are in the source alone. The target does not repeat them.")
      ]),
    Question(
      "Why do two spans of one text have two different sentinels?",
      right: Choice(
        "The target has to say which span it fills.",
        "Sentinel k in the target refers to sentinel k in the source. With one sentinel for all, only the order could tell."
      ),
      wrong: [
        Choice(
          "They tell how many tokens are missing.",
          "A sentinel stands for a span of any length. The decoder has to find out how long it is."),
        Choice(
          "Otherwise the embedding of a sentinel would not be trained.",
          "A single sentinel would be trained all the more, as it is in every text."),
        Choice(
          "The decoder must not generate a token twice.",
          "It may: every token can be generated again and again."),
      ]),
    Question(
      "BERT masks tokens and T5 takes out spans, 15 % each. Why is a step of span corruption cheaper at the same text length?",
      wrong: [
        Choice(
          "Its loss has fewer labels.",
          "Both have about as many: the missing 15 %, in T5 with sentinels on top. The labels are the smallest part of the work."
        ),
        Choice(
          "A decoder needs no attention over the source.",
          "It has cross-attention over the encoder's outputs in every block."),
      ],
      right: Choice(
        "Source and target are both shorter than the text.",
        "One sentinel replaces a span in the source, and the target has the spans alone. BERT computes all positions."),
      wrong: [
        Choice(
          "Sentinels have no embedding, so they cost nothing.",
          "They are tokens of the vocabulary, with an embedding each.")
      ]),
    Question(
      "In BART's text infilling one mask stands for each span, of a length from 0 on. What does that ask of the model?",
      wrong: [
        Choice(
          "to predict which of several masks a token belongs to",
          "Nothing in the target refers to a mask: it is the whole text, in its order.")
      ],
      right: Choice(
        "to find out how many tokens are missing at a mask",
        "A mask may stand for three tokens, for one, or for none. With one mask per token the number would be given away."
      ),
      wrong: [
        Choice(
          "to predict exactly one token at each mask",
          "That is token masking, as in BERT. Infilling replaces whole spans."),
        Choice(
          "to find the positions where something is missing without any mark",
          "That is token deletion. In infilling the mask marks the position."),
      ]),
    Question(
      "Of BART's noises, which one leaves every token in the source, so that only their order is to be restored?",
      wrong: [
        Choice("token deletion", "Deleted tokens are gone, and the decoder has to make them up."),
        Choice("token masking", "The masked tokens are gone, and a mask stands for each. The order is kept."),
        Choice("text infilling", "The tokens of the spans are gone. Those that are left stand in their order."),
      ],
      right: Choice(
        "document rotation",
        "The text begins at a random token, and its beginning comes last. Sentence permutation keeps all tokens as well."
      )
    ),
  ]
}
