// What SessionRepository keeps of a session: its chunks and summaries.
#include <algorithm>
#include <utility>

#include "store/connection.h"
#include "store/data_keys.h"
#include "store/record_seal.h"
#include "store/session_repository.h"
#include "store/session_sql.h"
#include "store/session_storage.h"

namespace ezpt::store {

using soci::into;
using soci::use;

Status SessionRepository::AppendChunk(const SessionRef& session, int index, const std::string& bytes, int64_t lease) {
  const std::string& id = session.id();
  if (bytes.size() > kMaxChunkBytes || index >= kMaxChunksPerSession) {
    return Error{ErrorCode::kLimitExceeded, "session " + id + ": chunk too large, or too many of them"};
  }
  return database_->connection().Write("cannot store the chunk", [&](soci::session& sql) -> Status {
    EZPT_TRY(const SessionRow row, HeldRow(sql, id, lease));
    const int count = CountChunks(sql, id);
    if (index < 0 || index > count) {
      return Error{ErrorCode::kInvalidArgument, "session " + id + ": chunk " + std::to_string(index) +
                                                    " out of order; expected " + std::to_string(count)};
    }
    if (index < count) return {};
    EZPT_CHECK_OK(CheckRoomFor(sql, static_cast<int64_t>(bytes.size()), row, limits_));
    EZPT_TRY(const RecordSeal record, RecordSeal::ToWrite(sql, keys_->master(), id));
    InsertChunk(sql, record, index, bytes);
    return {};
  });
}

Status SessionRepository::KeepChunks(const SessionRef& session, int count, int64_t lease) {
  const std::string& id = session.id();
  Status kept = database_->connection().Write("cannot take back chunks", [&](soci::session& sql) -> Status {
    EZPT_CHECK_OK(HeldRow(sql, id, lease));
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

Status SessionRepository::Finish(const StoredSession& row, const ScoringRun& run) {
  const std::string& id = row.ref().id();
  if (!Fits(row) || !Fits(run)) {
    return Error{ErrorCode::kInvalidArgument, "session: an id is missing or a text is too long"};
  }
  return database_->connection().Write(kCannotStore, [&](soci::session& sql) -> Status {
    EZPT_CHECK_OK(HeldRow(sql, id, row.lease.number));
    const long long ended = row.ended_ms;
    sql << "update sessions set ended_ms = :ended, ended = :how, rep_count = :count, rep_target = :target,"
           " rep_correct = :correct, duration_s = :duration, definition_hash = :definition, engine = :engine,"
           " pose_model = :model, lease_holder = '', lease_until_ms = 0 where id = :id",
        use(ended), use(row.ended), use(row.count), use(row.target), use(row.correct), use(row.duration_s),
        use(row.definition_hash), use(row.engine), use(row.pose_model), use(id);
    EZPT_TRY(const RecordSeal record, RecordSeal::ToWrite(sql, keys_->master(), id));
    RemoveRun(sql, record, run.engine);  // Of a session that was lost, and went on.
    InsertRun(sql, record, run);
    return {};
  });
}

Status SessionRepository::Import(const SessionRow& asked, const std::vector<std::string>& chunks,
                                 const ScoringRun& run) {
  SessionRow row = asked;
  row.record_id = row.id;
  row.lease = {"", 1, 0};
  row.bytes = kRowBytes;
  if (!Fits(row) || !Fits(run) || row.ended_ms == 0) {
    return Error{ErrorCode::kInvalidArgument, "session: it has no end, an id is missing or a text is too long"};
  }
  const auto is_large = [](const std::string& chunk) { return chunk.size() > kMaxChunkBytes; };
  if (chunks.size() > kMaxChunksPerSession || std::any_of(chunks.begin(), chunks.end(), is_large)) {
    return Error{ErrorCode::kLimitExceeded, "session " + row.id + ": a chunk is too large, or there are too many"};
  }
  int64_t size = 0;
  for (const std::string& chunk : chunks) size += static_cast<int64_t>(chunk.size());
  return database_->connection().Write(kCannotStore, [&](soci::session& sql) -> Status {
    EZPT_CHECK_OK(CheckRoom(sql, row, limits_, database_->FreeBytes()));
    EZPT_CHECK_OK(CheckRoomFor(sql, size, row, limits_));
    EZPT_TRY(row.key_id, KeyIdFor(sql, keys_->master(), row.owner));
    InsertRow(sql, row);
    EZPT_TRY(const RecordSeal record, RecordSeal::ToWrite(sql, keys_->master(), row.id));
    int index = 0;
    for (const std::string& chunk : chunks) InsertChunk(sql, record, index++, chunk);
    InsertRun(sql, record, run);
    return {};
  });
}

Status SessionRepository::AddRun(const SessionRef& session, const ScoringRun& run) {
  const std::string& id = session.id();
  if (!Fits(run)) return Error{ErrorCode::kInvalidArgument, "session: a text of the summary is too long"};
  return database_->connection().Write("cannot store the summary", [&](soci::session& sql) -> Status {
    const std::vector<SessionRow> rows = SelectSessions(sql, "where id = :id", {id});
    if (rows.empty()) return NoSuchSession(id);
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

Result<std::vector<ScoringRun>> SessionRepository::Runs(const SessionRef& session) const {
  const std::string& id = session.id();
  using Runs = std::vector<ScoringRun>;
  return database_->connection().Read("cannot read the summary", [&](soci::session& sql) -> Result<Runs> {
    EZPT_TRY(const std::optional<RecordSeal> record, RecordSeal::ToRead(sql, keys_->master(), id));
    return record ? SelectRuns(sql, *record) : Runs();
  });
}

Result<std::vector<std::string>> SessionRepository::Chunks(const SessionRef& session) const {
  const std::string& id = session.id();
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

Result<std::string> SessionRepository::Chunk(const SessionRef& session, int index) const {
  const std::string& id = session.id();
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

Result<int> SessionRepository::ChunkCount(const SessionRef& session) const {
  const std::string& id = session.id();
  return database_->connection().Read("cannot read the chunks", [&](soci::session& sql) -> Result<int> {
    int count = 0;
    sql << "select count(*) from session_chunks where session_id = (select record_id from sessions where id = :id)",
        use(id), into(count);
    return count;
  });
}

}  // namespace ezpt::store
