#pragma once

#include <string>

#include "base/result.h"
#include "store/database.h"
#include "store/tx.h"

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

/// The same in two steps, for who erases more of the person in the same transaction: the rows, and, when that is
/// committed, what the database's files still hold of them.
Result<Erased> ErasePerson(WriteTx& tx, const std::string& owner);
Status EmptyTheLog(Database& database);

}  // namespace ezpt::store
