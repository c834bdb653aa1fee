#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "store/tx.h"

namespace ezpt::store {

/// Whether a database is a demonstration: whose people are invented, and anybody at the machine may be them. Said in
/// the database itself, so that it stays one however it is opened. Stateless: what is stored is the transaction's.
class DemoMark {
 public:
  /// When it became one; nothing: it is none.
  [[nodiscard]] static Result<std::optional<int64_t>> Find(ReadTx& tx);
  /// It is one from then on; where it is already, nothing changes.
  static Status Put(WriteTx& tx, int64_t now_ms);

  /// Whether everything that belongs into it is there. Never taken back: what somebody deletes in a demonstration stays
  /// deleted.
  [[nodiscard]] static Result<bool> IsFilled(ReadTx& tx);
  static Status SetFilled(WriteTx& tx);

  /// Whether it has sessions that somebody did: those of the virtual patient's weeks aside.
  [[nodiscard]] static Result<bool> HasSessionsOfPeople(ReadTx& tx);
};

}  // namespace ezpt::store
