// One landmark stream, one result: prints the hash of everything the coaching
// makes of it. As a program it reads the exercises itself; as a WebAssembly
// module without imports it is given their canonical JSON (tests/result_hash.mjs).
#include "coach/result_hash.h"

#include <cstddef>
#include <cstdint>
#include <string>

#ifdef __wasm__

namespace {
std::string& Input() {
  static std::string input;
  return input;
}
}  // namespace

extern "C" {

/// Room for `size` bytes of canonical JSON, one definition a line.
char* ezpt_input(std::size_t size) {
  Input().resize(size);
  return Input().data();
}

/// The hash, or 0 when the definitions cannot be read.
uint64_t ezpt_result_hash() { return ezpt::coach::HashLibrary(Input()).value_or(0); }

}  // extern "C"

#else

#include <cstdio>
#include <cstring>

#include "exercise/json.h"
#include "exercise_yaml/yaml.h"

/// result_hash [--definitions] [FOLDER]: the hash, or the definitions that go into it.
int main(int argc, char** argv) {
  const bool list = argc > 1 && std::strcmp(argv[1], "--definitions") == 0;
  const int folder = list ? 2 : 1;
  const auto library = ezpt::exercise::LoadLibrary(argc > folder ? argv[folder] : EZPT_SOURCE_DIR "/exercises");
  if (!library) {
    std::fprintf(stderr, "%s\n", library.error().message.c_str());
    return 1;
  }
  std::string lines;
  for (const auto& definition : *library) lines += ezpt::exercise::ToJson(definition) + "\n";
  if (list) {
    std::fwrite(lines.data(), 1, lines.size(), stdout);
    return 0;
  }
  const auto hash = ezpt::coach::HashLibrary(lines);
  if (!hash) {
    std::fprintf(stderr, "%s\n", hash.error().message.c_str());
    return 1;
  }
  std::printf("%016llx\n", static_cast<unsigned long long>(*hash));
  return 0;
}

#endif
