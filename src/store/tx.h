#pragma once

namespace soci {
class session;
}

namespace ezpt::store {

/// One transaction, across as many repositories as it is handed to: all that is done with it is done, or nothing
/// (Database::Read and Write). Used by one thread, and not after the work that it was given to returned.
class ReadTx {
 public:
  explicit ReadTx(soci::session& sql) : sql_(sql) {}
  ReadTx(const ReadTx&) = delete;
  ReadTx& operator=(const ReadTx&) = delete;

  /// For repositories; what it throws ends in Database::Read and Write.
  [[nodiscard]] soci::session& sql() const { return sql_; }

 private:
  soci::session& sql_;
};

/// One that may write, too: what only reads takes a ReadTx, and can be done in either.
class WriteTx : public ReadTx {
 public:
  using ReadTx::ReadTx;
};

}  // namespace ezpt::store
