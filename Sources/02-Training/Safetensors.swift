import Display
import Foundation
@_exported import Gradients
import Tensors

/// Named tensors in one file, in the format that Python's `safetensors` reads and writes.
///
/// Eight bytes give the length of a JSON header, which gives each tensor's number type, shape and position in the bytes that
/// follow:
///
///     {"weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, "__metadata__": {"step": "100"}}
public struct Safetensors: Equatable, Sendable {
  public var tensors: [String: Tensor]
  public var metadata: [String: String]

  public init(tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }
}

/// Why a file of tensors cannot be used.
public struct SafetensorsError: BadFile, Equatable {
  public enum Problem: Equatable, Sendable {
    case unreadable(String)
    case truncated(has: Int, needs: Int)
    case headerTooLong(Int)
    case headerIsNotJSON
    case malformedEntry
    case bytesLeftOver(Int)
    case offsetsOutsideFile([Int])
    case offsetsDoNotFitShape([Int], shape: [Int])
    case overlapsOrLeavesGap(at: Int)
    case unknownNumberType(String)
    case wrongNumberType(String, expected: String)
    case notWholeNumbers(String)
    case integerTooLarge
    case missing
    case inSeveralFiles
    case notFinite
    case unexpected
    case shape([Int], expected: [Int])
    case metadata(String)
  }

  public let file: String
  public let tensor: String?
  public let problem: Problem

  public init(file: String, tensor: String? = nil, _ problem: Problem) {
    self.file = file
    self.tensor = tensor
    self.problem = problem
  }

  public var description: String { "\(file): \(tensor.map { "tensor \($0.brief): " } ?? "")\(explanation)" }

  private var explanation: String {
    switch problem {
    case .unreadable(let reason): reason
    case .truncated(let has, let needs): "the file has \(has) bytes but needs at least \(needs): it was cut short"
    case .headerTooLong(let length): "the header claims to be \(length) bytes long: this is no safetensors file"
    case .headerIsNotJSON: "the header is not JSON of the safetensors form"
    case .malformedEntry: "the header does not give it a dtype, a shape and two data_offsets"
    case .bytesLeftOver(let count): "\(count) bytes at its end belong to no tensor"
    case .offsetsOutsideFile(let offsets): "its bytes \(offsets) lie outside the file"
    case .offsetsDoNotFitShape(let offsets, let shape): "its bytes \(offsets) do not hold the shape \(shape)"
    case .overlapsOrLeavesGap(let offset): "it should begin at byte \(offset), where the tensor before it ends"
    case .unknownNumberType(let type): "numbers of the type \(type.brief) are not read, only F32, F64, F16 and BF16"
    case .wrongNumberType(let type, let expected): "its numbers are of the type \(type.brief), expected \(expected)"
    case .notWholeNumbers(let type): "its numbers are of the type \(type), which holds no whole numbers"
    case .integerTooLarge: "one of its whole numbers is larger than an Int"
    case .missing: "it is missing"
    case .inSeveralFiles: "another file has a tensor of this name, too"
    case .notFinite: "one of its numbers is infinite or not a number"
    case .unexpected: "the model has no such tensor"
    case .shape(let shape, let expected): "its shape is \(shape), expected \(expected)"
    case .metadata(let what): what
    }
  }
}
