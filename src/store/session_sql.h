#pragma once

#include <soci/soci.h>

#include <string>
#include <vector>

#include "store/session_repository.h"

namespace ezpt::store {

/// Between rows of the table `sessions` and SessionRow. Internal to the store;
/// throws what SOCI throws.

inline constexpr const char* kSessionColumns =
    "id, owner, exercise, side, source, language, started_ms, ended_ms, ended, rep_count, rep_target, rep_correct, "
    "duration_s, definition_hash, engine, pose_model, lease_holder, lease_number, lease_until_ms, record_id, bytes, "
    "key_id, clinic_id";

inline constexpr const char* kCannotStore = "cannot store the session";

/// How a session ended that nobody went on with; it may go on after all.
inline constexpr const char* kLost = "lost";

/// The rows of "select … from sessions WHERE", with text parameters.
[[nodiscard]] std::vector<SessionRow> SelectSessions(soci::session& sql, const std::string& where,
                                                     const std::vector<std::string>& parameters);

[[nodiscard]] Error NoSuchSession(const std::string& id);
[[nodiscard]] Error HeldByAnother(const std::string& id);

/// The row, if that lease may write it now. Errors: kNotFound, kConflict.
[[nodiscard]] Result<SessionRow> HeldRow(soci::session& sql, const std::string& id, int64_t lease);

/// Whether every text fits its column, and the ids are there.
[[nodiscard]] bool Fits(const SessionRow& row);
[[nodiscard]] bool Fits(const ScoringRun& run);

[[nodiscard]] std::string NameOf(ScoringRun::Basis basis);
[[nodiscard]] ScoringRun::Basis BasisOf(const std::string& name);

}  // namespace ezpt::store
