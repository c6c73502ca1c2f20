extension Quiz {
  /// On what a GPT learns, and how it is asked.
  static let ofWhatItLearned: [Question] = [
    Question(
      "One GPT reads characters, another byte pairs, of the same English text. Whose loss says which one predicts better?",
      wrong: [
        Choice(
          "The loss in nats per token.",
          "A byte pair stands for several characters, so it has more to predict. A larger loss per token may be the better model."
        ),
        Choice(
          "The perplexity, since it is no logarithm.",
          "It is the exponential of the loss per token, and has the same fault."),
        Choice(
          "The share of tokens that are predicted exactly.",
          "That depends on how long the tokens are as well, and it ignores all other probabilities."),
      ],
      right: Choice(
        "The loss in bits per byte of the text.",
        "The bits of all tokens are added up and divided by the bytes that they stand for. This does not depend on the tokens."
      )),
    Question(
      "GPT-1 is fine-tuned with task loss + λ · language-model loss. What is the second term for?",
      wrong: [
        Choice(
          "It gives labels to texts that have none.",
          "It needs no label, and gives none. The texts are those of the task.")
      ],
      right: Choice(
        "It keeps the model a language model while it learns the task.",
        "The tokens of the task's texts are targets as well. That helps the model to generalize, above all on the larger tasks."
      ),
      wrong: [
        Choice(
          "It trains the head of the task, which starts at random.",
          "The head is only in the task loss. The language-model loss uses the table of the tokens."),
        Choice(
          "It trains the model to write the label as a word.",
          "That is what later models do with prompts. GPT-1 has a linear head for each task."),
      ]),
    Question(
      "A model gets four examples of a rule in its prompt, and follows the rule on the fifth. What has changed in the model?",
      wrong: [
        Choice(
          "Its weights: each example was a training step.",
          "There is no gradient and no step. With another prompt the same weights follow another rule."),
        Choice(
          "Only the weights of its attention.",
          "No weights are updated. The attention weights of a softmax depend on the input, and are no parameters."),
      ],
      right: Choice(
        "Only its activations, and with them its keys and values.",
        "That is in-context learning: the examples act through attention. It ends with the context, unlike fine-tuning."
      ),
      wrong: [
        Choice(
          "Its table of tokens, which now holds the rule.",
          "The table is a parameter like any other, and stays as it is.")
      ]),
    Question(
      "A text repeats: … A B … A. At the second A, where does an induction head look, and what does it predict?",
      wrong: [
        Choice(
          "at the first A, to predict A",
          "That finds the same token again. What is wanted is what came after it."),
        Choice(
          "at the token before the second A, to predict B",
          "A previous-token head does that. It is the first half of the circuit: it tells B that A came before it."),
        Choice(
          "at the position one period ago, whatever stands there",
          "It goes by the tokens and not by a distance, so it works for repetitions at any distance."),
      ],
      right: Choice(
        "at the B after the first A, to predict B",
        "A head below has written into B's state that A came before it. The query at the second A looks for just that."
      )),
    Question(
      "A GPT trained on a hidden Markov process is probed: a linear map finds the belief over the hidden states. Why is it there?",
      right: Choice(
        "Every later token depends on the past through it alone.",
        "Two pasts with the same belief have the same future. So the best predictor has to compute it, though no target says so."
      ),
      wrong: [
        Choice(
          "The hidden states were among the targets.",
          "The model saw tokens alone. A hidden state never appears in the text."),
        Choice(
          "A linear map finds anything in a stream wide enough.",
          "The map is scored on contexts that it was not fitted to, and a belief takes the whole past: width alone does not give it."
        ),
        Choice(
          "It equals the probabilities of the next token.",
          "The belief says more: two different beliefs may agree on the next token, and differ on those after it."),
      ]),
  ]
}
