import Datasets
import Testing

@testable import GPT

/// The input transformations; 0 is the start, 1 the delimiter, 2 the end.
struct TaskInputTests {
  @Test func `a text stands between start and end`() {
    #expect(smallTokens.classification([7, 8]).sequences == [[0, 7, 8, 2]])
  }

  @Test func `the premise comes first, and the delimiter is between premise and hypothesis`() {
    #expect(smallTokens.entailment(premise: [7, 8], hypothesis: [9]).sequences == [[0, 7, 8, 1, 9, 2]])
  }

  @Test func `two similar texts come in both orders`() {
    #expect(smallTokens.similarity([7, 8], [9]).sequences == [[0, 7, 8, 1, 9, 2], [0, 9, 1, 7, 8, 2]])
  }

  @Test func `every answer has a sequence of its own, with the whole context`() {
    #expect(
      smallTokens.choice(context: [7], answers: [[8], [9, 10], []]).sequences
        == [[0, 7, 1, 8, 2], [0, 7, 1, 9, 10, 2], [0, 7, 1, 2]])
  }
}
