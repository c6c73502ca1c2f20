extension Quiz {
  static let training = Quiz(
    "02", "training",
    [
      Question(
        "A network has three linear layers and no activation. Which decision boundaries can it learn between two classes?",
        wrong: [
          Choice(
            "any, if the hidden layers are wide enough",
            "Width does not help: the product of the three matrices is one matrix.")
        ],
        right: Choice(
          "straight lines",
          "Affine maps in a row are one affine map: (x·W₁)·W₂ = x·(W₁·W₂)."),
        wrong: [
          Choice(
            "curves of degree three",
            "No layer multiplies inputs with each other. They are weighed and added only."),
          Choice(
            "polygons with as many sides as there are hidden units",
            "Each unit would need a kink. That is what an activation such as ReLU adds."),
        ]),
      Question(
        "Before its first step, a classifier of 10 classes has the loss 2.30. What does this say?",
        wrong: [
          Choice(
            "It is right for 23 % of the examples.",
            "The loss is the mean of −ln p of the target, not an accuracy."),
          Choice(
            "The learning rate is too high.",
            "No step has been taken, so the rate has had no effect."),
          Choice(
            "The floor is 2.30.",
            "The floor is the entropy of the labels given the inputs. The number of classes does not determine it."),
        ],
        right: Choice(
          "All classes get about the same probability.",
          "p = 1/10 for each class has the loss ln 10 = 2.30.")),
      Question(
        "All gradients of all steps are multiplied by 10. How long are the steps of Adam now, without clipping and decay?",
        right: Choice(
          "as long as before",
          "m̂ grows by 10, v̂ by 100, and its root by 10: the quotient stays, up to ε."),
        wrong: [
          Choice("10 times as long", "That is so for SGD, whose step is rate · g."),
          Choice("√10 times as long", "The root is taken of an average of g², which grows by 100. So √v̂ grows by 10."),
          Choice("a tenth as long", "The denominator √v̂ grows by 10, but so does the numerator m̂."),
        ]),
      Question(
        "Why does Adam divide m by 1 − β₁ᵗ and v by 1 − β₂ᵗ?",
        wrong: [
          Choice(
            "so that the learning rate falls over time",
            "That is the task of the schedule. These divisors tend to 1 and then change nothing."),
          Choice(
            "so that nothing is divided by zero",
            "That is what ε is for."),
        ],
        right: Choice(
          "so that the first averages are not too small",
          "Both start at 0. After the first step m is only (1 − β₁)·g, a tenth of g."),
        wrong: [
          Choice(
            "so that no gradient has a norm above 1",
            "That is clipping, which acts on the gradients before the optimizer gets them.")
        ]),
      Question(
        "The decay of AdamW is decoupled. From what?",
        wrong: [
          Choice(
            "from the learning rate",
            "Here the rate multiplies it: each step multiplies the weights by 1 − rate · λ.")
        ],
        right: Choice(
          "from the averages m and v",
          "It is not added to the gradient. So it is not divided by √v̂, and all weights shrink by one factor."),
        wrong: [
          Choice(
            "from the biases, which do not decay",
            "That is a choice by itself, which Adam with a penalty in the loss could make as well."),
          Choice(
            "from the size of the weights",
            "It is proportional to them: the weights are multiplied by 1 − rate · λ."),
        ]),
      Question(
        "The global gradient norm is 5, and gradients are clipped at 1. What happens?",
        wrong: [
          Choice(
            "Every number above 1 becomes 1.",
            "This would change the direction. Clipping by norm keeps it."),
          Choice(
            "The gradient of each parameter is scaled to norm 1.",
            "There is one norm over the numbers of all parameters, and so one factor."),
          Choice(
            "The step is left out.",
            "It is taken with a shorter gradient. Training stops only if the norm is not finite."),
        ],
        right: Choice(
          "All gradients are multiplied by 0.2.",
          "The factor is limit / norm. The direction stays the same.")),
      Question(
        "A dropout layer with rate 0.25 is in evaluation. What does it do?",
        right: Choice(
          "It passes its input on.",
          "In training the kept numbers are divided by 0.75. So their mean is right already (inverted dropout)."),
        wrong: [
          Choice(
            "It multiplies its input by 0.75.",
            "That would be so without the division in training. With both, the numbers would be too small."),
          Choice(
            "It sets a quarter of the numbers to zero.",
            "Only in training. In evaluation, outputs would depend on chance."),
        ]),
    ])
}
