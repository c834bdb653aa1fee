#pragma once

#include <soci/soci.h>

#include <string>

#include "base/result.h"
#include "store/database.h"
#include "store/master_key.h"
#include "store/sealing.h"

namespace ezpt::store {

/// The table `data_keys`: each person's keys, wrapped by the master key. A key is bound to its id, not to its owner: a
/// person's rows may pass to another owner, and their keys with them. Internal to the store; inside the caller's
/// transaction; throws what SOCI throws.

/// The id of the key under which something new of that owner is stored; made where there is none.
/// Errors: kUnavailable where the master key was rotated since this program began.
[[nodiscard]] Result<std::string> KeyIdFor(soci::session& sql, const MasterKey& master, const std::string& owner);

/// Errors: kDamaged where it is not there (its owner was erased) or does not open; kUnavailable as above.
[[nodiscard]] Result<SecretKey> DataKey(soci::session& sql, const MasterKey& master, const std::string& id);

/// Every key is wrapped by `to`, and the database's check is that of `to`. How many there are.
/// Errors: kConflict where the database is not `from`'s; kDamaged.
[[nodiscard]] Result<int> RewrapAll(soci::session& sql, const MasterKey& from, const MasterKey& to);

/// MasterKey::Check of this database's; empty where none was ever used with it.
[[nodiscard]] std::string StoredCheck(soci::session& sql);
/// The same in a transaction of its own, and nothing thrown.
[[nodiscard]] Result<std::string> StoredCheck(Database& database);
/// Makes it this key's where there is none yet. The one that it is.
[[nodiscard]] std::string CheckOrKeep(soci::session& sql, const MasterKey& master);

}  // namespace ezpt::store
