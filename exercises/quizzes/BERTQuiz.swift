extension Quiz {
  static let bert = Quiz(
    "09", "bert",
    [
      Question(
        "BERT is an encoder without a causal mask. Why is it not pre-trained to predict the next token at every position?",
        wrong: [
          Choice(
            "The softmax over the whole vocabulary would cost too much.",
            "The masked-language head has a softmax over the same vocabulary."),
          Choice(
            "An encoder has no output at every position.",
            "It has a state at every position. The masked-language head predicts from these."),
        ],
        right: Choice(
          "Every position sees its own target among the inputs.",
          "The next token is visible to the right, so copying it would solve the task. A hidden token has to be inferred."
        ),
        wrong: [
          Choice(
            "Text without labels has no targets for it.",
            "Either task takes its targets from the text itself. Neither needs labels.")
        ]),
      Question(
        "A tenth of the chosen tokens stays as it is, and the model has to predict them. What is that good for?",
        right: Choice(
          "The model has to represent every token, not only [MASK].",
          "Fine-tuned models never see [MASK]. When any token may be wrong or be asked for, each needs a good state."),
        wrong: [
          Choice(
            "The loss falls faster, since these are easy.",
            "They are a tenth of the chosen ones, and an easy loss is not the aim: what the states hold afterwards is."),
          Choice(
            "They are left out of the loss, so they save time.",
            "They are in the loss, like all chosen tokens."),
          Choice(
            "Without them [CLS] and [SEP] would be masked.",
            "Special tokens are never chosen, whatever the chosen ones are replaced by."),
        ]),
      Question(
        "Over which positions is the masked-language loss averaged?",
        wrong: [
          Choice(
            "those that show [MASK]",
            "Of the chosen tokens 10 % show a random token and 10 % the true one. They are to be predicted as well."),
          Choice(
            "all that are no padding",
            "85 % of these show their own target and were not chosen. Copying them would make up most of the loss."),
          Choice(
            "all but the special tokens",
            "Most ordinary tokens are not chosen: they are there to be read, not to be predicted."),
        ],
        right: Choice(
          "the chosen 15 %, whatever they show",
          "Masked, replaced or unchanged: each chosen position has the token that stood there as its target.")),
      Question(
        "The input is [CLS] A [SEP] B [SEP]. Which segments do the two [SEP] have, the first and the last?",
        wrong: [
          Choice(
            "0 and 0",
            "The last [SEP] ends text B. Segment 1 is that of B with its [SEP].")
        ],
        right: Choice(
          "0 and 1",
          "Each [SEP] belongs to the text that it ends. [CLS] has segment 0, like A."),
        wrong: [
          Choice(
            "1 and 1",
            "The first [SEP] ends text A, so it is in segment 0. B begins after it."),
          Choice(
            "none: special tokens get no segment",
            "Token, segment and position are added at every position, so every position has all three."),
        ]),
      Question(
        "RoBERTa leaves out next-sentence prediction and loses nothing. What makes this task so easy?",
        wrong: [
          Choice(
            "[CLS] is trained by the masked-language loss already.",
            "Nothing is predicted at [CLS]. Of the two losses, only that of the next sentence uses the pooler."),
          Choice(
            "The segments tell which sentence is the next.",
            "They say which text is A and which is B. They are the same for true pairs and for false ones."),
        ],
        right: Choice(
          "A false second sentence shows by its topic.",
          "It comes from another document. Comparing topics is enough; the order of the sentences need not be understood."
        ),
        wrong: [
          Choice(
            "Half of the pairs are true, so half of all guesses are right.",
            "That is chance in any balanced choice of two. The task is easy since far more than half are told apart.")
        ]),
      Question(
        "The masked-language head of BERT-Base adds 622,650 parameters. But a matrix from width 768 to 30,522 logits has 23 million. Why?",
        right: Choice(
          "The matrix is the token table, which is there already.",
          "With weight tying one table reads and predicts. New are a map [768, 768], a layer norm and a bias for each token."
        ),
        wrong: [
          Choice(
            "Logits are computed at 15 % of the positions alone.",
            "That saves time. The number of parameters does not depend on the number of positions."),
          Choice(
            "WordPiece predicts single characters.",
            "It predicts any of the 30,522 tokens of the vocabulary."),
          Choice(
            "A pre-training head is not counted as a parameter.",
            "It is trained like all others, and 622,650 is its count."),
        ]),
      Question(
        "A pre-trained BERT, body and pooler, is fine-tuned as a classifier of sentences. Which parameters start at random?",
        wrong: [
          Choice(
            "none: the masked-language head is used again",
            "It predicts tokens. The classes of the task are new, so they need an output of their own."),
          Choice(
            "those of the upper blocks",
            "All blocks start from pre-training, and fine-tuning goes on with all of them."),
          Choice(
            "all: pre-training only tells which architecture to use",
            "Then it would be training from scratch, which few labels do not suffice for."),
        ],
        right: Choice(
          "those of one linear map to the classes",
          "Everything below was pre-trained. So few labels have to determine few numbers from scratch.")),
      Question(
        "ALBERT applies one and the same block L times. What does it save compared with L blocks of this size?",
        wrong: [
          Choice(
            "parameters and multiply-adds, both by a factor of L",
            "The block still runs L times over all positions: the multiply-adds stay."),
          Choice(
            "multiply-adds, but no parameters",
            "It is the other way round: one set of weights is stored, and it is used L times."),
          Choice(
            "the activations that the backward pass needs",
            "Each application has its own inputs, and the backward pass needs them all."),
        ],
        right: Choice(
          "parameters of the blocks, but no multiply-adds",
          "One block is stored instead of L. The forward pass does as much work as before.")),
      Question(
        "Why does ELECTRA's discriminator learn more from a row of text than a masked language model does?",
        wrong: [
          Choice(
            "It and its generator are adversaries, as in a GAN.",
            "The generator is trained by the masked-language loss. No gradient flows to it through the sampled tokens.")
        ],
        right: Choice(
          "Every position has a target.",
          "Was this token replaced or not? That is asked of every token. Masking asks about 15 % of them."),
        wrong: [
          Choice(
            "Its generator is larger than the discriminator.",
            "It is smaller. Guesses that are too good would leave little to detect."),
          Choice(
            "It chooses among all tokens, and not between two answers.",
            "It is the other way round. It has two answers, and many more positions to give them at."),
        ]),
      Question(
        "DistilBERT's student learns from the logits of its teacher as well. What do they say that the hidden token alone does not?",
        wrong: [
          Choice(
            "which block of the teacher was most important",
            "The logits are the output of all blocks. Which blocks the student starts from is decided by hand.")
        ],
        right: Choice(
          "which other tokens would fit, and how well",
          "The hidden token is one sample; the teacher gives a distribution over all. A temperature above 1 brings out the small probabilities."
        ),
        wrong: [
          Choice(
            "the true token, without the errors of the text",
            "The teacher makes errors too, and the student learns them with the rest."),
          Choice(
            "how the teacher has to change to agree with the student",
            "The teacher is not trained. Gradients flow to the student alone."),
        ]),
    ])
}
