#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"
#include "store/master_key.h"
#include "store/sealing.h"

namespace ezpt::store {

/// The record of one session: its chunks and its summaries, encrypted under a key of the person, each bound to the
/// record and to its place in it. What an earlier program stored plain is read as it is, and encrypted as a whole
/// before anything is added to it. Internal to the store; inside the caller's transaction; throws what SOCI throws.
class RecordSeal {
 public:
  /// The record whose session has that id; a copy's is the original's. Nothing where there is no such session.
  /// Errors: those of DataKey.
  static Result<std::optional<RecordSeal>> ToRead(soci::session& sql, const MasterKey& master, const std::string& id);
  /// @param record the session that it began as. REQUIRES: that is there. Errors: those of KeyIdFor and DataKey.
  static Result<RecordSeal> ToWrite(soci::session& sql, const MasterKey& master, const std::string& record);
  /// One of a database that has no keys yet.
  static RecordSeal Plain(std::string record) { return {std::move(record), std::nullopt}; }

  [[nodiscard]] const std::string& record() const { return record_; }

  [[nodiscard]] std::string SealChunk(int index, const std::string& bytes) const;
  /// Errors: kDamaged where it was changed, or belongs elsewhere.
  [[nodiscard]] Result<std::string> OpenChunk(int index, const std::string& stored) const;

  [[nodiscard]] std::string SealSummary(const std::string& engine, const std::string& summary) const;
  [[nodiscard]] Result<std::string> OpenSummary(const std::string& engine, const std::string& stored) const;

  /// What so many bytes in `count` chunks or summaries hold: it is counted without what encrypting adds.
  [[nodiscard]] int64_t PlainBytes(int64_t stored, int64_t count) const;

 private:
  RecordSeal(std::string record, std::optional<SecretKey> key) : record_(std::move(record)), key_(std::move(key)) {}

  std::string record_;
  std::optional<SecretKey> key_;  ///< None: it is plain.
};

/// Encrypts up to `limit` records that an earlier program stored plain, each in the transaction of `sql`; those stay
/// that another program records at `now_ms`. How many it were: fewer than `limit` when all are done.
[[nodiscard]] Result<int> SealPlainRecords(soci::session& sql, const MasterKey& master, int64_t now_ms, int limit);

}  // namespace ezpt::store
