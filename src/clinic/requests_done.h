#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "clinic/scope.h"
#include "store/tx.h"

namespace ezpt::clinic {

/// What a form asked for is done once, however often it is sent: a page gives its form a random key, and the second
/// time nothing is done. Stateless: what is stored is the transaction's.
class RequestsDone {
 public:
  /// True the first time. Errors: kInvalidArgument for a key that no page gave.
  [[nodiscard]] static Result<bool> IsFirst(store::WriteTx& tx, const Scope& scope, const std::string& key,
                                            int64_t now_ms);
};

}  // namespace ezpt::clinic
