#pragma once

#include <soci/soci.h>

#include <exception>

#include "store/engine.h"

namespace ezpt::store {

/// One transaction, rolled back unless it was committed. Throws what SOCI throws.
class Transaction {
 public:
  Transaction(const Engine& engine, soci::session& sql, Access access) : sql_(sql) { engine.Begin(sql, access); }
  ~Transaction() {
    if (committed_) return;
    try {
      sql_ << "rollback";
    } catch (const std::exception&) {  // The database has rolled back by itself, as SQLite does on a full disk.
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
