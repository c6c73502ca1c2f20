extension Quiz {
  static let rnn = Quiz("03", "rnn", ofHiddenStates + ofGradientsThroughTime + ofTeacherForcing)

  /// On the hidden state, and what n-gram models assume.
  private static let ofHiddenStates: [Question] = [
    Question(
      "A 5-gram model does not close a quotation that was opened 20 tokens before. Which of its assumptions makes it blind to the opening mark?",
      wrong: [
        Choice(
          "stationarity: the same table at every position",
          "That assumption is about when a context occurs. The mark is missing from the context itself, whatever the table says."
        ),
        Choice(
          "the chain rule: the probability of a text is a product of conditionals",
          "That is no assumption. It holds exactly for every distribution over texts."),
      ],
      right: Choice(
        "locality: the next token depends on the last 4 tokens alone",
        "Two texts that differ only 20 tokens back have the same context, so they get the same distribution."),
      wrong: [
        Choice(
          "smoothing: no probability is 0",
          "Smoothing moves probability to unseen tokens. It adds no token to the context.")
      ]),
    Question(
      "Which assumption of the n-gram model does the RNN drop, and which does it keep?",
      right: Choice(
        "It drops locality and keeps stationarity.",
        "The hidden state may depend on all tokens before. The same U, W and b act at every position."),
      wrong: [
        Choice(
          "It drops stationarity and keeps locality.",
          "It is the other way round: weights that are shared over time are the assumption of stationarity."),
        Choice("It drops both.", "Then each position would need weights of its own. The net shares them."),
        Choice(
          "It keeps both, with a larger n.",
          "No number n bounds what h may depend on. How much of it is learned is another question."),
      ]),
    Question(
      "Why does a recurrent net use the same W at every time step?",
      wrong: [
        Choice(
          "Different matrices would all converge to the same one.",
          "Nothing would make them equal. Each would get the gradient of its own step alone.")
      ],
      right: Choice(
        "What is learned at one position holds at all, for any number of steps.",
        "The number of parameters does not depend on T, and every step of training trains the same W."),
      wrong: [
        Choice(
          "A product of equal matrices cannot explode.",
          "It grows exponentially if W stretches some direction, and equal factors always stretch the same one."),
        Choice(
          "It makes the time steps independent, so that they run in parallel.",
          "h at one step needs h at the step before. Sharing weights does not change that."),
      ]),
    Question(
      "A recurrent net is unrolled over T steps. What is the gradient of W?",
      wrong: [
        Choice(
          "the one of the last step",
          "W acts at every step, and each of these uses contributes."),
        Choice(
          "the mean over the steps",
          "Contributions of several uses are added. A mean over the token losses is part of the loss."),
      ],
      right: Choice(
        "the sum over the steps",
        "All steps share one W, so the contributions of its T uses are added."),
      wrong: [
        Choice(
          "a different one for each step",
          "Each step would need a W of its own. Then the net could run no longer than in training.")
      ]),
    Question(
      "Truncated BPTT with segments of 32 tokens: how far back do the hidden state and the gradient reach?",
      wrong: [
        Choice(
          "both 32 tokens at most",
          "The state is carried from one segment to the next, so it may depend on anything before."),
        Choice(
          "both to the beginning of the text",
          "The carried state is detached: no gradient passes into the segment before."),
      ],
      right: Choice(
        "the state to the beginning, the gradient 32 tokens at most",
        "The values are carried over, the graph that computed them is not."),
      wrong: [
        Choice(
          "the state 32 tokens at most, the gradient to the beginning",
          "It is the other way round. A gradient cannot reach what the state does not depend on.")
      ]),
    Question(
      "n inputs of variance 1 are summed with independent weights that are uniform between −1/√n and 1/√n. What is the variance of the sum?",
      wrong: [
        Choice(
          "1, since n weights of size 1/√n are summed",
          "1/√n is the largest weight. The variance of a weight is a third of its square.")
      ],
      right: Choice("1/3", "A uniform weight in ±a has variance a²/3, here 1/(3n). The sum has n such terms."),
      wrong: [
        Choice("1/√n", "This is the largest weight. Variances add up: n terms with 1/(3n) each."),
        Choice("n/3", "This takes weights between −1 and 1. The bound 1/√n is there so that n cancels."),
      ]),
  ]
}
