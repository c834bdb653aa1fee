// release-only: renders minutes of video and runs the network on it.
//
// Every exercise by the virtual patient through pixels and MoveNet: counted from
// each claimed view, its faults named, nothing counted for any other movement. By
// default a subset that takes each exercise, view and kind of fault in turn;
// docs/virtual-patient.md says how to run all of it and shows the table.
//
// EZPT_MATRIX=TEXT  every case whose name contains each word of TEXT ("" is all of them), of the bodies named
// EZPT_SEEDS=N,N    the bodies; default 7101,7102
// EZPT_KEEP=DIR     keeps each case's landmarks there and takes them from there the next time
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "body/virtual_patient/virtual_patient.h"
#include "media/landmark_stream.h"
#include "media/model_file.h"
#include "motion/exercise_motion.h"
#include "motion/recording_analyzer.h"
#include "motion/reference_movement.h"
#include "pose/tracker.h"
#include "support/patient.h"

namespace ezpt {
namespace {

using body::Event;
using body::View;
using exercise::Definition;
using exercise::Fault;
using test::Library;
using test::Of;
using test::WorkingFrom;

constexpr int kRepetitions = 5;
constexpr double kFps = 15;
constexpr int kWidth = 320, kHeight = 240;
constexpr body::StreamInfo kStream{.width = kWidth, .height = kHeight, .fps = kFps};

std::optional<std::string> Wanted(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

std::vector<uint64_t> Bodies() {
  std::vector<uint64_t> bodies;
  std::istringstream in(Wanted("EZPT_SEEDS").value_or("7101,7102"));
  for (std::string word; std::getline(in, word, ',');) bodies.push_back(std::strtoull(word.c_str(), nullptr, 10));
  return bodies;
}

enum class Scene { kClean, kFault, kWalkIn, kStill, kTowel, kScratch };

/// One film to be made and judged.
struct Case {
  const Definition* definition;
  View view;
  uint64_t seed;
  Scene scene = Scene::kClean;
  const Fault* fault = nullptr;

  [[nodiscard]] std::string name() const {
    constexpr const char* kScenes[] = {"clean", "", "walk_in", "still", "towel", "scratch"};
    const std::string what = fault != nullptr ? fault->id : kScenes[static_cast<int>(scene)];
    return definition->id + "." + std::string(body::ViewName(view)) + "." + std::to_string(seed) + "." + what;
  }
};

std::vector<Event> EventsOf(const Case& c) {
  const Event still = Of(Event::Kind::kStandStill);
  switch (c.scene) {
    case Scene::kWalkIn:
      return {Of(Event::Kind::kWalkIn), still};
    case Scene::kStill:
      return {Of(Event::Kind::kStandStill, 60)};
    case Scene::kTowel:
      return {still, Of(Event::Kind::kTowel), still};
    case Scene::kScratch:
      return {still, Of(Event::Kind::kScratch), still};
    case Scene::kClean:
    case Scene::kFault:
      break;
  }
  Event set = Of(Event::Kind::kRepetitions);
  set.repetitions = kRepetitions;
  for (int i = 0; c.fault != nullptr && i < kRepetitions; ++i) {
    set.overrides.push_back(motion::FaultyRepetition(*c.definition, *c.fault, WorkingFrom(c.view), i));
  }
  return {still, set, still};
}

/// Renders the film and looks at it through the network; or reads what was kept of it.
class Camera {
 public:
  bool Open() {
    const auto model = media::ReadModel(EZPT_SOURCE_DIR "/build/models/movenet-lightning.json");
    if (!model.ok()) return false;
    auto tracker = pose::PoseTracker::Create(*model, {});
    if (tracker.ok()) tracker_.emplace(std::move(*tracker));
    return tracker_.has_value();
  }

  std::vector<body::PoseFrame> Film(const Case& c) {
    const auto folder = Wanted("EZPT_KEEP");
    const std::string path = folder ? *folder + "/" + c.name() + ".jsonl.gz" : "";
    if (!path.empty() && std::filesystem::exists(path)) return Kept(path);
    std::vector<body::PoseFrame> frames = Render(c);
    if (!path.empty()) Keep(path, frames);
    return frames;
  }

 private:
  std::vector<body::PoseFrame> Render(const Case& c) {
    body::Script script;
    script.look = body::SamplePatient(c.seed);
    script.seed = c.seed;
    script.width = kWidth;
    script.height = kHeight;
    script.view = c.view;
    script.exercise = motion::ExerciseMotionOf(*c.definition, WorkingFrom(c.view));
    script.events = EventsOf(c);
    auto patient = body::VirtualPatient::Create(script);
    std::vector<body::PoseFrame> frames;
    EXPECT_TRUE(patient.ok());
    if (!patient.ok()) return frames;
    tracker_->Reset();
    Image image;
    for (double t = 0; t < patient->duration().value; t += 1 / kFps) {
      patient->Render(patient->At(Seconds(t)), image);
      auto frame = tracker_->Process(image.view(), Seconds(t));
      EXPECT_TRUE(frame.ok());
      if (frame.ok()) frames.push_back(std::move(*frame));
    }
    return frames;
  }

  static std::vector<body::PoseFrame> Kept(const std::string& path) {
    std::vector<body::PoseFrame> frames;
    auto reader = media::LandmarkReader::Open(path);
    EXPECT_TRUE(reader.ok()) << path;
    while (reader.ok()) {
      auto frame = (*reader)->Next();
      EXPECT_TRUE(frame.ok()) << path;
      if (!frame.ok() || !*frame) break;
      frames.push_back(std::move(**frame));
    }
    return frames;
  }

  static void Keep(const std::string& path, const std::vector<body::PoseFrame>& frames) {
    auto writer = media::LandmarkWriter::Create(path, kStream);
    ASSERT_TRUE(writer.ok()) << path;
    for (const body::PoseFrame& frame : frames) ASSERT_TRUE((*writer)->Write(frame).ok());
    ASSERT_TRUE((*writer)->Close().ok());
  }

  std::optional<pose::PoseTracker> tracker_;
};

motion::Analysis Analyze(const Definition& definition, const std::vector<body::PoseFrame>& frames) {
  static const auto movements = [] {
    std::vector<std::shared_ptr<const Definition>> definitions;
    for (const Definition& each : Library()) definitions.push_back(std::make_shared<const Definition>(each));
    return motion::MakeMovementLibrary(definitions);
  }();
  auto analyzer = motion::RecordingAnalyzer::Create(definition, kStream, {.others = movements});
  EXPECT_TRUE(analyzer.ok());
  for (const body::PoseFrame& frame : frames) analyzer->Push(frame);
  return analyzer->Finish();
}

std::string FaultsOf(const motion::Repetition& rep) {
  std::string out;
  for (const motion::FaultSpan& fault : rep.faults) out += (out.empty() ? "" : "+") + fault.id;
  return out.empty() ? "-" : out;
}

bool Names(const motion::Repetition& rep, const Fault& fault) {
  return std::any_of(rep.faults.begin(), rep.faults.end(), [&](const auto& f) { return f.id == fault.id; });
}

// What does nearly the same to the body is taken for one another: squats and rising from a chair, curls and arm raises.
constexpr double kMostMistaken = 0.11;  // of the films of other exercises
int films_of_others = 0, mistaken = 0;

// A film at the margin falls to one side or the other by how sums are rounded, which differs between AVX2 and AVX-512
// (who leans back at long_arc_quad from body 7101: 7 repetitions counted and 5). Not so what is praised.
constexpr double kMostMisjudged = 0.17;  // of the films with a fault
int films_with_fault = 0, misjudged = 0;

void Judge(const Case& c, const std::vector<body::PoseFrame>& frames) {
  SCOPED_TRACE(c.name());
  const motion::Analysis analysis = Analyze(*c.definition, frames);
  const bool nothing = c.scene != Scene::kClean && c.scene != Scene::kFault;
  std::string faults;
  bool as_asked = analysis.reps.size() == static_cast<std::size_t>(nothing ? 0 : kRepetitions);
  for (const motion::Repetition& rep : analysis.reps) {
    faults += " " + FaultsOf(rep);
    as_asked = as_asked && (c.fault == nullptr ? rep.faults.empty() : Names(rep, *c.fault));
    EXPECT_FALSE(c.fault != nullptr && rep.correct && c.fault->severity != exercise::Severity::kMinor);
  }
  std::printf("| %s | %zu |%s |\n", c.name().c_str(), analysis.reps.size(), faults.c_str());
  std::fflush(stdout);
  if (c.scene == Scene::kFault) {
    ++films_with_fault;
    misjudged += as_asked ? 0 : 1;
    return;
  }
  EXPECT_TRUE(as_asked) << analysis.reps.size() << " repetitions:" << faults;
  for (const Definition& other : Library()) {
    if (&other == c.definition) continue;
    const std::size_t counted = Analyze(other, frames).reps.size();
    ++films_of_others;
    mistaken += counted > 0 ? 1 : 0;
    if (counted > 0) std::printf("| %s as %s | %zu | |\n", c.name().c_str(), other.id.c_str(), counted);
  }
}

/// Which of its views the n-th exercise is taken from where one has to do.
View ViewInTurn(std::size_t n) { return Library()[n].views[n % Library()[n].views.size()]; }

/// Every case with repetitions, of one exercise from one view.
std::vector<Case> RepetitionsOf(const Definition& definition, View view, uint64_t seed) {
  std::vector<Case> cases = {{&definition, view, seed}};
  for (const Fault& fault : definition.faults) {
    const bool shown = std::find(fault.views.begin(), fault.views.end(), view) != fault.views.end();
    if (shown) cases.push_back({&definition, view, seed, Scene::kFault, &fault});
  }
  return cases;
}

/// Every case without any: judged as each of the exercises, so one view will do.
std::vector<Case> ScenesOf(const Definition& definition, View view, uint64_t seed) {
  std::vector<Case> cases = {{&definition, view, seed, Scene::kWalkIn}, {&definition, view, seed, Scene::kStill}};
  if (definition.position != exercise::Position::kStanding) return cases;
  cases.push_back({&definition, view, seed, Scene::kTowel});
  cases.push_back({&definition, view, seed, Scene::kScratch});
  return cases;
}

std::vector<Case> AllCases() {
  std::vector<Case> cases;
  for (const uint64_t seed : Bodies()) {
    for (std::size_t i = 0; i < Library().size(); ++i) {
      const Definition& definition = Library()[i];
      for (const View view : definition.views) {
        for (const Case& c : RepetitionsOf(definition, view, seed)) cases.push_back(c);
      }
      for (const Case& c : ScenesOf(definition, ViewInTurn(i), seed)) cases.push_back(c);
    }
  }
  return cases;
}

/// Each exercise without a fault, every second with one too, views and faults in
/// turn; and one scene of each kind.
std::vector<Case> Subset() {
  std::vector<Case> cases;
  const uint64_t seed = Bodies().front();
  for (std::size_t i = 0; i < Library().size(); ++i) {
    const std::vector<Case> all = RepetitionsOf(Library()[i], ViewInTurn(i), seed);
    cases.push_back(all.front());
    if (i % 2 == 0 && all.size() > 1) cases.push_back(all[1 + i / 2 % (all.size() - 1)]);
  }
  const auto squat =
      std::find_if(Library().begin(), Library().end(), [](const Definition& d) { return d.id == "squat"; });
  for (const Case& c : ScenesOf(*squat, View::kSideRight, seed)) {
    if (c.scene != Scene::kStill) cases.push_back(c);
  }
  return cases;
}

bool HasEveryWord(const std::string& name, const std::string& text) {
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (name.find(word) == std::string::npos) return false;
  }
  return true;
}

TEST(MotionThroughMoveNet, ExercisesAreCountedAndFaultsNamed) {
  ASSERT_EQ(Library().size(), 12U);
  Camera camera;
  if (!camera.Open()) GTEST_SKIP() << "skipped: no model in build/models; run ./x setup";
  const auto filter = Wanted("EZPT_MATRIX");
  std::printf("| case | counted | faults of each repetition |\n| --- | --- | --- |\n");
  for (const Case& c : filter ? AllCases() : Subset()) {
    if (filter && !HasEveryWord(c.name(), *filter)) continue;
    Judge(c, camera.Film(c));
  }
  EXPECT_LE(mistaken, kMostMistaken * films_of_others) << mistaken << " of " << films_of_others;
  EXPECT_LE(misjudged, kMostMisjudged * films_with_fault) << misjudged << " of " << films_with_fault;
}

}  // namespace
}  // namespace ezpt
