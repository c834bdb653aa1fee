// The command line as a person meets it: what each command prints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "support/command_line.h"

namespace ezpt {
namespace {

using nlohmann::json;
using test::CommandLine;
using test::kBadRequest;
using test::kFailed;
using test::kUnreadable;
using test::Outcome;
using test::ReadAll;
using test::Stream;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

TEST_F(CommandLine, EmptyRecordingCountsNothing) {
  const std::string stream = Write("nobody.jsonl", Stream("{\"t\":0,\"p\":null}\n{\"t\":1,\"p\":null}\n"));
  for (const char* exercise : {"squat", "auto"}) {
    const Outcome outcome = Run("analyze " + stream + " --exercise " + exercise + " --json");
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    const json result = json::parse(outcome.out, nullptr, false);
    EXPECT_EQ(result["rep_count"], 0);
    EXPECT_EQ(result["exercise"]["id"].is_null(), std::string(exercise) == "auto");
  }
}

TEST_F(CommandLine, ExerciseCheckNamesFileLineAndField) {
  std::string squat = ReadAll(EZPT_SOURCE_DIR "/exercises/squat.yaml");
  const std::size_t dose = squat.find("dose:");
  squat.erase(dose, squat.find('\n', dose) - dose);
  const std::string file = Write("squat.yaml", squat);
  ExpectError("exercise check " + file, kUnreadable);
  EXPECT_THAT(Run("exercise check " + file).err, HasSubstr("squat.yaml:1:1: dose: missing"));
  ExpectError("exercise check " + Write("empty.yaml", ""), kUnreadable);
  const Outcome good = Run("exercise check " EZPT_SOURCE_DIR "/exercises/squat.yaml");
  EXPECT_EQ(good.code, 0);
  EXPECT_THAT(good.out, HasSubstr("ok (squat)"));
}

TEST_F(CommandLine, ExerciseCheckOfAFolderListsEveryProblem) {
  const std::string squat = ReadAll(EZPT_SOURCE_DIR "/exercises/squat.yaml");
  std::string broken = squat;
  for (const char* key : {"dose:", "position:"}) broken.replace(broken.find(key), 1, "x");
  const std::string folder = Path("exercises");
  std::filesystem::create_directory(folder);
  Write("exercises/a_broken.yaml", broken);
  Write("exercises/b_no_yaml.yaml", "[");
  Write("exercises/c_other_name.yaml", squat);
  Write("exercises/squat.yaml", squat);
  for (const std::string& arguments : {"exercise check " + folder, "exercise check --all " + folder}) {
    const Outcome outcome = Run(arguments);
    EXPECT_EQ(outcome.code, kFailed);
    EXPECT_EQ(outcome.err, "");
    EXPECT_THAT(outcome.out, HasSubstr("a_broken.yaml:1:1: dose: missing"));
    EXPECT_THAT(outcome.out, HasSubstr("a_broken.yaml:1:1: position: missing"));
    EXPECT_THAT(outcome.out, HasSubstr("b_no_yaml.yaml:1"));
    EXPECT_THAT(outcome.out, HasSubstr("c_other_name.yaml: id: expected c_other_name"));
    EXPECT_THAT(outcome.out, HasSubstr("squat.yaml: ok"));
  }
  const Outcome library = Run("exercise check --all");
  EXPECT_EQ(library.code, 0) << library.out;
  ExpectError("exercise check", kBadRequest);
  ExpectError("exercise check --all " + Path("absent.yaml"), kUnreadable);
}

TEST_F(CommandLine, ListsEveryExercise) {
  const Outcome outcome = Run("exercise list --json");
  ASSERT_EQ(outcome.code, 0);
  std::istringstream lines(outcome.out);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const json row = json::parse(line, nullptr, false);
    EXPECT_TRUE(row["id"].is_string());
    EXPECT_EQ(Run("exercise show " + row["id"].get<std::string>() + " --json").code, 0);
  }
  EXPECT_GE(count, 12);
}

TEST_F(CommandLine, VirtualPatientIsCountedAndRecognised) {
  constexpr int kReps = 3;
  const std::string stream = Path("squat.jsonl.gz");
  const Outcome made = Run("virtual-patient --exercise squat --view side_left --reps " + std::to_string(kReps) +
                           " --seed 1234 -o " + stream + " --truth " + Path("truth.json"));
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(made.out, "");
  const json truth = json::parse(ReadAll(Path("truth.json")), nullptr, false);
  ASSERT_EQ(truth["reps"].size(), kReps);
  for (const char* exercise : {"squat", "auto"}) {
    const Outcome outcome = Run("analyze " + stream + " --exercise " + exercise + " --json");
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const json result = json::parse(outcome.out, nullptr, false);
    EXPECT_EQ(result["exercise"]["id"], "squat");
    EXPECT_EQ(result["rep_count"], kReps);
  }
}

TEST_F(CommandLine, AnalyzePrintsNamesAndGoalsForPeople) {
  const std::string stream = Path("squat.jsonl");
  ASSERT_EQ(Run("virtual-patient --exercise squat --view side_left --reps 2 --fault trunk_forward -o " + stream).code,
            0);
  const Outcome outcome = Run("analyze " + stream + " --exercise squat");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Squat: 2 repetitions, 0 without a fault\n"));
  std::istringstream lines(outcome.out);
  std::string heading;
  std::string names;
  std::string goals;
  std::string first;
  std::getline(lines, heading);
  std::getline(lines, names);
  std::getline(lines, goals);
  std::getline(lines, first);
  EXPECT_THAT(names, MatchesRegex(" +No\\. +From +To +Knee bend +Hip bend +Form"));
  EXPECT_THAT(goals, MatchesRegex(" +goal +80–120° +70–125°"));
  EXPECT_THAT(first, MatchesRegex(" +1 +[0-9.]+ s +[0-9.]+ s +[0-9]+° +[0-9]+° +Chest drops forward"));
  for (const char* id : {"knee_flexion", "trunk_forward"}) EXPECT_THAT(outcome.out, Not(HasSubstr(id)));
}

TEST_F(CommandLine, ExerciseShowNamesGoalsViewsAndWhatIsNeeded) {
  const Outcome squat = Run("exercise show squat");
  EXPECT_THAT(squat.out, HasSubstr("knee_flexion: Knee bend, goal 80–120° (seen from side_left, side_right)"));
  EXPECT_THAT(squat.out, HasSubstr("knees_in (major): Push your knees out. (seen from front)"));
  EXPECT_THAT(Run("exercise show bridge").out, HasSubstr("you need:\n  - A mat"));
  EXPECT_THAT(Run("analyze --help").out, HasSubstr("ezpt exercise list"));
  EXPECT_THAT(Run("virtual-patient --help").out, HasSubstr("ezpt exercise show ID"));
}

TEST_F(CommandLine, PoseDatabaseKeepsAndFinds) {
  const std::string stream = Path("squat.jsonl");
  ASSERT_EQ(Run("virtual-patient --exercise squat --reps 1 --scene reps -o " + stream).code, 0);
  const std::string db = "posedb --db " + Path("poses.db");
  ASSERT_EQ(Run(db + " add " + stream + " --at 0 --payload exercise=squat --payload phase=start").code, 0);
  ASSERT_EQ(Run(db + " add " + stream + " --at 2 --payload exercise=squat --payload phase=peak").code, 0);
  const Outcome found = Run(db + " search " + stream + " --at 0 -k 1");
  ASSERT_EQ(found.code, 0) << found.err;
  EXPECT_EQ(json::parse(found.out, nullptr, false)["payload"]["phase"], "start");
  const Outcome filtered = Run(db + " search " + stream + " --at 0 -k 5 --filter phase=peak");
  EXPECT_EQ(json::parse(filtered.out, nullptr, false)["payload"]["phase"], "peak");
  EXPECT_EQ(json::parse(Run(db + " stats").out, nullptr, false)["points"], 2);
  EXPECT_EQ(json::parse(Run(db + " stats").out, nullptr, false)["embedding_version"], "coco17-1")
      << "what the recognition of exercises asks for";
  ExpectError("posedb --db " + Path("absent.db") + " stats", kUnreadable);
  ExpectError("posedb --db " + Write("noise.db", std::string(4096, 'x')) + " stats", kUnreadable);
}

TEST_F(CommandLine, ALimitHoldsAndIsRefusedWhereItCannotBe) {
  const std::string stream = Path("deep.jsonl");
  ASSERT_EQ(Run("virtual-patient --exercise squat --reps 2 --scene still=2,reps -o " + stream).code, 0);
  const std::string analyze = "analyze " + stream + " --exercise squat --json --limit ";
  const json past = json::parse(Run(analyze + "knee_flexion=..60").out, nullptr, false);
  ASSERT_EQ(past["reps"].size(), 2U);
  for (const json& rep : past["reps"]) {
    EXPECT_FALSE(rep["correct"]);
    EXPECT_EQ(rep["faults"][0]["id"], "past_limit");
  }
  for (const char* limit : {"knee_flexion=..10", "knee=..45", "knee_flexion=45", "knee_flexion=a..b", "=..45"}) {
    ExpectError(analyze + limit, kBadRequest);
  }
  ExpectError("analyze " + stream + " --limit knee_flexion=..60", kBadRequest);
}

TEST_F(CommandLine, BenchNamesWhatRan) {
  const Outcome outcome = Run("bench model --isa sse4 --runs 2 --json");
  if (outcome.code != 0) GTEST_SKIP() << "this processor has no SSE4";
  const json result = json::parse(outcome.out, nullptr, false);
  EXPECT_EQ(result["isa"], "sse4");
  EXPECT_GT(result["median_ms"].get<double>(), 0);
}

}  // namespace
}  // namespace ezpt
