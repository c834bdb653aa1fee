#pragma once

#include <soci/soci.h>

#include "base/result.h"
#include "store/engine.h"

namespace ezpt::store {

/// Brings the schema to the newest version and notes each step in the table
/// schema_version. A step that has shipped is never changed: what is new is a new
/// step. The SQL keeps to what SQLite and MySQL share. Two processes may do it at the
/// same time. On SQLite a step is one transaction. A MySQL server commits each
/// statement that changes tables by itself, so a step that was broken off goes on
/// where it stopped; a lock by name keeps others out meanwhile.
/// @param target an earlier version, to test how what it holds is brought up to date.
/// Errors: kUnsupported when a newer program wrote the database. Throws what
/// SOCI throws.
[[nodiscard]] int NewestSchemaVersion();
Status Migrate(const Engine& engine, soci::session& sql, int target = NewestSchemaVersion());

}  // namespace ezpt::store
