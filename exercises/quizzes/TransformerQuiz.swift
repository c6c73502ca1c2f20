extension Quiz {
  static let transformer = Quiz(
    "07", "transformer",
    [
      Question(
        "Which part of a block lets one position get something from another?",
        wrong: [
          Choice(
            "the feed-forward network, whose width is 4·D",
            "The same matrices are applied at each position separately."),
          Choice(
            "the layer norm, which needs a mean",
            "Mean and variance are those of the D numbers at one position."),
        ],
        right: Choice(
          "self-attention alone",
          "All other parts compute at each position by itself."),
        wrong: [
          Choice(
            "the residual connections",
            "They add to each position what was computed for it.")
        ]),
      Question(
        "What do separate matrices for queries and keys make possible?",
        wrong: [
          Choice(
            "weights that sum to one",
            "The softmax sees to that."),
          Choice(
            "several heads",
            "Heads split the columns. One matrix for both could be split as well."),
          Choice(
            "values that differ from the input",
            "That is for V."),
        ],
        right: Choice(
          "a score of i for j unlike that of j for i",
          "With one matrix the scores are symmetric. Then earlier positions cannot be preferred to later ones.")),
      Question(
        "An attention layer of width D = 64 gets four heads instead of one. How many weights do Q, K and V have then?",
        right: Choice(
          "as many as before",
          "Each head takes 16 of the 64 columns. The matrices stay [64, 64]."),
        wrong: [
          Choice("four times as many", "No head has matrices [64, 64] of its own: its columns are a quarter of them."),
          Choice("a quarter", "A head has a quarter of the columns, and there are four heads."),
          Choice("four times as many in V alone", "V is split into columns like Q and K."),
        ]),
      Question(
        "What does the causal mask give in training?",
        wrong: [
          Choice(
            "a smaller model, since hidden scores need no weights",
            "All scores come from the same Q and K. The mask has no parameters, and saves none.")
        ],
        right: Choice(
          "T predictions from one pass",
          "Row t is as if the text ended at t. So all positions are trained at once, without a loop over time."),
        wrong: [
          Choice(
            "a model that does not attend to the current token",
            "Query t sees the keys 0 … t, its own among them."),
          Choice(
            "rows of different lengths in a batch",
            "That is for the padding mask."),
        ]),
      Question(
        "Why does the gradient pass a deep pre-norm stack so well?",
        wrong: [
          Choice(
            "Each norm brings it back to length 1.",
            "Norms act on activations. Their Jacobians are in the other term, g·J·N."),
          Choice(
            "Warm-up keeps the first steps small.",
            "Warm-up helps post-norm. Pre-norm trains with and without it here."),
        ],
        right: Choice(
          "Going back, each layer adds to it and does not replace it.",
          "g becomes g + g·J·N: the first term is g itself."),
        wrong: [
          Choice(
            "Feed-forwards have no activation on this path.",
            "They have one. It is in J, and so in the second term.")
        ]),
      Question(
        "T is doubled, D stays. By how much do the multiply-adds of linear layers and of attention (scores and contexts) grow?",
        right: Choice(
          "by 2 and by 4",
          "Linear layers take T·12·D² of them, scores and contexts 2·T²·D."),
        wrong: [
          Choice("by 2 and by 2", "Each of twice as many queries meets twice as many keys."),
          Choice("by 4 and by 4", "A linear layer acts on each position once, so it takes twice as many."),
          Choice("by 4 and by 2", "It is the other way round: the pairs of positions are in attention."),
        ]),
      Question(
        "What does fused attention save?",
        wrong: [
          Choice(
            "multiply-adds, as it leaves out small scores",
            "It computes every visible score. The backward pass even computes them a second time."),
          Choice(
            "work: its softmax is only approximate",
            "The online softmax is exact. Sums so far are rescaled when the maximum grows."),
          Choice(
            "time: it grows with T and not with T²",
            "Its memory does. Its time grows with T², as in the plain version."),
        ],
        right: Choice(
          "memory: the T × T weights are never stored",
          "It keeps one number for each query and head, and computes the weights again in the backward pass.")),
    ])
}
