#pragma once

#include <vector>

namespace ezpt::store {

/// Statement of a step. SQLite's alone: it puts right what earlier versions stored there.
struct SchemaStatement {
  enum class On { kAny, kSqlite };
  SchemaStatement(const char* text, On where = On::kAny)
      : sql(text), on(where) {}  // NOLINT: a list of texts reads best.

  const char* sql;
  On on;
};
using SchemaStep = std::vector<SchemaStatement>;

/// From nothing to the newest schema; the step at `i` makes schema i + 1. Internal to the store (store/migrations.h).
/// Times are milliseconds since 1970, UTC. Ids and hashes are hexadecimal.
[[nodiscard]] const std::vector<SchemaStep>& SchemaSteps();

}  // namespace ezpt::store
