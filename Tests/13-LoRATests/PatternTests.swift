import LoRA
import Testing

struct PatternTests {
  @Test(arguments: [
    ("a.query", "a.query"), ("a.query", "*.query"), ("a.query", "*"), ("", "*"), ("", ""), ("", "**"), ("a", "*a*"),
    ("stack.blocks.1.attention.query", "*.1.*.query"), ("aa", "a*a"), ("aba", "a*a"), ("abcabc", "*abc"),
    ("abcabc", "abc*"), ("a.b.c", "a*b*c"), ("xaya", "*a*a"), ("a*", "a*"), ("aab", "*ab"), ("abab", "a*b*b"),
  ]) func `a path matches`(path: String, pattern: String) {
    #expect(path.matches(pattern))
  }

  @Test(arguments: [
    ("a.query", ""), ("", "a"), ("a.query", "query"), ("a.query", "*.quer"), ("a.query", "b*"), ("a", "a*a"),
    ("ab", "ab*b"), ("abc", "ab*bc"), ("a.key", "*.query"), ("a.query.b", "*.query"), ("ab", "*b*b*"), ("abc", "*c*b*"),
    ("", "*a*"), ("aQuery", "*query"), ("stack.blocks.10.attention.query", "*.1.*.query"), ("xay", "*a*a"),
    ("abd", "a*c*d"), ("ab", "a*a*b"), ("ab", "a*b*b"),
  ]) func `a path does not match`(path: String, pattern: String) {
    #expect(!path.matches(pattern))
  }
}
