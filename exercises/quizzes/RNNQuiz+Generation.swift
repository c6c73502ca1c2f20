extension Quiz {
  /// On teacher forcing and generation.
  static let ofTeacherForcing: [Question] = [
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
      "A language model has a low test loss. What does this number not show?",
      wrong: [
        Choice(
          "how it does on text that it was not trained on",
          "The test text is other text. This is just what the number shows.")
      ],
      right: Choice(
        "how it does after tokens that it generated itself",
        "The test loss is computed with teacher forcing: every prefix is true."),
      wrong: [
        Choice(
          "whether it predicts rare tokens",
          "Rare tokens are in the mean, with a large loss each where they are not predicted."),
        Choice("whether its probabilities sum to one", "The softmax sees to that, whatever the loss."),
      ]),
    Question(
      "Half of all texts are ab, half are cd. In training the input at the second step is the true letter with probability 1/4, else drawn from the model. What does a perfectly trained model say of b after a?",
      wrong: [
        Choice(
          "1, since b always follows a",
          "This is the optimum of teacher forcing. Here three inputs of four are drawn, and they say nothing of the target."
        ),
        Choice(
          "1/4, the share of the true inputs",
          "After a drawn a the target is still b in half of the cases, and these cases count as well."),
      ],
      right: Choice(
        "5/8",
        "The input a is true or happens to be: 1/4 + 3/4 · 1/2. The optimum of this objective is not the distribution of the text."
      ),
      wrong: [
        Choice("1/2, as often as b occurs", "This is what remains if no input is true. Here one in four is.")
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
  ]
}
