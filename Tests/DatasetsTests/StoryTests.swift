import Datasets
import Tensors
import TestBasics
import Testing

struct StoryTests {
  static let stories: [Story] = {
    var generator = Generator(seed: 1)
    return Story.draw(20_000, using: &generator)
  }()

  @Test func `the same seed tells the same stories, another seed others`() {
    func stories(_ seed: Int) -> [Story] {
      var generator = Generator(seed: seed)
      return Story.draw(50, using: &generator)
    }
    expectEqual(stories(3), to: stories(3))
    #expect(stories(3) != stories(4))
  }

  @Test func `every story has four sentences of known words`() {
    let words = Set(Story.words)
    for story in Self.stories {
      #expect(story.sentences.count == Story.length)
      #expect(story.sentences.joined().allSatisfy(words.contains), "\(story.text)")
      #expect(story.sentences.joined().allSatisfy { $0 == $0.lowercased() }, "\(story.text)")
    }
    #expect(Set(Self.stories.flatMap { $0.sentences.joined() }).isSubset(of: words))
    #expect(Story.words == Story.words.sorted() && words.count == Story.words.count)
  }

  @Test func `a pronoun agrees with the one it stands for`() {
    let women: Set = ["anna", "clara", "emma", "ida", "ruth", "nora"]
    let trips = Self.stories.filter { ["wants", "looks", "books"].contains($0.sentences[0][1]) }
    #expect(trips.count > 3000)
    for story in trips {
      let starts = Set(story.sentences.dropFirst().compactMap(\.first))
      #expect(!starts.contains(women.contains(story.sentences[0][0]) ? "he" : "she"), "\(story.text)")
    }
  }

  /// The company of an adjective is what tells its meaning without labels.
  @Test func `adjectives of one story are all praise or all complaint`() {
    var company: [String: Set<String>] = [:]
    for story in Self.stories {
      for sentence in story.sentences {
        guard let index = sentence.firstIndex(of: "and"), sentence.count == 6, sentence[0] == "it" else { continue }
        company[sentence[index - 1], default: []].insert(sentence[index + 1])
      }
    }
    #expect(company.count == Opinion.adjectiveCount)
    var cluster: Set = ["cozy"]
    for _ in 0..<5 { cluster.formUnion(cluster.flatMap { company[$0]! }) }
    #expect(cluster.count == Opinion.adjectiveCount / 2)
    #expect(cluster.contains("gorgeous") && !cluster.contains("dreary"))
  }
}
