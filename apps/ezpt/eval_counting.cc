#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eval.h"
#include "eval_counters.h"
#include "home.h"
#include "json.h"
#include "motion/analyzer.h"
#include "motion/classifier.h"
#include "motion/recogniser.h"
#include "motion/reference_vectors.h"
#include "progress.h"

namespace ezpt::app {
namespace {

namespace fs = std::filesystem;

/// Whether the label lets the last repetition be counted or not: "(1 or 2 accepted)".
bool LastIsOptional(const CsvRow& row) {
  const auto note = row.find("note");
  return note != row.end() && note->second.find("1 or 2 accepted") != std::string::npos;
}

/// "0.3-1.8 2.1-3.5" to intervals.
std::vector<Interval> ParseIntervals(const std::string& text) {
  std::vector<Interval> intervals;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t space = std::min(text.find(' ', from), text.size());
    const std::string word = text.substr(from, space - from);
    from = space + 1;
    const std::size_t dash = word.find('-');
    if (dash == std::string::npos) continue;
    const Json start = Json::parse(word.substr(0, dash), nullptr, false);
    const Json end = Json::parse(word.substr(dash + 1), nullptr, false);
    if (start.is_number() && end.is_number()) intervals.emplace_back(start.get<double>(), end.get<double>());
  }
  return intervals;
}

/// The library and what recognises its exercises.
struct Recognition {
  Library library;

  static Result<Recognition> Load() {
    Recognition out;
    EZPT_TRY(out.library, LoadExercises());
    return out;
  }

  [[nodiscard]] Result<std::optional<std::string>> Of(const PoseRecording& recording) const {
    EZPT_TRY(motion::Recogniser recogniser, motion::Recogniser::Create(library, recording.info));
    for (const body::PoseFrame& frame : recording.frames) recogniser.Push(frame);
    return recogniser.Finish().id;
  }

  [[nodiscard]] const exercise::Definition* Find(const std::string& id) const {
    for (const auto& definition : library) {
      if (definition->id == id) return definition.get();
    }
    return nullptr;
  }
};

Status MeasureStreet(const Recognition& recognition, Evaluation& evaluation) {
  const std::string path = evaluation.folder + "/images/openpose/video.avi";
  std::error_code error;
  if (!fs::exists(path, error)) return {};
  EZPT_TRY(const PoseRecording recording, ReadPoses(path, evaluation));
  int reps = 0;
  for (const auto& definition : recognition.library) {
    EZPT_TRY(const motion::Analysis analysis, AnalyzeNamed(*definition, recording));
    reps += static_cast<int>(analysis.reps.size());
  }
  evaluation.Add("images/openpose/video.avi", "repetitions where there are none", reps, "reps",
                 static_cast<int>(recognition.library.size()));
  return {};
}

/// One data set of streams with a count or with intervals a file.
struct StreamTruth {
  std::string exercise;
  int count = 0;
  std::vector<Interval> intervals;
};

Status CountStreams(const std::string& data, const std::map<std::string, StreamTruth>& truths, const Library& library,
                    Evaluation& evaluation) {
  std::map<std::string, Tally> tallies;
  Progress progress(data, static_cast<int64_t>(truths.size()));
  int64_t done = 0;
  for (const auto& [file, truth] : truths) {
    progress.Update(++done);
    const auto definition =
        std::find_if(library.begin(), library.end(), [&](const auto& entry) { return entry->id == truth.exercise; });
    if (definition == library.end()) continue;
    EZPT_TRY(const PoseRecording recording, ReadPoses(evaluation.folder + "/" + data + "/" + file, evaluation));
    EZPT_TRY(const motion::Analysis analysis, AnalyzeNamed(**definition, recording));
    Tally& tally = tallies[truth.exercise];
    tally.Count(static_cast<int>(analysis.reps.size()), truth.count);
    tally.Overlap(analysis.reps, truth.intervals);
  }
  for (const auto& [exercise, tally] : tallies) tally.Report(data + " " + exercise, evaluation);
  return {};
}

/// Without a word of what it is, and the plainest counter beside it: every file, also of exercises that are not in the
/// library.
Status CountWhatRepeats(const std::string& data, const std::map<std::string, StreamTruth>& truths,
                        Evaluation& evaluation) {
  Tally unnamed, plain;
  for (const auto& [file, truth] : truths) {
    EZPT_TRY(const PoseRecording recording, ReadPoses(evaluation.folder + "/" + data + "/" + file, evaluation));
    unnamed.Count(CountUnnamed(recording), truth.count);
    plain.Count(CountPlainly(recording), truth.count);
  }
  unnamed.Report(data + " --exercise none", evaluation);
  plain.Report(data + " plain", evaluation);
  return {};
}

}  // namespace

