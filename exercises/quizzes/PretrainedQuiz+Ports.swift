extension Quiz {
  /// On faults of a port, and how they show.
  static let ofPorts: [Question] = [
    Question(
      "One port has the other form of GELU, one cuts the heads wrongly. Why does the first cost so little?",
      wrong: [
        Choice(
          "A feed-forward matters less than attention does.",
          "It has two thirds of a block's weights, and a fault in it passes on to all blocks above."),
        Choice(
          "The norms after it take the difference out again.",
          "A norm removes a shift and a scale. This difference is neither."),
      ],
      right: Choice(
        "The two forms differ by less than 0.001 at any x.",
        "A wrong cut makes other heads: their scores have nothing to do with those that were trained."),
      wrong: [
        Choice(
          "It is the same function, computed in two ways.",
          "One is x·Φ(x), the other an approximation of it by tanh. Comparing logits shows the difference.")
      ]),
    Question(
      "The output matrix of a trained GPT was not loaded, and is random. What is its loss with V tokens?",
      wrong: [
        Choice(
          "somewhat higher: it is one tensor of about 150",
          "All that the other tensors compute is read through this one."),
        Choice(
          "that of guessing by how often each token occurs",
          "For that it would have to know how often. A random matrix knows nothing."),
        Choice(
          "infinite",
          "A softmax gives no token the probability 0. The loss is finite, and may be large."),
      ],
      right: Choice(
        "ln V or more",
        "Equal probabilities would be ln V. Random logits that are not small are sure of wrong tokens, which costs more."
      )
    ),
    Question(
      "A loader leaves a tensor that it does not find as it was drawn, and says nothing. How does that show?",
      right: Choice(
        "at best as a loss above the published one",
        "The residual connection leads past one bad part, so that the text may still be fluent. A loader has to report it."
      ),
      wrong: [
        Choice(
          "as an error in the first forward pass",
          "Random numbers have the right shape. Everything computes."),
        Choice(
          "as logits that are not finite",
          "Weights as they are drawn are small and finite, and so is what is computed from them."),
        Choice(
          "as the same text again and again",
          "Greedy generation of sound models does that, too. It points to no single tensor."),
      ]),
    Question(
      "In GPT-2's vocabulary one piece is written `Ġthe`. What is the first character?",
      wrong: [
        Choice(
          "a mark of the tokenizer for the beginning of a word",
          "SentencePiece has such a mark, `▁`. Here it is a byte of the text itself.")
      ],
      right: Choice(
        "the byte of a space, in a printable form",
        "Pieces are made of bytes. The file shows each of the 256 as a character, and those that do not print as others."
      ),
      wrong: [
        Choice(
          "a letter of the training text",
          "It may be one in a text, too. Then it is two bytes, and written as two characters."),
        Choice(
          "a sign for a token that is unknown",
          "There is none: with all 256 bytes in the vocabulary every text can be written."),
      ]),
    Question(
      "Why are the pieces of GPT-2 made of bytes, not of characters?",
      wrong: [
        Choice(
          "Then no piece ends within a character.",
          "It may. A token can be half of a character, so that texts are decoded from all bytes together."),
        Choice(
          "Then texts have fewer tokens.",
          "As many or more: a character beyond ASCII has 2 to 4 bytes, which are joined only if they are frequent."),
        Choice(
          "Then the vocabulary is 256 tokens large.",
          "These are where it begins. Merges make 50,000 more."),
      ],
      right: Choice(
        "Then 256 of them can write every text.",
        "There are 150,000 characters. With bytes nothing is unknown, in whatever language.")),
    Question(
      "Sentence embeddings are computed as means over all positions, padding included. What goes wrong?",
      wrong: [
        Choice(
          "Nothing: the states in the padding are zero.",
          "They pass through all blocks as others do. Norms alone make them as long as any state."),
        Choice(
          "Nothing: the mask has taken the padding out.",
          "It hides keys from the queries. The padding has queries of its own, and states."),
      ],
      right: Choice(
        "A text gets another vector in another batch.",
        "How much padding it has depends on the longest text beside it. The mean is of its tokens alone."),
      wrong: [
        Choice(
          "Only the length of the vector, which is set to 1 anyway.",
          "That would be so if a sum over tokens were divided by T. States of padding turn the vector.")
      ]),
    Question(
      "After a single token a port's logits are right, after a text they are not. Which fault may it have?",
      right: Choice(
        "1/√d is missing",
        "One key has the weight 1, whatever its score is. With several keys the scale decides."),
      wrong: [
        Choice(
          "its positions begin at 1",
          "Then the first token has a wrong row of the table already."),
        Choice(
          "the final norm is missing",
          "It acts on each state by itself, so that a single one shows it."),
        Choice(
          "the output matrix is not tied",
          "Its logits are wrong after any token."),
      ]),
    Question(
      "The causal mask of a port is missing. Which comparison shows it without the original?",
      wrong: [
        Choice(
          "the logits after two equal tokens",
          "They differ by their positions in any GPT, masked or not."),
        Choice(
          "the logits after one token, computed twice",
          "One token sees itself alone, with a mask and without."),
      ],
      right: Choice(
        "the logits of a text, and of it with a token more",
        "With a mask, what comes later changes nothing before it. Here all earlier rows change."),
      wrong: [
        Choice(
          "the attention weights of a query: do they sum to 1?",
          "They do in either case. A softmax sees to it, over whichever keys there are.")
      ]),
    Question(
      "A port's logits differ from the original's by 10⁻⁶ of the largest. What is to be done?",
      right: Choice(
        "nothing",
        "Sums in another order round differently, and a Float has 7 digits. A fault is larger by tens or more."),
      wrong: [
        Choice(
          "compare the two forms of GELU",
          "The other form changes logits by some 10⁻⁴ of the largest."),
        Choice(
          "load the weights as Double",
          "They were published with fewer digits. What differs is how they are summed."),
        Choice(
          "look for a transposed matrix",
          "It would change every logit, and beyond recognition."),
      ]),
    Question(
      "A port writes fluent text. Is that enough?",
      wrong: [
        Choice(
          "Yes: a wrong port writes word salad.",
          "A wrong split of heads does. Another ε, or a GELU, does not."),
        Choice(
          "Yes, if greedy text equals the original's.",
          "The largest logit stays the largest under small faults. The loss of a long text shows what it hides."),
      ],
      right: Choice(
        "No: small faults show in the logits alone.",
        "Compare them with the original's on the same input, to the rounding of a Float."),
      wrong: [
        Choice(
          "No: the weights must be equal in every bit.",
          "They are, when they were read correctly. It is what is computed with them that is in doubt.")
      ]),
    Question(
      "A ViT was trained on pixels from −1 to 1, and a port gives it 0 to 1. How does that show?",
      wrong: [
        Choice(
          "An error: pixels below 0 are expected.",
          "The patch embedding is a linear map. It takes any numbers.")
      ],
      right: Choice(
        "Other logits, and lower accuracy.",
        "Half the contrast, and everything brighter than in training. Shapes and names all fit."),
      wrong: [
        Choice(
          "It does not: the first norm removes shift and scale.",
          "It normalizes the D numbers of a token, after biases and positions were added, not the pixels."),
        Choice(
          "All pictures get the same logits.",
          "The pictures still differ, by half of what the model expects."),
      ]),
  ]
}
