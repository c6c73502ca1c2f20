extension Quiz {
  /// On what a low-rank update saves, in training and afterward.
  static let ofCost: [Question] = [
    Question(
      "LoRA trains 2 % of the parameters, in every block. How many multiply-adds of full fine-tuning's step are left?",
      wrong: [
        Choice(
          "about 2 %",
          "Every frozen matrix is still multiplied by, forward and backward."),
        Choice(
          "about a third",
          "That is the forward pass alone. The gradient has to pass through the frozen matrices, too."),
      ],
      right: Choice(
        "about two thirds",
        "Full: x·W, dy·Wᵀ and xᵀ·dy, equally many each. The last of them, the gradient of W, is saved."),
      wrong: [
        Choice(
          "all of them",
          "The gradients of the frozen matrices are not computed.")
      ]),
    Question(
      "Of what does training with LoRA and AdamW take less memory?",
      wrong: [
        Choice(
          "of the weights",
          "All of them are still there, and A and B besides. Quantizing them is another matter."),
        Choice(
          "of the states that one block hands to the next",
          "These depend on batch size, context length and width. None of them has changed."),
        Choice(
          "of everything: it falls to 2 %",
          "Weights and activations stay. They are a large part of it, with long contexts the largest."),
      ],
      right: Choice(
        "of gradients and optimizer state",
        "AdamW keeps two moments for each trained number, beside its gradient. Frozen weights need none of the three.")),
    Question(
      "Adapters sit in the last two of 12 blocks, and all else below is frozen. What must the forward pass store?",
      right: Choice(
        "the activations of the last two blocks and the head",
        "The backward pass ends at the lowest trainable parameter. What lies below is as good as a constant."),
      wrong: [
        Choice(
          "the activations of all blocks",
          "No gradient is needed below the lowest adapter, so nothing is stored there."),
        Choice(
          "the inputs of A and B alone",
          "The gradient passes norms, softmax and nonlinearities between them. These need their own activations."),
        Choice(
          "nothing: frozen blocks need no activations",
          "In the last two blocks the gradient passes through frozen layers, and their slopes depend on activations."),
      ]),
    Question(
      "The output y of a layer with frozen W and an adapter has the gradient dy. What is computed of W there?",
      wrong: [
        Choice(
          "nothing: it is frozen",
          "Then layers below would get only the gradient through the adapter, which is wrong."),
        Choice(
          "its gradient xᵀ·dy, which the optimizer then ignores",
          "That would cost a third of the step for nothing. It is not computed."),
      ],
      right: Choice(
        "dy·Wᵀ, for the layers below",
        "Frozen means that W has no gradient. The input of W has one all the same."),
      wrong: [
        Choice(
          "both dy·Wᵀ and xᵀ·dy",
          "The first is needed for x. The second is the gradient of W, and W is not trained.")
      ]),
    Question(
      "Does a model with LoRA generate text more slowly than its base?",
      right: Choice(
        "While attached a little; merged not at all",
        "Attached, each target costs two small products more. Merged, W + s·A·B is one matrix of the old shape."),
      wrong: [
        Choice(
          "Yes, by about the share of its parameters, merged or not",
          "A merged update has no products of its own. W only has other numbers."),
        Choice(
          "No: the small products are computed while W is read",
          "They are steps of their own. At a batch size of one they may cost more than their few multiply-adds say."),
        Choice(
          "It is faster: the rank is smaller than the width",
          "The update comes on top of W. It does not replace it."),
      ]),
    Question(
      "A full fine-tuning of 124 million weights is to be stored for each of 20 tasks. What does LoRA change?",
      wrong: [
        Choice(
          "Each file is half as large.",
          "An adapter of rank 8 on query and value has 0.24 % of the numbers.")
      ],
      right: Choice(
        "The base is stored once, beside 20 small files.",
        "An adapter is what a task adds. It needs the very base that it was trained on."),
      wrong: [
        Choice(
          "One file serves all 20 tasks.",
          "Each task learns an A and a B of its own. Only the base is shared."),
        Choice(
          "Merged models are stored, which compress better.",
          "A merged W has as many numbers as before, and no visible structure."),
      ]),
  ]
}
