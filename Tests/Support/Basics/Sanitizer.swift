#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whether the address or the thread sanitizer watches this process: its own memory and time count with the program's.
public let isSanitized = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
