#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "store/tx.h"

namespace ezpt::clinic {

/// How often something may be tried in a while.
struct ThrottleRule {
  int tries = 10;
  int64_t window_ms = 15 * 60'000;
};

/// Counts what may be guessed, by account and by address, for all servers on one database. Each try counts when it
/// begins, so that a hundred at the same time are a hundred. Stateless: what is stored is the transaction's.
class Throttle {
 public:
  /// True if this try may be made; it counts. @param subject of at most 80 bytes.
  [[nodiscard]] static Result<bool> Try(store::WriteTx& tx, const std::string& subject, const ThrottleRule& rule,
                                        int64_t now_ms);
  /// After a success: what went before does not count.
  static Status Forgive(store::WriteTx& tx, const std::string& subject);
};

}  // namespace ezpt::clinic
