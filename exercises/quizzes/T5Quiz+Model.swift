extension Quiz {
  /// On T5's model: positions, norm, scale, decoder inputs and tokens.
  static let ofT5: [Question] = [
    Question(
      "T5 has neither sinusoidal nor learned positions. How does its attention know the order of the tokens?",
      wrong: [
        Choice(
          "It does not: word order is left to the decoder's causal mask.",
          "The encoder has no such mask, and without positions it would be permutation-equivariant.")
      ],
      right: Choice(
        "A learned number for the bucket of each offset is added to the scores.",
        "Each head has its own number for each bucket. They say how far a key is, not where it is."),
      wrong: [
        Choice(
          "Queries and keys are rotated by their positions.",
          "Those are rotary positions. They, too, act on the scores through the offset, but with nothing learned."),
        Choice(
          "A learned vector for the bucket of each offset is added to the keys.",
          "Shaw's relative positions do that. T5 adds one number to the score."),
      ]),
    Question(
      "Which buckets does a decoder's self-attention have for keys to the right of the query?",
      right: Choice(
        "None: it never sees them, so all buckets are for keys to the left.",
        "So 16 distances have a bucket of their own there. In the encoder, whose buckets are shared by two sides, it is 8."
      ),
      wrong: [
        Choice(
          "The second half, as in the encoder.",
          "They would never be used: the causal mask hides these keys. T5 gives their buckets to the left."),
        Choice(
          "The same as for keys to the left, so that distance alone counts.",
          "Nothing is gained by it: later keys have the weight 0 whatever their bias."),
        Choice(
          "Those of the encoder, since both stacks share one table.",
          "Each stack has its own table, in its first block. Only the blocks of a stack share it."),
      ]),
    Question(
      "Up to 7 every distance has a bucket in the encoder, but 64 to 90 share one. Why do the buckets get wider?",
      wrong: [
        Choice(
          "Far keys always have a smaller score, so their bias matters less.",
          "Nothing makes their scores smaller. A head may have learned to look far away."),
        Choice(
          "A softmax cannot tell more than 32 biases apart.",
          "A softmax takes any number of different scores."),
      ],
      right: Choice(
        "Whether a key is 3 or 4 tokens away matters more than 83 or 84.",
        "The boundaries grow by a constant factor, so a few numbers cover distances of any size, also longer than in training."
      ),
      wrong: [
        Choice(
          "Otherwise the table would be larger than the matrices of attention.",
          "128 buckets a side would still be few numbers: one for each head, and one table for all blocks of a stack.")
      ]),
    Question(
      "T5 does not divide q·k by √d. What keeps the softmax from saturating at the start of training?",
      wrong: [
        Choice(
          "The relative bias, which subtracts the mean score.",
          "It adds a number that depends on the offset alone, whatever the scores are.")
      ],
      right: Choice(
        "The matrix of the queries begins 1/√d as large.",
        "The factor is in the initial weights instead. After that training is free to change it."),
      wrong: [
        Choice(
          "RMS norm, which is applied to queries and keys.",
          "The norm is before the attention, on the residual stream. Later models normalize queries and keys."),
        Choice(
          "Nothing: a saturated softmax has the largest gradients.",
          "Its gradients vanish. That is what the 1/√d was introduced against."),
      ]),
    Question(
      "A row x is shifted: 5 is added to each of its numbers. What do layer norm and RMS norm make of it?",
      wrong: [
        Choice(
          "Both return the same as before.",
          "Layer norm does. RMS norm does not subtract the mean, so the shift changes the root mean square and x̂."),
        Choice(
          "RMS norm returns the same as before, layer norm does not.",
          "It is the other way round: the mean is subtracted in layer norm."),
        Choice(
          "Both return something else.",
          "Layer norm subtracts the mean, and with it the shift."),
      ],
      right: Choice(
        "Layer norm returns the same as before, RMS norm does not.",
        "RMS norm ignores the size of a row, layer norm its mean as well. RMS norm does without the mean, and without a bias."
      )),
    Question(
      "The target is a b </s>. What does T5's decoder get as input in training?",
      wrong: [
        Choice(
          "a b </s>",
          "Then each position would be given the token that it is to predict."),
        Choice(
          "</s> a b",
          "So do BART's inputs begin. T5 starts from the padding token."),
      ],
      right: Choice(
        "<pad> a b",
        "The labels are moved one position to the right, and the padding token is the first input. In the loss that position counts."
      ),
      wrong: [
        Choice(
          "<s> a b",
          "T5 has no token <s>. Its special tokens are <pad>, </s> and <unk>.")
      ]),
    Question(
      "A unigram tokenizer has the log-probabilities a −2, b −3, ab −4. How does it split ab, and why?",
      right: Choice(
        "ab, as −4 is more than −2 − 3",
        "The segmentation with the largest sum is the most probable one. Viterbi's algorithm finds it."),
      wrong: [
        Choice(
          "ab, as the longest piece always comes first",
          "That is WordPiece's rule. With ab −6 this tokenizer would split into a and b."),
        Choice(
          "a b, as each is more probable than ab",
          "What counts is the probability of both together: −5 is less than −4."),
        Choice(
          "ab, as the merge of a and b was learned first",
          "Byte-pair encoding applies merges in their order. A unigram model has no merges."),
      ]),
  ]
}
