#include "coach/stored_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "base/random.h"

namespace ezpt::coach {
namespace {

/// Every field other than its default, numbers that have no short decimal form.
SessionSummary Whole() {
  SessionSummary summary;
  summary.state = SessionState::kResting;
  summary.stop_reason = "fatigue";
  summary.count = 2;
  summary.target = 24;
  summary.correct = 1;
  summary.sets_done = 1;
  summary.sets = 3;
  summary.duration = Seconds(1.0 / 3);
  summary.active = Seconds(0.1 + 0.2);
  summary.unseen = Seconds(5e-324);
  summary.frames = 4'000'000'000;
  summary.frames_with_person = 17;
  RepReport rep;
  rep.number = 2;
  rep.set = 1;
  rep.start = Seconds(1718000013.4100001);
  rep.peak = Seconds(std::nextafter(2.0, 3.0));
  rep.end = Seconds(-0.0);
  rep.side = body::Side::kRight;
  rep.score = 2.0 / 3;
  rep.correct = true;
  rep.measures = {{"knee", 91.234567890123456, 1e-17, body::SignalUnit::kRatio, motion::MeasureStatus::kUncertain,
                   motion::Doubt::kForeshortened},
                  {"hip", std::nullopt, std::nullopt, body::SignalUnit::kSeconds, motion::MeasureStatus::kNotMeasurable,
                   motion::Doubt::kTooFewFrames}};
  rep.faults = {{"shallow", Seconds(1.1), Seconds(2.2), exercise::Severity::kHarmful}};
  summary.reps = {rep, RepReport{}};
  summary.faults = {{"shallow", 1}, {"fast", 2}};
  summary.events = {
      {EventKind::kState, Seconds(0.1), "paused.left", ""},
      {EventKind::kInstruction, Seconds(0.7), "paused_left", "Pause. „Zurück“ \"wenn\" Sie\nbereit sind 🙂"}};
  summary.limit = motion::PersonalLimit{"knee_flexion", motion::SideChoice::kRight, -1000, 44.9};
  summary.reasons = {{"stood_still", "For 7 s the picture stood still.", Speak::kNo}};
  return summary;
}

TEST(StoredSummary, ComesBackWhole) {
  for (const SessionSummary& summary : {Whole(), SessionSummary{}}) {
    const auto again = ParseStoredSummary(StoredSummary(summary));
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(*again, summary);
  }
}

TEST(StoredSummary, EveryNumberComesBackToTheBit) {
  Random random(77);
  std::vector<double> numbers = {0.0,
                                 -0.0,
                                 std::numeric_limits<double>::max(),
                                 std::numeric_limits<double>::min(),
                                 std::numeric_limits<double>::denorm_min(),
                                 std::numeric_limits<double>::infinity(),
                                 -std::numeric_limits<double>::infinity()};
  for (int i = 0; i < 5000; ++i) {
    const double any = std::bit_cast<double>(random.Next());
    if (!std::isnan(any)) numbers.push_back(any);
  }
  SessionSummary summary;
  for (const double number : numbers) summary.events.push_back({EventKind::kRep, Seconds(number), "", ""});
  const auto again = ParseStoredSummary(StoredSummary(summary));
  ASSERT_TRUE(again.ok()) << again.error().message;
  ASSERT_EQ(again->events.size(), numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    EXPECT_EQ(std::bit_cast<uint64_t>(again->events[i].t.value), std::bit_cast<uint64_t>(numbers[i])) << numbers[i];
  }
  summary.events = {{EventKind::kRep, Seconds(std::nan("")), "", ""}};
  EXPECT_TRUE(std::isnan(ParseStoredSummary(StoredSummary(summary))->events.front().t.value));
}

TEST(StoredSummary, PassesOverWhatALaterProgramAdded) {
  std::string text = StoredSummary(Whole());
  text.insert(1, R"("of_later":{"deep":[1,2,3]},)");
  const auto again = ParseStoredSummary(text);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(*again, Whole());
}

TEST(StoredSummary, SaysWhichFieldIsWrong) {
  const auto altered = [](const std::string& from, const std::string& to) {
    std::string text = StoredSummary(Whole());
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    const auto parsed = ParseStoredSummary(text);
    return parsed.ok() ? "read" : parsed.error().message;
  };
  EXPECT_THAT(altered(R"("count":2)", R"("count":-2)"), testing::HasSubstr("count"));
  EXPECT_THAT(altered(R"("count":2)", R"("count":2.5)"), testing::HasSubstr("count"));
  EXPECT_THAT(altered(R"("frames":4000000000)", R"("frames":4294967296)"), testing::HasSubstr("frames"));
  EXPECT_THAT(altered(R"("resting")", R"("dancing")"), testing::HasSubstr("state"));
  EXPECT_THAT(altered(R"("unit":"ratio")", R"("unit":7)"), testing::HasSubstr("unit"));
  EXPECT_THAT(altered(R"("measures":[)", R"("measures":[5,)"), testing::HasSubstr("id"));
  EXPECT_THAT(altered(R"("target":24,)", ""), testing::HasSubstr("target"));
  EXPECT_THAT(altered("ezpt.summary/1", "ezpt.summary/2"), testing::HasSubstr("update"));
}

TEST(StoredSummary, WhatIsNoneIsRefused) {
  for (const std::string text : {"", "{", "[]", "null", "7", "{}", "{\"format\":1}"}) {
    EXPECT_FALSE(ParseStoredSummary(text).ok()) << text;
  }
  EXPECT_EQ(ParseStoredSummary(std::string(kMaxStoredSummaryBytes + 1, ' ')).error().code, ErrorCode::kLimitExceeded);
  EXPECT_FALSE(ParseStoredSummary(std::string(100'000, '[')).ok());
}

}  // namespace
}  // namespace ezpt::coach
