extension Quiz {
  /// On what is around attention: feed-forwards, residual connections, norms.
  static let ofBlocks: [Question] = [
    Question(
      "Which part of a block lets one position get something from another?",
      wrong: [
        Choice(
          "the feed-forward network, whose width is 4·D",
          "The same matrices are applied at each position separately."),
        Choice(
          "the layer norm, which needs a mean",
          "Mean and variance are those of the D numbers at one position."),
      ],
      right: Choice(
        "self-attention alone",
        "All other parts compute at each position by itself."),
      wrong: [
        Choice(
          "the residual connections",
          "They add to each position what was computed for it.")
      ]),
    Question(
      "Why does the gradient pass a deep pre-norm stack so well?",
      wrong: [
        Choice(
          "Each norm brings it back to length 1.",
          "Norms act on activations. Their Jacobians are in the other term, g·J·N."),
        Choice(
          "Warm-up keeps the first steps small.",
          "Warm-up helps post-norm. Pre-norm trains with and without it here."),
      ],
      right: Choice(
        "Going back, each layer adds to it and does not replace it.",
        "g becomes g + g·J·N: the first term is g itself."),
      wrong: [
        Choice(
          "Feed-forwards have no activation on this path.",
          "They have one. It is in J, and so in the second term.")
      ]),
    Question(
      "What does the feed-forward network do at position t?",
      wrong: [
        Choice(
          "It adds up the values of all positions.",
          "That is attention. The feed-forward gets row t alone."),
        Choice(
          "It has weights of its own for position t.",
          "W₁ and W₂ are the same at every position, as in two 1 × 1 convolutions."),
        Choice(
          "It reads positions t − 1, t and t + 1, as a convolution does.",
          "That is a convolution of width 3. This one has width 1."),
      ],
      right: Choice(
        "It computes from row t alone, with the weights that all positions share.",
        "What it needs from other positions, attention has put into row t before.")),
    Question(
      "Why does each part of a block add to its input, x + f(x), instead of replacing it?",
      wrong: [
        Choice(
          "so that the shape stays [B, T, D]",
          "f(x) has that shape already."),
        Choice(
          "to save memory in the backward pass",
          "x is kept either way, as the input of f."),
      ],
      right: Choice(
        "The input is not lost, and its gradient contains that of the output.",
        "Wiring B has no residual connection between attention and feed-forward, and the highest loss of the four."),
      wrong: [
        Choice(
          "to keep the activations small",
          "The opposite: sums grow with the depth. That is why a pre-norm stack ends with a norm.")
      ]),
    Question(
      "Queries and keys are normalized head by head. What does that bound?",
      wrong: [
        Choice(
          "the gradient of the loss",
          "It passes through values and feed-forwards, too, which are not bounded.")
      ],
      right: Choice(
        "the scores, and so how sharp the softmax can get",
        "|q·k| ≤ |q|·|k|, and after the norm both lengths are set by its learned gain."),
      wrong: [
        Choice(
          "the residual stream",
          "The norm acts on queries and keys. The stream gets values, which have none."),
        Choice(
          "the number of keys that get any weight",
          "The softmax gives every visible key a positive weight."),
      ]),
  ]
}
