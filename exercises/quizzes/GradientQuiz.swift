extension Quiz {
  static let gradients = Quiz(
    "01", "gradients",
    [
      Question(
        "Two paths lead from the loss L to a. Each gives a contribution to dL/da. How do they combine?",
        wrong: [
          Choice("by their product", "Local derivatives are multiplied along one path. Different paths are added."),
          Choice("by their mean", "When a moves, L moves through both paths, through each of them in full."),
        ],
        right: Choice("by their sum", "When a moves, both paths move L, and the changes add up."),
        wrong: [
          Choice("the later one replaces the earlier", "Then a change through one of the paths would be ignored.")
        ]),
      Question(
        "Z = X·W with X [N, K] and W [K, M]. Which is the gradient of W?",
        wrong: [
          Choice("dZ·Wᵀ", "This is the gradient of X: its shape is [N, K]."),
          Choice("dZᵀ·X", "Its shape is [M, K]. A gradient has the shape of its variable, [K, M]."),
          Choice("X·dZ", "The shapes [N, K] and [N, M] do not fit: X has to be transposed."),
        ],
        right: Choice("Xᵀ·dZ", "[K, N] times [N, M] gives [K, M], and the sum runs over the N rows that share W.")),
      Question(
        "Z = X + b, where b [M] is repeated for the N rows of X. What is the gradient of b?",
        right: Choice(
          "the sum of the rows of dZ", "b is used once per row, and the contributions of all uses are added."),
        wrong: [
          Choice("dZ", "Its shape is [N, M]. A gradient has the shape of its variable, [M]."),
          Choice(
            "the mean of the rows of dZ",
            "Contributions are added. If the loss is a mean, dZ has the factor 1/N already."),
          Choice(
            "a row of ones", "The local derivative is 1, but it is multiplied by the gradient that arrives, dZ."),
        ]),
      Question(
        "The gradient check weighs the outputs with random numbers before it sums them. Why not a plain sum?",
        wrong: [
          Choice(
            "A plain sum has no derivative.",
            "It has one: the cotangent is 1 everywhere. It is this special cotangent that hides errors.")
        ],
        right: Choice(
          "Each row of a softmax sums to one, whatever its input.",
          "The derivative of that sum is 0, so a wrong pullback that returns 0 would pass."),
        wrong: [
          Choice(
            "Random weights make the rounding errors cancel.",
            "They do not. The step h is chosen so that rounding stays small."),
          Choice(
            "It takes fewer evaluations of the function.",
            "Either way each entry takes two evaluations, at x + h and at x − h."),
        ]),
      Question(
        "A training loop forgets to clear the gradients. What does the second step use?",
        wrong: [
          Choice(
            "the gradient of the second batch alone",
            "backward() does not overwrite. It adds to the stored gradient."),
          Choice(
            "the gradient of the first batch alone",
            "The second backward() runs, and adds its own contribution."),
        ],
        right: Choice(
          "the sum of the gradients of both batches",
          "backward() adds to what is stored. Done on purpose this is gradient accumulation."),
        wrong: [
          Choice(
            "none: the second backward() stops with an error",
            "Nothing fails. That is what makes the mistake hard to notice.")
        ]),
      Question(
        "A correct derivative fails a gradient check in Float whose step h is 10⁻⁷. What is the likely reason?",
        wrong: [
          Choice(
            "The step is too large: the function is curved between x − h and x + h.",
            "That error falls with h². At 10⁻⁷ it is far below the precision of a Float.")
        ],
        right: Choice(
          "The two losses agree in nearly all digits; their difference is rounding.",
          "A Float has about seven digits. The rounding error of the difference is divided by 2h, a very small number."),
        wrong: [
          Choice(
            "A central difference is the derivative at x + h, not at x.",
            "It is symmetric: x lies in the middle. For this reason its error falls with h² instead of h."),
          Choice(
            "A derivative is the change of L when x grows by one, and h is not one.",
            "A derivative is the limit of a quotient as h goes to zero. The change over one whole step is something else."
          ),
        ]),
      Question(
        "Why does reverse-mode differentiation suit the training of a network?",
        wrong: [
          Choice(
            "It needs no values of the forward pass.",
            "It does: the pullback of tanh needs 1 − y². Keeping such values is its price.")
        ],
        right: Choice(
          "One backward pass gives the derivatives for all parameters.",
          "There is one output, the loss, and there are many inputs. Differences would take passes for each parameter."),
        wrong: [
          Choice(
            "It stores the Jacobian of each operation for later steps.",
            "No Jacobian is stored. The pullback computes its product with the gradient that arrives."),
          Choice(
            "It finds the lowest loss without a learning rate.",
            "It only gives the gradient. How far to step is for the optimizer to say."),
        ]),
    ])
}
