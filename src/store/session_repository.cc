#include "store/session_repository.h"

#include <algorithm>
#include <utility>

#include "store/connection.h"
#include "store/data_keys.h"
#include "store/record_seal.h"
#include "store/session_sql.h"
#include "store/session_storage.h"

namespace ezpt::store {

using soci::into;
using soci::use;

Status SessionRepository::Create(const SessionRow& asked) {
  SessionRow row = asked;
  row.record_id = row.id;
  row.lease.number = 1;
  if (!Fits(row)) return Error{ErrorCode::kInvalidArgument, "session: an id is missing or a text is too long"};
  return database_->connection().Write(kCannotStore, [&](soci::session& sql) -> Status {
    EZPT_CHECK_OK(CheckRoom(sql, row, limits_, database_->FreeBytes()));
    EZPT_TRY(row.key_id, KeyIdFor(sql, keys_->master(), row.owner));
    InsertRow(sql, row);
    return {};
  });
}

Result<Lease> SessionRepository::TakeLease(const std::string& id, const std::string& holder, int64_t until_ms,
                                           std::optional<int64_t> if_number) {
  return database_->connection().Write("cannot take over the session", [&](soci::session& sql) -> Result<Lease> {
    const std::vector<SessionRow> rows = SelectSessions(sql, "where id = :id", {id});
    if (rows.empty()) return NoSuchSession(id);
    const SessionRow& row = rows.front();
    const bool over = row.ended_ms != 0 && row.ended != kLost;
    if (over || (if_number && *if_number != row.lease.number)) return HeldByAnother(id);
    // From here on nobody writes to it who would store it plain.
    if (row.record_id == id) EZPT_CHECK_OK(RecordSeal::ToWrite(sql, keys_->master(), id));
    const Lease lease{holder, row.lease.number + 1, until_ms};
    const long long number = lease.number, until = until_ms;
    sql << "update sessions set lease_holder = :holder, lease_number = :number, lease_until_ms = :until where id = :id",
        use(holder), use(number), use(until), use(id);
    return lease;
  });
}

Status SessionRepository::RenewLeases(const std::string& holder, int64_t until_ms) {
  return database_->connection().Write("cannot renew the leases", [&](soci::session& sql) -> Status {
    const long long until = until_ms;
    sql << "update sessions set lease_until_ms = :until where lease_holder = :holder and ended_ms = 0", use(until),
        use(holder);
    return {};
  });
}

Status SessionRepository::RenewLease(const std::string& id, const Lease& lease) {
  return database_->connection().Write("cannot renew the lease", [&](soci::session& sql) -> Status {
    EZPT_CHECK_OK(HeldRow(sql, id, lease.number));
    const long long until = lease.until_ms;
    sql << "update sessions set lease_until_ms = :until where id = :id", use(until), use(id);
    return {};
  });
}

Status SessionRepository::Copy(const std::string& id, const std::string& new_id, const std::string& new_owner) {
  return database_->connection().Write(kCannotStore, [&](soci::session& sql) -> Status {
    std::vector<SessionRow> rows = SelectSessions(sql, "where id = :id", {id});
    if (rows.empty()) return NoSuchSession(id);
    SessionRow copy = std::move(rows.front());
    int copies = 0;
    sql << "select count(*) from sessions where record_id = :id", use(id), into(copies);
    if (copies > kMaxCopies) return Error{ErrorCode::kBusy, "Too many have this already: try again later."};
    copy.id = new_id;
    copy.owner = new_owner;
    copy.lease = {};
    copy.key_id.clear();
    if (!Fits(copy)) return Error{ErrorCode::kInvalidArgument, "session: an id is missing or a text is too long"};
    EZPT_CHECK_OK(CheckRoom(sql, copy, limits_, database_->FreeBytes()));
    InsertRow(sql, copy);
    return {};
  });
}

Result<std::vector<SessionRow>> SessionRepository::List(const std::string& owner, int limit) const {
  const int wanted = std::clamp(limit, 0, kMaxListedSessions);
  return database_->connection().Read(
      "cannot read sessions", [&](soci::session& sql) -> Result<std::vector<SessionRow>> {
        return SelectSessions(sql, "where owner = :owner order by started_ms desc, id limit " + std::to_string(wanted),
                              {owner});
      });
}

Result<SessionRow> SessionRepository::Get(const std::string& owner, const std::string& id) const {
  return database_->connection().Read("cannot read the session", [&](soci::session& sql) -> Result<SessionRow> {
    std::vector<SessionRow> rows = SelectSessions(sql, "where owner = :owner and id = :id", {owner, id});
    if (rows.empty()) return NoSuchSession(id);
    return std::move(rows.front());
  });
}

Result<bool> SessionRepository::HasSessions(const std::string& owner) const {
  return database_->connection().Read("cannot read sessions", [&](soci::session& sql) -> Result<bool> {
    return !SelectSessions(sql, "where owner = :owner limit 1", {owner}).empty();
  });
}

Status SessionRepository::Delete(const std::string& owner, const std::string& id) {
  Status deleted = database_->connection().Write("cannot delete the session", [&](soci::session& sql) -> Status {
    const std::vector<SessionRow> rows = SelectSessions(sql, "where owner = :owner and id = :id", {owner, id});
    if (rows.empty()) return NoSuchSession(id);
    if (!SelectSessions(sql, "where record_id = :record and id <> :id limit 1", {id, id}).empty())
      return HeldByAnother(id);
    const long long bytes = rows.front().bytes;
    sql << "delete from session_chunks where session_id = :id", use(id);
    sql << "delete from scoring_runs where session_id = :id", use(id);
    sql << "delete from sessions where id = :id", use(id);
    sql << "update storage_usage set bytes = bytes - :bytes where id = 1", use(bytes);
    return {};
  });
  if (deleted.ok()) (void)database_->connection().EmptyLog();
  return deleted;
}

Result<std::vector<SessionRow>> SessionRepository::Unfinished() const {
  return database_->connection().Read("cannot read sessions",
                                      [](soci::session& sql) -> Result<std::vector<SessionRow>> {
                                        return SelectSessions(sql, "where ended_ms = 0 order by started_ms, id", {});
                                      });
}

Result<std::vector<SessionRow>> SessionRepository::WithoutRun(const std::string& engine, int limit) const {
  const int wanted = std::clamp(limit, 0, kMaxListedSessions);
  return database_->connection().Read(
      "cannot read sessions", [&](soci::session& sql) -> Result<std::vector<SessionRow>> {
        return SelectSessions(sql,
                              "where ended_ms <> 0 and record_id = id and not exists (select 1 from scoring_runs where"
                              " scoring_runs.session_id = sessions.id and scoring_runs.engine = :engine)"
                              " order by started_ms, id limit " +
                                  std::to_string(wanted),
                              {engine});
      });
}

}  // namespace ezpt::store
