/// The input of a task as a language model reads it: one sequence, or several whose states belong together.
public struct TaskInput: Sendable, Equatable {
  public let sequences: [[Int]]
}

/// The three tokens that fine-tuning adds to the words.
///
/// GPT-1's **input transformations** write any structured input as sequences, so that the body of the model stays as it is:
///
///     classification    <s> text <e>
///     entailment        <s> premise $ hypothesis <e>
///     similarity        <s> a $ b <e>   and   <s> b $ a <e>
///     multiple choice   <s> context $ answer <e>   for each answer
public struct TaskTokens: Sendable {
  public let start: Int
  /// Between two texts.
  public let delimiter: Int
  /// GPT-1's "extract": the state here has read the whole sequence, and is what the task's head reads.
  public let end: Int

  public init(start: Int, delimiter: Int, end: Int) {
    (self.start, self.delimiter, self.end) = (start, delimiter, end)
  }

  /// A text between start and end; so are the texts of pre-training.
  public func sequence(_ text: [Int]) -> [Int] { [start] + text + [end] }

  public func classification(_ text: [Int]) -> TaskInput { TaskInput(sequences: [sequence(text)]) }

  public func entailment(premise: [Int], hypothesis: [Int]) -> TaskInput {
    TaskInput(sequences: [pair(premise, hypothesis)])
  }

  /// Both orders: the relation is symmetric, and a model that reads from left to right is not.
  public func similarity(_ a: [Int], _ b: [Int]) -> TaskInput { TaskInput(sequences: [pair(a, b), pair(b, a)]) }

  /// One sequence for each answer.
  public func choice(context: [Int], answers: [[Int]]) -> TaskInput {
    TaskInput(sequences: answers.map { pair(context, $0) })
  }

  private func pair(_ first: [Int], _ second: [Int]) -> [Int] { sequence(first + [delimiter] + second) }
}
