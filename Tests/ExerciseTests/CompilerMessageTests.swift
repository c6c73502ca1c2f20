import Testing

@testable import ExerciseBoard
@testable import ExerciseChecks

/// What a learner reads about answers that do not compile; the compiler is the real one.
struct CompilerMessageTests {
  /// Wrong code, words of the compiler's message, and words of the advice.
  static let cases: [(code: String, message: String, advice: String)] = [
    ("return softmax(x)", "call can throw but is not marked with 'try'", "write `try` before the call"),
    ("return x * x.shape[0]", "operands of type 'Tensor' and 'Int'", "Scalar(n) makes a number of an integer"),
    ("let n: Scalar = x.shape[0]; return x * n", "cannot convert value of type 'Int'", "converts no number by itself"),
    ("x = x * 2; return x", "'x' is a 'let' constant", "as in `var copy = x`"),
    ("return x + why", "cannot find 'why' in scope", "nothing has this name here"),
    ("return x.T", "has no member 'T'", "chapters/CHEATSHEET.md"),
    ("return x.slice(0..<1)", "missing argument", "the names before the colons"),
    ("let n: Int = x.shape.first; return x * Scalar(n)", "must be unwrapped", "this may be nil"),
  ]

  /// The answers of `cases`, each a function in one line.
  private static let compiled = Result {
    let functions = cases.enumerated().map { "  static func wrong\($0)(_ x: Tensor) throws -> Tensor { \($1.code) }\n" }
    return try withAnswers({ $0.replacing("TensorTasks {\n", with: "TensorTasks {\n" + functions.joined()) }, messages)
  }

  private static func messages(_ chapter: Chapter) throws -> (output: String, messages: [CompilerMessage]) {
    let output = try compile(chapter).output
    return (output, CompilerMessage.messages(in: output, about: chapter))
  }

  @Test(arguments: cases.indices)
  func `a common error has a word of help`(index: Int) throws {
    let (code, message, advice) = CompilerMessageTests.cases[index]
    let (output, messages) = try CompilerMessageTests.compiled.get()
    let found = try #require(messages.first { $0.code.contains("{ \(code) }") }, "\(output)")
    #expect(found.severity == .error && found.file == "exercises/00-tensors/MyTensors.swift")
    #expect(found.text.contains(message))
    #expect(found.advice?.contains(advice) == true, "\(found)")
  }

  @Test func `a message shows file, line and code, once`() throws {
    let line = try Chapter.tensors.firstLine()
    let messages = try withAnswers(bodies: "    return softmax(a)", body: CompilerMessageTests.messages).messages
    #expect(
      messages.map(\.headline) == [
        "exercises/00-tensors/MyTensors.swift:\(line):12: error: call can throw but is not marked with 'try'"
      ])
    #expect(messages.map(\.excerpt) == ["\(line) |     return softmax(a)"])
  }

  @Test(arguments: [
    ("    if a.rank == 2 { return a }", "each way through the function ends with `return`"),
    ("    return a * (b", "is a bracket or an operator missing"),
    ("    throw NotStarted()\n  }\n  }", "is a bracket or an operator missing"),
    ("    throw NotStarted()\n  }\n}\npublic enum Mine {\n  func f() {", "a function is missing"),
  ])
  func `what is wrong with the form of the file has a word of help as well`(body: String, advice: String) throws {
    let (output, messages) = try withAnswers(bodies: body, body: CompilerMessageTests.messages)
    #expect(messages.contains { $0.advice?.contains(advice) == true }, "\(output)")
  }

  @Test func `a lost result is a warning, shown when there is no error`() throws {
    let lost = "    a.sum(axis: 0)\n    return a"
    let messages = try withAnswers(bodies: lost, body: CompilerMessageTests.messages).messages
    #expect(messages.map(\.severity) == [.warning])
    #expect(messages.first?.text == "result of call to 'sum(axis:keepingAxis:)' is unused")
    #expect(messages.first?.advice?.hasPrefix("a result is lost here") == true)
    let both = try withAnswers(bodies: "    a.sum(axis: 0)\n    return c", body: CompilerMessageTests.messages)
    #expect(both.messages.map(\.severity) == [.error])
  }
}
