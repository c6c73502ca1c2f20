import Testing

@testable import ExerciseChecks

/// Answers that call what the task is to write: right by their results, wrong by their source.
struct LibraryUseTests {
  private func answers(sum body: String) -> String {
    """
    public enum MyTensors: TensorTasks {
      public static func matmul(_ a: Tensor, _ b: Tensor) throws -> Tensor { Tensors.matmul(a, b) }

      public static func softmax(_ x: Tensor) throws -> Tensor {
        let e = exp(x - x.max)
        return e / e.sum
      }

      public static func sum(_ x: Tensor, axis: Int) throws -> Tensor {
        \(body)
      }
    }

    private func rest(_ x: Tensor) -> Scalar { x.sum }
    """
  }

  @Test(arguments: [
    ("x.sum(axis: axis)", "sum"), ("return x\n      .sum(axis: axis)", "sum"), ("x.mean(axis: axis) * n", "mean"),
    ("if axis < 0 { return x.sum }\n    return x", "sum"), (#"print("\"", x.sum)"#, "sum"),
  ])
  func `the library's function is found in the body`(body: String, name: String) {
    #expect(Exercise.sum.forbiddenUse(in: answers(sum: body)) == name)
  }

  @Test(arguments: [
    "var sum: Scalar = 0\n    sum += x.scalars[0]", "x.sums", "x // x.sum(axis: axis)", #"throw Misfit("x.sum")"#,
    "/* x.sum\n x.sum */ x",
  ])
  func `other uses of the name are not`(body: String) {
    #expect(Exercise.sum.forbiddenUse(in: answers(sum: body)) == nil)
  }

  @Test func `a name with its module is found, and part of a longer name is not`() {
    let source = answers(sum: "x")
    #expect(Exercise.matmul.forbiddenUse(in: source) == "matmul")
    #expect(Exercise.softmax.forbiddenUse(in: source) == nil)
    #expect(Exercise.matmul.forbiddenUse(in: source.replacing("Tensors.", with: "MyTensors.")) == nil)
  }

  @Test func `a right answer becomes wrong by its source, and no other diagnosis changes`() throws {
    // Its `sum` calls another `sum`.
    let using = SourceFile("Sources/01-Gradients/Variable+Reductions.swift")
    let missing = SourceFile("Missing.swift")
    func text(_ diagnosis: Diagnosis) -> String? {
      if case .wrong(let finding) = diagnosis { "\(finding)" } else { nil }
    }
    let finding = text(Exercise.sum.diagnosis(.right, reading: using))
    #expect(finding == "it uses the library's `sum`: the task is to write it without")
    #expect(Exercise.sum.diagnosis(.notStarted, reading: using) == .notStarted)
    #expect(Exercise.sum.diagnosis(.right, reading: Chapter.tensors.solutions) == .right)
    #expect(text(Exercise.sum.diagnosis(.right, reading: missing)) == "Missing.swift cannot be read")
    #expect(Exercise.rate.diagnosis(.right, reading: missing) == .right)
  }

  @Test(arguments: Chapter.all)
  func `no model answer uses what is forbidden`(chapter: Chapter) throws {
    for exercise in chapter.exercises {
      #expect(exercise.forbiddenUse(in: try chapter.solutions.text()) == nil, "\(exercise)")
    }
  }
}
