#include "server/pages/measure_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coach/session_record.h"
#include "exercise_yaml/yaml.h"

namespace ezpt::server {
namespace {

using ::testing::HasSubstr;

exercise::Definition Squat() {
  auto definition = exercise::LoadDefinition(EZPT_SOURCE_DIR "/exercises/squat.yaml");
  EXPECT_TRUE(definition.ok());
  return *std::move(definition);
}

/// A repetition with that knee bend, in degrees, and those faults.
coach::RepReport Rep(double knee, const std::vector<std::string>& faults = {}) {
  coach::RepReport rep;
  coach::MeasureValue value;
  value.id = "knee_flexion";
  value.value = knee;
  rep.measures.push_back(value);
  for (const std::string& id : faults) {
    motion::FaultSpan span;
    span.id = id;
    rep.faults.push_back(span);
  }
  return rep;
}

coach::SessionSummary Summary(std::vector<coach::RepReport> reps) {
  coach::SessionSummary summary;
  summary.stop_reason = "done";
  summary.count = static_cast<int>(reps.size());
  summary.target = summary.count;
  summary.reps = std::move(reps);
  return summary;
}

TEST(MeasureView, ARepetitionWithoutFaultBelowTheGoalIsSaidToBeBelowIt) {
  const exercise::Definition squat = Squat();
  const coach::SessionSummary summary = Summary({Rep(76), Rep(79.6), Rep(92)});
  const MeasureView below = MakeMeasureView(summary.reps[0].measures[0], squat, "en");
  EXPECT_EQ(below.goal_text, "below your goal");
  EXPECT_TRUE(below.off_goal);
  EXPECT_FALSE(MakeMeasureView(summary.reps[1].measures[0], squat, "en").off_goal) << "it is shown as 80";
  EXPECT_EQ(VerdictText(summary, squat, "en"),
            "All 3 repetitions done. No fault was seen. Knee bend: 2 of 3 within your goal of 80–120°.");
}

TEST(MeasureView, TheMeanIsOfTheRepetitionsWithoutAFaultAndSaysSo) {
  coach::SessionSummary summary = Summary({Rep(55, {"shallow"}), Rep(90), Rep(94)});
  summary.faults = {{"shallow", 1}};
  const auto totals = MeasureTotals(summary, Squat(), "en");
  ASSERT_EQ(totals.size(), 1);
  EXPECT_EQ(totals[0].mean_text, "92");
  EXPECT_EQ(totals[0].mean_of_text, "mean of the 2 without a fault");
  EXPECT_EQ(totals[0].within_count, 2);
  EXPECT_EQ(totals[0].measured_count, 3);
  EXPECT_THAT(VerdictText(summary, Squat(), "en"), HasSubstr("2 without a fault. Most often: “Not deep enough”, 1×."));
}

TEST(MeasureView, NothingReadsAsPraiseWhereItHurt) {
  coach::SessionSummary summary = Summary({Rep(92)});
  summary.target = 10;
  summary.stop_reason = "pain";
  EXPECT_EQ(VerdictText(summary, Squat(), "en"), "1 of 10 repetitions done.");
}

}  // namespace
}  // namespace ezpt::server
