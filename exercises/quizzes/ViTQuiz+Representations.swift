extension Quiz {
  /// On augmentation, learning without labels, and what a trained ViT attends to.
  static let ofRepresentations: [Question] = [
    Question(
      "Photographs are flipped from left to right at random in training. Why are digits not?",
      wrong: [
        Choice(
          "A flip has no gradient.",
          "Augmentations change the input, and nothing is learned in them. They need no gradient.")
      ],
      right: Choice(
        "A mirrored digit no longer shows what its label says.",
        "An augmentation must keep the label. A cat from the other side is a cat; a mirrored 2 is none of the ten digits."
      ),
      wrong: [
        Choice(
          "Gray pictures have no left and right.",
          "They have. The number of channels has no part in it."),
        Choice(
          "Flipped digits would be too easy.",
          "Augmentations are to make training harder. If flips were too easy, they would still do no harm."),
      ]),
    Question(
      "A batch for SimCLR has two views of each of 64 pictures. Among how many candidates is the other view to be found?",
      wrong: [
        Choice("63", "These are the other pictures. Each has two views, and the right candidate counts as well."),
        Choice("126", "These are the negatives. The positive is a candidate as well."),
        Choice("128", "The view itself is among these. It is masked, or it would always win."),
      ],
      right: Choice("127", "All views but itself. A net that knows nothing has the loss ln 127 = 4.84.")),
    Question(
      "The temperature of NT-Xent is lowered from 0.5 to 0.1. What changes?",
      right: Choice(
        "The most similar negatives get most of the gradient.",
        "A softmax at a low temperature is near the maximum. The far negatives hardly count."),
      wrong: [
        Choice(
          "All negatives count more equally.",
          "That happens when the temperature is raised."),
        Choice(
          "Nothing: the softmax divides it out again.",
          "It divides out what is added to all logits. A factor makes their differences larger."),
        Choice(
          "The vectors become longer.",
          "They are divided by their lengths before. Only directions count."),
      ]),
    Question(
      "SimCLR compares views behind a projection head, which is then thrown away. Why is the state before it of more use?",
      wrong: [
        Choice(
          "The head was not trained.",
          "It is trained with the encoder, by the same loss."),
        Choice(
          "The state before it is smaller.",
          "It is larger as a rule. That alone makes no representation better."),
      ],
      right: Choice(
        "The head may drop what augmentations change, such as color.",
        "The loss rewards what is equal in both views. A task may need what they differ in, and before the head it is kept."
      ),
      wrong: [
        Choice(
          "A linear probe needs unit vectors, and the head's are not.",
          "The loss normalizes the head's outputs. A probe takes vectors of any length.")
      ]),
    Question(
      "BERT hides 15 % of the tokens, a masked autoencoder 75 % of the patches. Why so many?",
      wrong: [
        Choice(
          "There are more patches in a picture than tokens in a text.",
          "196 patches are fewer than 512 tokens. It is a share anyway."),
        Choice(
          "The decoder needs no visible patches.",
          "What is visible is all that it can restore the others from."),
        Choice(
          "Pictures have no [MASK] token.",
          "There is one: a learned vector at every hidden position of the decoder."),
      ],
      right: Choice(
        "The neighbors of a patch tell much of it.",
        "A few hidden patches could be filled in by continuing edges and colors. A word cannot be guessed so easily.")),
    Question(
      "With 75 % of the patches hidden, why is a masked autoencoder's step cheaper than a ViT's of that size?",
      right: Choice(
        "Its encoder gets the visible patches alone.",
        "A quarter of the tokens, and a sixteenth of the scores. Mask tokens come in the small decoder."),
      wrong: [
        Choice(
          "Its loss counts the hidden patches alone.",
          "The loss is the smallest part of the work, and the hidden patches are most of them."),
        Choice(
          "Mask tokens are all equal, so their attention is computed once.",
          "In the decoder each has its own position. The encoder does not get them."),
        Choice(
          "It has no class token and no positions.",
          "It has both, and they would cost next to nothing."),
      ]),
    Question(
      "What does a linear probe measure that fine-tuning does not?",
      wrong: [
        Choice(
          "how far the encoder can be trained with the labels",
          "That is fine-tuning. A probe leaves the encoder as it is.")
      ],
      right: Choice(
        "what the frozen representation holds by itself",
        "Only a linear head is trained. Fine-tuning changes the encoder, and may learn what was missing."),
      wrong: [
        Choice(
          "how many labels pre-training has used",
          "It has used none, and the probe uses as many as it is given."),
        Choice(
          "whether the classes are equally frequent",
          "Neither of the two measures that."),
      ]),
    Question(
      "Attention rollout adds the identity to each block's weights before it multiplies. What for?",
      wrong: [
        Choice(
          "so that each row sums to one",
          "The weights do already. With the identity rows sum to two, so they are divided by 2."),
        Choice(
          "so that the matrices can be inverted",
          "Nothing is inverted. The matrices are multiplied from the bottom to the top."),
        Choice(
          "so that the class token is left out",
          "It is in every matrix, as row and column 0. Its row of the product is the map over the picture."),
      ],
      right: Choice(
        "for the residual connection, by which a token keeps its own state",
        "A block adds its result to what was there. Without the identity a token would lose itself in every block.")),
    Question(
      "In the lowest block of a trained ViT, heads have mean attention distances of 1 to 8 patches. What does that say?",
      right: Choice(
        "Some heads are local, and others see the whole picture.",
        "A convolution has only local ones there. In the upper blocks of a ViT most heads are global."),
      wrong: [
        Choice(
          "The receptive field grows with the depth, as in a convolutional net.",
          "One block alone has no depth. It has both kinds of heads side by side."),
        Choice(
          "The positions were not learned.",
          "A head can stay near a patch only if it knows by the positions what is near."),
        Choice(
          "The head of 1 patch attends to its own patch alone.",
          "That would be a distance of 0. On average it attends to what lies one patch further."),
      ]),
  ]
}
