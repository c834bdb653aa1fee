#include "store/person_repository.h"

#include "store/connection.h"

namespace ezpt::store {

using soci::into;
using soci::use;

Status PersonRepository::SetLimit(const std::string& owner, const LimitRow& row) {
  return database_->connection().Write("cannot store the limit", [&](soci::session& sql) -> Status {
    int64_t known_ms = 0;
    sql << "select set_ms from personal_limits where owner = :owner and exercise = :exercise", use(owner),
        use(row.exercise), into(known_ms);
    if (sql.got_data() && known_ms > row.set_ms) return {};
    sql << "delete from personal_limits where owner = :owner and exercise = :exercise", use(owner), use(row.exercise);
    sql << "insert into personal_limits (owner, exercise, limit_json, set_ms)"
           " values (:owner, :exercise, :limit_json, :set_ms)",
        use(owner), use(row.exercise), use(row.limit_json), use(row.set_ms);
    return {};
  });
}

Result<std::vector<LimitRow>> PersonRepository::Limits(const std::string& owner) const {
  using Rows = std::vector<LimitRow>;
  return database_->connection().Read("cannot read the limits", [&](soci::session& sql) -> Result<Rows> {
    const soci::rowset<soci::row> found =
        (sql.prepare << "select exercise, limit_json, set_ms from personal_limits where owner = :owner", use(owner));
    Rows rows;
    for (const soci::row& row : found) {
      rows.push_back({row.get<std::string>(0), row.get<std::string>(1), row.get<long long>(2)});
    }
    return rows;
  });
}

Status PersonRepository::SetPain(const std::string& owner, const std::string& session, int score) {
  return database_->connection().Write("cannot store the answer", [&](soci::session& sql) -> Status {
    int count = 0;
    sql << "select count(*) from sessions where id = :id and owner = :owner", use(session), use(owner), into(count);
    if (count == 0) return Error{ErrorCode::kNotFound, "There is no such session of yours."};
    sql << "delete from pain_reports where session_id = :id", use(session);
    sql << "insert into pain_reports (session_id, score) values (:id, :score)", use(session), use(score);
    return {};
  });
}

Result<std::optional<int>> PersonRepository::PainOf(const SessionRef& session) const {
  using Score = std::optional<int>;
  return database_->connection().Read("cannot read the answer", [&](soci::session& sql) -> Result<Score> {
    int score = 0;
    sql << "select score from pain_reports where session_id = :id", use(session.id()), into(score);
    return sql.got_data() ? Score(score) : Score();
  });
}

Result<std::optional<PainRow>> PersonRepository::LastPain(const std::string& owner, const std::string& exercise) const {
  using Pain = std::optional<PainRow>;
  return database_->connection().Read("cannot read the sessions", [&](soci::session& sql) -> Result<Pain> {
    PainRow row;
    std::string ended;
    int score = 0;
    soci::indicator said = soci::i_null;
    sql << "select sessions.id, sessions.started_ms, sessions.ended, pain_reports.score from sessions"
           " left join pain_reports on pain_reports.session_id = sessions.id"
           " where sessions.owner = :owner and sessions.exercise = :exercise and sessions.ended_ms <> 0"
           " order by sessions.started_ms desc limit 1",
        use(owner), use(exercise), into(row.session), into(row.started_ms), into(ended), into(score, said);
    if (!sql.got_data() || ended != "pain") return Pain();
    if (said == soci::i_ok) row.score = score;
    return Pain(row);
  });
}

}  // namespace ezpt::store
