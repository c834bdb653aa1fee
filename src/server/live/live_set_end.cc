// How a live session ends: refused by the store, stopped, settled, and told to the person.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "coach/limits.h"
#include "server/history.h"
#include "server/live/live_set.h"
#include "server/log.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

/// "1:05": minutes and seconds of a recording.
std::string PositionText(Seconds position) {
  const auto seconds = static_cast<int64_t>(std::llround(std::max(0.0, position.value)));
  return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

}  // namespace

/// The store takes no more of the record. Called by the writer's thread.
void LiveSet::Refused(const Error& error) {
  switch (error.code) {
    case ErrorCode::kConflict:
      Abandon(CloseCode::kTakenOver, "This session went on in another window.");
      return parts_.on_finished(parts_.row.id);
    case ErrorCode::kNotFound:
      Abandon(CloseCode::kTakenOver, "This session was deleted.");
      return parts_.on_finished(parts_.row.id);
    case ErrorCode::kLimitExceeded: {
      const std::lock_guard lock(mutex_);
      tasks_.emplace_back(Full{});
      return ScheduleLocked();
    }
    default:  // The person is told, as of any chunk that is not stored.
      return;
  }
}

void LiveSet::End(std::string_view ended) {
  HandOver(coach::Pipeline::Take::kEverything);
  finished_ = true;
  parts_.row.ended = ended;
  parts_.row.ended_ms = WallClockMs();
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  parts_.on_ended(shared_from_this());
}

LiveSet::Settled LiveSet::Settle(Clock::time_point deadline) {
  const bool stored = parts_.writer->WaitStored(*record_, deadline);
  if (abandoned_) return Settled::kYes;
  const auto later = [&] { return parts_.writer->MayYetBeStored(*record_) ? Settled::kNotYet : Settled::kYes; };
  if (!stored && live_summary_stored_) return later();
  const Outcome outcome = stored ? FromRecord() : AsCountedLive();
  SetFigures(outcome.summary, parts_.row);
  Status finished;
  {
    const std::lock_guard lock(store_mutex_);
    if (abandoned_) return Settled::kYes;
    finished =
        parts_.sessions->Finish(parts_.row, MakeRun(outcome.summary, parts_.row, outcome.basis, outcome.missing));
  }
  if (finished.ok()) {
    live_summary_stored_ = true;
    Conclude(outcome, SummarySaved::kYes);
    return stored ? Settled::kYes : later();
  }
  const ErrorCode code = finished.error().code;
  if (code == ErrorCode::kConflict || code == ErrorCode::kNotFound) {
    Refused(finished.error());
    return Settled::kYes;
  }
  if (!concluded_) Log("session_not_finished", {{"why", finished.error().message}});
  Conclude(outcome, SummarySaved::kNotYet);
  return Settled::kNotYet;
}

LiveSet::Outcome LiveSet::FromRecord() {
  Outcome outcome{parts_.pipeline.Summary(), store::ScoringRun::Basis::kRecord, ""};
  const auto chunks = parts_.sessions->Chunks(parts_.row.ref());
  if (chunks.ok() && chunks->empty()) return outcome;
  auto recomputed = chunks.ok() ? parts_.replayer->Recompute("", parts_.definition, *chunks)
                                : Result<coach::SessionSummary>(chunks.error());
  if (!recomputed.ok()) {
    Log("summary_not_recomputed", {{"why", recomputed.error().message}});
    outcome.basis = store::ScoringRun::Basis::kLive;
    return outcome;
  }
  if (*recomputed != outcome.summary) Log("summary_differs_from_record");
  outcome.summary = *std::move(recomputed);
  return outcome;
}

LiveSet::Outcome LiveSet::AsCountedLive() {
  return {parts_.pipeline.Summary(), store::ScoringRun::Basis::kLive, MissingPart()};
}

/// Chunks are stored in order: what is missing goes from the first that is not stored to the end.
std::string LiveSet::MissingPart() const {
  const auto bytes = parts_.writer->FirstUnstored(*record_);
  if (!bytes || !parts_.begins || !last_frame_) return "";
  const auto chunk = coach::DecodeChunk(std::as_bytes(std::span(*bytes)));
  if (!chunk.ok() || chunk->items.empty()) return "";
  const Seconds from = coach::TimeOf(chunk->items.front()) - *parts_.begins;
  return PositionText(from) + "–" + PositionText(*last_frame_ - *parts_.begins);
}

/// Gives the person the summary, once.
void LiveSet::Conclude(const Outcome& outcome, SummarySaved saved) {
  if (std::exchange(concluded_, true)) return;
  Send(SummaryText(parts_.row.id, outcome.summary, *coach::AsCoached(parts_.definition, outcome.summary.limit),
                   parts_.row.language, {.missing = outcome.missing, .saved = saved}));
  Close(CloseCode::kNormal, "");
}

}  // namespace ezpt::server
