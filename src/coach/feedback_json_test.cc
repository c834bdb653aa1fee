#include "coach/feedback_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace ezpt::coach {
namespace {

TEST(FeedbackJson, SaysWhereThePointsAreAsFractionsOfThePicture) {
  Feedback feedback;
  feedback.pose.emplace();
  feedback.pose->points[body::CocoIndex(body::Joint::kNose)] = {320.0F, 120.0F, 0.0F, 0.876F};
  const auto message = ToJson(feedback, {640, 480}, "");
  EXPECT_EQ(message["landmarks"].size(), 3 * body::kCocoCount);
  EXPECT_DOUBLE_EQ(message["landmarks"][0].get<double>(), 0.5);
  EXPECT_DOUBLE_EQ(message["landmarks"][1].get<double>(), 0.25);
  EXPECT_DOUBLE_EQ(message["landmarks"][2].get<double>(), 0.88);
}

TEST(FeedbackJson, LeavesToTheTransportWhatOnlyItKnows) {
  EXPECT_FALSE(ToJson(Feedback{}, {}, "").contains("server"));
  const auto summary = ToJson(SessionSummary{}, exercise::Definition{}, "en");
  EXPECT_FALSE(summary.contains("session"));
  EXPECT_FALSE(summary.contains("url"));
}

TEST(FeedbackJson, NamesFaultsInThePatientsLanguage) {
  exercise::Definition definition;
  definition.faults.emplace_back();
  definition.faults[0].id = "shallow";
  definition.faults[0].names = {{"en", "Not deep enough"}, {"de", "Nicht tief genug"}};
  SessionSummary summary;
  summary.faults = {{"shallow", 2}, {"retired", 1}};
  const auto message = ToJson(summary, definition, "de");
  EXPECT_EQ(message["faults"][0]["name"], "Nicht tief genug");
  EXPECT_EQ(message["faults"][0]["count"], 2);
  EXPECT_EQ(message["faults"][1]["name"], "retired") << "a fault that the definition no longer has keeps its id";
}

TEST(FeedbackJson, ASummarySaysWhatItsFiguresDoNot) {
  SessionSummary summary;
  EXPECT_EQ(ToJson(summary, exercise::Definition(), "en")["notes"], nlohmann::json::array());
  summary.unseen = Seconds(2);
  EXPECT_EQ(ToJson(summary, exercise::Definition(), "en")["notes"][0]["id"], "no_picture");
}

TEST(FeedbackJson, TextThatIsNotUtf8DoesNotAbortTheWriter) {
  Feedback feedback;
  feedback.why = "\xff";
  EXPECT_NE(Dump(ToJson(feedback, {}, "")).find("\"why\":\"\xEF\xBF\xBD\""), std::string::npos);
}

}  // namespace
}  // namespace ezpt::coach
