extension Chapter {
  /// Every chapter with exercises, in ladder order.
  public static let all: [Chapter] = [
    .tensors, .gradients, .training, .rnn, .lstm, .attention, .tokens, .transformer, .encoderDecoder, .bert, .gpt, .t5,
    .vit, .lora, .pretrained,
  ]
}
