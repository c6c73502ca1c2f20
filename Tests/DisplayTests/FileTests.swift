import Foundation
import Testing

@testable import Display

#if canImport(FoundationXML)
  import FoundationXML
#endif

func isWellFormed(_ document: String) -> Bool {
  let parser = XMLParser(data: Data(document.utf8))
  return parser.parse() && parser.parserError == nil
}

/// A new folder that is removed after `body`.
private func withFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

struct SVGTests {
  @Test func `the check of well-formedness can fail`() {
    #expect(!isWellFormed("<svg><text></svg>"))
    #expect(!isWellFormed("<svg>a & b</svg>"))
  }

  @Test func `names with reserved and control characters stay valid XML`() {
    let name = "<a & \"b\"> 'c' \u{1B}[1m\u{0}\u{7}\n\u{FFFF}"
    var plot = LinePlot(name, x: name, y: name)
    plot.add(name, [(0, 1), (1, 0)])
    #expect(isWellFormed(plot.svg))
    #expect(plot.svg.contains("&lt;a &amp; &quot;b&quot;&gt; &apos;c&apos;"))
    #expect(isWellFormed(HeatMap(name, [[1]], rows: [name], columns: [name]).svg))
    let points = [(x: 0.0, y: 1.0, label: 0)]
    var beliefs = SimplexPlot(name, corners: [name, name, name])
    beliefs.add(name, [[1, 0, 0]], colors: [[1, 0, 0]])
    for svg in [
      beliefs.svg,
      DecisionMap(name, classOf: [[0]], points: points, classes: [name]).svg,
      ScatterPlot(name, x: name, y: name, points: points, classes: [name]).svg,
    ] {
      #expect(isWellFormed(svg))
      #expect(svg.contains("&lt;a &amp; &quot;b&quot;&gt; &apos;c&apos;"))
    }
  }
}

struct WriteAtomicallyTests {
  @Test func `a file that cannot be written is named`() {
    #expect(throws: WriteError(path: "/nowhere/file", reason: "No such file or directory")) {
      try writeAtomically(Data(), to: "/nowhere/file")
    }
  }

  @Test func `a folder is made once, and no other around it`() throws {
    try withFolder { folder in
      for _ in 0..<2 { try makeFolder(folder + "/a") }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
      #expect(throws: WriteError(path: folder + "/b/c", reason: "No such file or directory")) {
        try makeFolder(folder + "/b/c")
      }
    }
  }

  @Test func `a file is replaced, keeps its permissions, and leaves nothing beside it`() throws {
    try withFolder { folder in
      let path = folder + "/file"
      try writeAtomically(Data("old".utf8), to: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
      try writeAtomically(Data("new".utf8), to: path)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o640)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
    }
  }

  @Test func `what a kill inside a save left is removed at the next one`() throws {
    let killed = Process()
    killed.executableURL = URL(fileURLWithPath: "/bin/sh")
    killed.arguments = ["-c", "exit 0"]
    try killed.run()
    killed.waitUntilExit()
    try withFolder { folder in
      let names = [
        ".mine.\(killed.processIdentifier)-0AF3.tmp", ".mine.\(getpid())-0AF3.tmp", ".mine.tmp", ".mine.x-0AF3.tmp",
        ".other.\(killed.processIdentifier)-0AF3.tmp",
      ]
      for name in names { try Data("1".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
      try writeAtomically(Data("2".utf8), to: "\(folder)/mine")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(Set(left) == Set(names.dropFirst() + ["mine"]))
    }
  }

  @Test func `a link is followed, not replaced`() throws {
    try withFolder { folder in
      try writeAtomically(Data("old".utf8), to: folder + "/file")
      try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/file")
      try writeAtomically(Data("new".utf8), to: folder + "/link")
      #expect(try String(contentsOfFile: folder + "/file", encoding: .utf8) == "new")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == folder + "/file")
    }
  }

  @Test func `folders and devices are refused`() throws {
    try withFolder { folder in
      #expect(throws: WriteError(path: folder, reason: "it is a folder")) { try writeAtomically(Data(), to: folder) }
    }
    #expect(throws: WriteError(path: "/dev/null", reason: "it is not a plain file")) {
      try writeAtomically(Data(), to: "/dev/null")
    }
  }

  @Test func `when the disk refuses half-way, the old file stays whole and the temporary one goes`() async {
    // In a process of its own, whose files may not grow beyond 100 bytes.
    await #expect(processExitsWith: .success) {
      try withFolder { folder in
        try writeAtomically(Data("old".utf8), to: folder + "/file")
        var limit = rlimit(rlim_cur: 100, rlim_max: 100)
        try #require(setrlimit(fileSizeLimit, &limit) == 0)
        #expect(throws: WriteError(path: folder + "/file", reason: "File too large")) {
          try writeAtomically(Data(count: 1000), to: folder + "/file")
        }
        #expect(try String(contentsOfFile: folder + "/file", encoding: .utf8) == "old")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
      }
    }
  }
}

#if canImport(Glibc)
  private let fileSizeLimit = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
#else
  private let fileSizeLimit = RLIMIT_FSIZE
#endif
