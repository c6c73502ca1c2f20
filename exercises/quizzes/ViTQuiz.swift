extension Quiz {
  static let vit = Quiz("12", "vit", ofPatches + ofConvolution + ofRepresentations)

  /// On patches, positions, the class token and the number of parameters.
  private static let ofPatches: [Question] = [
    Question(
      "A picture has 224 × 224 pixels in 3 channels, a patch 16 × 16. What does the first block of a ViT get?",
      wrong: [
        Choice(
          "196 tokens, each projected from 768 numbers",
          "Those are the 14 · 14 patches. The class token comes on top."),
        Choice(
          "197 tokens, each projected from 256 numbers",
          "A patch has 256 pixels. Each of them has 3 numbers, so there are 768."),
      ],
      right: Choice(
        "197 tokens: 196 patches of 768 numbers each, and the class token",
        "14 · 14 patches of 16 · 16 · 3 numbers are projected to the width of the model. The class token is learned."),
      wrong: [
        Choice(
          "50,176 tokens, one for each pixel",
          "Attention over so many tokens has 2.5 billion scores for each head. Patches are there to avoid that.")
      ]),
    Question(
      "Patches of side p are flattened and projected. Which convolution computes the same?",
      right: Choice(
        "one with a kernel of side p and a stride of p",
        "Its kernel meets every patch once and nothing twice. Its weights are the projection's, reshaped."),
      wrong: [
        Choice(
          "one with a kernel of side p and a stride of 1",
          "It computes an output at every pixel, from patches that overlap."),
        Choice(
          "one with a kernel of side 1 and a stride of p",
          "It reads one pixel of each patch and leaves the others out."),
        Choice(
          "none: a convolution has no bias",
          "It may have one, added to each output channel as the projection's is."),
      ]),
    Question(
      "The head reads the mean of the patches' states instead of the class token's. What becomes of the accuracy?",
      wrong: [
        Choice(
          "It falls to chance: the states of patches know of their own patch alone.",
          "After the blocks each state has attended to all others. The class token gets its content in the same way."),
        Choice(
          "It rises, since a mean has less noise.",
          "The class token may gather as much by its attention weights, which are learned."),
      ],
      right: Choice(
        "It is about the same, if the learning rate suits the choice.",
        "The authors first thought the mean worse. It was the learning rate that did not fit."),
      wrong: [
        Choice(
          "It cannot be trained: a mean has no gradient for single patches.",
          "Each of N states gets the gradient of the mean divided by N.")
      ]),
    Question(
      "The patches of a picture are shuffled before they enter a ViT without positions. What becomes of the class token?",
      wrong: [
        Choice(
          "It knows the patches no more, and its state is random.",
          "Its state is a function of the same keys and values. None of them has changed."),
        Choice(
          "Its state follows the first patch, wherever that has gone.",
          "No token is the first one for self-attention, which sums over all keys alike."),
      ],
      right: Choice(
        "Its state stays the same.",
        "Self-attention is permutation-equivariant. Without positions a picture is a set of patches."),
      wrong: [
        Choice(
          "Its state is shuffled in the same order.",
          "That holds for the states of the patches. The class token is not shuffled.")
      ]),
    Question(
      "After training, what shows that the position embeddings have learned the grid?",
      right: Choice(
        "Those of one row or column are similar.",
        "Their cosine similarity falls with the distance. At the beginning they were random, and knew no grid."),
      wrong: [
        Choice(
          "Their lengths grow from the top left to the bottom right.",
          "A length is one number, and a grid has two directions."),
        Choice(
          "Those of neighbors have become equal.",
          "Then attention could not tell neighbors apart."),
        Choice(
          "They show a grid from the beginning, as sines and cosines do.",
          "Sinusoidal positions do. ViT's are a table that is initialized at random."),
      ]),
    Question(
      "ViT-B/16 with 1,000 classes has 86,567,656 parameters, at width 768. How many has it with 10 classes?",
      wrong: [
        Choice("86,567,656", "The head has a weight for each class and each of 768 numbers. It gets smaller."),
        Choice("86,566,666", "These are 990 biases less. Each class has 768 weights beside its bias."),
        Choice("85,798,656", "That is the encoder alone. A head for 10 classes comes on top."),
      ],
      right: Choice(
        "85,806,346", "Without its head it has 86,567,656 − 769 · 1,000 = 85,798,656. The new head adds 769 · 10.")),
    Question(
      "A ViT was trained on 224 × 224 pixels. What has to be changed for pictures of 384 × 384, with patches as before?",
      wrong: [
        Choice(
          "the projection: a patch shows another part of the object",
          "A patch still has 16 · 16 · 3 numbers, so the same matrix fits. It can be used as it is."),
        Choice(
          "the matrices of the attention, which now has 577 tokens",
          "They act on the width of a token. Their sizes do not depend on the number of tokens."),
      ],
      right: Choice(
        "the table of positions: its grid is interpolated to 24 × 24",
        "There are 576 patches for 196 positions. Interpolation keeps what neighbors have in common."),
      wrong: [
        Choice(
          "nothing: the further patches repeat the positions",
          "Then two patches far from each other would have one position.")
      ]),
  ]
}
