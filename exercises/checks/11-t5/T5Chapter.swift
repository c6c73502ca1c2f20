import Exercises
import T5
import Tensors

extension Chapter {
  static let t5 = Chapter(
    "11", "t5", subject: "T5", mine: "MyT5",
    [
      .corruptSpans, .relativeBucket, .infill, .normalizeByRMS, .bestSegmentation, .biasedAttention, .decoderRows,
    ])
}
