#include "store/session_repository.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "store/connection.h"
#include "store/data_keys.h"
#include "store/record_seal.h"
#include "store/session_sql.h"
#include "store/session_storage.h"

namespace ezpt::store {

using soci::into;
using soci::use;

namespace {

constexpr const char* kCannotStore = "cannot store the session";

Error NotFound(const std::string& id) { return {ErrorCode::kNotFound, "no session " + id}; }

Error Taken(const std::string& id) {
  return {ErrorCode::kConflict, "session " + id + ": another server or window goes on with it"};
}

/// The row, if that lease may write it now.
Result<SessionRow> Held(soci::session& sql, const std::string& id, int64_t lease) {
  std::vector<SessionRow> rows = SelectSessions(sql, "where id = :id", {id});
  if (rows.empty()) return NotFound(id);
  if (rows.front().lease.number != lease || rows.front().record_id != id) return Taken(id);
  return std::move(rows.front());
}

}  // namespace

Status SessionRepository::Create(const SessionRow& asked) {
  SessionRow row = asked;
  row.record_id = row.id;
  row.lease.number = 1;
  if (!Fits(row)) return Error{ErrorCode::kInvalidArgument, "session: an id is missing or a text is too long"};
  return database_->connection().Write(kCannotStore, [&](soci::session& sql) -> Status {
    if (!SelectSessions(sql, "where id = :id", {row.id}).empty()) {
      return Error{ErrorCode::kInvalidArgument, "session " + row.id + " exists already"};
    }
    EZPT_CHECK_OK(CheckRoom(sql, row.owner, limits_, database_->FreeBytes()));
    EZPT_TRY(row.key_id, KeyIdFor(sql, keys_->master(), row.owner));
    InsertRow(sql, row);
    return {};
  });
}

Result<Lease> SessionRepository::TakeLease(const std::string& id, const std::string& holder, int64_t until_ms,
                                           std::optional<int64_t> if_number) {
  return database_->connection().Write("cannot take over the session", [&](soci::session& sql) -> Result<Lease> {
    const std::vector<SessionRow> rows = SelectSessions(sql, "where id = :id", {id});
    if (rows.empty()) return NotFound(id);
    const SessionRow& row = rows.front();
    const bool over = row.ended_ms != 0 && row.ended != kLost;
    if (over || (if_number && *if_number != row.lease.number)) return Taken(id);
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
    EZPT_CHECK_OK(Held(sql, id, lease.number));
    const long long until = lease.until_ms;
    sql << "update sessions set lease_until_ms = :until where id = :id", use(until), use(id);
    return {};
  });
}

Status SessionRepository::AppendChunk(const std::string& id, int index, const std::string& bytes, int64_t lease) {
  if (bytes.size() > kMaxChunkBytes || index >= kMaxChunksPerSession) {
    return Error{ErrorCode::kLimitExceeded, "session " + id + ": chunk too large, or too many of them"};
  }
  return database_->connection().Write("cannot store the chunk", [&](soci::session& sql) -> Status {
    EZPT_TRY(const SessionRow row, Held(sql, id, lease));
    const int count = CountChunks(sql, id);
    if (index < 0 || index > count) {
      return Error{ErrorCode::kInvalidArgument, "session " + id + ": chunk " + std::to_string(index) +
                                                    " out of order; expected " + std::to_string(count)};
    }
    if (index < count) return {};
    const auto size = static_cast<int64_t>(bytes.size());
    if (row.bytes + size > limits_.session_bytes) {
      return Error{ErrorCode::kLimitExceeded, "This session is as long as one can be: begin a new one."};
    }
    if (ShareOf(sql, row.owner).bytes + size > limits_.owner_bytes) {
      return Error{ErrorCode::kLimitExceeded, "Your stored sessions take all the room there is for you: delete some."};
    }
    if (TotalBytes(sql) + size > limits_.total_bytes) {
      return Error{ErrorCode::kUnavailable, "The server's storage is full."};
    }
    EZPT_TRY(const RecordSeal record, RecordSeal::ToWrite(sql, keys_->master(), id));
    BlobParameter blob(sql, record.SealChunk(index, bytes));
    sql << "insert into session_chunks (session_id, chunk_index, bytes) values (:id, :index, :bytes)", use(id),
        use(index), blob.use();
    Account(sql, id, size);
    return {};
  });
}

Status SessionRepository::KeepChunks(const std::string& id, int count, int64_t lease) {
  Status kept = database_->connection().Write("cannot take back chunks", [&](soci::session& sql) -> Status {
    EZPT_CHECK_OK(Held(sql, id, lease));
    EZPT_TRY(const RecordSeal record, RecordSeal::ToWrite(sql, keys_->master(), id));
    long long size = 0, chunks = 0;
    sql << "select coalesce(sum(length(bytes)), 0), count(*) from session_chunks where session_id = :id and"
           " chunk_index >= :count",
        use(id), use(count), into(size), into(chunks);
    sql << "delete from session_chunks where session_id = :id and chunk_index >= :count", use(id), use(count);
    Account(sql, id, -record.PlainBytes(size, chunks));
    return {};
  });
  if (kept.ok()) (void)database_->connection().EmptyLog();
  return kept;
}

Status SessionRepository::Finish(const SessionRow& row, const ScoringRun& run) {
  if (!Fits(row) || !Fits(run)) {
    return Error{ErrorCode::kInvalidArgument, "session: an id is missing or a text is too long"};
  }
  return database_->connection().Write(kCannotStore, [&](soci::session& sql) -> Status {
    EZPT_CHECK_OK(Held(sql, row.id, row.lease.number));
    const long long ended = row.ended_ms;
    sql << "update sessions set ended_ms = :ended, ended = :how, rep_count = :count, rep_target = :target,"
           " rep_correct = :correct, duration_s = :duration, definition_hash = :definition, engine = :engine,"
           " pose_model = :model, lease_holder = '', lease_until_ms = 0 where id = :id",
        use(ended), use(row.ended), use(row.count), use(row.target), use(row.correct), use(row.duration_s),
        use(row.definition_hash), use(row.engine), use(row.pose_model), use(row.id);
    EZPT_TRY(const RecordSeal record, RecordSeal::ToWrite(sql, keys_->master(), row.id));
    RemoveRun(sql, record, run.engine);  // Of a session that was lost, and went on.
    InsertRun(sql, record, run);
    return {};
  });
}

Status SessionRepository::AddRun(const std::string& id, const ScoringRun& run) {
  if (!Fits(run)) return Error{ErrorCode::kInvalidArgument, "session: a text of the summary is too long"};
  return database_->connection().Write("cannot store the summary", [&](soci::session& sql) -> Status {
    const std::vector<SessionRow> rows = SelectSessions(sql, "where id = :id", {id});
    if (rows.empty()) return NotFound(id);
    const std::string& record = rows.front().record_id;
    int count = 0;
    sql << "select count(*) from scoring_runs where session_id = :id and engine = :engine", use(record),
        use(run.engine), into(count);
    if (count > 0) return {};
    EZPT_TRY(const RecordSeal seal, RecordSeal::ToWrite(sql, keys_->master(), record));
    InsertRun(sql, seal, run);
    return {};
  });
}

Result<std::vector<ScoringRun>> SessionRepository::Runs(const std::string& id) const {
  using Runs = std::vector<ScoringRun>;
  return database_->connection().Read("cannot read the summary", [&](soci::session& sql) -> Result<Runs> {
    EZPT_TRY(const std::optional<RecordSeal> record, RecordSeal::ToRead(sql, keys_->master(), id));
    return record ? SelectRuns(sql, *record) : Runs();
  });
}

Status SessionRepository::Copy(const std::string& id, const std::string& new_id, const std::string& new_owner) {
  return database_->connection().Write(kCannotStore, [&](soci::session& sql) -> Status {
    std::vector<SessionRow> rows = SelectSessions(sql, "where id = :id", {id});
    if (rows.empty()) return NotFound(id);
    SessionRow copy = std::move(rows.front());
    int copies = 0;
    sql << "select count(*) from sessions where record_id = :id", use(id), into(copies);
    if (copies > kMaxCopies) return Error{ErrorCode::kBusy, "Too many have this already: try again later."};
    copy.id = new_id;
    copy.owner = new_owner;
    copy.lease = {};
    copy.key_id.clear();
    if (!Fits(copy)) return Error{ErrorCode::kInvalidArgument, "session: an id is missing or a text is too long"};
    EZPT_CHECK_OK(CheckRoom(sql, new_owner, limits_, database_->FreeBytes()));
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
    if (rows.empty()) return NotFound(id);
    return std::move(rows.front());
  });
}

Result<bool> SessionRepository::HasSessions(const std::string& owner) const {
  return database_->connection().Read("cannot read sessions", [&](soci::session& sql) -> Result<bool> {
    return !SelectSessions(sql, "where owner = :owner limit 1", {owner}).empty();
  });
}

Result<std::vector<std::string>> SessionRepository::Chunks(const std::string& id) const {
  using Chunks = std::vector<std::string>;
  return database_->connection().Read("cannot read the chunks", [&](soci::session& sql) -> Result<Chunks> {
    EZPT_TRY(const std::optional<RecordSeal> record, RecordSeal::ToRead(sql, keys_->master(), id));
    if (!record) return Chunks();
    long long size = 0, count = 0;
    sql << "select coalesce(sum(length(bytes)), 0), count(*) from session_chunks where session_id = :id",
        use(record->record()), into(size), into(count);
    if (record->PlainBytes(size, count) > limits_.session_bytes) {
      return Error{ErrorCode::kLimitExceeded, "The record of this session is too long to be looked at as a whole."};
    }
    return SelectChunks(sql, *record);
  });
}

Result<std::string> SessionRepository::Chunk(const std::string& id, int index) const {
  return database_->connection().Read("cannot read the chunk", [&](soci::session& sql) -> Result<std::string> {
    EZPT_TRY(const std::optional<RecordSeal> record, RecordSeal::ToRead(sql, keys_->master(), id));
    std::string bytes;
    if (record) {
      sql << "select bytes from session_chunks where chunk_index = :index and session_id = :id", use(index),
          use(record->record()), into(bytes);
    }
    const bool found = record && sql.got_data();
    if (!found) return Error{ErrorCode::kNotFound, "session " + id + ": no chunk " + std::to_string(index)};
    return record->OpenChunk(index, bytes);
  });
}

Result<int> SessionRepository::ChunkCount(const std::string& id) const {
  return database_->connection().Read("cannot read the chunks", [&](soci::session& sql) -> Result<int> {
    int count = 0;
    sql << "select count(*) from session_chunks where session_id = (select record_id from sessions where id = :id)",
        use(id), into(count);
    return count;
  });
}

Status SessionRepository::Delete(const std::string& owner, const std::string& id) {
  Status deleted = database_->connection().Write("cannot delete the session", [&](soci::session& sql) -> Status {
    const std::vector<SessionRow> rows = SelectSessions(sql, "where owner = :owner and id = :id", {owner, id});
    if (rows.empty()) return NotFound(id);
    if (!SelectSessions(sql, "where record_id = :record and id <> :id limit 1", {id, id}).empty()) return Taken(id);
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
