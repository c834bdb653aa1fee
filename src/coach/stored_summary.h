#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "coach/feedback.h"

namespace ezpt::coach {

/// The format that `format` of a stored summary names.
inline constexpr std::string_view kStoredSummaryFormat = "ezpt.summary/1";
inline constexpr std::size_t kMaxStoredSummaryBytes = std::size_t{64} << 20;
inline constexpr std::size_t kMaxStoredItems = 1'000'000;  ///< Of each list.

/// A summary as one line of JSON, whole: every repetition, measure, fault and event,
/// every number to the bit. It is what is kept of a session once the engine that
/// computed it is gone. Fields: docs/formats/stored-summary.md. Not for pages: what they
/// get is ToJson (coach/feedback_json.h). Bytes that are not UTF-8 come out as U+FFFD.
[[nodiscard]] std::string StoredSummary(const SessionSummary& summary);

/// The summary back: ParseStoredSummary(StoredSummary(x)) == x. Fields that it does not
/// know are passed over. Errors: kLimitExceeded over the limits above; kUnsupported for
/// another format; kDamaged for what is not one, with the name of the field.
/// Cost: O(bytes), memory about ten times that; thread-safe.
[[nodiscard]] Result<SessionSummary> ParseStoredSummary(std::string_view text);

}  // namespace ezpt::coach
