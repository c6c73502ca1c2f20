extension Quiz {
  static let encoderDecoder = Quiz("08", "encoderdecoder", ofParts + ofTrainingADecoder + ofResults)

  /// On what encoder and decoder give to each other, and what is hidden from whom.
  private static let ofParts: [Question] = [
    Question(
      "What does the encoder of a Transformer give to its decoder?",
      wrong: [
        Choice(
          "its last state, from which the decoder starts",
          "That is stage 0. A Transformer's decoder has no state that could start anywhere."),
        Choice(
          "the context vectors, one for each target position",
          "The decoder computes these itself, from its own queries. The encoder knows no target position."),
      ],
      right: Choice(
        "one vector for every source position, [B, T, D]",
        "This is the memory. Every block of the decoder makes keys and values of it."),
      wrong: [
        Choice(
          "its attention weights, [B, H, T, T]",
          "They are used inside of its own self-attention, and no other part reads them.")
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
      "The decoder's self-attention has a causal mask, its cross-attention has none. Why?",
      wrong: [
        Choice(
          "Source and target have different lengths, so a causal mask would not fit.",
          "It would: a mask may have the shape [U, T]. There is nothing for it to hide."),
        Choice(
          "The encoder has hidden the later source positions already.",
          "In stages 0 to 4 it has. The Transformer's encoder hides none, and cross-attention has no causal mask in either."
        ),
        Choice(
          "Cross-attention would be too slow with a mask.",
          "A mask makes attention faster: hidden pairs can be left out."),
      ],
      right: Choice(
        "Only the decoder's own later positions hold targets of earlier ones.",
        "The keys of cross-attention are source positions. The source is known whole and gives no target token away.")),
    Question(
      "In stages 0 to 4 position t of the memory depends on the source up to t only. Who asks for that?",
      wrong: [
        Choice(
          "the task: a translation is generated from left to right",
          "The target is. The source is there as a whole before the first target token."),
        Choice(
          "teacher forcing: no position may see its target",
          "The encoder sees no target at all."),
      ],
      right: Choice(
        "the recurrent net: it reads from left to right",
        "Stage 4 keeps the constraint so that one thing changes at a time. Stage 5 drops it, and nothing leaks."),
      wrong: [
        Choice(
          "the padding: later positions may be padding",
          "Padding is hidden by its own mask, at every stage.")
      ]),
    Question(
      "Stage 3 has no recurrent state in the decoder. How does it know what it has generated so far?",
      wrong: [
        Choice(
          "from the memory, to which each new token is added",
          "The memory holds source positions. Generation does not change it.")
      ],
      right: Choice(
        "by self-attention over all tokens generated so far",
        "Keys and values of earlier positions take the part of the state. They grow with the text."),
      wrong: [
        Choice(
          "from the positions that are added to the embeddings",
          "They say where a token stands, not which tokens stood before it."),
        Choice(
          "It need not know: each token is translated alone.",
          "Chapter 07's encoder did that. Its exact match for 12 to 14 words was 0.01."),
      ]),
  ]
}
