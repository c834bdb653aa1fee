#include "server/history.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "coach/engine_version.h"
#include "coach/limits.h"
#include "coach/stored_summary.h"
#include "exercise/json.h"
#include "server/log.h"
#include "server/priority.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

constexpr int kAtATime = 20;
const std::string kEngine(coach::kEngineVersion);
constexpr const char* kAllOfIt = "all of it";

const store::ScoringRun* FindRun(const std::vector<store::ScoringRun>& runs, const std::string& engine) {
  const auto it = std::find_if(runs.begin(), runs.end(), [&](const auto& run) { return run.engine == engine; });
  return it != runs.end() ? &*it : nullptr;
}

/// The run whose answer the person was shown: the session's own engine's, or the first there was.
const store::ScoringRun* OwnRun(const std::vector<store::ScoringRun>& runs, const store::SessionRow& row) {
  if (const store::ScoringRun* own = FindRun(runs, row.engine)) return own;
  return runs.empty() ? nullptr : &runs.front();
}

bool IsPassing(ErrorCode code) { return code == ErrorCode::kBusy || code == ErrorCode::kUnavailable; }

/// A summary of nothing but the figures that lists show.
coach::SessionSummary FiguresOnly(const store::SessionRow& row) {
  coach::SessionSummary summary;
  summary.count = row.count;
  summary.target = row.target;
  summary.correct = row.correct;
  summary.duration = Seconds(row.duration_s);
  if (coach::ParseStopReason(row.ended)) summary.stop_reason = row.ended;
  return summary;
}

}  // namespace

History::History(const Parts& parts) : parts_(parts) {
  for (const auto& definition : parts_.library->all()) {
    by_hash_.emplace(exercise::DefinitionHash(*definition), definition);
  }
}

Status History::KeepDefinitions() {
  for (const auto& [hash, definition] : by_hash_) {
    EZPT_CHECK_OK(parts_.definitions->Keep(hash, definition->id, exercise::ToJson(*definition)));
  }
  return {};
}

Result<Library::Entry> History::DefinitionOf(const std::string& exercise, const std::string& hash) const {
  const Error unknown{ErrorCode::kNotFound, "The exercise of this session is not in the library any more."};
  Library::Entry definition;
  if (hash.empty()) {
    definition = parts_.library->Find(exercise);
  } else if (const auto it = by_hash_.find(hash); it != by_hash_.end()) {
    definition = it->second;
  } else {
    const auto json = parts_.definitions->Get(hash);
    if (!json.ok()) return json.error().code == ErrorCode::kNotFound ? unknown : json.error();
    EZPT_TRY(exercise::Definition stored, exercise::ParseDefinitionJson(*json, "stored exercise " + exercise));
    definition = std::make_shared<const exercise::Definition>(std::move(stored));
  }
  if (definition == nullptr || definition->id != exercise) return unknown;
  return definition;
}

Result<coach::SessionSummary> History::FromRecord(const std::string& asking, const store::StoredSession& row,
                                                  const Library::Entry& definition) const {
  EZPT_TRY(const std::vector<std::string> chunks, parts_.sessions->Chunks(row.ref()));
  if (chunks.empty()) return FiguresOnly(row);
  return parts_.replayer->Recompute(asking, definition, chunks);
}

Result<SessionAccount> History::AccountOf(const store::StoredSession& row) const {
  SessionAccount account;
  EZPT_TRY(const std::vector<store::ScoringRun> runs, parts_.sessions->Runs(row.ref()));
  const store::ScoringRun* const own = row.ended_ms != 0 ? OwnRun(runs, row) : nullptr;
  const bool says_itself = own == nullptr || !row.definition_hash.empty();
  EZPT_TRY(account.definition, DefinitionOf(row.exercise, says_itself ? row.definition_hash : own->definition_hash));
  if (own == nullptr) {
    EZPT_TRY(account.summary, FromRecord(row.owner, row, account.definition));
    account.definition = coach::AsCoached(account.definition, account.summary.limit);
    return account;
  }
  account.engine = own->engine;
  account.counted_live = own->basis == store::ScoringRun::Basis::kLive;
  account.missing = own->missing;
  account.recomputable = own->engine == kEngine && own->missing.empty();
  const auto summary = coach::ParseStoredSummary(own->summary);
  account.summary = summary.ok() ? *summary : FiguresOnly(row);
  account.definition = coach::AsCoached(account.definition, account.summary.limit);
  if (const store::ScoringRun* const ours = FindRun(runs, kEngine); ours != nullptr && ours != own) {
    if (auto now = coach::ParseStoredSummary(ours->summary); now.ok()) account.now = *std::move(now);
  }
  return account;
}

Result<store::ScoringRun> History::SumUp(store::StoredSession& row) const {
  const auto definition = DefinitionOf(row.exercise, row.definition_hash);
  const auto summary = definition.ok() ? FromRecord("", row, *definition) : definition.error();
  if (!summary.ok() && IsPassing(summary.error().code)) return summary.error();
  if (!summary.ok()) Log("record_not_read", {{"why", summary.error().message}});
  if (summary.ok()) SetFigures(*summary, row);
  store::ScoringRun run = MakeRun(summary.ok() ? *summary : FiguresOnly(row), row, store::ScoringRun::Basis::kRecord,
                                  summary.ok() ? "" : kAllOfIt);
  if (definition.ok()) run.definition_hash = exercise::DefinitionHash(**definition);
  return run;
}

Result<int> History::SumUpSome(const std::atomic<bool>& stop) {
  EZPT_TRY(std::vector<store::StoredSession> rows, parts_.upkeep->WithoutRun(kEngine, kAtATime));
  int done = 0;
  for (store::StoredSession& row : rows) {
    if (stop) break;
    EZPT_TRY(const store::ScoringRun run, SumUp(row));
    EZPT_CHECK_OK(parts_.sessions->AddRun(row.ref(), run));
    ++done;
  }
  return done;
}

void SetFigures(const coach::SessionSummary& summary, store::SessionRow& row) {
  row.count = summary.count;
  row.target = summary.target;
  row.correct = summary.correct;
  row.duration_s = summary.duration.value;
}

store::ScoringRun MakeRun(const coach::SessionSummary& summary, const store::SessionRow& row,
                          store::ScoringRun::Basis basis, std::string missing) {
  store::ScoringRun run;
  run.engine = kEngine;
  run.definition_hash = row.definition_hash;
  run.basis = basis;
  run.missing = std::move(missing);
  run.summary = coach::StoredSummary(summary);
  run.computed_ms = WallClockMs();
  return run;
}

HistoryReader::HistoryReader(History& history)
    : history_(history), thread_("history_reader_failed", [this] { Read(); }) {}

HistoryReader::~HistoryReader() {
  stopping_ = true;
  thread_.Join();
}

void HistoryReader::Read() {
  YieldToOthers();
  int all = 0;
  while (!stopping_) {
    const Result<int> some = history_.SumUpSome(stopping_);
    if (!some.ok()) return Log("summaries_not_stored", {{"why", some.error().message}});
    if (*some == 0) break;
    all += *some;
  }
  if (all > 0) Log("summaries_stored", {{"sessions", all}});
}

}  // namespace ezpt::server
