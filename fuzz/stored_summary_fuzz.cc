// Arbitrary bytes as a stored summary: an error, or a summary that comes back the
// same when it is stored again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "coach/stored_summary.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using namespace ezpt::coach;
  const auto summary = ParseStoredSummary({reinterpret_cast<const char*>(data), size});
  if (!summary.ok()) return 0;
  const std::string stored = StoredSummary(*summary);
  const auto again = ParseStoredSummary(stored);
  // By its text: NaN is not equal to itself.
  if (!again.ok() || StoredSummary(*again) != stored) std::abort();
  return 0;
}
