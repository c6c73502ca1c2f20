extension Quiz {
  /// Every quiz, in ladder order.
  public static let all: [Quiz] = [
    .tensors, .gradients, .training, .rnn, .lstm, .attention, .tokens, .transformer, .encoderDecoder, .bert, .gpt, .t5,
    .vit, .lora, .pretrained,
  ]
}
