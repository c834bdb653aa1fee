// What anybody may send to the port: the head of a request. What is let through names one host and one length.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "server/net/request_head.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::string_view head(reinterpret_cast<const char*>(data), size);
  if (!ezpt::server::CheckHead(head).ok()) return 0;
  // Every line but the last is ended by CR LF and begins a field: nothing is folded, no CR or LF stands alone.
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '\r' && head.substr(i, 2) != "\r\n") std::abort();
    if (head[i] == '\n' && (i == 0 || head[i - 1] != '\r')) std::abort();
    if (head[i] == '\n' && i + 1 < head.size() && (head[i + 1] == ' ' || head[i + 1] == '\t')) std::abort();
  }
  return 0;
}
