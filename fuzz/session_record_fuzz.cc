// Arbitrary bytes as a chunk of a session record: an error or a chunk whose
// own bytes read back the same, never a crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "coach/session_record.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using ezpt::coach::DecodeChunk;
  std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto as_bytes = [](const std::string& text) {
    return std::span(reinterpret_cast<const std::byte*>(text.data()), text.size());
  };
  // A checksum that random bytes never meet would hide everything behind it.
  if (size > 8) {
    uint64_t hash = 0xcbf29ce484222325ULL;
    for (std::size_t i = 0; i < size - 8; ++i) hash = (hash ^ data[i]) * 0x100000001b3ULL;
    for (std::size_t i = 0; i < 8; ++i) bytes[size - 8 + i] = static_cast<char>(hash >> (8 * i));
  }
  const auto chunk = DecodeChunk(as_bytes(bytes));
  if (!chunk) return 0;
  const std::string again = ezpt::coach::EncodeChunk(*chunk);
  if (again != bytes) std::abort();
  return 0;
}
