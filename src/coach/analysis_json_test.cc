#include "coach/analysis_json.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <regex>

namespace ezpt::coach {
namespace {

using nlohmann::json;

Verdict OneRepetition() {
  auto definition = std::make_shared<exercise::Definition>();
  definition->id = "squat";
  motion::Repetition rep;
  rep.start = Seconds(1.00004);
  rep.end = Seconds(2.5);
  rep.peak = Seconds(1.75);
  rep.side = body::Side::kRight;
  rep.score = 0.75;
  rep.measures = {
      {"knee", 91.23456, std::nullopt, body::SignalUnit::kDegrees, motion::MeasureStatus::kOk, motion::Doubt::kNone},
      {"hip", std::nullopt, std::nullopt, body::SignalUnit::kDegrees, motion::MeasureStatus::kNotMeasurable,
       motion::Doubt::kFromTheFront}};
  rep.faults = {{"shallow", Seconds(1.5), Seconds(1.9), exercise::Severity::kMajor}};
  Verdict verdict;
  verdict.definition = definition;
  verdict.analysis.reps = {rep};
  return verdict;
}

TEST(AnalysisJson, SaysWhatWasMeasuredAndWhatWasNot) {
  const json value = json::parse(AnalysisJson(OneRepetition()), nullptr, false);
  ASSERT_TRUE(value.is_object());
  EXPECT_EQ(value["exercise"]["id"], "squat");
  EXPECT_EQ(value["rep_count"], 1);
  const json& rep = value["reps"][0];
  EXPECT_EQ(rep["start"], 1.0);
  EXPECT_EQ(rep["side"], "right");
  EXPECT_EQ(rep["measures"][0]["value"], 91.235);
  EXPECT_TRUE(rep["measures"][0]["plusminus"].is_null());
  EXPECT_TRUE(rep["measures"][0]["why"].is_null());
  EXPECT_TRUE(rep["measures"][1]["value"].is_null());
  EXPECT_EQ(rep["measures"][1]["status"], "not_measurable");
  EXPECT_EQ(rep["measures"][1]["why"], "cannot be measured from the front. Turn sideways.");
  EXPECT_EQ(rep["faults"][0]["severity"], "major");
}

TEST(AnalysisJson, SaysWhyAMovementDidNotCount) {
  Verdict verdict = OneRepetition();
  verdict.analysis.dismissed = {{Seconds(3.25), {motion::Dismissal::kTooShort}}};
  const json value = json::parse(AnalysisJson(verdict), nullptr, false);
  ASSERT_TRUE(value.is_object());
  ASSERT_EQ(value["not_counted"].size(), 1U);
  EXPECT_EQ(value["not_counted"][0]["t"], 3.25);
  EXPECT_EQ(value["not_counted"][0]["why"], "Not far enough to count.");
}

TEST(AnalysisJson, NumbersAreFiniteOrNull) {
  Verdict verdict = OneRepetition();
  verdict.analysis.reps[0].score = std::numeric_limits<double>::quiet_NaN();
  verdict.analysis.quality.mean_score = std::numeric_limits<double>::infinity();
  const json value = json::parse(AnalysisJson(verdict), nullptr, false);
  ASSERT_TRUE(value.is_object());
  EXPECT_TRUE(value["reps"][0]["score"].is_null());
  EXPECT_TRUE(value["quality"]["mean_score"].is_null());
}

TEST(AnalysisJson, NoExerciseIsNull) {
  const json value = json::parse(AnalysisJson({nullptr, 0.4, {}, {{"squat", 2, 0.1, 0.3}}}), nullptr, false);
  EXPECT_TRUE(value["exercise"]["id"].is_null());
  EXPECT_EQ(value["exercise"]["candidates"][0]["rep_count"], 2);
  EXPECT_EQ(value["rep_count"], 0);
}

/// Every key of `value`, however deep, must stand in the document.
void ExpectDocumented(const json& value, const std::string& document) {
  for (const auto& [key, inner] : value.items()) {
    const bool named = !value.is_object() || std::regex_search(document, std::regex("\\b" + key + "\\b"));
    EXPECT_TRUE(named) << key;
    if (inner.is_structured()) ExpectDocumented(inner, document);
  }
}

TEST(AnalysisJson, ItsDocumentNamesEveryField) {
  std::ifstream file(EZPT_SOURCE_DIR "/docs/formats/analysis.md");
  const std::string document{std::istreambuf_iterator<char>(file), {}};
  Verdict verdict = OneRepetition();
  verdict.analysis.holds = {{Seconds(1), Seconds(2), true}};
  verdict.candidates = {{"squat", 2, 0.1, 0.3}};
  ExpectDocumented(json::parse(AnalysisJson(verdict), nullptr, false), document);
}

}  // namespace
}  // namespace ezpt::coach
