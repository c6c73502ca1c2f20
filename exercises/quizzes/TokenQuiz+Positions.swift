extension Quiz {
  /// On what the encodings of positions need, and on what attention costs.
  static let ofPositions: [Question] = [
    Question(
      "Self-attention without positions is permutation-equivariant. What happens when its inputs are reordered?",
      wrong: [
        Choice(
          "The outputs stay as they are.",
          "That would be invariance. Each output belongs to an input and moves with it."),
        Choice(
          "The outputs change, since each position sees other neighbors.",
          "Without positions there are no neighbors: each output is a sum over all inputs."),
        Choice(
          "Only the first and the last output change.",
          "No position is special."),
      ],
      right: Choice(
        "The outputs are reordered in the same way.",
        "Each row stays the same and moves with its input.")),
    Question(
      "With rotary positions a query at 10 and a key at 7 have a score. Both move by 990 positions. And the score?",
      right: Choice(
        "It stays the same.",
        "Both are rotated further by the same angles, which cancel in the product. Only j − i counts."),
      wrong: [
        Choice(
          "It falls with the distance from the start.",
          "The rotation keeps the length of queries and keys. Only their distance from each other counts."),
        Choice(
          "It is not defined beyond the training length.",
          "That is so for learned positions, which have no such row. An angle exists for each position."),
        Choice(
          "It changes as with sinusoidal positions.",
          "Those are added before the projections, so scores have terms in which i and j do not cancel."),
      ]),
    Question(
      "Why not add one number to all columns, t/10 at position t?",
      wrong: [
        Choice(
          "Two positions get the same number.",
          "All numbers differ. Different rows alone are not enough."),
        Choice(
          "It has no value for a position beyond the training length.",
          "It has: t/10 exists for every t. It only grows without a bound."),
      ],
      right: Choice(
        "A score then rises or falls with the key's position.",
        "The score has the key's number times a factor of the query, so its largest value lies at one of the ends."),
      wrong: [
        Choice(
          "The number of parameters grows with T.",
          "Nothing is learned for it.")
      ]),
    Question(
      "And t/T, which stays between 0 and 1?",
      right: Choice(
        "Three positions are 3/24 in one text and 3/96 in another.",
        "The same distance is another difference, so what was learned at one length is wrong at another."),
      wrong: [
        Choice(
          "It explodes in long texts.",
          "It never exceeds 1. Its bound is the reason why one would try it."),
        Choice(
          "It repeats.",
          "It grows from the first to the last position."),
        Choice(
          "It cannot be computed before training.",
          "It can, as soon as T is known. That it needs T is the trouble."),
      ]),
    Question(
      "Why is one sine with a period of eight positions not enough?",
      wrong: [
        Choice(
          "A sine is not bounded.",
          "It stays between −1 and 1.")
      ],
      right: Choice(
        "It repeats, and no linear map shifts it.",
        "sin ω(t + k) needs cos ωt as well. One more number, the cosine, makes a shift a rotation."),
      wrong: [
        Choice(
          "Its gradient vanishes where the sine is flat.",
          "The sines are constants. No gradient goes into them."),
        Choice(
          "It depends on the length T.",
          "It depends on t alone."),
      ]),
    Question(
      "Why are the rows of sines and cosines of several frequencies unique?",
      wrong: [
        Choice(
          "Each frequency has a larger amplitude than the one before.",
          "All have the amplitude 1."),
        Choice(
          "The slowest one never repeats, so the others are not needed.",
          "Its period is tens of thousands of positions, so neighbors differ by far too little in it."),
        Choice(
          "The rows are normalized.",
          "They all have the norm √(D/2). On a sphere there is room for equal rows."),
      ],
      right: Choice(
        "Two equal rows need whole turns in every pair at once.",
        "The fast pairs tell neighbors apart, the slow ones tell one turn of the fast ones from the next.")),
    Question(
      "P(t + 1) = P(t)·M, and all eigenvalues of M have the absolute value 1.01. What is the norm of P(1,000)?",
      wrong: [
        Choice(
          "the same as that of P(0)",
          "That is so for an absolute value of 1."),
        Choice(
          "ten times that of P(0)",
          "Each step multiplies by 1.01. It does not add 0.01."),
        Choice(
          "1.01 times that of P(0)",
          "That is P(1)."),
      ],
      right: Choice(
        "21,000 times that of P(0)",
        "1.01 to the power of 1,000. With 0.99 it would be 0.00004 times.")),
    Question(
      "P(t)·P(t − 3) equals P(t)·P(t + 3). How can attention with sinusoids tell left from right?",
      wrong: [
        Choice(
          "It cannot.",
          "In the run it learns to output the token three positions to the left.")
      ],
      right: Choice(
        "The matrices of queries and keys can turn a query by three positions.",
        "P(t)·M⁻³ is P(t − 3), at every t. M³ is the transpose of M⁻³ and turns the other way."),
      wrong: [
        Choice(
          "The sine is larger on the right.",
          "It rises and falls, and so does the cosine."),
        Choice(
          "The values carry the direction.",
          "The scores decide what is attended to, and values do not enter them."),
      ]),
    Question(
      "Why does a score with rotary positions depend on i and j through j − i alone?",
      wrong: [
        Choice(
          "A number for each distance is added to it.",
          "T5 does so. Rotary positions add nothing to a score."),
        Choice(
          "Queries and keys are rotated by the same angle.",
          "Then it would not depend on positions at all. Each is rotated by the angle of its own position."),
      ],
      right: Choice(
        "The transpose of a rotation is its inverse.",
        "(q·Rⁱ)·(k·Rʲ) = q·Rⁱ·(Rʲ)ᵀ·kᵀ, and Rⁱ·(Rʲ)ᵀ = Rⁱ⁻ʲ."),
      wrong: [
        Choice(
          "Rotations keep norms.",
          "They do, but a score depends on the angle between query and key as well.")
      ]),
    Question(
      "D = 512 and T = 4,096. How many times the multiply-adds of a recurrent layer does attention have?",
      wrong: [
        Choice("1.5", "Those are the projections alone, three against two. Scores and contexts are missing."),
        Choice("8", "That is T/D, the part of scores and contexts. The projections are missing."),
        Choice("64", "That is (T/D)². Only one factor of T is left: the recurrent layer has the other one, too."),
      ],
      right: Choice("9.5", "(3·T·D² + 2·T²·D) / (2·T·D²) = 1.5 + T/D.")),
  ]
}
