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
    let trips = Self.stories.filter { ["flies", "looks", "books"].contains($0.sentences[0][1]) }
    #expect(trips.count > 3000)
    for story in trips {
      let starts = Set(story.sentences.dropFirst().compactMap(\.first))
      #expect(!starts.contains(women.contains(story.sentences[0][0]) ? "he" : "she"), "\(story.text)")
    }
  }

  /// *two dogs help one king. the dogs do not hurt the person.*
  @Test func `what is denied is the opposite of what is told`() {
    let opposites = [
      "help aid|harm hurt", "love adore|hate loathe", "lead guide|follow trail", "lift raise|lower drop",
      "praise admire|blame scold", "join meet|avoid shun",
    ].map { $0.split(separator: "|").map { $0.split(separator: " ") } }
    var count = 0
    for story in Self.stories where story.sentences[1][2].hasPrefix("do") && story.sentences[1][3] == "not" {
      let (told, denied) = (story.sentences[0][2], story.sentences[1][4])
      let isOpposite = opposites.contains { sides in
        [(0, 1), (1, 0)].contains { side, other in
          sides[side].contains { told == $0 || told == $0 + "s" } && sides[other].contains { $0 == denied }
        }
      }
      #expect(isOpposite, "\(story.text)")
      count += 1
    }
    #expect(count > 1500)
  }

  @Test func `a trip leads to another city`() {
    let trips = Self.stories.map { $0.sentences[0] }.filter { $0[1] == "flies" }
    #expect(trips.count > 1000 && trips.allSatisfy { $0[3] != $0[5] })
  }

  /// The company of an adjective is what tells its meaning without labels.
  @Test func `adjectives of one story are all praise or all complaint`() {
    var company: [String: Set<String>] = [:]
    for story in Self.stories {
      for sentence in story.sentences {
        guard sentence.count == 7, sentence[3] == "and" else { continue }
        company[sentence[2], default: []].insert(sentence[5])
      }
    }
    #expect(company.count == Opinion.adjectiveCount)
    var cluster: Set = ["cozy"]
    for _ in 0..<5 { cluster.formUnion(cluster.flatMap { company[$0] ?? [] }) }
    #expect(cluster.count == Opinion.adjectiveCount / 2)
    #expect(cluster.contains("gorgeous") && !cluster.contains("dreary"))
  }

  @Test func `the story of the doc comment can be told`() {
    let halves = [
      "two dogs help one king near the river . two animals aid him on monday .",
      "which animals help the king ? the dogs . they aid him near the water .",
    ]
    #expect(StoryOracle(halves.map(StoryOracleTests.masked)).probability > 0)
  }

  @Test func `the halves are the sentences in order, two and two`() {
    let story = Self.stories[0]
    #expect(story.halves.count == 2 && story.halves.joined().elementsEqual(story.sentences.joined()))
    #expect(story.halves[0].count == story.sentences[0].count + story.sentences[1].count)
  }
}
