extension Quiz {
  static let pretrained = Quiz("14", "pretrained", ofFiles + ofPorts)

  /// On what published files hold, and how.
  private static let ofFiles: [Question] = [
    Question(
      "A port of BERT knows its names by a table. Why does it also ask the file which names it holds?",
      wrong: [
        Choice(
          "The order of the names tells which block comes first.",
          "The number of a block is part of its name. The order of a file means nothing."),
        Choice(
          "The shapes are known from the names alone.",
          "They stand in the header beside the names, and in config.json. No name has them."),
      ],
      right: Choice(
        "Files of one model do not all spell them alike.",
        "With `bert.` or without, LayerNorm.gamma or LayerNorm.weight: that depends on who saved the model, and when."),
      wrong: [
        Choice(
          "A name that is not in the table is then loaded as well.",
          "Nobody knows which parameter it belongs to. It is reported as unused.")
      ]),
    Question(
      "PyTorch's linear layers hold `[out, in]`. Which model's published matrices lie as `[in, out]`?",
      right: Choice(
        "GPT-2's",
        "Its maps are of a class of their own, `Conv1D`, which computes x·W + bias. The others use `nn.Linear`."),
      wrong: [
        Choice("BERT's", "Its maps are `nn.Linear`, transposed by whoever computes x·W."),
        Choice("T5's", "Its maps are `nn.Linear`, too, without biases."),
        Choice("ViT's", "Its maps are `nn.Linear`. Only the patches come from a convolution, which has four axes."),
      ]),
    Question(
      "A square matrix of attention is loaded without its transpose. What notices?",
      wrong: [
        Choice(
          "the loader, by the shape",
          "`[768, 768]` is the same either way round. Only matrices that are not square show it."),
        Choice(
          "the file, by its checksum",
          "A safetensors file has none, and the bytes are right. It is how they are read that is not."),
        Choice(
          "the softmax, by weights that are not finite",
          "Scores from a transposed matrix are numbers like any others."),
      ],
      right: Choice(
        "only a comparison of numbers",
        "With the logits that the original gives for the same input. Therefore each port comes with such a test.")),
    Question(
      "A file of GPT-2 has no `lm_head.weight`. What does that say?",
      wrong: [
        Choice(
          "The file was cut short.",
          "Then the header would claim more bytes than there are. It fits.")
      ],
      right: Choice(
        "The output matrix is the table of tokens.",
        "The weights are tied, so that one tensor serves twice. Some files have a second copy all the same."),
      wrong: [
        Choice(
          "A head is to be drawn at random, and trained.",
          "That is so for a new task. The head of a language model was pre-trained, as its table is."),
        Choice(
          "It is a model for embeddings, without a head for the next token.",
          "With the table it computes logits at once. No other file is needed."),
      ]),
    Question(
      "A safetensors header says `data_offsets` [0, 24]. Which bytes of the file are meant?",
      wrong: [
        Choice(
          "the bytes 0 to 23",
          "The file begins with the length of the header and the header. Offsets do not count them."),
        Choice(
          "the bytes 8 to 31, right after the length",
          "There lies the header, which is as long as these 8 bytes say."),
        Choice(
          "25 bytes after the header, as the last one belongs to it",
          "The second offset is the first byte that is no longer its own: 24 bytes."),
      ],
      right: Choice(
        "the first 24 bytes after the header",
        "Offsets count from its end. So they can be written down before the header's own length is known.")),
    Question(
      "Why are weights mapped into memory, not read into it?",
      right: Choice(
        "Only what is asked for comes from the disk.",
        "Opening costs next to nothing. One tensor of a large file costs its own bytes, not those of the whole file."),
      wrong: [
        Choice(
          "Training then writes its changes into the file.",
          "The numbers are decoded into tensors of the model. The file stays as it was."),
        Choice(
          "The numbers are decompressed on the way.",
          "They are not compressed: a header says at which byte each tensor lies."),
        Choice(
          "The processor then computes with F16 directly.",
          "Mapping changes nothing about the numbers. Here they are decoded to Float."),
      ]),
    Question(
      "A model is published in 8 files and an index. What does the index say?",
      wrong: [
        Choice(
          "at which byte of which file each tensor begins",
          "The offsets are in the header of each file. The index names the file alone."),
        Choice(
          "in which order the files are to be put together",
          "Each is a whole safetensors file with a header of its own. They have no order."),
      ],
      right: Choice(
        "for each tensor the file that has it",
        "So a program opens only the files that it needs, and notices when one of them is missing."),
      wrong: [
        Choice(
          "which blocks of the model each file holds",
          "It goes by tensors. A block may even be in two files.")
      ]),
    Question(
      "BF16 and F16 have 16 bits each. What does BF16 gain, and what does it pay?",
      wrong: [
        Choice(
          "a finer resolution, for a smaller range",
          "It is the other way round: 8 bits of exponent, and 7 of fraction instead of 10.")
      ],
      right: Choice(
        "the range of F32, for a coarser resolution",
        "F16 ends at 65,504. BF16 goes to 3·10³⁸, but next to 1 its step is 1/128 instead of 1/1,024."),
      wrong: [
        Choice(
          "faster decoding, for the loss of infinity and NaN",
          "It has both, at the same exponent as F32. It is faster to decode, by one shift."),
        Choice(
          "nothing: they are two names for one format",
          "The same bits mean other numbers. 0x3F80 is 1 in BF16, and 1.875 in F16."),
      ]),
  ]
}
