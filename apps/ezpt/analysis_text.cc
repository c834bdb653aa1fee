#include "analysis_text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <utility>

#include "coach/measure_text.h"
#include "coach/reasons.h"

namespace ezpt::app {
namespace {

using coach::Verdict;
using exercise::In;

constexpr const char* kLanguage = "en";

/// How wide a terminal shows it: bytes that go on with a character of UTF-8 take no room.
std::size_t WidthOf(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

/// "4.7 s", or "2:04.7" from a minute on.
std::string Clock(Seconds time) {
  std::array<char, 32> text{};
  const int minutes = static_cast<int>(time.value / 60);
  const double seconds = time.value - 60 * minutes;
  const int size = minutes == 0 ? std::snprintf(text.data(), text.size(), "%.1f s", seconds)
                                : std::snprintf(text.data(), text.size(), "%d:%04.1f", minutes, seconds);
  return std::string(text.data(), static_cast<std::size_t>(size));
}

std::string MeasureText(const motion::Repetition& rep, const exercise::Measure& measure) {
  const auto found = std::find_if(rep.measures.begin(), rep.measures.end(),
                                  [&](const motion::MeasureValue& value) { return value.id == measure.id; });
  if (found == rep.measures.end() || !found->value) return "–";
  std::string text = coach::ValueText(*found->value, found->unit) + coach::UnitText(found->unit);
  return found->status == motion::MeasureStatus::kOk ? text : "about " + text;
}

std::string FormText(const motion::Repetition& rep, const exercise::Definition& definition) {
  std::string text;
  for (const motion::FaultSpan& span : rep.faults) {
    const exercise::Fault* fault = exercise::FindFault(definition, span.id);
    const std::string& name = fault != nullptr ? In(fault->names, kLanguage) : span.id;
    if (text.find(name) == std::string::npos) text += (text.empty() ? "" : "; ") + name;
  }
  if (!text.empty()) return text;
  if (!rep.judged) return "not to be judged from this side";
  return rep.correct ? "good" : "seen in too few pictures";
}

std::string GoalText(const exercise::Measure& measure) {
  if (!measure.target) return "";
  return coach::TargetText(*measure.target) + coach::UnitText(body::UnitOf(measure.signal));
}

void PrintRepetitions(const motion::Analysis& analysis, const exercise::Definition& definition, Output& output) {
  std::vector<std::vector<std::string>> rows = {{"No.", "From", "To"}, {"goal", "", ""}};
  std::vector<bool> right = {true, true, true};
  for (const exercise::Measure& measure : definition.measures) {
    rows[0].push_back(In(measure.names, kLanguage));
    rows[1].push_back(GoalText(measure));
    right.push_back(true);
  }
  const bool has_goals = std::any_of(definition.measures.begin(), definition.measures.end(),
                                     [](const exercise::Measure& measure) { return measure.target.has_value(); });
  if (!has_goals) rows.pop_back();
  rows[0].emplace_back("Form");
  right.push_back(false);
  int number = 0;
  for (const motion::Repetition& rep : analysis.reps) {
    std::vector<std::string> row = {std::to_string(++number), Clock(rep.start), Clock(rep.end)};
    for (const exercise::Measure& measure : definition.measures) row.push_back(MeasureText(rep, measure));
    row.push_back(FormText(rep, definition));
    rows.push_back(std::move(row));
  }
  for (const std::string& line : Columns(rows, right)) output.Line("  " + line);
}

std::string Counted(std::size_t count) { return std::to_string(count) + (count == 1 ? " repetition" : " repetitions"); }

/// Of a movement that nobody named there is nothing but when it was done.
void PrintCycles(const std::vector<motion::Cycle>& cycles, Output& output) {
  output.Line("Whatever repeats: " + Counted(cycles.size()));
  if (cycles.empty()) return;
  std::vector<std::vector<std::string>> rows = {{"No.", "From", "To"}};
  for (const motion::Cycle& cycle : cycles) {
    rows.push_back({std::to_string(rows.size()), Clock(cycle.start), Clock(cycle.end)});
  }
  for (const std::string& line : Columns(rows, {true, true, true})) output.Line("  " + line);
}

std::string Heading(const Verdict& verdict) {
  const auto& reps = verdict.analysis.reps;
  const std::string name = verdict.definition ? In(verdict.definition->names, kLanguage) : "None of the exercises";
  const auto good =
      std::count_if(reps.begin(), reps.end(), [](const auto& rep) { return rep.judged && rep.faults.empty(); });
  std::string line = name + ": " + Counted(reps.size());
  const bool judged = std::any_of(reps.begin(), reps.end(), [](const auto& rep) { return rep.judged; });
  if (judged) line += ", " + std::to_string(good) + " without a fault";
  return line;
}

}  // namespace

std::vector<std::string> Columns(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right) {
  std::vector<std::size_t> widths(right.size(), 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], WidthOf(row[i]));
  }
  std::vector<std::string> lines;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string room(widths[i] - WidthOf(row[i]), ' ');
      line += (i == 0 ? "" : "   ") + (right[i] ? room + row[i] : row[i] + room);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(std::move(line));
  }
  return lines;
}

void PrintAnalysis(const Verdict& verdict, Output& output) {
  const motion::Analysis& analysis = verdict.analysis;
  if (verdict.unnamed) {
    PrintCycles(verdict.unnamed->cycles, output);
  } else {
    output.Line(Heading(verdict));
  }
  if (verdict.definition && !analysis.reps.empty()) PrintRepetitions(analysis, *verdict.definition, output);
  for (const motion::DismissedMovement& movement : analysis.dismissed) {
    if (!verdict.definition) break;
    output.Line("  not counted, " + Clock(movement.t) + ": " + coach::DismissalText(movement.why, kLanguage));
  }
  for (const coach::Message& note : coach::NotesOf(verdict, kLanguage)) output.Line("  note: " + note.text);
  // Without a repetition the notes say which of these was the reason.
  for (const motion::Obstacle problem : analysis.quality.problems) {
    if (verdict.definition && !analysis.reps.empty()) {
      output.Line("  note: " + coach::ObstacleText(problem, *verdict.definition, kLanguage));
    }
  }
}

}  // namespace ezpt::app