Status MeasureVideoCounts(Evaluation& evaluation) {
  EZPT_TRY(const auto rows, ReadCsv(evaluation.folder + "/videos/labels.csv", {"file", "exercise", "reps"}));
  if (!rows) return {};
  EZPT_TRY(const Recognition recognition, Recognition::Load());
  Tally tally;
  Progress progress("videos", static_cast<int64_t>(rows->size()));
  for (const CsvRow& row : *rows) {
    const std::optional<double> truth = FieldNumber(row, "full_reps");
    const exercise::Definition* definition = recognition.Find(row.at("exercise"));
    if (definition == nullptr || !truth) continue;
    EZPT_TRY(const PoseRecording recording, ReadPoses(evaluation.folder + "/videos/" + row.at("file"), evaluation));
    EZPT_TRY(const motion::Analysis analysis, AnalyzeNamed(*definition, recording));
    EZPT_TRY(const std::optional<std::string> recognised, recognition.Of(recording));
    const int found = static_cast<int>(analysis.reps.size());
    std::vector<Interval> intervals = ParseIntervals(row.at("reps"));
    // Without its optional last repetition the recording is right too.
    const int optional = LastIsOptional(row) && found == static_cast<int>(*truth) - 1 ? 1 : 0;
    if (optional == 1 && !intervals.empty()) intervals.pop_back();
    tally.Count(found, static_cast<int>(*truth) - optional);
    tally.Overlap(analysis.reps, intervals);
    tally.recognised += recognised == definition->id ? 1 : 0;
    progress.Update(tally.recordings);
  }
  tally.Report("videos", evaluation);
  evaluation.Add("videos", "exercise recognised (auto)", tally.recognised, "clips", tally.recordings);
  return MeasureStreet(recognition, evaluation);
}

Status MeasureStreamCounts(Evaluation& evaluation) {
  EZPT_TRY(const auto rehab, ReadCsv(evaluation.folder + "/rehab24/labels.csv", {"file", "exercise"}));
  EZPT_TRY(const auto countix, ReadCsv(evaluation.folder + "/countix/labels.csv", {"file", "exercise"}));
  if (!rehab && !countix) return {};
  EZPT_TRY(const Library library, LoadExercises());
  std::map<std::string, StreamTruth> truths;
  for (const CsvRow& row : rehab ? *rehab : std::vector<CsvRow>{}) {
    const std::optional<double> start = FieldNumber(row, "start");
    const std::optional<double> end = FieldNumber(row, "end");
    if (row.at("exercise") != "arm_abduction" || !start || !end) continue;
    StreamTruth& truth = truths[row.at("file")];
    truth.exercise = "shoulder_abduction";
    truth.intervals.emplace_back(*start, *end);
    ++truth.count;
  }
  EZPT_CHECK_OK(CountStreams("rehab24", truths, library, evaluation));
  EZPT_CHECK_OK(CountWhatRepeats("rehab24", truths, evaluation));
  truths.clear();
  for (const CsvRow& row : countix ? *countix : std::vector<CsvRow>{}) {
    const std::optional<double> count = FieldNumber(row, "count");
    if (count) truths[row.at("file")] = {row.at("exercise"), static_cast<int>(*count), {}};
  }
  EZPT_CHECK_OK(CountStreams("countix", truths, library, evaluation));
  return CountWhatRepeats("countix", truths, evaluation);
}

}  // namespace ezpt::app
