extension Quiz {
  /// On the baselines: convolution, pooling, batch norm, residual blocks, an LSTM over rows, and what each of them builds in.
  static let ofConvolution: [Question] = [
    Question(
      "A convolution with a 3 × 3 kernel maps 64 channels of 32 × 32 pixels to 128. How many weights has it?",
      wrong: [
        Choice("1,152", "These are 9 · 128. Each output channel is a sum over all 64 input channels."),
        Choice("75,497,472", "Every pixel would have weights of its own. A convolution shares them."),
      ],
      right: Choice("73,728", "9 · 64 · 128, whatever the size of the picture: all positions share them."),
      wrong: [
        Choice("576", "This is 9 · 64, enough for one output channel.")
      ]),
    Question(
      "A picture is shifted by two pixels. What does a convolution with stride 1 make of it, away from the border?",
      wrong: [
        Choice(
          "the same output as before",
          "That would be translation invariance. Only the mean over all positions at the end gives it."),
        Choice(
          "an output that has nothing to do with the old one",
          "That holds for a fully connected layer, which has weights of its own for each pixel."),
      ],
      right: Choice(
        "the old output, shifted by two pixels",
        "The kernel computes the same at every position: translation equivariance."),
      wrong: [
        Choice(
          "the old output with its channels exchanged",
          "Each channel has its own kernel, and that does not change.")
      ]),
    Question(
      "With few labeled pictures a convolutional net is ahead of a ViT with as many parameters. Why?",
      right: Choice(
        "It has locality and weight sharing built in; a ViT has to learn them.",
        "An inductive bias takes the place of data. With enough pictures the ViT learns what fits, and catches up."),
      wrong: [
        Choice(
          "It can represent functions that a ViT cannot.",
          "Attention heads with relative positions can represent any convolution."),
        Choice(
          "Its gradient is computed more exactly.",
          "Both are computed by the chain rule, with the same rounding."),
        Choice(
          "It sees the picture in its full resolution.",
          "So does a ViT: no pixel of a patch is lost before the projection."),
      ]),
    Question(
      "In the first block, how far can a unit see: in a net of 3 × 3 convolutions, and in a ViT?",
      wrong: [
        Choice(
          "both over the whole picture",
          "The kernel covers 9 pixels. The receptive field grows block by block, faster behind pooling."),
        Choice(
          "both over a neighborhood, which grows with the depth",
          "Nothing restricts attention to neighbors. Some heads learn to stay near, others do not."),
      ],
      right: Choice(
        "3 × 3 pixels in the one, the whole picture in the other",
        "Locality is built into a convolution. In attention every patch may attend to every other."),
      wrong: [
        Choice(
          "3 × 3 pixels in the one, one patch in the other",
          "A patch is what is projected to a token. The attention of the first block then joins all of them.")
      ]),
    Question(
      "The four numbers of a square are 3, 7, 7 and 1. Max pooling gets the gradient 10. What do they get?",
      wrong: [
        Choice("2.5 each", "That is the gradient of a mean."),
        Choice("3, 7, 7 and 1 times 10", "The derivative of the output by the largest number is 1, not the number."),
        Choice("0, 10, 10 and 0", "One of the two was passed on. Then 20 would come out where 10 came in."),
      ],
      right: Choice(
        "0, 10, 0 and 0", "The first of the largest numbers gets all of it, as in PyTorch. The others did not count.")),
    Question(
      "A net with batch norm is evaluated on one picture in the mode of training. What goes wrong?",
      right: Choice(
        "It is normalized by its own statistics, not by those of the training.",
        "In evaluation running averages take the place of the batch. Then a result depends on its picture alone."),
      wrong: [
        Choice(
          "Gain and bias are missing.",
          "They are applied in both modes. It is mean and variance that differ."),
        Choice(
          "Its parameters are changed by the forward pass.",
          "Parameters change in the optimizer. The running averages do change, which is bad enough."),
        Choice(
          "Nothing: the mean over one picture is what a mean over many is.",
          "A picture may be dark as a whole. Normalized by itself it would lose that."),
      ]),
    Question(
      "In a pre-activation residual block, what lies on the skip connection from block to block?",
      wrong: [
        Choice(
          "a relu after each sum",
          "That is the form of 2015. There a relu cuts off the stream, and its gradient, after every block."),
        Choice(
          "a batch norm after each sum",
          "That resembles post-norm. Here the norms stand before the convolutions, inside of f."),
      ],
      right: Choice(
        "nothing but additions, as in a pre-norm Transformer",
        "Norm and relu come before each convolution, in f. So x + f(x) passes x and its gradient on unchanged."),
      wrong: [
        Choice(
          "a 3 × 3 convolution",
          "The two convolutions are in f. A 1 × 1 one is needed only where the number of channels grows.")
      ]),
    Question(
      "An LSTM reads a picture one row of pixels a step. For which two pixels must its state carry something furthest?",
      wrong: [
        Choice(
          "the first and the last one of a row",
          "They enter in the same step, side by side in one vector."),
        Choice(
          "two that are neighbors in a column",
          "They are one step apart."),
      ],
      right: Choice(
        "the top and the bottom one of a column",
        "As many steps lie between them as the picture has rows. Attention joins any two patches in one."),
      wrong: [
        Choice(
          "none: a cell state carries everything to the end",
          "It has H numbers for all that was read, and forgets by its gates.")
      ]),
  ]
}
