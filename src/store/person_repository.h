#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/database.h"
#include "store/stored_session.h"

namespace ezpt::store {

/// How far this person shall go in one exercise.
struct LimitRow {
  std::string exercise;
  std::string limit_json;  ///< {"quantity", "side", "least", "most"}; empty: taken away.
  int64_t set_ms = 0;      ///< When the person said so, UTC.
};

/// The last time that an exercise was stopped because it hurt.
struct PainRow {
  std::string session;
  int64_t started_ms = 0;
  std::optional<int> score;  ///< 0–10; nothing where the person did not say.
};

/// What is known of a person beside the sessions: limits, and what hurt. Thread-safe; calls block.
class PersonRepository {
 public:
  explicit PersonRepository(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  /// The later of two for the same exercise stays, whichever comes first: a page may have been offline.
  [[nodiscard]] Status SetLimit(const std::string& owner, const LimitRow& row);
  /// Also those that were taken away.
  [[nodiscard]] Result<std::vector<LimitRow>> Limits(const std::string& owner) const;

  /// The person's own session of that id; the last score said stays.
  /// Errors: kNotFound.
  [[nodiscard]] Status SetPain(const std::string& owner, const std::string& session, int score);
  /// What the person said of that session.
  [[nodiscard]] Result<std::optional<int>> PainOf(const SessionRef& session) const;
  /// Nothing where the last session of that exercise did not end with pain.
  [[nodiscard]] Result<std::optional<PainRow>> LastPain(const std::string& owner, const std::string& exercise) const;

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace ezpt::store
