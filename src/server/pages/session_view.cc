#include "server/pages/session_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "coach/engine_version.h"
#include "coach/language.h"
#include "coach/reasons.h"
#include "exercise/vocabulary.h"
#include "server/pages/measure_view.h"
#include "server/pages/safety.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

using exercise::In;
using nlohmann::json;

/// More repetitions than these are folded away under the chart.
constexpr std::size_t kMostOpenReps = 5;

std::string EndedText(const store::SessionRow& row, const std::string& language) {
  if (row.ended_ms == 0) return "not finished";
  if (row.ended == "done") return row.count >= row.target ? "completed" : "finished by you";
  if (row.ended == "lost") return "connection lost";
  const auto reason = coach::ParseStopReason(row.ended);
  return reason ? coach::StopText(*reason, language) : row.ended;
}

json FaultView(const exercise::Definition& definition, const std::string& id, const std::string& language) {
  const exercise::Fault* known = exercise::FindFault(definition, id);
  if (known == nullptr) return {{"id", id}, {"name", id}, {"cue", ""}, {"severity", "minor"}};
  return {{"id", id},
          {"name", In(known->names, language)},
          {"cue", In(known->cue, language)},
          {"severity", exercise::NameOf(known->severity)}};
}

json RepView(const coach::RepReport& rep, int number, const exercise::Definition& definition,
             const std::string& language) {
  json measures = json::array();
  for (const auto& measure : rep.measures) measures.push_back(MeasureView(measure, definition, language));
  json faults = json::array();
  for (const auto& fault : rep.faults) faults.push_back(FaultView(definition, fault.id, language));
  return {{"number", number},
          {"set", rep.set},
          {"duration_text", fmt::format("{:.1f} s", (rep.end - rep.start).value)},
          {"has_score", rep.score.has_value()},
          {"score_text", rep.score ? fmt::format("{:.0f} %", *rep.score * 100) : ""},
          {"is_correct", rep.correct},
          {"side", rep.side ? json(*rep.side == body::Side::kLeft ? "left" : "right") : json(nullptr)},
          {"measures", std::move(measures)},
          {"faults", std::move(faults)}};
}

/// What is to be known about where the figures come from; empty where they can be read again from the record.
std::string StandingText(const SessionAccount& account) {
  if (account.counted_live && account.missing.empty()) {
    return "Counted live: the recording could not be read again when the session ended.";
  }
  if (account.counted_live) {
    return fmt::format("Counted live: a part of the recording could not be stored ({}).", account.missing);
  }
  if (!account.missing.empty()) {
    return "The recording cannot be read any more: these are the figures that were stored when the session ended.";
  }
  if (account.recomputable) return "";
  return fmt::format(
      "Measured by version {} of this program. This server has another version: the figures cannot be recomputed as "
      "they were.",
      account.engine);
}

json Notes(const SessionAccount& account, const std::string& language) {
  json notes = json::array();
  for (const coach::Message& note : coach::NotesOf(account.summary, language)) {
    if (note.id == "after_pain") continue;  // The page says more (pain.mustache).
    notes.push_back({{"id", note.id}, {"text", note.text}});
  }
  if (std::string text = StandingText(account); !text.empty()) {
    notes.push_back({{"id", account.counted_live ? "counted_live" : "not_recomputable"}, {"text", std::move(text)}});
  }
  return notes;
}

/// What this program's engine makes of the same record; null where the figures are its own.
json NowView(const SessionAccount& account) {
  if (!account.now) return nullptr;
  return {{"engine", coach::kEngineVersion}, {"count", account.now->count}, {"correct", account.now->correct}};
}

}  // namespace

json SessionRowView(const store::SessionRow& row, const exercise::Definition* definition) {
  const std::string language(definition != nullptr ? coach::LanguageOf(*definition, row.language) : "en");
  return {{"id", row.id},
          {"url", "/sessions/" + row.id},
          {"delete_url", "/api/sessions/" + row.id + "/delete"},
          {"exercise", row.exercise},
          {"exercise_name", definition != nullptr ? In(definition->names, language) : row.exercise},
          {"side", row.side},
          {"started", FormatUtc(row.started_ms)},
          {"started_text", FormatDay(row.started_ms)},
          {"duration_text", coach::DurationText(Seconds(row.duration_s))},
          {"duration_s", row.duration_s},
          {"count", row.count},
          {"target", row.target},
          {"correct", row.correct},
          {"is_finished", row.ended_ms != 0},
          {"ended_text", EndedText(row, language)},
          {"is_demo", row.source == "demo"}};
}

json SessionView(const store::SessionRow& row, const SessionAccount& account) {
  const exercise::Definition& definition = *account.definition;
  const coach::SessionSummary& summary = account.summary;
  const std::string language(coach::LanguageOf(definition, row.language));
  json reps = json::array();
  for (std::size_t i = 0; i < summary.reps.size(); ++i) {
    reps.push_back(RepView(summary.reps[i], static_cast<int>(i) + 1, definition, language));
  }
  json faults = json::array();
  for (const auto& fault : summary.faults) {
    faults.push_back(FaultView(definition, fault.id, language));
    faults.back()["count"] = fault.count;
  }
  json measures = MeasureTotals(summary, definition, language);
  const std::string limit = LimitText(definition, summary.limit, language);
  json view = SessionRowView(row, &definition);
  // The summary, not the row: a session that still runs shows what it has so far.
  view.update({{"count", summary.count},
               {"target", summary.target},
               {"correct", summary.correct},
               {"clean", std::count_if(summary.reps.begin(), summary.reps.end(),
                                       [](const coach::RepReport& rep) { return rep.faults.empty(); })},
               {"has_sets", summary.sets > 1},
               {"sets", summary.sets},
               {"reps_a_set", summary.sets > 0 ? summary.target / summary.sets : summary.target},
               {"verdict", VerdictText(summary, definition, language)},
               {"fold_reps", summary.reps.size() > kMostOpenReps},
               {"reps_count", summary.reps.size()},
               {"duration_s", summary.duration.value},
               {"duration_text", coach::DurationText(summary.duration)},
               {"notes", Notes(account, language)},
               {"engine", account.engine},
               {"recomputable", account.recomputable},
               {"now", NowView(account)},
               {"has_limit", !limit.empty()},
               {"limit_text", limit},
               {"hurt", summary.stop_reason == coach::Name(coach::StopReason::kPain)},
               {"has_reps", !reps.empty()},
               {"reps", std::move(reps)},
               {"has_faults", !faults.empty()},
               {"faults", std::move(faults)},
               {"has_measures", !measures.empty()},
               {"measures", std::move(measures)},
               {"exercise_url", "/exercises/" + row.exercise},
               {"again_url", "/exercises/" + row.exercise + "/session"},
               {"json_url", "/api/sessions/" + row.id}});
  return view;
}

}  // namespace ezpt::server
