import Exercises
import Pretrained
import Tensors
import Training

/// Answers of which only one or two are of interest.
protocol PretrainedAnswers: PretrainedTasks {}

extension PretrainedAnswers {
  static func readHeader(_ bytes: [UInt8]) throws -> [String: HeaderEntry] { throw NotStarted() }

  static func decodeHalves(_ patterns: [UInt16], as type: NumberType) throws -> Tensor { throw NotStarted() }

  static func splitProjection(
    _ weight: Tensor, bias: Tensor, layout: ProjectionLayout
  ) throws -> (query: LinearWeights, key: LinearWeights, value: LinearWeights) {
    throw NotStarted()
  }

  static func sentenceEmbeddings(_ states: Tensor, lengths: [Int]) throws -> Tensor { throw NotStarted() }

  static func publishedSource(of path: String, in names: Set<String>) throws -> TensorSource { throw NotStarted() }

  static func nameFault(original: ProbeLogits, port: ProbeLogits) throws -> PortingFault? { throw NotStarted() }
}
