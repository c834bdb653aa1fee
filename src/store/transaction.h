#pragma once

#include <soci/soci.h>

#include <exception>

namespace ezpt::store {

/// One transaction, rolled back unless it was committed. One that may write takes
/// the lock at its beginning, where SQLite waits for it; a transaction that begins
/// by reading is refused at once when it comes to write and another process has
/// written in between. Throws what SOCI throws.
class Transaction {
 public:
  enum class Kind { kRead, kWrite };

  Transaction(soci::session& sql, Kind kind) : sql_(sql) {
    sql_ << (kind == Kind::kWrite ? "begin immediate" : "begin");
  }
  ~Transaction() {
    if (committed_) return;
    try {
      sql_ << "rollback";
    } catch (const std::exception&) {  // SQLite has rolled back by itself, as it does on a full disk.
    }
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void Commit() {
    sql_ << "commit";
    committed_ = true;
  }

 private:
  soci::session& sql_;
  bool committed_ = false;
};

}  // namespace ezpt::store
