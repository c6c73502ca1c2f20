extension Quiz {
  static let rnn = Quiz(
    "03", "rnn",
    [
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
        "What is exposure bias?",
        wrong: [
          Choice(
            "Some tokens occur more often in training than others.",
            "That is the distribution of the text. A model is meant to learn it.")
        ],
        right: Choice(
          "Training inputs are true tokens, in generation the model's own.",
          "With teacher forcing the model never meets its own errors as inputs."),
        wrong: [
          Choice(
            "The test text is of another kind than the training text.",
            "Exposure bias is there with text of one kind as well. It is about who made the input tokens."),
          Choice(
            "The model sees its target among its inputs.",
            "Its input is the token before the target. A model that saw the target would simply be wrongly built."),
        ]),
      Question(
        "Logits are divided by the temperature 0.5 before the softmax. What changes?",
        right: Choice(
          "Likely tokens become likelier.",
          "Differences of logits double. So each ratio of two probabilities is squared."),
        wrong: [
          Choice(
            "The probabilities become more even.",
            "That takes a temperature above 1."),
          Choice(
            "Only the likelier half of the tokens can still be drawn.",
            "No probability becomes 0. Top-k and top-p sampling leave tokens out."),
          Choice(
            "All probabilities are halved.",
            "The logits are divided, and not the probabilities, which still sum to one."),
        ]),
    ])
}
