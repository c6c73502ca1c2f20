extension Quiz {
  static let lstm = Quiz(
    "04", "lstm",
    [
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
      Question(
        "An LSTM with H = 96 is compared with a GRU with H = 112. Why not the same H?",
        right: Choice(
          "Then the LSTM would have more parameters.",
          "It has four blocks of weights where a GRU has three. At equal budgets the GRU can be wider."),
        wrong: [
          Choice(
            "Then the GRU would be too slow.",
            "The sizes were chosen by the number of parameters. The speeds are measured beside it."),
          Choice(
            "A GRU has to store its cell state in h.",
            "It has no separate cell state. But no width of h follows from that."),
          Choice(
            "Both need the same number of gates.",
            "The number of gates does not depend on H: it is three and two."),
        ]),
      Question(
        "After 400 steps an LSTM with H = 32 is at chance in copying 16 tokens. What does this show?",
        wrong: [
          Choice(
            "32 numbers cannot hold 16 tokens.",
            "16 tokens of 8 kinds are 48 bits. The run does not tell capacity from training time."),
          Choice(
            "The gradient vanishes over 16 steps.",
            "In the copying task above, LSTMs were far below chance with delays of 100 and 200 steps."),
          Choice(
            "It has learned half of the message.",
            "Chance is ln 8 = 2.08 per token, and the loss is 2.08."),
        ],
        right: Choice(
          "It does not learn to in this time.",
          "More is not measured: a larger state or more steps might do it.")),
    ])
}
