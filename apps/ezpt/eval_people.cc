#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eval.h"
#include "eval_counters.h"
#include "eval_sets.h"
#include "home.h"
#include "motion/recogniser.h"
#include "progress.h"

namespace ezpt::app {
namespace {

/// A data set of single repetitions, a file each, in metres.
struct Cohort {
  std::string folder;
  std::string order;              ///< The column that numbers the repetitions of a set.
  std::vector<std::string> sets;  ///< The columns, beside the movement, that tell one set from another.
  /// The exercise of the library that a movement is; none for the others.
  std::map<std::string, std::string, std::less<>> exercises;
};

Cohort Irds() {
  return {"irds",
          "rep",
          {"subject"},
          {{"elbow_flexion_left", "biceps_curl"},
           {"elbow_flexion_right", "biceps_curl"},
           {"shoulder_flexion_left", "shoulder_flexion"},
           {"shoulder_flexion_right", "shoulder_flexion"},
           {"shoulder_forward_elevation", "shoulder_flexion"},
           {"shoulder_abduction_left", "shoulder_abduction"},
           {"shoulder_abduction_right", "shoulder_abduction"},
           {"side_tap_left", "standing_hip_abduction"},
           {"side_tap_right", "standing_hip_abduction"}}};
}

/// Its straight_leg_raise is done standing, the library's lying.
Cohort UiPrmd() {
  return {"uiprmd",
          "episode",
          {"subject", "correct"},
          {{"deep_squat", "squat"},
           {"hurdle_step", "marching_in_place"},
           {"inline_lunge", "split_squat"},
           {"sit_to_stand", "sit_to_stand"},
           {"shoulder_abduction", "shoulder_abduction"},
           {"shoulder_scaption", "shoulder_abduction"}}};
}

/// The repetitions of one person's one movement.
struct RepetitionSet {
  std::string movement;
  std::shared_ptr<const exercise::Definition> named;  ///< Null for a movement that is not in the library.
  std::vector<std::pair<double, std::string>> files;  ///< With the number of each, in order.
};

using Sets = std::vector<RepetitionSet>;

std::shared_ptr<const exercise::Definition> Named(const Cohort& cohort, const std::string& movement,
                                                  const Library& library) {
  const auto id = cohort.exercises.find(movement);
  if (id == cohort.exercises.end()) return nullptr;
  const auto found = std::find_if(library.begin(), library.end(),
                                  [&](const auto& definition) { return definition->id == id->second; });
  return found == library.end() ? nullptr : *found;
}

Sets Group(const Cohort& cohort, const std::vector<CsvRow>& rows, const Library& library) {
  std::map<std::vector<std::string>, RepetitionSet> groups;
  for (const CsvRow& row : rows) {
    const std::optional<double> number = FieldNumber(row, cohort.order);
    if (!number) continue;
    std::vector<std::string> key = {row.at("exercise")};
    for (const std::string& column : cohort.sets) key.push_back(row.at(column));
    RepetitionSet& set = groups[key];
    set.movement = row.at("exercise");
    set.files.emplace_back(*number, row.at("file"));
  }
  Sets sets;
  for (auto& [key, set] : groups) {
    set.named = Named(cohort, set.movement, library);
    std::sort(set.files.begin(), set.files.end());
    sets.push_back(std::move(set));
  }
  return sets;
}

/// How a set is looked at: as it was recorded, or before a camera.
struct Look {
  std::string_view name;
  std::optional<Degrees> azimuth;
};

constexpr std::array<Look, 4> kLooks = {
    {{"metres", std::nullopt}, {"camera 0", Degrees(0)}, {"camera 45", Degrees(45)}, {"camera 90", Degrees(90)}}};

/// What the three counters made of the sets in one look, and what the set was taken for.
struct LookTally {
  Tally named, unnamed, plain;
  std::map<std::string, Tally> by_movement;  ///< Of the named counter.
  int others = 0, mistaken = 0;   ///< Sets under the name of another exercise, and those of which any counted.
  int known = 0, recognised = 0;  ///< Sets of exercises of the library, and those found to be one.
  int unknown = 0, refused = 0;   ///< Sets of other movements, and those found to be none.

