// The input is a packed model without its checksum, which is added here: a
// fuzzer would never guess it.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "fuzz/run_graph.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  std::vector<std::byte> file(size);
  uint64_t hash = 0xcbf29ce484222325ULL;
  for (std::size_t i = 0; i < size; ++i) {
    file[i] = static_cast<std::byte>(data[i]);
    hash = (hash ^ data[i]) * 0x100000001b3ULL;
  }
  for (int i = 0; i < 8; ++i) file.push_back(static_cast<std::byte>(hash >> (8 * i)));
  const auto graph = ezpt::nn::ReadPackedModel(file);
  if (graph.ok()) ezpt::nn::RunWhatWasRead(*graph);
  return 0;
}
