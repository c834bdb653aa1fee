#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "store/database.h"

namespace ezpt::store {

/// What a rotation has done; after each it may be killed.
enum class RotationStep {
  kWroteNext,  ///< The next key lies beside the file.
  kRewrapped,  ///< Every data key is wrapped by it, in a transaction that is not committed.
  kCommitted,
  kRenamed,  ///< The next key's file is the key file.
};

/// Makes a new master key for the database and wraps every data key by it; what those encrypt stays as it is. At any
/// moment one of the two files opens the database: the next start, or the next rotation, finds which. A server that
/// runs meanwhile opens and makes no key any more, and says that it has to be started again.
/// @param done is told each step; for tests.
/// @return how many keys were wrapped anew.
/// Errors: kBusy while another program rotates it; those of FindMasterKey; those of a call that writes, after which
/// both files are left.
Result<int> RotateMasterKey(Database& database, const std::string& key_file,
                            const std::function<void(RotationStep)>& done = {});

}  // namespace ezpt::store