  Status Count(const RepetitionSet& set, const PoseRecording& recording, const Library& library) {
    const int truth = static_cast<int>(set.files.size());
    unnamed.Count(CountUnnamed(recording), truth);
    plain.Count(CountPlainly(recording), truth);
    EZPT_TRY(motion::Recogniser recogniser, motion::Recogniser::Create(library, recording.info));
    for (const body::PoseFrame& frame : recording.frames) recogniser.Push(frame);
    const motion::Recognition recognition = recogniser.Finish();
    Recognise(set, recognition);
    others += static_cast<int>(library.size()) - (set.named ? 1 : 0);
    int found = 0;
    for (const auto& candidate : recognition.candidates) {
      const bool own = set.named && candidate.id == set.named->id;
      if (own) found = candidate.reps;
      mistaken += own ? 0 : 1;
    }
    if (!set.named) return {};
    named.Count(found, truth);
    by_movement[set.movement].Count(found, truth);
    return {};
  }

  void Recognise(const RepetitionSet& set, const motion::Recognition& recognition) {
    if (set.named) {
      ++known;
      recognised += recognition.id == set.named->id ? 1 : 0;
    } else {
      ++unknown;
      refused += recognition.id ? 0 : 1;
    }
  }

  void Report(const std::string& folder, const std::string& look, Evaluation& evaluation) const {
    const std::string data = folder + " sets, " + look;
    named.Report(data + ", named", evaluation);
    unnamed.Report(data + ", none", evaluation);
    plain.Report(data + ", plain", evaluation);
    if (others > 0) evaluation.Add(data + ", another name", "sets of which any counted", mistaken, "clips", others);
    if (known > 0) evaluation.Add(data + ", auto", "exercise recognised", recognised, "clips", known);
    if (unknown > 0) evaluation.Add(data + ", auto", "another movement refused", refused, "clips", unknown);
    for (const auto& [movement, tally] : by_movement) {
      // One set is no row of its own.
      if (tally.recordings > 1) tally.ReportExact(folder + " " + movement + ", " + look + ", named", evaluation);
    }
  }
};

Result<std::vector<PoseRecording>> ReadSet(const std::string& folder, const RepetitionSet& set,
                                           const Evaluation& evaluation) {
  std::vector<PoseRecording> recordings;
  for (const auto& [number, file] : set.files) {
    const std::string path = evaluation.folder + "/" + folder + "/" + file;
    EZPT_TRY(PoseRecording recording, ReadPoses(path, evaluation));
    if (recording.info.space != body::Space::kWorld) {
      return Error{ErrorCode::kDamaged, path + ": expected landmarks in metres (space world)"};
    }
    recordings.push_back(std::move(recording));
  }
  return recordings;
}

/// What is recorded alone is to be counted alone, too.
Status CountSingles(const RepetitionSet& set, const std::vector<PoseRecording>& recordings, Tally& singles) {
  if (!set.named) return {};
  for (const PoseRecording& recording : recordings) {
    EZPT_TRY(const motion::Analysis analysis, AnalyzeNamed(*set.named, recording));
    singles.Count(static_cast<int>(analysis.reps.size()), 1);
  }
  return {};
}

Status MeasureCohort(const Cohort& cohort, Evaluation& evaluation) {
  std::vector<std::string> columns = {"file", "exercise", cohort.order};
  columns.insert(columns.end(), cohort.sets.begin(), cohort.sets.end());
  EZPT_TRY(const auto rows, ReadCsv(evaluation.folder + "/" + cohort.folder + "/labels.csv", columns));
  if (!rows) return {};
  EZPT_TRY(const Library library, LoadExercises());
  const Sets sets = Group(cohort, *rows, library);
  Progress progress(cohort.folder, static_cast<int64_t>(sets.size()));
  Tally singles;
  std::array<LookTally, kLooks.size()> looks;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    EZPT_TRY(const std::vector<PoseRecording> recordings, ReadSet(cohort.folder, sets[i], evaluation));
    EZPT_CHECK_OK(CountSingles(sets[i], recordings, singles));
    const PoseRecording world = Join(recordings);
    for (std::size_t look = 0; look < kLooks.size(); ++look) {
      const std::optional<Degrees> azimuth = kLooks[look].azimuth;
      EZPT_CHECK_OK(looks[look].Count(sets[i], azimuth ? BeforeCamera(world, *azimuth, i) : world, library));
    }
    progress.Update(static_cast<int64_t>(i) + 1);
  }
  singles.ReportExact(cohort.folder + " single repetitions", evaluation);
  for (std::size_t look = 0; look < kLooks.size(); ++look) {
    looks[look].Report(cohort.folder, std::string(kLooks[look].name), evaluation);
  }
  return {};
}

}  // namespace

Status MeasurePeople(Evaluation& evaluation) {
  EZPT_CHECK_OK(MeasureCohort(Irds(), evaluation));
  return MeasureCohort(UiPrmd(), evaluation);
}

}  // namespace ezpt::app
