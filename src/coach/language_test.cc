#include "coach/language.h"

#include <gtest/gtest.h>

namespace ezpt::coach {
namespace {

using exercise::Definition;

/// Every text of it is in English and German.
Definition Bilingual() {
  Definition definition;
  definition.names = {{"en", "Squat"}, {"de", "Kniebeuge"}};
  definition.start_cue = {{"en", "Stand upright."}, {"de", "Stehen Sie aufrecht."}};
  definition.instructions = {{"en", {"Bend."}}, {"de", {"Beugen."}}};
  definition.contraindications = definition.equipment = definition.instructions;
  exercise::Measure measure;
  measure.names = definition.names;
  definition.measures = {measure};
  exercise::Fault fault;
  fault.names = definition.names;
  fault.cue = definition.start_cue;
  definition.faults = {fault};
  return definition;
}

TEST(LanguageOf, IsTheAskedOneWhereNoTextIsMissing) {
  for (const char* asked : {"en", "en-GB", "de", "de-AT"}) EXPECT_EQ(LanguageOf(Bilingual(), asked), asked);
}

TEST(LanguageOf, IsEnglishWhereTheCoachHasNoPhrases) {
  Definition definition = Bilingual();
  definition.names["fr"] = "Flexion";
  for (const char* asked : {"fr", "den", "d", "", "-de"}) EXPECT_EQ(LanguageOf(definition, asked), "en") << asked;
  // Of a definition without any text, too, they would be the ones that are missing.
  EXPECT_EQ(LanguageOf(Definition(), "fr"), "en");
}

TEST(LanguageOf, IsEnglishWhereOneTextOfTheExerciseIsMissing) {
  const auto without = [](auto remove) {
    Definition definition = Bilingual();
    remove(definition).erase("de");
    return std::string(LanguageOf(definition, "de-AT"));
  };
  EXPECT_EQ(without([](Definition& d) -> auto& { return d.names; }), "en");
  EXPECT_EQ(without([](Definition& d) -> auto& { return d.start_cue; }), "en");
  EXPECT_EQ(without([](Definition& d) -> auto& { return d.instructions; }), "en");
  EXPECT_EQ(without([](Definition& d) -> auto& { return d.contraindications; }), "en");
  EXPECT_EQ(without([](Definition& d) -> auto& { return d.equipment; }), "en");
  EXPECT_EQ(without([](Definition& d) -> auto& { return d.measures[0].names; }), "en");
  EXPECT_EQ(without([](Definition& d) -> auto& { return d.faults[0].names; }), "en");
  EXPECT_EQ(without([](Definition& d) -> auto& { return d.faults[0].cue; }), "en");
}

}  // namespace
}  // namespace ezpt::coach
