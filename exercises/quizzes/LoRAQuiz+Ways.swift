extension Quiz {
  /// On other ways to fine-tune, on quantized weights, and on what adapters do to the base.
  static let ofWays: [Question] = [
    Question(
      "What does BitFit train in a pre-trained Transformer, beside the new head?",
      wrong: [
        Choice(
          "one bit of every weight",
          "The name is of bias terms. They are trained in full precision."),
        Choice(
          "the gains and biases of the norms",
          "The biases of norms are among them. The gains are not, and the linear layers' biases are missing."),
      ],
      right: Choice(
        "all biases, of linear layers and of norms",
        "Of BERT-base that is about 0.1 % of the numbers. They shift what each layer puts out, and change no direction."
      ),
      wrong: [
        Choice(
          "the biases of the last block",
          "Those of all blocks are trained. So the gradient has to go all the way down.")
      ]),
    Question(
      "What is the prefix in prefix tuning?",
      wrong: [
        Choice(
          "an instruction in words, before the input",
          "That is prompting. Words are chosen, and nothing is trained."),
        Choice(
          "embeddings of new tokens, before the first block",
          "That is prompt tuning. There the states above come from the blocks, here they are learned in each."),
        Choice(
          "the first layers, which alone are trained",
          "All layers are frozen. A prefix stands before the sequence, not below the stack."),
      ],
      right: Choice(
        "learned keys and values in every attention",
        "Every query may attend to them. They belong to no token, and are the same for every input.")),
    Question(
      "A merged LoRA costs nothing at inference. Why does a prefix?",
      right: Choice(
        "Its keys and values are read by every query.",
        "P more columns of scores in each head, and P more positions in the cache. No matrix can take them in."),
      wrong: [
        Choice(
          "Its tokens have to pass through all blocks.",
          "It has no tokens. Its keys and values are parameters, and are there at once."),
        Choice(
          "It has to be learned anew for each input.",
          "It is learned once for a task, and then fixed."),
        Choice(
          "It makes the matrices of keys and values larger.",
          "W stays as it is. There are more keys and values, not wider ones."),
      ]),
    Question(
      "What is quantized in QLoRA, and what is trained?",
      wrong: [
        Choice(
          "The base and the adapter are; both are trained.",
          "Codes of 4 bits have no useful gradient, and a small step would not change them."),
        Choice(
          "The adapter is quantized; the base is trained.",
          "The base is what is large, so it is quantized, and it is frozen."),
      ],
      right: Choice(
        "The base is quantized and frozen; A and B are trained.",
        "Weights are restored block by block for each product. A and B, and all gradients, are floating-point numbers."),
      wrong: [
        Choice(
          "Only the optimizer state is quantized.",
          "Some optimizers do that. With LoRA its state is small anyway.")
      ]),
    Question(
      "A trained adapter is merged into a base of 4 bits, and the sum is quantized again. What happens?",
      wrong: [
        Choice(
          "Nothing is lost: s·A·B has a low rank.",
          "Rounding goes number by number, and does not see the rank."),
        Choice(
          "The base comes back in full precision.",
          "What was rounded off before is gone. The sum is rounded once more."),
      ],
      right: Choice(
        "Much of the update is rounded away.",
        "Whatever is smaller than half the distance of two codes is lost, as a rule. Attached, it stays exact."),
      wrong: [
        Choice(
          "The merged model has 8 bits.",
          "It has the bits that it is quantized to, again 4.")
      ]),
    Question(
      "One weight is 100 times larger than all others. With codes of 8 bits, what do scales for blocks of 32 gain?",
      right: Choice(
        "Only the 31 beside it are coarse.",
        "A scale is set by the largest number in its block. With one scale for all, nearly all codes would be 0 or ±1."),
      wrong: [
        Choice(
          "The large one is stored exactly.",
          "The largest number of a block has the code ±127, if the scale is not rounded. That is so with one scale, too."
        ),
        Choice(
          "The codes need fewer bits.",
          "They have as many as before, and the scales come on top: half a bit for each weight with 16-bit scales."),
        Choice(
          "Nothing: rounding errors average out.",
          "Errors of numbers that are all rounded to 0 do not. They are as large as the numbers."),
      ]),
    Question(
      "After training on new texts with LoRA, does the model still predict the old ones as well?",
      wrong: [
        Choice(
          "Yes: the weights are frozen.",
          "The model computes with W + s·A·B. What it predicts is changed wherever that is."),
        Choice(
          "Yes: a low rank leaves room for old knowledge.",
          "It bounds the directions of the change, not its size. In this chapter LoRA forgot more after one task of three."
        ),
        Choice(
          "No, and it cannot be undone.",
          "Full fine-tuning cannot be. Here the old matrices are still there."),
      ],
      right: Choice(
        "Not with the adapter; without it, bit for bit",
        "Attached it may forget, as every training does. Taken off, the model is the base again.")),
    Question(
      "Three users of one base have an adapter each. Can their inputs share a batch?",
      wrong: [
        Choice(
          "No: a matrix can hold one update at a time.",
          "A merged one, yes. Attached updates are added to outputs, row by row.")
      ],
      right: Choice(
        "Yes: x·W is shared, the small products are not.",
        "Each row adds (x·A)·B with factors of its own. The large product is the same for all rows."),
      wrong: [
        Choice(
          "Yes, if all three were merged into the base.",
          "Then every row would get the sum of the three."),
        Choice(
          "Only if all have the same rank and targets.",
          "That makes it simpler to compute. But a row's update may have any rank, or be missing."),
      ]),
    Question(
      "A base is trained further, and an adapter of the old base is loaded onto it. What is to be expected?",
      right: Choice(
        "It loads, but does not fit: it was learned for other weights.",
        "The shapes are the same, so nothing complains. ΔW was what the old W lacked for the task."),
      wrong: [
        Choice(
          "It is refused, since the weights have changed.",
          "An adapter file has paths, shapes and factors. It does not know the weights."),
        Choice(
          "It works as before: an update does not depend on the base.",
          "Its gradients were computed through the old base, in every layer."),
        Choice(
          "It works better, as the base is better.",
          "That may happen by chance. The two were never trained together."),
      ]),
  ]
}
