#include "server/pages/session_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "coach/engine_version.h"
#include "coach/reasons.h"
#include "exercise/vocabulary.h"
#include "server/pages/safety_view.h"
#include "server/say.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

using exercise::In;

/// More repetitions than these are folded away under the chart.
constexpr std::size_t kMostOpenReps = 5;

std::string EndedText(const store::SessionRow& row, const std::string& language) {
  if (row.ended_ms == 0) return Say(language, "ended.not_finished");
  if (row.ended == "done") {
    return Say(language, row.count >= row.target ? Words("ended.completed") : Words("ended.finished_by_you"));
  }
  if (row.ended == "lost") return Say(language, "ended.connection_lost");
  const auto reason = coach::ParseStopReason(row.ended);
  return reason ? coach::StopText(*reason, language) : row.ended;
}

FaultView MakeFault(const exercise::Definition& definition, const std::string& id, const std::string& language) {
  const exercise::Fault* known = exercise::FindFault(definition, id);
  if (known == nullptr) return {.id = id, .name = id, .cue = "", .severity = "minor"};
  return {.id = id,
          .name = In(known->names, language),
          .cue = In(known->cue, language),
          .severity = std::string(exercise::NameOf(known->severity))};
}

RepView MakeRep(const coach::RepReport& rep, int number, const exercise::Definition& definition,
                const std::string& language) {
  RepView view;
  view.number = number;
  view.set = rep.set;
  view.duration_text = Say(language, "measure.seconds",
                           {{"seconds", Decimal(fmt::format("{:.1f}", (rep.end - rep.start).value), language)}});
  view.has_score = rep.score.has_value();
  if (rep.score) view.score_text = fmt::format("{:.0f} %", *rep.score * 100);
  view.is_correct = rep.correct;
  if (rep.side) view.side = *rep.side == body::Side::kLeft ? "left" : "right";
  for (const auto& measure : rep.measures) view.measures.push_back(MakeMeasureView(measure, definition, language));
  for (const auto& fault : rep.faults) view.faults.push_back(MakeFault(definition, fault.id, language));
  return view;
}

/// What is to be known about where the figures come from; empty where they can be read again from the record.
std::string StandingText(const SessionAccount& account, const std::string& language) {
  if (account.counted_live && account.missing.empty()) return Say(language, "provenance.unreadable_live");
  if (account.counted_live) return Say(language, "provenance.part_missing", {{"missing", account.missing}});
  if (!account.missing.empty()) return Say(language, "provenance.unreadable");
  if (account.recomputable) return "";
  return Say(language, "provenance.other_version", {{"engine", account.engine}});
}

std::vector<NoteView> Notes(const SessionAccount& account, const std::string& language) {
  std::vector<NoteView> notes;
  for (const coach::Message& note : coach::NotesOf(account.summary, language)) {
    if (note.id == "after_pain") continue;  // The page says more (pain.mustache).
    notes.push_back({.id = note.id, .text = note.text});
  }
  if (std::string text = StandingText(account, language); !text.empty()) {
    notes.push_back({.id = account.counted_live ? "counted_live" : "not_recomputable", .text = std::move(text)});
  }
  return notes;
}

/// What came of each repetition, and over all of them.
void SetReps(const coach::SessionSummary& summary, const exercise::Definition& definition, const std::string& language,
             SessionView& view) {
  for (const coach::RepReport& rep : summary.reps) {
    view.reps.push_back(MakeRep(rep, static_cast<int>(view.reps.size()) + 1, definition, language));
  }
  for (const auto& fault : summary.faults) {
    view.faults.push_back({MakeFault(definition, fault.id, language), fault.count});
  }
  view.clean = static_cast<int>(std::count_if(summary.reps.begin(), summary.reps.end(),
                                              [](const coach::RepReport& rep) { return rep.faults.empty(); }));
  view.has_reps = !view.reps.empty();
  view.reps_count = static_cast<int>(view.reps.size());
  view.fold_reps = view.reps.size() > kMostOpenReps;
  view.has_faults = !view.faults.empty();
  view.measures = MeasureTotals(summary, definition, language);
  view.has_measures = !view.measures.empty();
  view.verdict = VerdictText(summary, definition, language);
}

/// Whose figures these are, and what another engine makes of the same record.
void SetProvenance(const SessionAccount& account, const std::string& language, SessionView& view) {
  view.notes = Notes(account, language);
  view.engine = account.engine;
  view.recomputable = account.recomputable;
  if (account.now) view.now = {std::string(coach::kEngineVersion), account.now->count, account.now->correct};
}

void SetPain(const coach::SessionSummary& summary, std::optional<int> pain, SessionView& view) {
  view.hurt = summary.stop_reason == coach::Name(coach::StopReason::kPain);
  view.asks_for_pain = view.hurt && !pain;
  view.has_pain = pain.has_value();
  view.pain = pain.value_or(0);
}

}  // namespace

SessionRowView MakeRow(const store::SessionRow& row, const exercise::Definition* definition,
                       const std::string& language) {
  return {.id = row.id,
          .url = "/sessions/" + row.id,
          .delete_url = "/api/sessions/" + row.id + "/delete",
          .exercise = row.exercise,
          .exercise_name = definition != nullptr ? In(definition->names, language) : row.exercise,
          .side = row.side,
          .started = FormatUtc(row.started_ms),
          .started_text = FormatDay(row.started_ms, language),
          .duration_text = coach::DurationText(Seconds(row.duration_s)),
          .duration_s = row.duration_s,
          .count = row.count,
          .target = row.target,
          .correct = row.correct,
          .is_finished = row.ended_ms != 0,
          .ended_text = EndedText(row, language),
          .is_demo = row.source == "demo"};
}

SessionView MakeSessionView(const store::SessionRow& row, const SessionAccount& account, std::optional<int> pain,
                            const std::string& language) {
  const exercise::Definition& definition = *account.definition;
  const coach::SessionSummary& summary = account.summary;
  SessionView view;
  static_cast<SessionRowView&>(view) = MakeRow(row, &definition, language);
  // The summary, not the row: a session that still runs shows what it has so far.
  view.count = summary.count;
  view.target = summary.target;
  view.correct = summary.correct;
  view.duration_s = summary.duration.value;
  view.duration_text = coach::DurationText(summary.duration);
  view.has_sets = summary.sets > 1;
  view.sets = summary.sets;
  view.reps_a_set = summary.sets > 0 ? summary.target / summary.sets : summary.target;
  view.limit_text = LimitText(definition, summary.limit, language);
  view.has_limit = !view.limit_text.empty();
  SetReps(summary, definition, language, view);
  SetProvenance(account, language, view);
  SetPain(summary, pain, view);
  view.exercise_url = "/exercises/" + row.exercise;
  view.again_url = "/exercises/" + row.exercise + "/session";
  view.json_url = "/api/sessions/" + row.id;
  return view;
}

}  // namespace ezpt::server
