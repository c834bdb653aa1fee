#include "store/session_storage.h"

#include "store/connection.h"
#include "store/session_sql.h"

namespace ezpt::store {

using soci::into;
using soci::use;

long long TotalBytes(soci::session& sql) {
  long long total = 0;
  sql << "select bytes from storage_usage where id = 1", into(total);
  return total;
}

void Account(soci::session& sql, const std::string& id, int64_t bytes) {
  const long long more = bytes;
  sql << "update sessions set bytes = bytes + :more where id = :id", use(more), use(id);
  sql << "update storage_usage set bytes = bytes + :more where id = 1", use(more);
}

Share ShareOf(soci::session& sql, const std::string& owner) {
  Share share;
  sql << "select coalesce(sum(bytes), 0), count(*) from sessions where owner = :owner", use(owner), into(share.bytes),
      into(share.sessions);
  return share;
}

void InsertRow(soci::session& sql, const SessionRow& row) {
  const long long started = row.started_ms, ended = row.ended_ms, until = row.lease.until_ms;
  const long long number = row.lease.number, bytes = kRowBytes;
  sql << "insert into sessions (" << kSessionColumns
      << ") values (:id, :owner, :exercise, :side, :source, :language, :started, :ended, :how, :count, :target,"
         " :correct, :duration, :definition, :engine, :model, :holder, :number, :until, :record, :bytes, :key, "
         ":clinic)",
      use(row.id), use(row.owner), use(row.exercise), use(row.side), use(row.source), use(row.language), use(started),
      use(ended), use(row.ended), use(row.count), use(row.target), use(row.correct), use(row.duration_s),
      use(row.definition_hash), use(row.engine), use(row.pose_model), use(row.lease.holder), use(number), use(until),
      use(row.record_id), use(bytes), use(row.key_id), use(row.clinic);
  sql << "update storage_usage set bytes = bytes + :bytes where id = 1", use(bytes);
}

Status CheckRoom(soci::session& sql, const SessionRow& row, const StorageLimits& limits, int64_t disk_free) {
  if (!SelectSessions(sql, "where id = :id", {row.id}).empty()) {
    return Error{ErrorCode::kInvalidArgument, "session " + row.id + " exists already"};
  }
  const Share share = ShareOf(sql, row.owner);
  if (share.sessions >= kMaxSessionsPerOwner) {
    return Error{ErrorCode::kLimitExceeded, "There are 1000 sessions of yours: delete some first."};
  }
  if (share.bytes >= limits.owner_bytes) {
    return Error{ErrorCode::kLimitExceeded, "Your stored sessions take all the room there is for you: delete some."};
  }
  if (disk_free < limits.reserve_bytes || limits.total_bytes - TotalBytes(sql) < limits.reserve_bytes) {
    return Error{ErrorCode::kUnavailable, "The server's storage is nearly full: nothing new can be recorded now."};
  }
  return {};
}

Status CheckRoomFor(soci::session& sql, int64_t bytes, const SessionRow& row, const StorageLimits& limits) {
  if (row.bytes + bytes > limits.session_bytes) {
    return Error{ErrorCode::kLimitExceeded, "This session is as long as one can be: begin a new one."};
  }
  if (ShareOf(sql, row.owner).bytes + bytes > limits.owner_bytes) {
    return Error{ErrorCode::kLimitExceeded, "Your stored sessions take all the room there is for you: delete some."};
  }
  if (TotalBytes(sql) + bytes > limits.total_bytes) {
    return Error{ErrorCode::kUnavailable, "The server's storage is full."};
  }
  return {};
}

void InsertChunk(soci::session& sql, const RecordSeal& record, int index, const std::string& bytes) {
  BlobParameter blob(sql, record.SealChunk(index, bytes));
  sql << "insert into session_chunks (session_id, chunk_index, bytes) values (:id, :index, :bytes)",
      use(record.record()), use(index), blob.use();
  Account(sql, record.record(), static_cast<int64_t>(bytes.size()));
}

void InsertRun(soci::session& sql, const RecordSeal& record, const ScoringRun& run) {
  const std::string basis = NameOf(run.basis);
  const long long computed = run.computed_ms;
  BlobParameter sealed(sql, record.SealSummary(run.engine, run.summary));
  sql << "insert into scoring_runs (session_id, engine, definition_hash, basis, missing, summary, sealed, computed_ms)"
         " values (:id, :engine, :definition, :basis, :missing, '', :sealed, :computed)",
      use(record.record()), use(run.engine), use(run.definition_hash), use(basis), use(run.missing), sealed.use(),
      use(computed);
  Account(sql, record.record(), static_cast<int64_t>(run.summary.size()));
}

void RemoveRun(soci::session& sql, const RecordSeal& record, const std::string& engine) {
  long long size = 0;
  sql << "select length(sealed) from scoring_runs where session_id = :id and engine = :engine", use(record.record()),
      use(engine), into(size);
  if (!sql.got_data()) return;
  sql << "delete from scoring_runs where session_id = :id and engine = :engine", use(record.record()), use(engine);
  Account(sql, record.record(), -record.PlainBytes(size, 1));
}

Result<std::vector<ScoringRun>> SelectRuns(soci::session& sql, const RecordSeal& record) {
  std::vector<ScoringRun> runs;
  ScoringRun run;
  std::string basis, sealed;
  soci::indicator is_sealed = soci::i_null;
  long long computed = 0;
  soci::statement statement =
      (sql.prepare << "select engine, definition_hash, basis, missing, summary, sealed, computed_ms from scoring_runs"
                      " where session_id = :id order by computed_ms, engine",
       use(record.record()), into(run.engine), into(run.definition_hash), into(basis), into(run.missing),
       into(run.summary), into(sealed, is_sealed), into(computed));
  statement.execute();
  while (statement.fetch()) {
    run.basis = BasisOf(basis);
    run.computed_ms = computed;
    EZPT_TRY(run.summary, record.OpenSummary(run.engine, is_sealed == soci::i_ok ? sealed : run.summary));
    runs.push_back(run);
  }
  return runs;
}

int CountChunks(soci::session& sql, const std::string& record) {
  int count = 0;
  sql << "select count(*) from session_chunks where session_id = :id", use(record), into(count);
  return count;
}

Result<std::vector<std::string>> SelectChunks(soci::session& sql, const RecordSeal& record) {
  std::vector<std::string> chunks;
  int index = 0;
  std::string bytes;
  soci::statement statement =
      (sql.prepare << "select chunk_index, bytes from session_chunks where session_id = :id order by chunk_index",
       use(record.record()), into(index), into(bytes));
  statement.execute();
  while (statement.fetch()) {
    EZPT_TRY(std::string plain, record.OpenChunk(index, bytes));
    chunks.push_back(std::move(plain));
  }
  return chunks;
}

}  // namespace ezpt::store
