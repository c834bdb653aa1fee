#include "motion/recording_analyzer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "motion/test_support.h"

namespace ezpt::motion {
namespace {

using test::Film;
using test::kStream;

/// From standing to 95° and back within two seconds; only the part between the two shares of it.
Film Part(double from, double to, double depth = 95) {
  Film film;
  for (int i = 0; i < 60; ++i) {
    const double s = i / 60.0;
    if (s < from || s > to) continue;
    film.Add(test::Squatting(8 + (depth - 8) * 0.5 * (1 - math::Cos(2 * kPi * s))));
  }
  return film;
}

Analysis Analyze(const Film& film) {
  auto analyzer = RecordingAnalyzer::Create(test::SquatDefinition(), kStream);
  EXPECT_TRUE(analyzer.ok());
  for (const body::PoseFrame& frame : film.frames()) analyzer->Push(frame);
  return analyzer->Finish();
}

TEST(RecordingAnalyzer, CountsTheOneThatBeginsAtTheBottom) {
  Film film = Part(0.5, 1);
  film.Stand(0.5);
  const Analysis analysis = Analyze(film);
  ASSERT_EQ(analysis.reps.size(), 1U);
  EXPECT_EQ(analysis.reps[0].start, film.frames().front().t);
  EXPECT_GE(analysis.reps[0].end, analysis.reps[0].peak);
  EXPECT_LE(analysis.reps[0].end, film.frames().back().t);
  EXPECT_TRUE(analysis.reps[0].faults.empty());  // of its duration, nobody can say
}

TEST(RecordingAnalyzer, CountsTheOneThatEndsAtTheBottom) {
  Film film;
  film.Stand(0.5);
  const double begin = film.t();
  while (film.t() < begin + 1) film.Add(test::Squatting(8 + 87 * 0.5 * (1 - math::Cos(kPi * (film.t() - begin)))));
  const Analysis analysis = Analyze(film);
  ASSERT_EQ(analysis.reps.size(), 1U);
  EXPECT_LE(analysis.reps[0].end, film.frames().back().t);
}

TEST(RecordingAnalyzer, CountsOneAtMost) {
  // Cut at both ends: the rest in between belongs to two halves.
  Film film = Part(0.4, 1);
  film.Stand(0.3);
  const Film second = Part(0, 0.6);
  for (const body::PoseFrame& frame : second.frames()) film.Add(*frame.pose);
  EXPECT_EQ(Analyze(film).reps.size(), 1U);
}

TEST(RecordingAnalyzer, CompleteOnesMakeTheCutOneNothing) {
  Film film = Part(0.5, 1);
  film.Squat(95);
  film.Stand(1);
  const Analysis analysis = Analyze(film);
  ASSERT_EQ(analysis.reps.size(), 1U);
  EXPECT_GT(analysis.reps[0].start, Seconds(0.5));
}

TEST(RecordingAnalyzer, WhatFallsShortAtTheCutIsNotCounted) {
  EXPECT_TRUE(Analyze(Part(0.5, 1, 60)).reps.empty());  // under the 75° asked for
  EXPECT_TRUE(Analyze(Part(0.78, 1)).reps.empty());     // the last part of the way up
  EXPECT_TRUE(Analyze(Part(0.35, 0.65)).reps.empty());  // never at rest
}

TEST(RecordingAnalyzer, WhoStaysDownIsNotInTheMiddleOfIt) {
  Film film;
  film.Stand(0.5);
  for (int i = 0; i <= 30; ++i) film.Add(test::Squatting(8 + 2.9 * i));
  for (int i = 0; i < 60; ++i) film.Add(test::Squatting(95));
  EXPECT_TRUE(Analyze(film).reps.empty());
}

TEST(RecordingAnalyzer, ALongRecordingIsNotACutOne) {
  Film film = Part(0.5, 1);
  film.Stand(20);
  EXPECT_TRUE(Analyze(film).reps.empty());
}

TEST(RecordingAnalyzer, WalkingInIsNoHalfRepetition) {
  Film film;
  for (int i = 0; i < 60; ++i) film.Add(test::Squatting(8 + 60 * std::fabs(math::Sin(i * 0.2)), 80 + 4.0 * i));
  film.Stand(0.5);
  EXPECT_TRUE(Analyze(film).reps.empty());
}

TEST(RecordingAnalyzer, OneOfManyAlikeCountsThoughAloneItWouldNot) {
  auto definition = test::SquatDefinition();
  definition.min_duration = Seconds(2.0);
  Film film;
  film.Stand(1);
  for (const double seconds : {3.0, 2.0, 3.0, 2.0, 3.0, 2.0}) {
    film.Squat(95, seconds);
    film.Stand(0.6);
  }
  auto one_by_one = Analyzer::Create(definition, kStream);
  auto whole = RecordingAnalyzer::Create(definition, kStream);
  ASSERT_TRUE(one_by_one.ok() && whole.ok());
  for (const body::PoseFrame& frame : film.frames()) {
    one_by_one->Push(frame);
    whole->Push(frame);
  }
  EXPECT_LT(one_by_one->Finish().reps.size(), 6U);
  const Analysis analysis = whole->Finish();
  ASSERT_EQ(analysis.reps.size(), 6U);
  for (std::size_t i = 1; i < 6; ++i) EXPECT_GT(analysis.reps[i].start, analysis.reps[i - 1].peak);
  for (const Repetition& rep : analysis.reps)
    EXPECT_LT((rep.end - rep.start).value, 3.3) << "without the rest after it";
}

}  // namespace
}  // namespace ezpt::motion
