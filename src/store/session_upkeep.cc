#include "store/session_upkeep.h"

#include <algorithm>

#include "store/connection.h"
#include "store/session_repository.h"
#include "store/session_sql.h"

namespace ezpt::store {

Result<StoredSession> SessionUpkeep::Find(const std::string& id) const {
  return database_->connection().Read("cannot read the session", [&](soci::session& sql) -> Result<StoredSession> {
    std::vector<SessionRow> rows = SelectSessions(sql, "where id = :id", {id});
    if (rows.empty()) return NoSuchSession(id);
    return StoredSession(std::move(rows.front()));
  });
}

Result<std::vector<StoredSession>> SessionUpkeep::Unfinished() const {
  return database_->connection().Read(
      "cannot read sessions", [](soci::session& sql) -> Result<std::vector<StoredSession>> {
        return StoredSession::Of(SelectSessions(sql, "where ended_ms = 0 order by started_ms, id", {}));
      });
}

Result<std::vector<StoredSession>> SessionUpkeep::WithoutRun(const std::string& engine, int limit) const {
  const int wanted = std::clamp(limit, 0, kMaxListedSessions);
  return database_->connection().Read(
      "cannot read sessions", [&](soci::session& sql) -> Result<std::vector<StoredSession>> {
        return StoredSession::Of(
            SelectSessions(sql,
                           "where ended_ms <> 0 and record_id = id and not exists (select 1 from scoring_runs where"
                           " scoring_runs.session_id = sessions.id and scoring_runs.engine = :engine)"
                           " order by started_ms, id limit " +
                               std::to_string(wanted),
                           {engine}));
      });
}

}  // namespace ezpt::store
