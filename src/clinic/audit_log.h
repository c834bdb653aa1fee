#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "clinic/scope.h"
#include "store/sealing.h"
#include "store/tx.h"

namespace ezpt::clinic {

/// One thing that somebody did or looked at: ids, and words of this program. Nothing that somebody typed: it stays when
/// a person is erased.
struct AuditEvent {
  int64_t seq = 0;  ///< Given by Append: 1, 2, 3 …
  int64_t at_ms = 0;
  std::string clinic = {};
  std::string actor = {};       ///< A person's id; "system" for the program's own doing; empty: nobody signed in.
  std::string actor_role = {};  ///< NameOf(role).
  std::string patient = {};     ///< Whose data it was about; may be empty.
  std::string action = {};      ///< "chart.read".
  std::string object = {};      ///< An id.
  std::string why = {};         ///< A role's name, a browser's; not a person's words.
};

/// What the audit log comes to, read from its beginning.
struct AuditVerdict {
  int64_t events = 0;
  int64_t broken_at = 0;  ///< The first that is not as it was written; 0: all are, and none is missing or more.
  std::string what = {};  ///< In words, where one is.
};

/// Who did what, and looked at whom: append-only, each event bound to all before it by a keyed hash. The key lies
/// outside the database, so that who can write the database cannot write a log that verifies. Immutable, so
/// thread-safe.
class AuditLog {
 public:
  explicit AuditLog(const store::SecretKey& key) : key_(key) {}

  /// In the transaction of what it tells of: both are there, or neither.
  Status Append(store::WriteTx& tx, AuditEvent event) const;

  /// Reads all of it, a thousand events in memory at a time. Errors: those of the store; what is wrong with the log is
  /// in the verdict.
  [[nodiscard]] Result<AuditVerdict> Verify(store::ReadTx& tx) const;

  /// The clinic's, newest first, from `before` on (0: the newest). For its administrators.
  [[nodiscard]] static Result<std::vector<AuditEvent>> OfClinic(store::ReadTx& tx, const Scope& scope, int64_t before,
                                                                int limit);
  /// What was done with this patient's data, newest first: they see who looked.
  [[nodiscard]] static Result<std::vector<AuditEvent>> OfPatient(store::ReadTx& tx, const Scope& scope,
                                                                 const std::string& patient, int64_t before, int limit);

 private:
  [[nodiscard]] std::string HashOf(const AuditEvent& event, const std::string& before) const;

  store::SecretKey key_;
};

/// An event of the person of `scope`.
[[nodiscard]] AuditEvent EventOf(const Scope& scope, int64_t now_ms, std::string action, std::string object = "",
                                 std::string patient = "", std::string why = "");

}  // namespace ezpt::clinic
