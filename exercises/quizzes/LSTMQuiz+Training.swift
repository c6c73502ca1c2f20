extension Quiz {
  /// On initialization, gradients, and what the experiments show.
  static let ofItsTraining: [Question] = [
    Question(
      "Why may the biases of the forget gates start at 5?",
      right: Choice(
        "Then the cell state is kept over many steps at first.",
        "σ(5) = 0.993, and 0.993¹⁰⁰ is a half. With bias 0 a gate starts at a half, and 0.5¹⁰⁰ is 10⁻³⁰."),
      wrong: [
        Choice(
          "Then the gates get a larger gradient.",
          "It is smaller: σ′(5) is 0.007, σ′(0) is 0.25."),
        Choice(
          "Then the cell state starts empty.",
          "It starts at 0 in any case. A forget gate near 1 keeps, in spite of its name."),
        Choice(
          "Then the cell state cannot grow.",
          "It can: what is added stays. For this reason the biases of the input gates start at −5."),
      ]),
    Question(
      "Forget gates start with bias 1. About how many steps does a cell then remember, before any training?",
      wrong: [
        Choice(
          "one, since the bias is 1",
          "The bias is not a number of steps. A gate of σ(1) = 0.731 keeps 0.731 of c in each step."),
        Choice(
          "all, since a gate with bias 1 is open",
          "It is open to 0.731. After ten steps 0.731¹⁰ = 0.044 of c is left."),
      ],
      right: Choice(
        "about four",
        "What is left after k steps is 0.731ᵏ. The time scale is 1/(1 − 0.731) = 3.7 steps; with bias 0 it is 2."),
      wrong: [
        Choice(
          "about a hundred",
          "For a time scale of τ the bias is ln(τ − 1). For 100 steps that is 4.6.")
      ]),
    Question(
      "n inputs have variance 1. Each weight is drawn uniformly from ±1/√n. Which variance has their weighted sum?",
      wrong: [
        Choice(
          "1, which is why the bound is 1/√n",
          "That is so for weights of deviation 1/√n. A uniform number from ±a has the variance a²/3, not a²."),
        Choice(
          "1/n",
          "Each product has a variance of 1/(3n). There are n of them."),
      ],
      right: Choice(
        "1/3",
        "Each weight has the variance (1/n)/3, and n independent products add up to n · 1/(3n)."),
      wrong: [
        Choice(
          "n/3",
          "This is the variance for weights from ±1. They are divided by √n, so it is divided by n.")
      ]),
    Question(
      "Does an LSTM need gradient clipping?",
      wrong: [
        Choice(
          "No: its gates are at most 1, so no gradient can grow.",
          "Along c alone no factor is above 1. But the path through h and the gates has a matrix in each step."),
        Choice(
          "No: the cell state solves vanishing and exploding gradients alike.",
          "It was built against vanishing ones. The other path can still explode."),
        Choice(
          "Only with more than one layer.",
          "The matrix W of a single layer is enough: through h it is applied in each time step."),
      ],
      right: Choice(
        "Yes: the path through h and the gates can still explode.",
        "All LSTMs of this chapter are trained with their gradients clipped, to a norm of 0.3 or 1.")),
    Question(
      "No single cell tells better than the majority whether a character is inside quotes. What follows?",
      wrong: [
        Choice(
          "The net does not know it.",
          "A probe of all cells is above the majority on text that it was not fitted to."),
        Choice(
          "The net was not trained long enough.",
          "Its loss is within 3 % of the floor. What one cell shows and what the net predicts are two questions."),
      ],
      right: Choice(
        "Nothing yet: it may be spread over many cells.",
        "So a probe of all cells is fitted and tested on other text, beside one of an untrained net."),
      wrong: [
        Choice(
          "The cell with the highest correlation was not found.",
          "All 96 were tried, each with its best threshold.")
      ]),
    Question(
      "With H = 32 an LSTM copies 8 tokens with a loss of 0.48 per token after 4,000 steps, and 0.001 or less with 4. Why?",
      wrong: [
        Choice(
          "32 numbers cannot hold 8 tokens.",
          "8 tokens of 8 kinds are 24 bits. And the loss was still falling when the training ended."),
        Choice(
          "The gradient vanishes over 8 steps.",
          "In the copying task an LSTM with a smaller state can bridge 200 steps."),
      ],
      right: Choice(
        "It is not trained to the end: longer training lowers the loss.",
        "Longer messages take more training. With H = 128 the loss on 8 tokens is below 0.001 after 2,000 steps."),
      wrong: [
        Choice(
          "It has learned the first half of the message and guesses the rest.",
          "Guessing half of the tokens would cost ln 8 / 2 = 1.04 per token on average.")
      ]),
  ]
}
