#include "store/session_repository.h"

#include <algorithm>
#include <utility>

#include "store/connection.h"

namespace ezpt::store {
namespace {

using soci::into;
using soci::use;

constexpr const char* kColumns =
    "id, owner, exercise, side, source, language, started_ms, ended_ms, ended, rep_count, rep_target, rep_correct, "
    "duration_s";

Error NotFound(const std::string& id) { return {ErrorCode::kNotFound, "no session " + id}; }

/// Bound to one row of a result.
struct Binding {
  SessionRow row;
  long long started = 0;
  long long ended = 0;

  void Take() {
    row.started_ms = started;
    row.ended_ms = ended;
  }
};

/// Runs a select of kColumns with up to two text parameters.
std::vector<SessionRow> Select(soci::session& sql, const std::string& where,
                               const std::vector<std::string>& parameters) {
  Binding b;
  soci::statement statement(sql);
  statement.alloc();
  statement.prepare(std::string("select ") + kColumns + " from sessions " + where);
  for (const std::string& parameter : parameters) statement.exchange(use(parameter));
  SessionRow& row = b.row;
  statement.exchange(into(row.id));
  statement.exchange(into(row.owner));
  statement.exchange(into(row.exercise));
  statement.exchange(into(row.side));
  statement.exchange(into(row.source));
  statement.exchange(into(row.language));
  statement.exchange(into(b.started));
  statement.exchange(into(b.ended));
  statement.exchange(into(row.ended));
  statement.exchange(into(row.count));
  statement.exchange(into(row.target));
  statement.exchange(into(row.correct));
  statement.exchange(into(row.duration_s));
  statement.define_and_bind();
  statement.execute();
  std::vector<SessionRow> rows;
  while (statement.fetch()) {
    b.Take();
    rows.push_back(row);
  }
  return rows;
}

bool Fits(const SessionRow& row) {
  constexpr std::size_t kId = 64, kWord = 16, kSource = 32;
  return !row.id.empty() && row.id.size() <= kId && !row.owner.empty() && row.owner.size() <= kId &&
         row.exercise.size() <= kId && row.side.size() <= kWord && row.source.size() <= kSource &&
         row.language.size() <= kWord && row.ended.size() <= kWord;
}

int CountChunks(soci::session& sql, const std::string& id) {
  int count = 0;
  sql << "select count(*) from session_chunks where session_id = :id", use(id), into(count);
  return count;
}

bool Exists(soci::session& sql, const std::string& id) {
  int count = 0;
  sql << "select count(*) from sessions where id = :id", use(id), into(count);
  return count > 0;
}

}  // namespace

Status SessionRepository::Create(const SessionRow& row) {
  if (!Fits(row)) return Error{ErrorCode::kInvalidArgument, "session: an id is missing or a text is too long"};
  return database_->connection().Run("cannot store the session", [&](soci::session& sql) -> Status {
    if (Exists(sql, row.id)) return Error{ErrorCode::kInvalidArgument, "session " + row.id + " exists already"};
    const long long started = row.started_ms;
    const long long ended = row.ended_ms;
    sql << "insert into sessions (" << kColumns
        << ") values (:id, :owner, :exercise, :side, :source, :language, :started, :ended, :how, :count, :target, "
           ":correct, :duration)",
        use(row.id), use(row.owner), use(row.exercise), use(row.side), use(row.source), use(row.language), use(started),
        use(ended), use(row.ended), use(row.count), use(row.target), use(row.correct), use(row.duration_s);
    return {};
  });
}

Status SessionRepository::AppendChunk(const std::string& id, int index, const std::string& bytes) {
  if (bytes.size() > kMaxChunkBytes || index >= kMaxChunksPerSession) {
    return Error{ErrorCode::kLimitExceeded, "session " + id + ": chunk too large, or too many of them"};
  }
  return database_->connection().Run("cannot store the chunk", [&](soci::session& sql) -> Status {
    if (!Exists(sql, id)) return NotFound(id);
    const int count = CountChunks(sql, id);
    if (index < 0 || index > count) {
      return Error{ErrorCode::kInvalidArgument, "session " + id + ": chunk " + std::to_string(index) +
                                                    " out of order; expected " + std::to_string(count)};
    }
    if (index < count) return {};
    sql << "insert into session_chunks (session_id, chunk_index, bytes) values (:id, :index, :bytes)", use(id),
        use(index), use(bytes);
    return {};
  });
}

Status SessionRepository::KeepChunks(const std::string& id, int count) {
  return database_->connection().Run("cannot take back chunks", [&](soci::session& sql) -> Status {
    if (!Exists(sql, id)) return NotFound(id);
    sql << "delete from session_chunks where session_id = :id and chunk_index >= :count", use(id), use(count);
    return {};
  });
}

Status SessionRepository::Finish(const SessionRow& row) {
  if (!Fits(row)) return Error{ErrorCode::kInvalidArgument, "session: an id is missing or a text is too long"};
  return database_->connection().Run("cannot store the session", [&](soci::session& sql) -> Status {
    if (!Exists(sql, row.id)) return NotFound(row.id);
    const long long ended = row.ended_ms;
    sql << "update sessions set ended_ms = :ended, ended = :how, rep_count = :count, rep_target = :target,"
           " rep_correct = :correct, duration_s = :duration where id = :id",
        use(ended), use(row.ended), use(row.count), use(row.target), use(row.correct), use(row.duration_s), use(row.id);
    return {};
  });
}

Result<std::vector<SessionRow>> SessionRepository::List(const std::string& owner, int limit) {
  const int wanted = std::clamp(limit, 0, kMaxListedSessions);
  return database_->connection().Run(
      "cannot read sessions", [&](soci::session& sql) -> Result<std::vector<SessionRow>> {
        return Select(sql, "where owner = :owner order by started_ms desc, id limit " + std::to_string(wanted),
                      {owner});
      });
}

Result<SessionRow> SessionRepository::Get(const std::string& owner, const std::string& id) {
  return database_->connection().Run("cannot read the session", [&](soci::session& sql) -> Result<SessionRow> {
    std::vector<SessionRow> rows = Select(sql, "where owner = :owner and id = :id", {owner, id});
    if (rows.empty()) return NotFound(id);
    return std::move(rows.front());
  });
}

Result<std::vector<std::string>> SessionRepository::Chunks(const std::string& id) {
  return database_->connection().Run(
      "cannot read the chunks", [&](soci::session& sql) -> Result<std::vector<std::string>> {
        std::vector<std::string> chunks;
        std::string bytes;
        soci::statement statement =
            (sql.prepare << "select bytes from session_chunks where session_id = :id order by chunk_index", use(id),
             into(bytes));
        statement.execute();
        while (statement.fetch()) chunks.push_back(bytes);
        return chunks;
      });
}

Result<std::string> SessionRepository::Chunk(const std::string& id, int index) {
  return database_->connection().Run("cannot read the chunk", [&](soci::session& sql) -> Result<std::string> {
    std::string bytes;
    sql << "select bytes from session_chunks where session_id = :id and chunk_index = :index", use(id), use(index),
        into(bytes);
    if (!sql.got_data()) return Error{ErrorCode::kNotFound, "session " + id + ": no chunk " + std::to_string(index)};
    return bytes;
  });
}

Result<int> SessionRepository::ChunkCount(const std::string& id) {
  return database_->connection().Run("cannot read the chunks",
                                     [&](soci::session& sql) -> Result<int> { return CountChunks(sql, id); });
}

Status SessionRepository::Delete(const std::string& owner, const std::string& id) {
  return database_->connection().Run("cannot delete the session", [&](soci::session& sql) -> Status {
    if (Select(sql, "where owner = :owner and id = :id", {owner, id}).empty()) return NotFound(id);
    sql << "delete from session_chunks where session_id = :id", use(id);
    sql << "delete from sessions where id = :id", use(id);
    return {};
  });
}

Result<std::vector<SessionRow>> SessionRepository::Unfinished() {
  return database_->connection().Run("cannot read sessions", [](soci::session& sql) -> Result<std::vector<SessionRow>> {
    return Select(sql, "where ended_ms = 0 order by started_ms, id", {});
  });
}

}  // namespace ezpt::store
