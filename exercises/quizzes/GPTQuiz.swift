extension Quiz {
  static let gpt = Quiz("10", "gpt", ofTheModel + ofWhatItLearned)

  /// On what a GPT is, and how it writes.
  private static let ofTheModel: [Question] = [
    Question(
      "In training a GPT computes the losses of all T positions in one forward pass. Why does no position see its target?",
      wrong: [
        Choice(
          "The targets are shifted by one, so they are not among the inputs.",
          "The target of position t is the input of position t + 1. It is there, so something has to hide it.")
      ],
      right: Choice(
        "A query attends to no key after its own position.",
        "The causal mask gives later keys the weight 0 in every block. So the state at t depends on tokens up to t alone."
      ),
      wrong: [
        Choice(
          "Dropout removes the later positions at random.",
          "It drops single numbers, and none in evaluation. A position that is seen sometimes would still leak."),
        Choice(
          "The positions are computed one after the other.",
          "That is how a text is generated. In training all positions are computed at once, which is what makes it fast."
        ),
      ]),
    Question(
      "GPT-2 small has V 50,257, T 1,024, D 768 and 12 blocks of 7.1 million parameters each. How many does it have?",
      wrong: [
        Choice(
          "85 million",
          "Those are the blocks alone. The table of the tokens has 39 million more."),
        Choice(
          "163 million",
          "That counts an output matrix of its own. It is the table of the tokens, and counts once."),
      ],
      right: Choice(
        "124 million",
        "The blocks have 85 million, the table of the tokens 50,257 · 768 = 38.6 million, that of the positions 0.8 million."
      ),
      wrong: [
        Choice(
          "1.5 billion",
          "That is GPT-2 XL, with 48 blocks of width 1,600.")
      ]),
    Question(
      "With weight tying the output matrix is the table of the tokens. What does that do to the table's gradient?",
      wrong: [
        Choice(
          "Only rows of tokens in the input have one, as before.",
          "That is so for a table that is only looked up. As the output matrix it takes part in every logit."),
        Choice(
          "It is the mean of the gradients of both uses.",
          "A variable that is used twice gets the sum, by the chain rule. Nothing is averaged."),
        Choice(
          "It vanishes for tokens that are no targets.",
          "The softmax pushes the logits of all tokens: those that are no targets get the gradient p, which is above 0."
        ),
      ],
      right: Choice(
        "It is a sum over both uses, so every row has one at every step.",
        "Each logit is the state times a row of the table. So rare tokens are trained too, even where they are no input."
      )),
    Question(
      "Why do the residual projections of GPT-2 begin with weights that are 1/√(2n) as large, in a stack of n blocks?",
      right: Choice(
        "Then the stream's variance at the top does not grow with n.",
        "Each block adds two terms to the stream. 2n independent terms of variance 1/(2n) each have the sum 1, at any depth."
      ),
      wrong: [
        Choice(
          "Then all blocks have the same gradient.",
          "The residual connections pass the gradient on, whatever the scale. The scale is about the forward pass at the start."
        ),
        Choice(
          "It takes the place of the 1/√d in attention.",
          "That one divides the scores in every head, and GPT-2 keeps it. This one is for weights at the beginning."),
        Choice(
          "It is a penalty that keeps these weights small for good.",
          "It only sets where training starts. The penalty is weight decay, and it goes on through training."),
      ]),
    Question(
      "GPT-2 moved the norms to the inputs of attention and feed-forward. Why does it need one more norm, after the last block?",
      wrong: [
        Choice(
          "Without it the output matrix could not be tied.",
          "Tying only needs states of width D, normalized or not.")
      ],
      right: Choice(
        "No norm has acted on the stream itself: its size grows.",
        "Each block adds to the stream and normalizes only its own copy. The logits should not depend on how much has added up."
      ),
      wrong: [
        Choice(
          "The softmax needs inputs of mean 0 and variance 1.",
          "A softmax takes any logits. And the norm is before the output matrix, not after it."),
        Choice(
          "It is the norm of a cross-attention that was left out.",
          "That one would be inside each block. The final norm is outside of all blocks, and there once."),
      ]),
    Question(
      "A GPT with n blocks of width D generates one text with a KV cache. What does the cache hold after T tokens?",
      wrong: [
        Choice(
          "2 · D numbers, which are updated at each token",
          "That would be a recurrent net's state of fixed size. Attention keeps every position by itself."),
        Choice(
          "n · T² attention weights",
          "The weights of a query are used once. The next query has other weights, over the same keys."),
        Choice(
          "2 · n · T · D numbers, shared by all texts of a batch",
          "Keys and values depend on the tokens, so each text has its own. Only the weights of the model are shared."),
      ],
      right: Choice(
        "2 · n · T · D numbers, for this text alone",
        "In each block a key and a value of width D for every token. For GPT-2 small and 1,024 tokens: 19 million numbers."
      )),
    Question(
      "What does the KV cache save when token T + 1 is generated?",
      wrong: [
        Choice(
          "reading the weights of the model",
          "All of them are read for each token. For one text at a time this is what sets the speed."),
        Choice(
          "the scores between the new query and the earlier keys",
          "They are new for each query: T + 1 scores in each head. The cache gives the keys for them."),
      ],
      right: Choice(
        "the forward pass of the T earlier tokens",
        "Under the causal mask their states do not change when a token is added. Only the new position is computed."),
      wrong: [
        Choice(
          "the gradients of the earlier tokens",
          "Nothing is differentiated in generation, with a cache or without.")
      ]),
    Question(
      "Three tokens have the probabilities 0.6, 0.3 and 0.1. From which does top-p with 0.5 sample, and from which with 0.7?",
      wrong: [
        Choice(
          "from none, and from the first",
          "The token that takes the sum to topP is kept: the first one with 0.5. Otherwise nothing could be sampled.")
      ],
      right: Choice(
        "from the first, and from the first two",
        "As few tokens as together have at least topP: 0.6 is enough for 0.5. For 0.7 it takes 0.6 + 0.3."),
      wrong: [
        Choice(
          "from the first in both cases",
          "0.6 is less than 0.7, so one token is not enough there."),
        Choice(
          "from the first two, and from all three",
          "That is one too many. Once the sum is topP or more, no other token is kept."),
      ]),
    Question(
      "A sampler lowers the temperature from 1 to 0.5, and top-p stays at 0.9. What happens to the set of kept tokens?",
      right: Choice(
        "It gets smaller, or stays as it is.",
        "The logits are divided by 0.5 first. Probable tokens become more probable, and so fewer of them are enough for 0.9."
      ),
      wrong: [
        Choice(
          "Nothing: the order of the tokens is the same.",
          "The order is, but top-p goes by the sum of the probabilities, and they have changed."),
        Choice(
          "It gets larger, as all logits are twice as large.",
          "Their differences are twice as large, so the probability gathers in fewer tokens."),
        Choice(
          "It is cut by half.",
          "There is no such rule. How many tokens it takes depends on the logits."),
      ]),
  ]
}
