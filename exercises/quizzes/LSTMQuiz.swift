extension Quiz {
  static let lstm = Quiz("04", "lstm", ofTheCell + ofItsRelatives + ofItsTraining)

  /// On one step of an LSTM, forward and backward.
  private static let ofTheCell: [Question] = [
    Question(
      "On the path along the cell state, what multiplies the gradient in one step back?",
      wrong: [
        Choice(
          "the forget gate and the matrix W",
          "W is on the other path, through h and the gates. The path along c has no matrix.")
      ],
      right: Choice(
        "the forget gate, elementwise",
        "c_t = f ⊙ c_{t−1} + i ⊙ g, so dc_{t−1} = dc_t ⊙ f."),
      wrong: [
        Choice(
          "the input gate, elementwise",
          "It multiplies the candidate. i is part of the gradient of g, not of c_{t−1}."),
        Choice(
          "1 − tanh² c, elementwise",
          "This tanh is on the way from c to h. From one c to the next there is no nonlinearity."),
      ]),
    Question(
      "For one cell the forget gate is 1 and the input gate is 0. What happens to its c in this step?",
      wrong: [
        Choice(
          "It becomes 0: a forget gate of 1 forgets all.",
          "The gate multiplies the old c. In spite of its name, 1 keeps and 0 forgets."),
        Choice(
          "It becomes the candidate g.",
          "The candidate is multiplied by the input gate, which is 0. For c = g it takes f = 0 and i = 1."),
        Choice(
          "It stays, but h becomes 0.",
          "h is o ⊙ tanh c. Neither the forget nor the input gate says whether c is shown."),
      ],
      right: Choice(
        "It stays as it is, and its gradient passes unchanged.",
        "c = 1 · c + 0 · g. In this step the factor of the gradient along c is f = 1.")),
    Question(
      "With H = 1 let c = 2, f = 1, i = 0.5, g = 1 and o = 0. What are the new c and h?",
      wrong: [
        Choice("c = 0, h = 0", "The output gate hides the cell state. It does not erase it."),
        Choice("c = 2, h = 0", "This is i · c + f · g: the input and the forget gate are swapped."),
        Choice("c = 2.5, h = 0.99", "tanh 2.5 = 0.99 is multiplied by the output gate, which is 0."),
      ],
      right: Choice(
        "c = 2.5, h = 0", "c is 1 · 2 + 0.5 · 1, and h is 0 · tanh 2.5. What is hidden now can be shown later.")
    ),
    Question(
      "Why is there no matrix on the path from c_{t−1} to c_t?",
      right: Choice(
        "A gate acts on each number of c alone, so it can be kept as it is.",
        "f = 1 keeps a number over any number of steps. A matrix in each step would multiply the gradient k times."),
      wrong: [
        Choice(
          "The matrix W is there, but it starts as the identity.",
          "W is drawn at random, and it multiplies h_{t−1}, not c_{t−1}."),
        Choice(
          "A matrix there would make the step too slow.",
          "The step has four blocks of matrix products anyway. The reason is the gradient, not the speed."),
        Choice(
          "The numbers of c must not influence each other at all.",
          "They do, one step later: c gives h, and all gates are computed from h by matrices."),
      ]),
    Question(
      "In the backward pass of an LSTM, dc_t is a sum of two terms. Where do they come from?",
      wrong: [
        Choice(
          "from the input and from the forget gate",
          "The gradients of the gates are computed from dc_t, not the other way round."),
        Choice(
          "from the two directions in time",
          "An LSTM runs in one direction. A bidirectional net has a second one with its own c."),
      ],
      right: Choice(
        "from h_t and from the next step",
        "c_t is used twice: h_t = o ⊙ tanh c_t, and c_{t+1} = f ⊙ c_t + i ⊙ g.")),
  ]
}
