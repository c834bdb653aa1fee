#include "motion/segmenter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/math.h"
#include "base/random.h"

namespace ezpt::motion {
namespace {

using Event = Segmenter::Event;

constexpr double kFrame = 1.0 / 30;      // seconds
constexpr double kTimeTolerance = 0.25;  // seconds: a labeller's own precision

constexpr double kWayTolerance = 0.02;  // of the way: what precedes the onset

/// Drives one segmenter and keeps what it said. Zero is rest, one the prescribed way.
struct Drive {
  Segmenter segmenter{Seconds(0.6), Seconds(12)};
  double t = 0;
  std::vector<Event> events;
  std::vector<Segmenter::Span> done;

  void Step(std::optional<double> p, bool may_start = true) {
    const Event event = segmenter.Step(Seconds(t), p, may_start);
    if (event != Event::kNone) events.push_back(event);
    if (event == Event::kCompleted) {
      done.push_back(segmenter.finished());
      segmenter.Accept();
    }
    t += kFrame;
  }
  void Stay(double p, double seconds, bool may_start = true) {
    for (double end = t + seconds; t < end;) Step(p, may_start);
  }
  /// Up to `top` and down to `bottom`, as a cosine.
  void Move(double top, double seconds, double from = 0, double bottom = 0) {
    const double begin = t;
    while (t < begin + seconds) {
      const double s = (t - begin) / seconds;
      const double base = s < 0.5 ? from : bottom;
      Step(base + (top - base) * 0.5 * (1 - math::Cos(2 * kPi * s)));
    }
  }
  [[nodiscard]] bool Saw(Event event) const { return std::find(events.begin(), events.end(), event) != events.end(); }
};

TEST(Segmenter, CountsCompleteRepetitionsAtTheirTimes) {
  Drive run;
  run.Stay(0, 1);
  run.Move(1, 3);
  run.Stay(0, 1);
  run.Move(1, 3);
  run.Stay(0, 0.5);
  ASSERT_EQ(run.done.size(), 2U);
  EXPECT_NEAR(run.done[0].start.value, 1.3, kTimeTolerance);
  EXPECT_NEAR(run.done[0].peak.value, 2.5, kTimeTolerance);
  EXPECT_NEAR(run.done[0].end.value, 3.7, kTimeTolerance);
  EXPECT_NEAR(run.done[0].way(), 1, kWayTolerance);
}

TEST(Segmenter, WhereRestIsFollowsFromThePerson) {
  for (const double rest : {-3.0, 0.6}) {
    Drive run;
    run.Stay(rest, 1);
    run.Move(rest + 0.4, 2, rest, rest);
    run.Stay(rest, 1);
    EXPECT_EQ(run.done.size(), 1U);
  }
}

TEST(Segmenter, UnfinishedMovementIsNotCounted) {
  Drive run;
  run.Stay(0, 1);
  const double begin = run.t;
  while (run.t < begin + 1.4) run.Step(0.5 * (1 - math::Cos(2 * kPi * (run.t - begin) / 2)));
  EXPECT_TRUE(run.done.empty());
  EXPECT_EQ(run.segmenter.phase(), Phase::kBack);
}

TEST(Segmenter, LessThanAPartOfTheOwnWayIsAnAttempt) {
  Drive run;
  run.Stay(0, 1);
  run.Move(1, 2);
  run.Stay(0, 1);
  run.Move(0.3, 2);
  run.Stay(0, 1);
  EXPECT_EQ(run.done.size(), 1U);
  EXPECT_TRUE(run.Saw(Event::kTooShort));
}

TEST(Segmenter, TremblingAtRestForAMinuteCountsNothing) {
  Drive run;
  Random random(3);
  while (run.t < 60) run.Step(0.012 * random.NextGaussian());
  EXPECT_TRUE(run.done.empty());
}

TEST(Segmenter, TurningAroundMostlyBackEndsARepetition) {
  Drive run;
  run.Stay(0, 1);
  run.Move(1, 2, 0, 0.35);
  run.Move(1, 2, 0.35, 0.35);
  run.Move(1, 2, 0.35, 0);
  run.Stay(0, 1);
  EXPECT_EQ(run.done.size(), 3U);
}

TEST(Segmenter, BouncingAtTheFarEndIsOneRepetition) {
  Drive run;
  run.Stay(0, 1);
  run.Move(1, 1.5, 0, 0.7);
  run.Move(1, 1.5, 0.7, 0.7);
  run.Move(1, 1.5, 0.7, 0);
  run.Stay(0, 1);
  EXPECT_EQ(run.done.size(), 1U);
}

TEST(Segmenter, ComingToRestShortOfTheStartEndsARepetitionAndTheNextLeavesFromThere) {
  Drive run;
  run.Stay(0, 1);
  run.Move(1, 2, 0, 0.3);
  run.Stay(0.3, 1.2);
  ASSERT_EQ(run.done.size(), 1U);
  EXPECT_FALSE(run.segmenter.moving());
  run.Move(1, 2, 0.3, 0.3);
  run.Stay(0.3, 1.2);
  run.Move(1, 2, 0.3, 0);
  run.Stay(0, 1);
  EXPECT_EQ(run.done.size(), 3U);
}

TEST(Segmenter, HoldingAtTheFarEndIsNotTheEnd) {
  Drive run;
  run.Stay(0, 1);
  run.Move(1, 2, 0, 0.8);
  run.Stay(0.8, 3);
  EXPECT_TRUE(run.done.empty());
  run.Move(0.8, 1, 0.8, 0);
  run.Stay(0, 1);
  EXPECT_EQ(run.done.size(), 1U);
}

TEST(Segmenter, WhoGoesAgainAndAgainFromElsewhereRestsThere) {
  // One wild frame far below made a rest to which nobody comes back.
  Drive run;
  run.Step(-4);
  run.Stay(0, 0.2);
  for (int i = 0; i < 4; ++i) run.Move(1, 2);
  run.Stay(0, 1);
  EXPECT_GE(run.done.size(), 3U);
}

TEST(Segmenter, NeedsTheStartPositionFirst) {
  Drive run;
  run.Stay(0, 1, false);
  run.Stay(1, 2, false);
  EXPECT_FALSE(run.segmenter.moving());
  EXPECT_TRUE(run.events.empty());
}

TEST(Segmenter, ShortDropoutIsBridgedAndALongOneEndsTheMovement) {
  Drive run;
  run.Stay(0, 1);
  run.Stay(1, 0.6);
  for (int i = 0; i < 8; ++i) run.Step(std::nullopt);
  run.Stay(1, 0.4);
  run.Stay(0, 0.5);
  EXPECT_EQ(run.done.size(), 1U);
  run.Stay(1, 0.6);
  for (int i = 0; i < 30; ++i) run.Step(std::nullopt);
  run.Stay(0, 0.5);
  EXPECT_EQ(run.done.size(), 1U);
  EXPECT_TRUE(run.Saw(Event::kLost));
}

TEST(Segmenter, TooQuickAndTooSlowAreNotCounted) {
  Drive run;
  run.Stay(0, 1);
  run.Move(1, 0.4);
  run.Stay(0, 1);
  EXPECT_TRUE(run.Saw(Event::kTooFast));
  run.Stay(1, 13);
  EXPECT_TRUE(run.Saw(Event::kTooLong));
  EXPECT_TRUE(run.done.empty());
}

}  // namespace
}  // namespace ezpt::motion
