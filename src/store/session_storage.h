#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/record_seal.h"
#include "store/session_repository.h"

namespace ezpt::store {

/// What sessions take of StorageLimits: every row and chunk is accounted for where it is
/// written, in the same transaction. Internal to the store; throws what SOCI throws.

/// What is stored in all, in bytes.
[[nodiscard]] long long TotalBytes(soci::session& sql);

/// A session takes `bytes` more, or less, of what may be stored.
void Account(soci::session& sql, const std::string& id, int64_t bytes);

struct Share {
  long long bytes = 0;
  int sessions = 0;
};
[[nodiscard]] Share ShareOf(soci::session& sql, const std::string& owner);

/// Whether the row's id is free, and its owner, and all together, have room for one more session.
/// Errors: kInvalidArgument, kLimitExceeded, kUnavailable.
[[nodiscard]] Status CheckRoom(soci::session& sql, const SessionRow& row, const StorageLimits& limits,
                               int64_t disk_free);
/// Whether so many bytes more of that session have room. Errors: kLimitExceeded, kUnavailable.
[[nodiscard]] Status CheckRoomFor(soci::session& sql, int64_t bytes, const SessionRow& row,
                                  const StorageLimits& limits);

void InsertRow(soci::session& sql, const SessionRow& row);
void InsertChunk(soci::session& sql, const RecordSeal& record, int index, const std::string& bytes);
void InsertRun(soci::session& sql, const RecordSeal& record, const ScoringRun& run);
/// The run of that engine goes, and its share of the storage with it.
void RemoveRun(soci::session& sql, const RecordSeal& record, const std::string& engine);
/// The first stored first. Errors: kDamaged where one does not open.
[[nodiscard]] Result<std::vector<ScoringRun>> SelectRuns(soci::session& sql, const RecordSeal& record);

[[nodiscard]] int CountChunks(soci::session& sql, const std::string& record);
/// In order. Errors: kDamaged where one does not open.
[[nodiscard]] Result<std::vector<std::string>> SelectChunks(soci::session& sql, const RecordSeal& record);

}  // namespace ezpt::store
