#include "store/erasure.h"

#include <vector>

#include "store/connection.h"
#include "store/session_sql.h"

namespace ezpt::store {
namespace {

using soci::into;
using soci::use;

int Count(soci::session& sql, const std::string& query, const std::string& owner) {
  int count = 0;
  sql << query, use(owner), into(count);
  return count;
}

/// Rows of others that have the record go with it; a copy's own record is somebody else's and stays.
std::vector<SessionRow> SessionsOf(soci::session& sql, const std::string& owner) {
  return SelectSessions(sql, "where owner = :owner or record_id in (select id from sessions where owner = :again)",
                        {owner, owner});
}

void EraseSession(soci::session& sql, const SessionRow& row) {
  const long long bytes = row.bytes;
  for (const char* table : {"session_chunks", "scoring_runs", "pain_reports"}) {
    sql << std::string("delete from ") + table + " where session_id = :id", use(row.id);
  }
  sql << "delete from sessions where id = :id", use(row.id);
  sql << "update storage_usage set bytes = bytes - :bytes where id = 1", use(bytes);
}

}  // namespace

Result<Erased> ErasePerson(WriteTx& tx, const std::string& owner) {
  soci::session& sql = tx.sql();
  if (Count(sql,
            "select count(*) from sessions join data_keys on data_keys.id = sessions.key_id"
            " where data_keys.owner = :owner and sessions.owner <> data_keys.owner",
            owner) > 0) {
    return Error{ErrorCode::kConflict, "a key of this person encrypts what is another's: nothing was erased"};
  }
  Erased gone;
  for (const SessionRow& row : SessionsOf(sql, owner)) {
    EraseSession(sql, row);
    ++gone.sessions;
  }
  sql << "delete from personal_limits where owner = :owner", use(owner);
  gone.keys = Count(sql, "select count(*) from data_keys where owner = :owner", owner);
  sql << "delete from data_keys where owner = :owner", use(owner);
  return gone;
}

Status EmptyTheLog(Database& database) {
  if (database.connection().EmptyLog().ok()) return {};
  return Error{ErrorCode::kBusy, "everything was erased, but the database's log still holds it: do it again"};
}

Result<Erased> ErasePerson(Database& database, const std::string& owner) {
  EZPT_TRY(const Erased erased, database.Write("cannot erase the person",
                                               [&](WriteTx& tx) -> Result<Erased> { return ErasePerson(tx, owner); }));
  EZPT_CHECK_OK(EmptyTheLog(database));
  return erased;
}

}  // namespace ezpt::store
