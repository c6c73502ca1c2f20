import Exercises
import Foundation
import Pretrained
import Tensors
import Training

/// Your answers to chapter 14. `PretrainedTasks.swift` states the tasks; `swift run exercises 14` checks the answers.
public enum MyPretrained: PretrainedTasks {
  /// 14.1  The header of a safetensors file.
  public static func readHeader(_ bytes: [UInt8]) throws -> [String: HeaderEntry] {
    throw NotStarted()
  }

  /// 14.2  Numbers of 16 bits.
  public static func decodeHalves(_ patterns: [UInt16], as type: NumberType) throws -> Tensor {
    throw NotStarted()
  }

  /// 14.3  Queries, keys and values from one published matrix.
  public static func splitProjection(
    _ weight: Tensor, bias: Tensor, layout: ProjectionLayout
  ) throws -> (query: LinearWeights, key: LinearWeights, value: LinearWeights) {
    throw NotStarted()
  }

  /// 14.4  Sentence embeddings.
  public static func sentenceEmbeddings(_ states: Tensor, lengths: [Int]) throws -> Tensor {
    throw NotStarted()
  }

  /// 14.5  Where a file holds a parameter of BERT.
  public static func publishedSource(of path: String, in names: Set<String>) throws -> TensorSource {
    throw NotStarted()
  }

  /// 14.6  Name the fault from its symptoms.
  public static func nameFault(original: ProbeLogits, port: ProbeLogits) throws -> PortingFault? {
    throw NotStarted()
  }
}
