extension Quiz {
  /// On the decoder, on what it finds, and on how that is scored.
  static let ofTranslating: [Question] = [
    Question(
      "How does the decoder with Luong's attention work at step t?",
      wrong: [
        Choice(
          "It attends with h of step t − 1, then computes the new h from the context.",
          "This is Bahdanau's order. There the context is an input of the recurrent step.")
      ],
      right: Choice(
        "It computes h of step t, then attends with it.",
        "The context joins h behind the recurrent net. So the net can run over a known target in one call."),
      wrong: [
        Choice(
          "It attends with h of step t, then computes h of step t once more.",
          "h is computed once. What follows is the attentional hidden state, which predicts the token."),
        Choice(
          "It attends before the first step, and uses that context for all of them.",
          "Every step has a query of its own, and a context of its own."),
      ]),
    Question(
      "What does beam search of width 4 do that greedy decoding does not?",
      wrong: [
        Choice(
          "It finds the most probable sentence.",
          "Only if nothing of it was dropped. A prefix that is not among the best 4 never comes back."),
        Choice(
          "It always finds a better translation.",
          "It finds sentences that the model calls more probable. BLEU asks the reference, not the model."),
      ],
      right: Choice(
        "It keeps prefixes whose last token was not the most probable one.",
        "A less probable token may be followed by more probable ones. Greedy decoding has dropped it by then."),
      wrong: [
        Choice(
          "It trains the model on four candidates.",
          "Decoding trains nothing. The same weights are used in another way.")
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
      "A system outputs only the first half of each sentence, but without a mistake. What does the brevity penalty prevent?",
      wrong: [
        Choice(
          "That the score is 0, as the second half has no match.",
          "Precision asks whether what is there has a match. All of it has: every precision is 1."),
        Choice(
          "That a word is repeated without end.",
          "Clipping does that: a word counts at most as often as in the reference."),
        Choice(
          "That candidates become longer than their references.",
          "The penalty is 1 for them. What is too much lowers the precisions."),
      ],
      right: Choice(
        "That it gets a BLEU of 1.",
        "All precisions are 1. With r = 2c the penalty is exp(1 − 2) = 0.37.")),
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
  ]
}
