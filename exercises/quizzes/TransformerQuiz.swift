extension Quiz {
  static let transformer = Quiz("07", "transformer", ofAttention + ofBlocks)

  /// On heads, masks, and what attention costs.
  private static let ofAttention: [Question] = [
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
      "Why eight heads of width 64, and not one head of width 512?",
      wrong: [
        Choice(
          "They have fewer weights.",
          "Q, K, V and W are [512, 512] in both cases."),
        Choice(
          "They need fewer multiply-adds.",
          "Eight products of width 64 take as many as one of width 512."),
      ],
      right: Choice(
        "A head has one set of weights for each query; eight heads have eight.",
        "With one set, two earlier tokens enter one weighted sum, and it is hard to tell which is which."),
      wrong: [
        Choice(
          "A softmax over 512 columns would be too flat.",
          "The softmax runs over the T keys, whatever the width. The scores are divided by √d.")
      ]),
    Question(
      "A decoder has T tokens of context. In training all T positions are computed at once. What about generation?",
      wrong: [
        Choice(
          "T new tokens come out of one pass, too",
          "Token t + 1 depends on token t, which has to be chosen first. In training it is known."),
        Choice(
          "without the mask it would be parallel",
          "The mask is not what holds it up: the later tokens do not exist yet."),
      ],
      right: Choice(
        "one pass for each token, one after the other",
        "The next input is the model's own output. A cache of keys and values makes each pass cheap, not parallel."),
      wrong: [
        Choice(
          "it is as parallel as a recurrent net in training",
          "A recurrent net is sequential in training as well: each hidden state needs the one before.")
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
    Question(
      "The context has T = 100 tokens, the width is D = 512, and F = 4·D. Where is most of the arithmetic of a block?",
      wrong: [
        Choice(
          "in the T × T scores, since attention is quadratic",
          "They take 2·T²·D = 10 million multiply-adds, the linear layers T·12·D² = 315 million.")
      ],
      right: Choice(
        "in the linear layers",
        "Both are equal at T = 6·D = 3,072. Below that, the linear layers take more."),
      wrong: [
        Choice(
          "in the softmax",
          "It takes some operations for each score, where the products take 2·d."),
        Choice(
          "in both equally",
          "That is at T = 6·D."),
      ]),
    Question(
      "The target depends on a token 100 positions earlier. How many steps does the gradient take to it?",
      right: Choice(
        "one in attention, 100 in an LSTM",
        "A query meets every key directly. The cell state passes through 100 forget gates."),
      wrong: [
        Choice(
          "100 in both",
          "Attention has no path from position to position: any two are neighbors."),
        Choice(
          "one in both, if the forget gates are open",
          "Open gates keep the gradient large. It still passes through each of the 100 steps."),
        Choice(
          "100 in attention, because of the mask",
          "The mask removes later keys. Earlier ones are all visible at once."),
      ]),
  ]
}
