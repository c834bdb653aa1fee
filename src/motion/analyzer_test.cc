#include "motion/analyzer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <span>

#include "motion/reference_movement.h"
#include "motion/test_support.h"

namespace ezpt::motion {
namespace {

using test::Film;
using test::kStream;

constexpr double kAngleTolerance = 4;  // degrees: a peak's median under tracking noise

struct Outcome {
  Analysis analysis;
  std::vector<MotionUpdate> updates;
};

Outcome Analyze(const Film& film, const exercise::Definition& definition = test::SquatDefinition()) {
  auto analyzer = Analyzer::Create(definition, kStream);
  EXPECT_TRUE(analyzer.ok());
  Outcome out;
  for (const body::PoseFrame& frame : film.frames()) out.updates.push_back(analyzer->Push(frame));
  out.analysis = analyzer->Finish();
  return out;
}

std::vector<std::string> FaultIds(const Repetition& rep) {
  std::vector<std::string> ids;
  ids.reserve(rep.faults.size());
  for (const FaultSpan& fault : rep.faults) ids.push_back(fault.id);
  return ids;
}

TEST(Analyzer, CountsSquatsAndMeasuresTheirDepth) {
  Film film;
  film.Stand(1);
  for (int i = 0; i < 3; ++i) film.Squat(95);
  film.Stand(1);
  const Analysis analysis = Analyze(film).analysis;
  ASSERT_EQ(analysis.reps.size(), 3U);
  const Repetition& rep = analysis.reps[1];
  EXPECT_THAT(FaultIds(rep), testing::IsEmpty());
  EXPECT_TRUE(rep.correct);
  ASSERT_EQ(rep.measures.size(), 1U);
  ASSERT_TRUE(rep.measures[0].value.has_value());
  EXPECT_NEAR(*rep.measures[0].value, 95, kAngleTolerance);
  EXPECT_EQ(rep.measures[0].status, MeasureStatus::kOk);
  EXPECT_EQ(rep.measures[0].plusminus, std::nullopt);
  EXPECT_NEAR(rep.peak.value, 1 + 4.5, 0.3);
}

TEST(Analyzer, ReportsEachRepetitionOnTheFrameThatCompletesIt) {
  Film film;
  film.Stand(1);
  film.Squat(95);
  film.Stand(1);
  int completed = 0;
  for (const MotionUpdate& update : Analyze(film).updates) {
    if (!update.completed) continue;
    ++completed;
    EXPECT_EQ(update.rep_count, 1);
    EXPECT_EQ(update.t, update.completed->end);
  }
  EXPECT_EQ(completed, 1);
}

TEST(Analyzer, RepetitionUnderWayAtTheEndIsNotCounted) {
  Film film;
  film.Stand(1);
  film.Squat(95);
  for (int i = 0; i < 30; ++i) film.Add(test::Squatting(60));
  EXPECT_EQ(Analyze(film).analysis.reps.size(), 1U);
}

TEST(Analyzer, NamesAShallowAndAHastyRepetition) {
  Film film;
  film.Stand(1);
  film.Squat(65);
  film.Squat(95, 0.9);
  film.Stand(1);
  const Analysis analysis = Analyze(film).analysis;
  ASSERT_EQ(analysis.reps.size(), 2U);
  EXPECT_THAT(FaultIds(analysis.reps[0]), testing::ElementsAre("shallow"));
  EXPECT_THAT(FaultIds(analysis.reps[1]), testing::Contains("too_fast"));
}

TEST(Analyzer, HarmfulRepetitionIsNeverCorrectAndIsToldAtOnce) {
  auto definition = test::SquatDefinition();
  definition.faults[1].above = 12;  // the figure leans by more than this in a deep squat
  Film film;
  film.Stand(1);
  film.Squat(95);
  film.Stand(1);
  const Outcome out = Analyze(film, definition);
  ASSERT_EQ(out.analysis.reps.size(), 1U);
  EXPECT_FALSE(out.analysis.reps[0].correct);
  EXPECT_THAT(FaultIds(out.analysis.reps[0]), testing::ElementsAre("trunk_forward"));
  bool live = false;
  for (const MotionUpdate& update : out.updates) live |= update.phase == Phase::kPeak && !update.active_faults.empty();
  EXPECT_TRUE(live);
}

TEST(Analyzer, StandingStillForAMinuteCountsNothing) {
  Film film(2.5);
  film.Stand(60);
  EXPECT_TRUE(Analyze(film).analysis.reps.empty());
}

TEST(Analyzer, WalkingThroughCountsNothing) {
  Film film;
  for (int i = 0; i < 120; ++i) {
    const double step = std::fabs(math::Sin(i * 0.2));
    film.Add(test::Squatting(8 + 60 * step, 60 + 4.0 * i));
  }
  EXPECT_TRUE(Analyze(film).analysis.reps.empty());
}

TEST(Analyzer, AMovementThatIsMoreLikeAnotherExerciseIsNotCounted) {
  exercise::Definition raise;
  raise.id = "arm_raise";
  raise.region = exercise::Region::kShoulder;
  raise.reference.end = test::Pose({{"shoulder_flexion", 90}});
  const auto squat = std::make_shared<const exercise::Definition>(test::SquatDefinition());
  auto analyzer = Analyzer::Create(raise, kStream, {.others = MakeMovementLibrary(std::span(&squat, 1))});
  ASSERT_TRUE(analyzer.ok());
  Film film;
  film.Stand(1);
  for (int i = 0; i < 3; ++i) film.Squat(95);
  film.Stand(1);
  for (const body::PoseFrame& frame : film.frames()) analyzer->Push(frame);
  EXPECT_TRUE(analyzer->Finish().reps.empty());
}

TEST(Analyzer, FromAViewThatTheExerciseIsNotMeantForARepetitionCountsAndEarnsNoPraise) {
  auto definition = test::SquatDefinition();
  definition.views = {body::View::kFront};
  Film film;
  film.Stand(1);
  for (int i = 0; i < 3; ++i) film.Squat(95);
  film.Stand(1);
  const Outcome out = Analyze(film, definition);
  EXPECT_EQ(out.analysis.reps.size(), 3U);
  for (const Repetition& rep : out.analysis.reps) EXPECT_FALSE(rep.judged || rep.correct);
}

TEST(Analyzer, WithholdsAnAngleThatTheViewCannotShow) {
  auto definition = test::SquatDefinition();
  definition.views.push_back(body::View::kFront);
  Film film;
  for (int i = 0; i < 30; ++i) film.Add(test::Facing());
  for (int i = 0; i < 90; ++i) film.Add(test::Facing(0.2 * (1 - math::Cos(2 * kPi * i / 90))));
  for (int i = 0; i < 30; ++i) film.Add(test::Facing());
  const Analysis analysis = Analyze(film, definition).analysis;
  ASSERT_EQ(analysis.reps.size(), 1U);
  const MeasureValue& knee = analysis.reps[0].measures[0];
  EXPECT_EQ(knee.status, MeasureStatus::kNotMeasurable);
  EXPECT_EQ(knee.value, std::nullopt);
  EXPECT_EQ(knee.doubt, Doubt::kFromTheFront);
}

struct Offset {
  float x = 0, y = 0;
};

/// A squat during which the ankles are off by what `misplace` says, given the time since it began.
template <typename Misplace>
Analysis SquatOnMisplacedFeet(Misplace&& misplace) {
  Film film;
  film.Stand(1);
  Film squat;
  squat.Squat(95);
  for (body::PoseFrame frame : squat.frames()) {
    const Offset away = misplace(frame.t.value);
    for (const body::Side side : {body::Side::kLeft, body::Side::kRight}) {
      body::Landmark& ankle =
          frame.pose->points[*body::IndexOf(body::OnSide(body::Joint::kLeftAnkle, side), frame.pose->topology)];
      ankle.x += away.x;
      ankle.y += away.y;
    }
    film.Add(*frame.pose);
  }
  film.Stand(1);
  return Analyze(film).analysis;
}

// A leg of the figure is 160 px long: 90 px are over half of it, and a foot stays that
// moves by less than a third (position.cc).
constexpr float kStep = 90;

TEST(Analyzer, ATrackerThatLosesTheFeetForAWhileMovesNoFoot) {
  // For longer than a step would need.
  const auto lost = [](double t) { return t > 0.3 && t < 1.1 ? Offset{0, kStep} : Offset{}; };
  EXPECT_EQ(SquatOnMisplacedFeet(lost).reps.size(), 1U);
}

TEST(Analyzer, FeetThatGoAndStayAwayHaveStepped) {
  // Along the floor, where feet go: one that sank below it would lengthen the leg that it is measured by.
  const auto step = [](double t) { return t > 0.3 ? Offset{kStep, 0} : Offset{}; };
  EXPECT_TRUE(SquatOnMisplacedFeet(step).reps.empty());
}

/// The figure bent down to the floor in profile, head below the hips.
body::Pose BentDown(double share) {
  body::Pose pose = test::Squatting(60 * share);
  const auto hip = pose.points[body::CocoIndex(body::Joint::kLeftHip)];
  for (const auto joint : {body::Joint::kLeftShoulder, body::Joint::kRightShoulder}) {
    body::Landmark& shoulder = pose.points[body::CocoIndex(joint)];
    shoulder.x += static_cast<float>(share) * (hip.x + 95 - shoulder.x);
    shoulder.y += static_cast<float>(share) * (hip.y + 20 - shoulder.y);
  }
  return pose;
}

TEST(Analyzer, WhoBendsToTheFloorDoesNothingThatIsDoneUpright) {
  Film film;
  film.Stand(1);
  for (int i = 0; i < 90; ++i) film.Add(BentDown(0.5 * (1 - math::Cos(2 * kPi * i / 90))));
  film.Stand(1);
  const Outcome out = Analyze(film);
  EXPECT_TRUE(out.analysis.reps.empty());
  bool told = false;
  for (const MotionUpdate& update : out.updates) told |= update.dismissed.has_value();
  EXPECT_TRUE(told);
}

TEST(Analyzer, OneMisplacedFrameAtTheStartMovesNoFoot) {
  Film film;
  film.Stand(1);
  body::Pose wild = test::Squatting(8);
  for (const body::Side side : {body::Side::kLeft, body::Side::kRight}) {
    wild.points[*body::IndexOf(body::OnSide(body::Joint::kLeftAnkle, side), wild.topology)].x += 120;
  }
  film.Add(wild);
  film.Squat(95);
  film.Stand(1);
  EXPECT_EQ(Analyze(film).analysis.reps.size(), 1U);
}

TEST(Analyzer, LeavingThePictureEndsTheMovement) {
  Film film;
  film.Stand(1);
  for (int i = 0; i < 30; ++i) film.Add(test::Squatting(8 + 2.5 * i));
  film.AddNobody(2);
  film.Stand(1);
  const Outcome out = Analyze(film);
  EXPECT_TRUE(out.analysis.reps.empty());
  EXPECT_NEAR(out.analysis.quality.frames - out.analysis.quality.frames_with_person, 60, 1);
}

enum class Then { kNoFrame, kNobody };

/// Why a squat did not count two seconds of which show nothing of it.
std::vector<Dismissal> ToldOfASquat(Then then) {
  Film film;
  film.Stand(1);
  film.Squat(95);
  film.Stand(1);
  auto analyzer = Analyzer::Create(test::SquatDefinition(), kStream);
  EXPECT_TRUE(analyzer.ok());
  std::vector<Dismissal> told;
  for (body::PoseFrame frame : film.frames()) {
    const bool missing = frame.t > Seconds(1.6) && frame.t <= Seconds(3.6);
    if (missing && then == Then::kNoFrame) continue;
    if (missing) frame.pose.reset();
    const MotionUpdate update = analyzer->Push(frame);
    if (update.dismissed) told.push_back(update.dismissed->reason);
  }
  EXPECT_TRUE(analyzer->Finish().reps.empty());
  return told;
}

TEST(Analyzer, AMovementWhoseFarEndNoFrameShowsIsToldAsOneWithoutPictures) {
  EXPECT_THAT(ToldOfASquat(Then::kNoFrame), testing::ElementsAre(Dismissal::kNoPictures));
}

TEST(Analyzer, AMovementThatThePersonLeftThePictureInIsToldAsThat) {
  EXPECT_THAT(ToldOfASquat(Then::kNobody), testing::ElementsAre(Dismissal::kLeftPicture));
}

TEST(Analyzer, FramesOutOfOrderAndNotNumbersAreHarmless) {
  Film film;
  film.Stand(1);
  film.Squat(95);
  film.Stand(1);
  auto analyzer = Analyzer::Create(test::SquatDefinition(), kStream);
  ASSERT_TRUE(analyzer.ok());
  int i = 0;
  for (body::PoseFrame frame : film.frames()) {
    if (++i % 7 == 0) {
      for (body::Landmark& p : frame.pose->view()) p.x = std::numeric_limits<float>::quiet_NaN();
    }
    analyzer->Push(frame);
    analyzer->Push({frame.t - Seconds(0.5), frame.pose});
    analyzer->Push({Seconds(std::numeric_limits<double>::quiet_NaN()), frame.pose});
  }
  EXPECT_EQ(analyzer->Finish().reps.size(), 1U);
}

TEST(Analyzer, NeedsAMovement) {
  auto definition = test::SquatDefinition();
  definition.reference.end.clear();
  const auto analyzer = Analyzer::Create(definition, kStream);
  ASSERT_FALSE(analyzer.ok());
  EXPECT_EQ(analyzer.error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace ezpt::motion
