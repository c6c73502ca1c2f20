import BERT
import Exercises
import Foundation
import Pretrained
import Solutions
import Tensors
import Testing
import Training

@testable import ExerciseChecks

private typealias Wrong = WrongPretrainedAnswers

/// Answers to chapter 14 that are written in another way than the solutions and the known mistakes, as a learner's are.
struct PretrainedAnswerTests {
  @Test(arguments: Chapter.pretrained.exercises)
  func `a right answer may be written in another way`(exercise: Exercise) {
    #expect(exercise.diagnose(OtherPretrainedAnswers.self) == .right)
  }

  @Test(arguments: [
    (Exercise.readHeader, Wrong.FromTheStart.self as any PretrainedTasks.Type, "the offsets are as they stand"),
    (.readHeader, Wrong.WithoutEight.self, "the 8 bytes of the length are missing"),
    (.readHeader, Wrong.BigEndian.self, "the header was not found"),
    (.decodeHalves, Wrong.Flushed.self, "subnormal numbers are 0"),
    (.decodeHalves, Wrong.Bias16.self, "the bias of the exponent is 16"),
    (.decodeHalves, Wrong.Exchanged.self, "the two types are exchanged"),
    (.splitProjection, Wrong.Unturned.self, "a weight `[3·D, D]` was not transposed"),
    (.splitProjection, Wrong.Interleaved.self, "the columns were dealt out in turn"),
    (.sentenceEmbeddings, Wrong.Padded.self, "the padding is in the mean"),
    (.sentenceEmbeddings, Wrong.Early.self, "the states were normalized, and then their mean once more"),
    (.publishedSource, Wrong.Untransposed.self, "nothing is transposed"),
    (.publishedSource, Wrong.NewNames.self, "norms were not looked for under their old names"),
    (.publishedSource, Wrong.OneDigit.self, "only the first digit"),
    (.nameFault, Wrong.NoMask.self, "a missing mask was taken for a missing scale"),
    (.nameFault, Wrong.NoEpsilon.self, "another ε was taken for the other GELU"),
    (.nameFault, Wrong.Exact.self, "equal means equal in every bit"),
  ])
  func `a mistake is named, however it is written`(
    exercise: Exercise, answers: any PretrainedTasks.Type, hint: String
  ) throws {
    guard case .wrong(let finding) = exercise.diagnose(answers) else {
      Issue.record("the checks let it pass")
      return
    }
    #expect(finding.mistake?.hasPrefix(hint) == true, "\(finding)")
  }

  private func folder(_ kind: String) -> String {
    SourceFile("Tests/Fixtures/models/\(kind)").location.path
  }

  @Test(arguments: [
    "gpt2/model", "gpt2-half/model-00001-of-00002", "gpt2-brain/model", "bert-old/model",
  ])
  func `the header is read as the library reads it`(file: String) throws {
    let path = folder("\(file).safetensors")
    let (file, bytes) = (try SafetensorsFile(path), [UInt8](try Data(contentsOf: URL(filePath: path))))
    let header = try PretrainedSolutions.readHeader(bytes)
    #expect(Set(header.keys) == Set(file.names))
    for (name, entry) in header {
      #expect(entry.shape == file.shape(of: name) && entry.type == file.numberType(of: name))
      guard [.half, .brainFloat].contains(entry.type) else { continue }
      let patterns = stride(from: entry.bytes.lowerBound, to: entry.bytes.upperBound, by: 2).map {
        UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
      }
      let numbers = try PretrainedSolutions.decodeHalves(patterns, as: entry.type)
      #expect(numbers.reshaped(entry.shape) == (try file.tensor(name)), "\(name)")
    }
  }

  @Test(arguments: ["bert", "bert-old", "bert-masked", "bert-pretraining"])
  func `the library finds the tensors of a BERT where the exercise does`(kind: String) throws {
    let folder = try ModelFolder(folder(kind))
    let (model, file) = (try BERTModel(folder), try folder.weights())
    #expect(model.parameters.count > 20)
    for (path, _) in model.parameters {
      let source = try PretrainedSolutions.publishedSource(of: path, in: Set(file.names))
      #expect(source == model.names.source(of: path, in: file), "\(path)")
    }
  }

  /// What a learner is told of sizes holds with room to spare, so that other bounds are as good.
  @Test(arguments: TinyGPT.all.indices)
  func `the symptoms of a fault lie far from all bounds`(index: Int) throws {
    let (original, ports) = TinyGPT.answers[index]
    func size(_ x: Tensor) -> Scalar { max(x.max, -x.min) }
    func share(_ fault: PortingFault?, _ probe: (ProbeLogits) -> Tensor) -> Scalar {
      size(probe(ports[fault?.rawValue ?? 0]!) - probe(original)) / size(probe(original))
    }
    let (rounding, small): (Range<Scalar>, Range<Scalar>) = (0..<3e-6, 3e-5..<0.005)
    for fault in [nil, PortingFault.scale, .mask] {
      #expect(rounding.contains(share(fault, \.single)), "\(fault as Any)")
    }
    for fault in [PortingFault.scale, .mask] { #expect(share(fault, \.text) > 1e-3, "\(fault)") }
    for fault in [nil, PortingFault.positions] { #expect(rounding.contains(share(fault, \.quiet)), "\(fault as Any)") }
    for fault in [PortingFault.activation, .epsilon] {
      #expect(small.contains(share(fault, \.single)), "\(fault) \(share(fault, \.single))")
    }
    for fault in [PortingFault.positions, .head, .finalNorm] { #expect(share(fault, \.single) > 0.03, "\(fault)") }
    #expect(small.contains(share(.activation, \.quiet)), "\(share(.activation, \.quiet))")
    for fault in [PortingFault.epsilon, .head, .finalNorm] { #expect(share(fault, \.quiet) > 0.03, "\(fault)") }
    func growth(_ fault: PortingFault) -> Scalar {
      size(ports[fault.rawValue]!.loud) / size(ports[fault.rawValue]!.single)
    }
    #expect(growth(.finalNorm) > 30 && growth(.head) < 3, "\(growth(.finalNorm)), \(growth(.head))")
    let port = ports[PortingFault.mask.rawValue]!
    #expect(size(port.longer.rows(0..<port.text.shape[0]) - port.text) > 1e-3 * size(port.text))
  }
}
