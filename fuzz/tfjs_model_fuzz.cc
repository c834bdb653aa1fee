// The input is a model json, a zero byte, and the weights.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "fuzz/run_graph.h"
#include "nn/tfjs_loader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const uint8_t* end = std::find(data, data + size, uint8_t{0});
  const std::string_view json(reinterpret_cast<const char*>(data), static_cast<std::size_t>(end - data));
  const std::span<const uint8_t> weights(end + (end == data + size ? 0 : 1), data + size);
  const auto graph = ezpt::nn::ParseTfjs(json, std::as_bytes(weights));
  if (graph.ok()) ezpt::nn::RunWhatWasRead(*graph);
  return 0;
}
