#pragma once

#include <soci/soci.h>

#include <string>

#include "base/result.h"

namespace ezpt::store {

/// Brings the schema to the newest version, one transaction a step, and notes
/// each in the table schema_version. A step that has shipped is never changed:
/// what is new is a new step. The SQL keeps to what SQLite and MySQL share.
/// Two processes may do it at the same time.
/// @param target an earlier version, to test how what it holds is brought up to date.
/// Errors: kUnsupported when a newer program wrote the database. Throws what
/// SOCI throws.
[[nodiscard]] int NewestSchemaVersion();
Status Migrate(soci::session& sql, const std::string& name, int target = NewestSchemaVersion());

}  // namespace ezpt::store
