import EncoderDecoder
import Exercises

extension Chapter {
  static let encoderDecoder = Chapter(
    "08", "encoder-decoder", subject: "EncoderDecoder", mine: MyEncoderDecoder.self,
    [.shift, .smoothedLoss, .paperRate, .layer, .attendNext, .write])
}
