extension Quiz {
  /// On Jacobians, clipping and normalization.
  static let ofGradientsThroughTime: [Question] = [
    Question(
      "The Jacobian of each step has spectral norm 0.9 at most. How much of the gradient is left 50 steps back, at most?",
      right: Choice(
        "0.9⁵⁰, about 0.5 %",
        "The gradient is multiplied by one Jacobian per step, so by 0.9 at most each time."),
      wrong: [
        Choice("90 %", "This is the bound for a single step. Each further step multiplies again."),
        Choice("1/50, or 2 %", "The factor depends on the number of steps as a power, not as a quotient."),
        Choice(
          "nothing: 1 − 50 · 0.1 is below 0", "The factors are multiplied. A product of them gets small, but not 0."),
      ]),
    Question(
      "Entry (i, j) of the Jacobian of the map from h to z. What is it?",
      wrong: [
        Choice(
          "the derivative of entry j of z with respect to entry i of h",
          "That is the transpose: inputs by outputs. A gradient column is multiplied by it, a Jacobian by its rows."),
        Choice(
          "the product of entry i of z and entry j of h",
          "Such products make the gradient of a weight matrix. A Jacobian has derivatives."),
      ],
      right: Choice(
        "the derivative of entry i of z with respect to entry j of h",
        "Outputs by inputs: a row for each output, a column for each input."),
      wrong: [
        Choice(
          "the second derivative with respect to the entries i and j",
          "That is a Hessian, of a function with one output.")
      ]),
    Question(
      "What does gradient clipping help against?",
      wrong: [
        Choice(
          "vanishing gradients, which it scales up",
          "It only scales down. Against vanishing, the path through time has to change: chapter 04."),
        Choice(
          "overfitting, since it shortens the weights",
          "It shortens gradients. Weight decay shortens weights."),
        Choice(
          "exposure bias",
          "That is about the inputs in training and in generation. Clipping does not change inputs."),
      ],
      right: Choice(
        "exploding gradients",
        "The step can then be no longer than rate · limit, however steep the loss is.")),
    Question(
      "Why is the norm of the gradient clipped, and not each of its entries?",
      wrong: [
        Choice(
          "Single entries never explode.", "They do. An exploding gradient has large entries in W, U and b at once."),
        Choice(
          "An entry that is clipped gets no gradient any more.",
          "It would still get the limit. Clipping an entry does not zero it."),
      ],
      right: Choice(
        "One factor for all entries keeps the direction of the step.",
        "Clipping each entry shortens the large ones alone, so the step points elsewhere."),
      wrong: [
        Choice(
          "It needs no limit to be chosen.", "Both need one. For the norm, the mean norm of a stable run is a guide.")
      ]),
    Question(
      "The mean gradient norm of a stable run is 0.5. What does the rule of Pascanu, Mikolov and Bengio say about the limit?",
      right: Choice(
        "Try limits from 0.25 to 5, half to ten times the mean.",
        "A limit in this range leaves most steps alone, or shortens them to a usual length, and stops the outliers."),
      wrong: [
        Choice(
          "Take exactly 0.5: a gradient must not be above the mean.",
          "The rule gives a range to try. About half of the gradients are above the mean without any harm."),
        Choice(
          "Take the highest norm that occurred.",
          "Then nothing of that run would have been clipped, and an outlier sets the limit."),
        Choice(
          "Take 1, as it does not depend on the model.",
          "The norm depends on the loss, on the number of parameters and on the batch, so the limit does, too."),
      ]),
    Question(
      "Batch norm fits badly in a recurrent net. Why does layer norm fit?",
      wrong: [
        Choice(
          "It averages over the batch and all steps, so its statistics are better.",
          "It averages over neither: only over the H numbers of one example at one step."),
        Choice(
          "Layer norm has no parameters, so nothing must be shared over time.",
          "It has a gain and a bias for each of the H hidden units, and they are shared over time."),
      ],
      right: Choice(
        "Its statistics come from one example at one step alone.",
        "It works with a batch of one, with any length, and equally in training and in generation."),
      wrong: [
        Choice(
          "Batch norm cannot be differentiated through time.",
          "It can. The trouble is its statistics: for each time step, from few or no examples at late ones.")
      ]),
  ]
}
