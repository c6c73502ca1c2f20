import Foundation
import Testing

@testable import Display

struct InterruptTests {
  @Test func `one Ctrl-C is a wish`() async {
    await #expect(processExitsWith: .exitCode(7)) {
      Interrupt.install()
      #expect(!Interrupt.wasRequested)
      kill(getpid(), SIGINT)
      while !Interrupt.wasRequested { usleep(1000) }
      exit(7)
    }
  }

  @Test func `the second Ctrl-C ends the process`() async {
    await #expect(processExitsWith: .exitCode(130)) {
      Interrupt.install()
      kill(getpid(), SIGINT)
      while !Interrupt.wasRequested { usleep(1000) }
      kill(getpid(), SIGINT)
      sleep(10)
    }
  }

  @Test func `once removed, a signal kills again`() async {
    await #expect(processExitsWith: .signal(SIGTERM)) {
      Interrupt.install()
      Interrupt.remove()
      kill(getpid(), SIGTERM)
      sleep(10)
    }
  }
}

struct ScreenTests {
  @Test func `the width stays within reason`() { #expect((20...120).contains(Screen.width)) }

  @Test func `text goes to the stream that was chosen`() async throws {
    let result = try await #require(
      processExitsWith: .exitCode(0), observing: [\.standardOutputContent, \.standardErrorContent]
    ) {
      say("to output")
      Screen.usesStandardError = true
      say("to error")
      exit(0)
    }
    let (output, error) = (result.standardOutputContent, result.standardErrorContent)
    #expect(String(decoding: output, as: UTF8.self).contains("to output\n"))
    #expect(String(decoding: error, as: UTF8.self).contains("to error\n"))
    #expect(!String(decoding: output, as: UTF8.self).contains("to error"))
  }
}
