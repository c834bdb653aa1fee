#pragma once

#include <string>

#include "base/result.h"
#include "store/database.h"

namespace ezpt::store {

/// What was erased of somebody.
struct Erased {
  int sessions = 0;
  int keys = 0;
};

/// Erases a person: sessions with their chunks, summaries and pain, copies that others have of them, limits, and the
/// person's keys, in one transaction; then nothing of it is left in the database's files. In a backup that was made
/// before, it is as readable as the backup was (docs/operating.md). Done again it changes nothing.
/// Errors: kConflict where one of the keys encrypts what is another owner's, and nothing was erased; kBusy where
/// another program holds on to the log: everything was erased, and done again it will be gone from there, too; those of
/// a call that writes.
Result<Erased> ErasePerson(Database& database, const std::string& owner);

}  // namespace ezpt::store
