#include "exercise_yaml/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "exercise/validate.h"

namespace ezpt::exercise {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string SquatText() {
  const Result<std::string> text = ReadDefinitionText(EZPT_SOURCE_DIR "/exercises/squat.yaml");
  EXPECT_TRUE(text.ok());
  return text.value_or("");
}

/// squat.yaml with one passage replaced.
std::string Squat(const std::string& from, const std::string& to) {
  std::string text = SquatText();
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string ErrorOf(const std::string& text) {
  const Result<Definition> definition = ParseDefinitionYaml(text, "squat.yaml");
  EXPECT_FALSE(definition.ok());
  const std::string message = definition.ok() ? "" : definition.error().message;
  EXPECT_THAT(message, Not(HasSubstr("\n")));
  return message;
}

TEST(Yaml, MarksAreLinesAndColumnsFromOne) {
  const Result<Node> node = ParseYaml("a: 1\nb:\n  c: [x, \"2\"]\n", "t.yaml");
  ASSERT_TRUE(node.ok()) << node.error().message;
  const Node* c = node->Find("b")->Find("c");
  ASSERT_NE(c, nullptr);
  EXPECT_EQ(c->items[1].mark.line, 3);
  EXPECT_EQ(c->items[1].mark.column, 10);
  EXPECT_EQ(c->items[1].style, ScalarStyle::kQuoted);
  EXPECT_EQ(c->items[0].style, ScalarStyle::kPlain);
}

TEST(Yaml, MissingFieldIsNamedWithItsPlace) {
  EXPECT_THAT(ErrorOf(Squat("region: functional\n", "")), HasSubstr("region: missing; expected one of neck, shoulder"));
  EXPECT_THAT(ErrorOf(Squat("    cue: {en: Go a little lower., de: Gehen Sie etwas tiefer.}\n", "")),
              HasSubstr("faults[0].cue: missing"));
}

TEST(Yaml, UnknownFieldGetsASuggestion) {
  const std::string message = ErrorOf(Squat("laterality: bilateral", "lateralty: bilateral"));
  EXPECT_THAT(message, HasSubstr("squat.yaml:"));
  EXPECT_THAT(ErrorOf(Squat("min_duration_s:", "min_duratoin_s:")),
              HasSubstr("min_duratoin_s: unknown field; did you mean min_duration_s?"));
}

TEST(Yaml, UnknownWordGetsASuggestion) {
  EXPECT_THAT(ErrorOf(Squat("    signal: knee_flexion\n", "    signal: knee_flexoin\n")),
              HasSubstr("measures[0].signal: expected one of"));
  EXPECT_THAT(ErrorOf(Squat("    signal: knee_flexion\n", "    signal: knee_flexoin\n")),
              HasSubstr("did you mean knee_flexion?"));
}

TEST(Yaml, WrongValuesAreRefused) {
  EXPECT_THAT(ErrorOf(Squat("reps: 10", "reps: many")), HasSubstr("dose.reps: expected a number from 1 to 200"));
  EXPECT_THAT(ErrorOf(Squat("reps: 10", "reps: 10.5")), HasSubstr("dose.reps: expected a whole number"));
  EXPECT_THAT(ErrorOf(Squat("reps: 10", "reps: .nan")), HasSubstr("dose.reps: expected a number"));
  EXPECT_THAT(ErrorOf(Squat("knee_flexion: 95", "knee_bend: 95")), HasSubstr("knee_bend: unknown joint angle"));
  EXPECT_THAT(ErrorOf(Squat("knee_flexion: 95", "knee_flexion: 950")), HasSubstr("reference.end.knee_flexion"));
  EXPECT_THAT(ErrorOf(Squat("knee_flexion: 95", "knee_flexion: null")), HasSubstr("knee_flexion: missing"));
  EXPECT_THAT(ErrorOf(Squat("id: squat", "id: Squat!")), HasSubstr("id: expected a name in snake_case"));
}

TEST(Yaml, RuleMustBeSeenFromItsView) {
  EXPECT_THAT(ErrorOf(Squat("views: [side_left, side_right, oblique, front]\ndose", "views: [front]\ndose")),
              HasSubstr("is not among the exercise's own views"));
  EXPECT_THAT(ErrorOf(Squat("    views: [side_left, side_right]\n", "    views: [front]\n")),
              HasSubstr("knee_flexion cannot be seen from front"));
}

TEST(Yaml, SecondSignOfAFaultIsAConditionOfItsOwn) {
  const auto with = [](const std::string& also) {
    return Squat("    cue: {en: Go a little lower., de: Gehen Sie etwas tiefer.}\n",
                 "    cue: {en: Go a little lower., de: Gehen Sie etwas tiefer.}\n    also: " + also + "\n");
  };
  const auto definition = ParseDefinitionYaml(with("{signal: hip_height, side: both, above: 0.8}"), "squat.yaml");
  ASSERT_TRUE(definition.ok()) << definition.error().message;
  ASSERT_TRUE(definition->faults[0].also.has_value());
  EXPECT_EQ(definition->faults[0].also->signal, body::Signal::kHipHeight);
  EXPECT_EQ(definition->faults[0].also->above, 0.8);
  EXPECT_EQ(definition->faults[0].also->below, std::nullopt);
  EXPECT_THAT(ErrorOf(with("{signal: hip_height, side: both}")),
              HasSubstr("faults[0].also.below: expected exactly one"));
  EXPECT_THAT(ErrorOf(with("{signal: hip_height, above: 0.8}")), HasSubstr("faults[0].also.side: missing"));
  EXPECT_THAT(ErrorOf(with("{signal: knee_valgus, side: both, above: 8}")),
              HasSubstr("faults[0].also.signal: knee_valgus cannot be seen from"));
  EXPECT_THAT(ErrorOf(with("{signal: duration, side: both, above: 8}")), HasSubstr("also: cannot go with duration"));
}

TEST(Yaml, EveryProblemIsFound) {
  const Result<Node> node = ParseYaml("format: ezpt.exercise/1\nid: x\n", "x.yaml");
  ASSERT_TRUE(node.ok());
  const Validation validation = Validate(*node);
  EXPECT_GT(validation.problems.size(), 10U);
  EXPECT_LE(validation.problems.size(), kMaxProblems);
}

TEST(Yaml, EveryTruncationGivesAnErrorOfOneLine) {
  const std::string text = SquatText();
  for (std::size_t size = 0; size < text.find("harder:"); size += 7) {
    const Result<Definition> definition = ParseDefinitionYaml(text.substr(0, size), "squat.yaml");
    if (definition.ok()) continue;  // The optional tail may be cut off.
    EXPECT_THAT(definition.error().message, Not(HasSubstr("\n")));
    EXPECT_THAT(definition.error().message, HasSubstr("squat.yaml"));
  }
}

TEST(Yaml, HostileTextsAreRefused) {
  EXPECT_THAT(ErrorOf("a: &x [1]\nb: *x\n"), HasSubstr("anchors"));
  EXPECT_THAT(ErrorOf("a: 1\na: 2\n"), HasSubstr("twice"));
  EXPECT_THAT(ErrorOf(std::string(10'000, '[')), HasSubstr("squat.yaml"));
  EXPECT_THAT(ErrorOf(std::string(kMaxDocumentBytes + 1, ' ')), HasSubstr("larger than"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("empty"));
  EXPECT_THAT(ErrorOf("a: 1\n---\nb: 2\n"), HasSubstr("two documents"));
  EXPECT_THAT(ErrorOf("\x01\x02\xff\xfe"), HasSubstr("squat.yaml"));
  EXPECT_THAT(ErrorOf("a: !!binary x"), HasSubstr("tags"));
}

TEST(Yaml, MissingFileIsNotFound) {
  const Result<Definition> definition = LoadDefinition("/no/such/file.yaml");
  ASSERT_FALSE(definition.ok());
  EXPECT_EQ(definition.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace ezpt::exercise
