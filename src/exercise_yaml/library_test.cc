#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "exercise/json.h"
#include "exercise_yaml/yaml.h"

namespace ezpt::exercise {
namespace {

std::vector<Definition> Library() {
  Result<std::vector<Definition>> library = LoadLibrary(EZPT_SOURCE_DIR "/exercises");
  EXPECT_TRUE(library.ok()) << library.error().message;
  return library.ok() ? *std::move(library) : std::vector<Definition>{};
}

TEST(Library, EveryFileSurvivesCanonicalJson) {
  for (const Definition& definition : Library()) {
    const std::string json = ToJson(definition);
    const Result<Definition> again = ParseDefinitionJson(json, definition.id);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(json, ToJson(*again)) << definition.id;
  }
}

}  // namespace
}  // namespace ezpt::exercise
