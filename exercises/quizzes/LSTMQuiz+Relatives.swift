extension Quiz {
  /// On the GRU and on residual connections.
  static let ofItsRelatives: [Question] = [
    Question(
      "In this chapter's GRU the update gate u is 1. What is the new hidden state?",
      wrong: [
        Choice("the candidate n", "That is so for u = 0. Some papers use u and 1 − u the other way round."),
        Choice("zero", "u and 1 − u weigh the old state and the candidate. They are never both 0."),
      ],
      right: Choice("the old hidden state", "h_t = (1 − u) ⊙ n + u ⊙ h_{t−1}."),
      wrong: [
        Choice("a candidate without the old state", "Whether the candidate uses h is for the reset gate to say.")
      ]),
    Question(
      "What does an LSTM have that a GRU does not?",
      wrong: [
        Choice(
          "a gate that decides what is kept",
          "The GRU's update gate does that."),
        Choice(
          "a candidate that is computed from the input and the state",
          "The GRU's n is one. Its reset gate scales the part that comes from the state."),
      ],
      right: Choice(
        "a separate c, an output gate, and independent gates to keep and to add",
        "A GRU shows all of its state, and what it adds has the weight 1 − u where it keeps u."),
      wrong: [
        Choice(
          "a path through time without a matrix",
          "u ⊙ h_{t−1} is such a path, too. Its gradient is multiplied by u alone.")
      ]),
    Question(
      "What do residual connections, x + f(x), share with the cell state?",
      right: Choice(
        "A sum carries the old value on; its gradient passes no matrix.",
        "With f = 1 the cell state is a residual connection through time. A highway layer has the gates as well."),
      wrong: [
        Choice(
          "Both forget: a part of the old value is dropped in each step.",
          "A residual connection has no forget gate. Its factor is always 1."),
        Choice(
          "Both use the same weights in every step.",
          "An LSTM does. The layers of a residual net have weights of their own."),
        Choice(
          "Both need a sigmoid to be stable.",
          "x + f(x) has no gate. Srivastava's highway layer has one, and He's residual layer left it out."),
      ]),
    Question(
      "An LSTM with H = 96 is compared with a GRU with H = 112. Why not the same H?",
      wrong: [
        Choice(
          "Then the GRU would be too slow.",
          "The sizes were chosen by the number of parameters. The speeds are measured beside it.")
      ],
      right: Choice(
        "Then the LSTM would have more parameters.",
        "It has four blocks of weights where a GRU has three. At equal budgets the GRU can be wider."),
      wrong: [
        Choice(
          "A GRU has to store its cell state in h.",
          "It has no separate cell state. But no width of h follows from that."),
        Choice(
          "Both need the same number of gates.",
          "The number of gates does not depend on H: it is three and two."),
      ]),
  ]
}
