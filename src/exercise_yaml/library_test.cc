#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "exercise/json.h"
#include "exercise/reference.h"
#include "exercise_yaml/yaml.h"

namespace ezpt::exercise {
namespace {

using ::testing::UnorderedElementsAre;

class Library : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<std::vector<Definition>> library = LoadLibrary(EZPT_SOURCE_DIR "/exercises");
    ASSERT_TRUE(library.ok()) << library.error().message;
    library_ = *std::move(library);
  }

  std::vector<Definition> library_;
};

TEST_F(Library, HasTheTwelve) {
  std::vector<std::string> ids;
  for (const Definition& definition : library_) ids.push_back(definition.id);
  EXPECT_THAT(ids, UnorderedElementsAre("squat", "sit_to_stand", "split_squat", "push_up", "shoulder_abduction",
                                        "shoulder_flexion", "biceps_curl", "standing_hip_abduction", "long_arc_quad",
                                        "straight_leg_raise", "bridge", "marching_in_place"));
}

TEST_F(Library, EveryFileSurvivesCanonicalJson) {
  for (const Definition& definition : library_) {
    const std::string json = ToJson(definition);
    const Result<Definition> again = ParseDefinitionJson(json, definition.id);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(json, ToJson(*again)) << definition.id;
    EXPECT_EQ(DefinitionHash(definition), DefinitionHash(*again)) << definition.id;
  }
}

TEST_F(Library, AStoredDefinitionOfFormat1KeepsItsHash) {
  std::string json = ToJson(library_.front());
  const auto replace = [&](const std::string& from, const std::string& to) {
    const std::size_t at = json.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    json.replace(at, from.size(), to);
  };
  replace("ezpt.exercise/2", "ezpt.exercise/1");
  replace(R"("min_duration_s")",
          R"("counting":[{"views":["side_left"],"signal":"knee_flexion","side":"nearest","rest":30.0,"peak":45.5}],)"
          R"("gates":[{"signal":"hip_height","side":"max","at":"peak","max":0.92,"views":["front"],)"
          R"("hint":{"en":"Bend both \"knees\"."}}],"min_duration_s")");
  const Result<Definition> stored = ParseDefinitionJson(json, "stored");
  ASSERT_TRUE(stored.ok()) << stored.error().message;
  EXPECT_EQ(ToJson(*stored), json);
}

TEST_F(Library, EasierAndHarderNameExercisesThatExist) {
  for (const Definition& definition : library_) {
    for (const std::string& id : {definition.easier, definition.harder}) {
      if (id.empty()) continue;
      EXPECT_TRUE(std::any_of(library_.begin(), library_.end(), [&](const Definition& d) { return d.id == id; }))
          << definition.id << " names " << id;
    }
  }
}

/// A flat foot leans the pelvis by what ankle, knee and hip leave: a person who
/// leans further than this at either end of a clean repetition would fall.
TEST_F(Library, FlatFeetLeaveThePelvisNearUpright) {
  constexpr double kMostLeanDegrees = 25;
  for (const std::string id : {"squat", "sit_to_stand", "split_squat"}) {
    const auto it = std::find_if(library_.begin(), library_.end(), [&](const Definition& d) { return d.id == id; });
    ASSERT_NE(it, library_.end());
    const ResolvedReference reference = ResolveReference(*it, body::Side::kLeft, nullptr);
    for (const body::JointAngles& pose : {reference.start, reference.end}) {
      const double lean = pose[body::Dof::kLeftHipFlexion].value + pose[body::Dof::kLeftAnkleDorsiflexion].value -
                          pose[body::Dof::kLeftKneeFlexion].value;
      EXPECT_GE(lean, -5) << id;
      EXPECT_LE(lean, kMostLeanDegrees) << id;
      EXPECT_EQ(pose[body::Dof::kBodyPitch].value, 0) << id << ": the feet decide";
    }
  }
}

TEST_F(Library, EveryFaultExampleChangesTheMotion) {
  for (const Definition& definition : library_) {
    const ResolvedReference clean = ResolveReference(definition, body::Side::kRight, nullptr);
    for (const Fault& fault : definition.faults) {
      const ResolvedReference faulty = ResolveReference(definition, body::Side::kRight, &fault);
      const bool same = clean.start == faulty.start && clean.middle == faulty.middle && clean.end == faulty.end &&
                        clean.tempo.out == faulty.tempo.out && clean.tempo.back == faulty.tempo.back;
      EXPECT_FALSE(same) << definition.id << " " << fault.id;
    }
  }
}

}  // namespace
}  // namespace ezpt::exercise
