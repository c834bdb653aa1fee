#pragma once

// Internal to the session record: what stands before a chunk's items.

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "coach/record_bytes.h"
#include "coach/session_record.h"

namespace ezpt::coach::record_header {

/// kDamaged, with `what` in the one line.
[[nodiscard]] Error Damaged(std::string_view what);

/// Everything from the first byte up to the number of items.
void Put(const RecordChunk& chunk, RecordWriter& out);

/// Errors: kDamaged where it is no record, kUnsupported for a version that is not read here.
[[nodiscard]] Result<uint16_t> GetVersion(RecordReader& in);
/// What follows the version, but for the items and their number, into `chunk`.
/// Errors: kDamaged for what WhyNotRecordable refuses, too.
[[nodiscard]] Status Get(RecordReader& in, uint16_t version, RecordChunk& chunk);

}  // namespace ezpt::coach::record_header
