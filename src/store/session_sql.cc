#include "store/session_sql.h"

#include <utility>

namespace ezpt::store {
namespace {

using soci::into;
using soci::use;

constexpr const char* kLive = "live";
constexpr const char* kRecord = "record";

/// What SOCI reads into where the row has another type of integer.
struct Numbers {
  long long started = 0;
  long long ended = 0;
  long long lease = 0;
  long long until = 0;
  long long bytes = 0;
};

void Bind(soci::statement& statement, SessionRow& row, Numbers& numbers) {
  statement.exchange(into(row.id));
  statement.exchange(into(row.owner));
  statement.exchange(into(row.exercise));
  statement.exchange(into(row.side));
  statement.exchange(into(row.source));
  statement.exchange(into(row.language));
  statement.exchange(into(numbers.started));
  statement.exchange(into(numbers.ended));
  statement.exchange(into(row.ended));
  statement.exchange(into(row.count));
  statement.exchange(into(row.target));
  statement.exchange(into(row.correct));
  statement.exchange(into(row.duration_s));
  statement.exchange(into(row.definition_hash));
  statement.exchange(into(row.engine));
  statement.exchange(into(row.pose_model));
  statement.exchange(into(row.lease.holder));
  statement.exchange(into(numbers.lease));
  statement.exchange(into(numbers.until));
  statement.exchange(into(row.record_id));
  statement.exchange(into(numbers.bytes));
  statement.exchange(into(row.key_id));
  statement.exchange(into(row.clinic));
}

}  // namespace

std::vector<SessionRow> SelectSessions(soci::session& sql, const std::string& where,
                                       const std::vector<std::string>& parameters) {
  SessionRow row;
  Numbers numbers;
  soci::statement statement(sql);
  statement.alloc();
  statement.prepare(std::string("select ") + kSessionColumns + " from sessions " + where);
  for (const std::string& parameter : parameters) statement.exchange(use(parameter));
  Bind(statement, row, numbers);
  statement.define_and_bind();
  statement.execute();
  std::vector<SessionRow> rows;
  while (statement.fetch()) {
    row.started_ms = numbers.started;
    row.ended_ms = numbers.ended;
    row.lease.number = numbers.lease;
    row.lease.until_ms = numbers.until;
    row.bytes = numbers.bytes;
    rows.push_back(row);
  }
  return rows;
}

Error NoSuchSession(const std::string& id) { return {ErrorCode::kNotFound, "no session " + id}; }

Error HeldByAnother(const std::string& id) {
  return {ErrorCode::kConflict, "session " + id + ": another server or window goes on with it"};
}

Result<SessionRow> HeldRow(soci::session& sql, const std::string& id, int64_t lease) {
  std::vector<SessionRow> rows = SelectSessions(sql, "where id = :id", {id});
  if (rows.empty()) return NoSuchSession(id);
  if (rows.front().lease.number != lease || rows.front().record_id != id) return HeldByAnother(id);
  return std::move(rows.front());
}

bool Fits(const SessionRow& row) {
  constexpr std::size_t kId = 64, kWord = 16, kSource = 32, kClinic = 32;
  return !row.id.empty() && row.id.size() <= kId && !row.owner.empty() && row.owner.size() <= kId &&
         row.exercise.size() <= kId && row.side.size() <= kWord && row.source.size() <= kSource &&
         row.language.size() <= kWord && row.ended.size() <= kWord && row.definition_hash.size() <= kId &&
         row.engine.size() <= kId && row.pose_model.size() <= kId && row.lease.holder.size() <= kId &&
         row.clinic.size() <= kClinic;
}

bool Fits(const ScoringRun& run) {
  constexpr std::size_t kId = 64, kMissing = 255, kSummary = std::size_t{8} << 20;
  return !run.engine.empty() && run.engine.size() <= kId && run.definition_hash.size() <= kId &&
         run.missing.size() <= kMissing && run.summary.size() <= kSummary;
}

std::string NameOf(ScoringRun::Basis basis) { return basis == ScoringRun::Basis::kLive ? kLive : kRecord; }

ScoringRun::Basis BasisOf(const std::string& name) {
  return name == kLive ? ScoringRun::Basis::kLive : ScoringRun::Basis::kRecord;
}

}  // namespace ezpt::store
