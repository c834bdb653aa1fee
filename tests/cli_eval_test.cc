// What `ezpt eval` measures, on folders made up here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/units.h"
#include "support/command_line.h"

namespace ezpt {
namespace {

using nlohmann::json;
using test::CommandLine;
using test::kUnreadable;
using test::Outcome;
using ::testing::HasSubstr;

constexpr const char* kWorld = R"({"format":"ezpt.landmarks/1","topology":"coco17","space":"world","fps":30})";

/// A standing person who faces the camera, the left elbow bent, in metres; without eyes and ears.
json Standing(Degrees elbow) {
  json points = json::array();
  const auto add = [&](double x, double y, double z) { points.push_back({x, y, z, 1}); };
  add(0, -0.65, 2.5);
  for (int i = 0; i < 4; ++i) points.push_back({0, 0, 0, 0});
  const double bend = ToRadians(elbow).value;
  for (const double side : {1.0, -1.0}) add(side * 0.18, -0.45, 2.5);
  for (const double side : {1.0, -1.0}) add(side * 0.2, -0.17, 2.5);
  add(0.2, -0.17 + 0.25 * std::cos(bend), 2.5 - 0.25 * std::sin(bend));
  add(-0.2, 0.08, 2.5);
  for (const double y : {0.0, 0.42, 0.84}) {
    for (const double side : {1.0, -1.0}) add(side * 0.1, y, 2.5);
  }
  return points;
}

/// Still for a second, one curl in two, still for a second.
std::string Curl() {
  std::string stream = std::string(kWorld) + "\n";
  for (int i = 0; i < 120; ++i) {
    const double turn = std::clamp((i - 30) / 60.0, 0.0, 1.0);
    const Degrees elbow(70 * (1 - std::cos(2 * kPi * turn)));
    stream += json({{"t", i / 30.0}, {"p", Standing(elbow)}}).dump() + "\n";
  }
  return stream;
}

std::optional<json> Row(const json& rows, const std::string& data, const std::string& measure) {
  for (const json& row : rows) {
    if (row["data"] == data && row["measure"] == measure) return row;
  }
  return std::nullopt;
}

TEST_F(CommandLine, EvalJoinsSingleRepetitionsToSets) {
  std::filesystem::create_directories(Path("data/irds"));
  for (const char* name : {"a", "b", "c"}) Write(std::string("data/irds/") + name + ".jsonl", Curl());
  Write("data/irds/labels.csv",
        "file,exercise,subject,rep,correct\n"
        "c.jsonl,elbow_flexion_left,7,10,1\n"
        "a.jsonl,elbow_flexion_left,7,1,1\n"
        "b.jsonl,elbow_flexion_left,7,2,1\n");
  const Outcome outcome = Run("eval " + Path("data") + " --json");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json rows = json::parse(outcome.out, nullptr, false)["measurements"];
  const auto singles = Row(rows, "irds single repetitions", "repetitions exact");
  ASSERT_TRUE(singles);
  EXPECT_EQ((*singles)["value"], 3);
  EXPECT_EQ((*singles)["count"], 3);
  for (const char* look : {"metres", "camera 0", "camera 45", "camera 90"}) {
    for (const char* counter : {"named", "none", "plain"}) {
      const auto set = Row(rows, std::string("irds sets, ") + look + ", " + counter, "repetitions exact");
      ASSERT_TRUE(set) << look << ", " << counter;
      EXPECT_EQ((*set)["count"], 1);
    }
  }
  // A bend of the arm under each of the other names of the library.
  const auto others = Row(rows, "irds sets, metres, another name", "sets of which any counted");
  ASSERT_TRUE(others);
  EXPECT_GE((*others)["count"], 11);
  EXPECT_LE((*others)["value"], 1);
  for (const char* counter : {"named", "none", "plain"}) {
    EXPECT_EQ((*Row(rows, std::string("irds sets, metres, ") + counter, "repetitions exact"))["value"], 1) << counter;
  }
  // From the side the whole bend is seen.
  for (const char* counter : {"none", "plain"}) {
    EXPECT_EQ((*Row(rows, std::string("irds sets, camera 90, ") + counter, "repetitions exact"))["value"], 1)
        << counter;
  }
}

TEST_F(CommandLine, EvalSaysWhatItCannotMeasure) {
  ExpectError("eval " + Path("absent"), kUnreadable);
  std::filesystem::create_directories(Path("data/uiprmd"));
  EXPECT_THAT(Run("eval " + Path("data")).err, HasSubstr("nothing to measure"));
  Write("data/uiprmd/a.jsonl", test::Stream("{\"t\":0,\"p\":null}\n"));
  Write("data/uiprmd/labels.csv", "file,exercise,subject,episode,correct\na.jsonl,deep_squat,1,1,1\n");
  ExpectError("eval " + Path("data"), kUnreadable);
  EXPECT_THAT(Run("eval " + Path("data")).err, HasSubstr("a.jsonl: expected landmarks in metres"));
}

}  // namespace
}  // namespace ezpt
