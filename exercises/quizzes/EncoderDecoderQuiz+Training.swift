extension Quiz {
  /// On the shifted target, the smoothed loss, and what is parallel when.
  static let ofTrainingADecoder: [Question] = [
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
      "The inputs are shifted, but the causal mask is forgotten. What happens?",
      right: Choice(
        "The training loss falls to about 0, and generation fails.",
        "Position t sees its target as the input of position t + 1. In generation that input does not exist yet."),
      wrong: [
        Choice(
          "Nothing: the shift alone hides the target.",
          "It hides it at one position. Without the mask every other position is visible, the next one too."),
        Choice(
          "The training loss stays near ln V.",
          "It falls faster than with the mask, since the answer is among the inputs."),
        Choice(
          "Training and generation both get slower, with the same results.",
          "A mask decides what is computed, not only how fast."),
      ]),
    Question(
      "A Transformer is trained and then generates. What is computed for all target positions at once?",
      wrong: [
        Choice(
          "training and generation: there is no recurrence",
          "In generation the input of a position is the output of the one before. That is a loop, whatever the model."),
        Choice(
          "generation only: in training each position waits for the one before",
          "In training all inputs are known, so no position waits."),
        Choice(
          "neither: the causal mask makes both sequential",
          "The mask hides keys. It does not make a position wait."),
      ],
      right: Choice(
        "training only",
        "With teacher forcing all inputs are known. In generation token after token has to be waited for.")),
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
      "With a key–value cache, what does the 100th new token of a text still need?",
      wrong: [
        Choice(
          "the same work as the first one",
          "Its projections and its feed-forward cost the same. Its self-attention does not."),
        Choice(
          "all 100 positions through every block",
          "That is decoding without a cache."),
      ],
      right: Choice(
        "one position through every block, and 100 scores in each self-attention",
        "The cache saves projections and feed-forwards of earlier positions. Attention still reads all their keys and values."
      ),
      wrong: [
        Choice(
          "one position through every block, and one score in each self-attention",
          "Its query is compared with the keys of all positions so far, its own included.")
      ]),
  ]
}
