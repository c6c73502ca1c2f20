import Testing

@testable import Display

struct SimplexTextTests {
  private func plot(_ panels: Int = 1, _ points: [[Double]] = SimplexPlotTests.fractal(steps: 7)) -> SimplexPlot {
    var plot = SimplexPlot("Beliefs", corners: ["cat", "dog", "owl"])
    for index in 0..<panels { plot.add("source \(index)", points, colors: points) }
    return plot
  }

  @Test func `a fractal can be recognized in the terminal`() {
    let expected = """
      Beliefs
                 source 0
                   owl
                    ⢀⡀
                   ⢀⡾⣧⡀
                  ⢠⣿⠛⢛⣷⡀
                 ⣠⠿⠽⠧⠾⠿⢷⡄
                ⣰⣛⣧   ⢀⣾⣻⣆
               ⣼⣯⠉⣹⣷⡀⢠⣾⡍⢉⣽⣆
             ⢀⣼⠿⠿⠷⠿⠾⠷⠿⠿⠿⠾⠷⠿⣧⡀
            ⢠⣾⣽⣧         ⢀⣾⣭⣷⡀
           ⢠⡿⣆⢀⡾⣧⡀      ⢀⡾⣧⢀⣼⢷⡀
          ⣰⣟⠛⠛⠛⠛⢛⣷⡄    ⣠⣿⠛⠛⠛⠛⠛⣿⡄
         ⣴⠷⠾⣦  ⢀⡾⠦⠿⡄  ⣰⠷⠼⢧⡀ ⢀⡼⠧⠿⣆
        ⣼⣻⢦⣰⣟⣧⣠⣟⡷⣄⣾⢻⣆⡴⣟⣧⣠⣟⣷⣠⢾⣻⡄⣼⣻⢦
       ⠈⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠁
      cat                        dog
      """
    #expect(plot().text(width: 30, color: false) == expected)
  }

  @Test func `panels stand side by side, with the outline of the triangle where no point lies`() {
    var two = plot(1, [[0.5, 0.5, 0], [1, 0, 0]])
    two.add("source 1", [[0.2, 0.2, 0.6], [-0.2, 0.6, 0.6]], colors: [[1, 0, 0], [1, 0, 0]])
    let expected = """
      Beliefs
           source 0             source 1
             owl                  owl
               ⠄                    ⠄
              ⠂⠐                   ⠂⠐
            ⡀⠁  ⠈⢀               ⡀⠁  ⠈⢀
           ⠠      ⠄             ⠠   ⠂  ⠄  ⠂
          ⠐        ⠂           ⠐        ⠂
        ⢀⠈          ⠁⡀       ⢀⠈          ⠁⡀
        ⠄            ⠠       ⠄            ⠠
       ⠂⠐ ⠐ ⠂ ⠂⠂ ⠐ ⠂ ⠂⠐     ⠂⠐ ⠐ ⠂ ⠂⠐ ⠐ ⠂ ⠂⠐
      cat            dog   cat            dog
      """
    #expect(two.text(width: 60, height: 8, color: false) == expected)
  }

  @Test func `color changes no character but for dots beside the corners' names`() {
    let (plain, colored) = (plot(2).text(width: 60, color: false), plot(2).text(width: 60, color: true))
    let rows = (plain: plain.split(separator: "\n"), colored: colored.withoutEscapes.split(separator: "\n"))
    #expect(rows.plain.count == rows.colored.count)
    for (row, (plain, colored)) in zip(rows.plain, rows.colored).enumerated() {
      let isOfNames = row == 2 || row == rows.plain.count - 1
      #expect(isOfNames == colored.contains("●") && isOfNames == (plain != colored))
    }
    for (state, name) in ["cat", "dog", "owl"].enumerated() {
      #expect(colored.contains("● ".colored(.series(state), when: true) + name))
    }
  }

  @Test func `a character has the color of the mean of its true distributions, the outline is gray`() {
    let middle = [1.0 / 3, 1.0 / 3, 1.0 / 3]
    var plot = SimplexPlot("Beliefs", corners: [])
    plot.add(
      "model", [middle, middle, middle, [0.1, 0.1, 0.8]], colors: [[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]])
    let text = plot.text(width: 30, color: true)
    let colors = text.matches(of: /\[([0-9;]+)m[\u{2800}-\u{28FF}]/).map { String($0.1) }
    #expect(
      colors.filter { $0 != Color.gray.code() }
        == [[0, 0, 1], [1.0 / 3, 2.0 / 3, 0]].map { Color.mixture($0).code() })
    #expect(colors.count > 20)
  }

  @Test(arguments: [(24, 3, 1), (50, 3, 1), (51, 4, 2), (77, 3, 2), (78, 3, 3), (80, 4, 2), (120, 4, 4), (120, 5, 3)])
  func `as many panels stand side by side as leave each 24 columns`(width: Int, panels: Int, side: Int) {
    let names = plot(panels).text(width: width, color: false).split(separator: "\n").filter { $0.contains("source") }
    #expect(names.map { $0.matches(of: /source/).count }.max() == side)
    #expect(
      names.joined(separator: " ").matches(of: /source (\d)/).map { String($0.1) } == (0..<panels).map { "\($0)" })
  }

  @Test(arguments: [(Int.min, 4), (0, 4), (1, 4), (5, 5), (8, 8), (20, 20), (1000, 26), (.max, 26)])
  func `a triangle takes the lines that it may, if there are four and the width allows`(height: Int, lines: Int) {
    let text = plot().text(width: 60, height: height, color: false)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == lines + 4)
  }

  @Test(arguments: [0, 1, 12, 23, 24, 51, 80])
  func `no name and no point goes beyond the width`(width: Int) {
    let name = String(repeating: "very long name ", count: 20) + "\u{1B}[2J\n<&>"
    let far = [[1e308, -1e308, 0], [9, 9, 9], [-1e308, 1e308, 1e308], [1e308, 1e308, -1e308]]
    for corners in [[], [name], [name, name, name, name]] {
      var plot = SimplexPlot(name, corners: corners)
      for _ in 0..<3 { plot.add(name, far, colors: far.map { _ in [0.2, 0.3, 0.5] }) }
      for color in [false, true] {
        for height in [1, 20] {
          let lines = plot.text(width: width, height: height, color: color).split(separator: "\n")
          #expect(lines.allSatisfy { String($0).visibleWidth <= width })
        }
      }
      #expect(plot.text(width: width, color: false).hasSuffix(tooNarrow(width)) == (width < 24))
      #expect(isWellFormed(plot.svg))
    }
  }

  @Test func `a name cannot break out of its line, and a corner without one has a number`() {
    let hostile = "a\u{1B}[2Jb\u{7}\nc\td"
    var plot = SimplexPlot(hostile, corners: [hostile])
    plot.add(hostile, [[1, 0, 0]], colors: [[1, 0, 0]])
    let text = plot.text(width: 60, color: false)
    #expect(text.matches(of: /ab\u{FFFD}⏎c⇥d/).count == 3)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == 4 + 20)
    #expect(text.contains("state 1") && text.contains("state 2"))
    #expect(plot.svg.contains(">state 1</text>") && plot.svg.contains(">state 2</text>"))
  }
}
