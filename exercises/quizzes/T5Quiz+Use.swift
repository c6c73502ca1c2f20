extension Quiz {
  /// On text to text, the three families, and the frozen encoder of a model that draws.
  static let ofTextToText: [Question] = [
    Question(
      "T5 classifies a sentence as \"positive\". Which part of the model is new for this task?",
      wrong: [
        Choice(
          "a linear head on the encoder's first output",
          "BERT has one for each task. T5 generates the label as text."),
        Choice(
          "an output matrix for the two labels",
          "The labels are words of the vocabulary, and the output matrix has them already."),
        Choice(
          "a decoder of its own, while the encoder is shared",
          "One decoder generates the answers of all tasks."),
      ],
      right: Choice(
        "None: a prefix in words says what to do.",
        "Every task is text in and text out. So one model, one loss and one way of generation do for all of them.")),
    Question(
      "A text-to-text model for sentiment is asked about a review, and generates \"banana\". How is that possible?",
      wrong: [
        Choice(
          "The label was left out of its vocabulary.",
          "It was trained to generate the label, so the vocabulary has it."),
        Choice(
          "It is not: the loss allows only the labels of the task.",
          "The softmax is over the whole vocabulary, in training and in generation."),
      ],
      right: Choice(
        "Nothing restricts the decoder to labels; it counts as wrong.",
        "A classifier's head has no other outputs than labels. A decoder has learned to keep to them, and may fail."),
      wrong: [
        Choice(
          "It was generated for another row of the batch.",
          "The rows of a batch do not act on each other.")
      ]),
    Question(
      "Which of the three families can be asked for the probability of a whole text, token by token, without a source?",
      wrong: [
        Choice(
          "an encoder, such as BERT",
          "It predicts masked tokens from both sides. These probabilities do not multiply to that of a text.")
      ],
      right: Choice(
        "a decoder, such as GPT",
        "By the chain rule the text's probability is the product of those of its tokens, each given the tokens before it."
      ),
      wrong: [
        Choice(
          "an encoder–decoder, such as T5 after span corruption",
          "It gives the probability of a target for a source. It was trained to fill in spans, not on whole texts."),
        Choice(
          "none of them: a softmax is over one token only",
          "The product over the tokens is all that it takes."),
      ]),
    Question(
      "A decoder gets a prefix mask. What changes from the causal mask?",
      right: Choice(
        "Tokens of the prefix see all of it, those to their right included.",
        "The source is read from both sides, as by an encoder. After the prefix the mask is causal, as targets must not leak."
      ),
      wrong: [
        Choice(
          "The prefix is hidden from the tokens after it.",
          "They depend on it: it is their source."),
        Choice(
          "All tokens see all others.",
          "Then the tokens to predict would be visible. Only the prefix is seen from both sides."),
        Choice(
          "The prefix has weights of its own, like an encoder's.",
          "One stack with one set of weights reads the prefix and generates. Only the mask differs."),
      ]),
    Question(
      "In an encoder–decoder, where do the queries, keys and values of cross-attention come from?",
      wrong: [
        Choice(
          "Queries from the encoder, keys and values from the decoder.",
          "The decoder asks and the source is what is read, so it is the other way round."),
        Choice(
          "All three from the encoder's outputs.",
          "Then the contexts could not depend on what was generated so far."),
        Choice(
          "Queries and keys from the decoder, values from the encoder.",
          "Keys and values belong together: a weight on a key selects the value of the same token."),
      ],
      right: Choice(
        "Queries from the decoder, keys and values from the encoder.",
        "Keys and values are computed once for a source, and each new token looks at them with a query of its own.")),
    Question(
      "A model draws pictures for captions, and the text encoder is frozen. What does that mean in a training step?",
      wrong: [
        Choice(
          "The encoder's outputs are left out of the cross-attention.",
          "They are its keys and values: that is how the caption acts on the picture.")
      ],
      right: Choice(
        "The encoder gets no gradient; the cross-attention that reads it does.",
        "What the encoder knows of text is used as it is. Its outputs can even be computed once for all captions."),
      wrong: [
        Choice(
          "The encoder is trained more slowly than the rest.",
          "A small learning rate still changes it. Frozen weights stay as they are."),
        Choice(
          "The encoder's weights are drawn anew and then kept.",
          "That is the baseline to compare with. A frozen encoder that was pre-trained keeps what it has learned."),
      ]),
    Question(
      "A diffusion model is conditioned on a caption. What does its net predict in a training step?",
      wrong: [
        Choice(
          "the caption, from the noisy picture",
          "The caption is given. Predicting it would be captioning."),
        Choice(
          "whether the picture is a true one",
          "A discriminator of a GAN does that. Diffusion has no second net."),
      ],
      right: Choice(
        "the noise in a noisy picture, given the caption and the noise level",
        "Noise was added to a true picture, so the answer is known. To draw, noise is removed step by step, with the caption."
      ),
      wrong: [
        Choice(
          "the next pixel, given all pixels before it",
          "That is an autoregressive picture decoder, the alternative to diffusion.")
      ]),
  ]
}
