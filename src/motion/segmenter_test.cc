#include "motion/segmenter.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/math.h"
#include "base/random.h"

namespace ezpt::motion {
namespace {

using Event = Segmenter::Event;

constexpr double kFrame = 1.0 / 30;      // seconds
constexpr double kTimeTolerance = 0.25;  // seconds: a labeller's own precision

/// Drives one segmenter and keeps what it said.
struct Drive {
  Segmenter segmenter{Seconds(0.6), Seconds(12)};
  double t = 0;
  std::vector<Event> events;
  std::vector<Segmenter::Span> done;

  void Step(std::optional<double> p, bool may_start = true) {
    const Event event = segmenter.Step(Seconds(t), p, may_start);
    if (event != Event::kNone) events.push_back(event);
    if (event == Event::kCompleted) done.push_back(segmenter.finished());
    t += kFrame;
  }
  void Rest(double seconds, bool may_start = true) {
    for (double end = t + seconds; t < end;) Step(-1.0, may_start);
  }
  void Stay(double p, double seconds) {
    for (double end = t + seconds; t < end;) Step(p);
  }
  /// From −1 up to `top` and down to `bottom`, as a cosine.
  void Move(double top, double seconds, double from = -1.0, double bottom = -1.0) {
    const double begin = t;
    while (t < begin + seconds) {
      const double s = (t - begin) / seconds;
      const double base = s < 0.5 ? from : bottom;
      Step(base + (top - base) * 0.5 * (1 - math::Cos(2 * kPi * s)));
    }
  }
  [[nodiscard]] bool Saw(Event event) const {
    for (const Event e : events) {
      if (e == event) return true;
    }
    return false;
  }
};

TEST(Segmenter, CountsCompleteRepetitionsAtTheirTimes) {
  Drive run;
  run.Rest(1);
  run.Move(2, 3);
  run.Rest(1);
  run.Move(2, 3);
  run.Rest(0.5);
  ASSERT_EQ(run.done.size(), 2U);
  EXPECT_NEAR(run.done[0].start.value, 1.3, kTimeTolerance);
  EXPECT_NEAR(run.done[0].peak.value, 2.5, kTimeTolerance);
  EXPECT_NEAR(run.done[0].end.value, 3.5, 2 * kTimeTolerance);
  EXPECT_NEAR(run.done[0].peak_progress, 2, 0.01);
}

TEST(Segmenter, UnfinishedMovementIsNotCounted) {
  Drive run;
  run.Rest(1);
  const double begin = run.t;
  while (run.t < begin + 1.6) run.Step(-1 + 3 * 0.5 * (1 - math::Cos(2 * kPi * (run.t - begin) / 2)));
  EXPECT_TRUE(run.done.empty());
  EXPECT_EQ(run.segmenter.phase(), Phase::kBack);
}

TEST(Segmenter, SmallMovementIsToldNotCounted) {
  Drive run;
  run.Rest(1);
  run.Move(0.8, 2);
  run.Rest(1);
  EXPECT_TRUE(run.done.empty());
  EXPECT_TRUE(run.Saw(Event::kTooShort));
}

TEST(Segmenter, JitterForAMinuteCountsNothing) {
  Drive run;
  Random random(3);
  while (run.t < 60) run.Step(0.05 + 0.3 * random.NextGaussian());
  EXPECT_TRUE(run.done.empty());
}

TEST(Segmenter, TurningAroundNearTheStartEndsARepetition) {
  Drive run;
  run.Rest(1);
  run.Move(3, 2, -1, 0.4);
  run.Move(3, 2, 0.4, 0.4);
  run.Move(3, 2, 0.4, -1);
  run.Rest(1);
  EXPECT_EQ(run.done.size(), 3U);
}

TEST(Segmenter, BouncingAtTheFarEndIsOneRepetition) {
  Drive run;
  run.Rest(1);
  run.Move(3, 1.5, -1, 1.5);
  run.Move(3, 1.5, 1.5, 1.5);
  run.Move(3, 1.5, 1.5, -1);
  run.Rest(1);
  EXPECT_EQ(run.done.size(), 1U);
}

TEST(Segmenter, ComingToRestShortOfTheStartEndsARepetitionAndTheNextLeavesFromThere) {
  Drive run;
  run.Rest(1);
  run.Move(6, 2, -1, 1.5);
  const double rested = run.t;
  run.Stay(1.5, 1.2);
  ASSERT_EQ(run.done.size(), 1U);
  constexpr double kStillBefore = 0.24;  // seconds: of this cosine's end, which is within the stillness that ends it
  EXPECT_NEAR(run.done[0].end.value, rested - kStillBefore, 0.5 * kTimeTolerance);
  EXPECT_FALSE(run.segmenter.moving());
  run.Move(6, 2, 1.5, 1.5);
  run.Stay(1.5, 1.2);
  run.Move(6, 2, 1.5, -1);
  run.Rest(1);
  EXPECT_EQ(run.done.size(), 3U);
}

TEST(Segmenter, TremblingWhereThePersonRestsShortOfTheStartCountsNothing) {
  Drive run;
  Random random(5);
  run.Rest(1);
  run.Move(6, 2, -1, 1.2);
  while (run.t < 30) run.Step(1.2 + 0.1 * random.NextGaussian());
  EXPECT_EQ(run.done.size(), 1U);
}

TEST(Segmenter, HoldingHalfWayBackIsNotTheEnd) {
  Drive run;
  run.Rest(1);
  run.Move(6, 2, -1, 3);
  run.Stay(3, 2);
  EXPECT_TRUE(run.done.empty());
  run.Move(3, 1, 3, -1);
  run.Rest(1);
  EXPECT_EQ(run.done.size(), 1U);
}

TEST(Segmenter, AGlitchIsNoRepetitionWhereverTheSignalRestsAfterIt) {
  Drive run;
  run.Rest(1);
  run.Move(9, 0.3, -1, 1.7);
  run.Stay(1.7, 3);
  run.Move(9, 2, 1.7, 1.7);
  run.Stay(1.7, 2);
  EXPECT_TRUE(run.done.empty());
}

TEST(Segmenter, NeedsTheStartPositionFirst) {
  Drive run;
  run.Rest(1, false);
  const double begin = run.t;
  while (run.t < begin + 2) run.segmenter.Step(Seconds(run.t), 1.5, false), run.t += kFrame;
  EXPECT_FALSE(run.segmenter.moving());
  EXPECT_TRUE(run.events.empty());
}

TEST(Segmenter, ShortDropoutIsBridgedAndALongOneEndsTheMovement) {
  Drive run;
  run.Rest(1);
  for (int i = 0; i < 20; ++i) run.Step(1.5);
  for (int i = 0; i < 8; ++i) run.Step(std::nullopt);
  for (int i = 0; i < 10; ++i) run.Step(1.5);
  run.Rest(0.5);
  EXPECT_EQ(run.done.size(), 1U);
  for (int i = 0; i < 20; ++i) run.Step(1.5);
  for (int i = 0; i < 30; ++i) run.Step(std::nullopt);
  run.Rest(0.5);
  EXPECT_EQ(run.done.size(), 1U);
  EXPECT_TRUE(run.Saw(Event::kLost));
}

TEST(Segmenter, TooQuickAndTooSlowAreNotCounted) {
  Drive run;
  run.Rest(1);
  run.Move(2, 0.4);
  run.Rest(1);
  EXPECT_TRUE(run.Saw(Event::kTooFast));
  for (double end = run.t + 13; run.t < end;) run.Step(2.0);
  run.Rest(1);
  EXPECT_TRUE(run.Saw(Event::kTooLong));
  EXPECT_TRUE(run.done.empty());
}

}  // namespace
}  // namespace ezpt::motion
