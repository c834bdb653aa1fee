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

Result<StoredSession> SessionRepository::Create(const SessionRow& asked) {
  SessionRow row = asked;
  row.record_id = row.id;
  row.lease.number = 1;
  if (!Fits(row)) return Error{ErrorCode::kInvalidArgument, "session: an id is missing or a text is too long"};
  row.bytes = kRowBytes;
  return database_->connection().Write(kCannotStore, [&](soci::session& sql) -> Result<StoredSession> {
    EZPT_CHECK_OK(CheckRoom(sql, row, limits_, database_->FreeBytes()));
    EZPT_TRY(row.key_id, KeyIdFor(sql, keys_->master(), row.owner));
    InsertRow(sql, row);
    return StoredSession(row);
  });
}

Result<Lease> SessionRepository::TakeLease(const SessionRef& session, const std::string& holder, int64_t until_ms,
                                           std::optional<int64_t> if_number) {
  const std::string& id = session.id();
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

Status SessionRepository::RenewLease(const SessionRef& session, const Lease& lease) {
  const std::string& id = session.id();
  return database_->connection().Write("cannot renew the lease", [&](soci::session& sql) -> Status {
    EZPT_CHECK_OK(HeldRow(sql, id, lease.number));
    const long long until = lease.until_ms;
    sql << "update sessions set lease_until_ms = :until where id = :id", use(until), use(id);
    return {};
  });
}

Status SessionRepository::Copy(const SessionRef& session, const std::string& new_id, const std::string& new_owner) {
  const std::string& id = session.id();
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

Result<std::vector<StoredSession>> SessionRepository::List(const std::string& owner, int limit) const {
  const std::string wanted = std::to_string(std::clamp(limit, 0, kMaxListedSessions));
  return database_->connection().Read(
      "cannot read sessions", [&](soci::session& sql) -> Result<std::vector<StoredSession>> {
        return StoredSession::Of(
            SelectSessions(sql, "where owner = :owner order by started_ms desc, id limit " + wanted, {owner}));
      });
}

Result<std::vector<StoredSession>> SessionRepository::ListForClinic(const std::string& owner, const std::string& clinic,
                                                                    int limit) const {
  const std::string wanted = std::to_string(std::clamp(limit, 0, kMaxListedSessions));
  return database_->connection().Read(
      "cannot read sessions", [&](soci::session& sql) -> Result<std::vector<StoredSession>> {
        return StoredSession::Of(SelectSessions(
            sql,
            "where owner = :owner and clinic_id = :clinic and clinic_id <> '' order by started_ms desc, id limit " +
                wanted,
            {owner, clinic}));
      });
}

Result<StoredSession> SessionRepository::Get(const std::string& owner, const std::string& id) const {
  return database_->connection().Read("cannot read the session", [&](soci::session& sql) -> Result<StoredSession> {
    std::vector<SessionRow> rows = SelectSessions(sql, "where owner = :owner and id = :id", {owner, id});
    if (rows.empty()) return NoSuchSession(id);
    return StoredSession(std::move(rows.front()));
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

}  // namespace ezpt::store
