#include "coach/reasons.h"

#include <gtest/gtest.h>

#include <set>

namespace ezpt::coach {
namespace {

using motion::Dismissal;
using motion::Dismissed;
using motion::Doubt;
using motion::Obstacle;

exercise::Definition SomeDefinition() {
  exercise::Definition definition;
  definition.views = {body::View::kSideLeft, body::View::kSideRight};
  definition.start_cue = {{"en", "Stand upright."}, {"de", "Stehen Sie aufrecht."}};
  exercise::Measure knee;
  knee.id = "knee";
  knee.names = {{"en", "Knee bend"}, {"de", "Kniebeugung"}};
  definition.measures = {knee};
  return definition;
}

motion::MeasureValue Doubtful(Doubt doubt, const std::string& id = "knee") {
  motion::MeasureValue value;
  value.id = id;
  value.doubt = doubt;
  return value;
}

TEST(Reasons, EveryCodeHasItsOwnWordsInEachLanguage) {
  const exercise::Definition definition = SomeDefinition();
  std::set<std::string> words;
  std::size_t codes = 0;
  for (const char* language : {"en", "de-AT"}) {
    for (const StopReason reason : {StopReason::kPain, StopReason::kFatigue, StopReason::kOther}) {
      words.insert(StopText(reason, language));
      ++codes;
    }
    for (int i = 0; i <= static_cast<int>(Dismissal::kFeetMoved); ++i, ++codes) {
      words.insert(DismissalText({static_cast<Dismissal>(i)}, language));
    }
    for (int i = 1; i <= static_cast<int>(Doubt::kForeshortened); ++i, ++codes) {
      words.insert(DoubtText(Doubtful(static_cast<Doubt>(i)), definition, language));
    }
    for (int i = 1; i <= static_cast<int>(Obstacle::kNotInPosition); ++i, ++codes) {
      words.insert(ObstacleText(static_cast<Obstacle>(i), definition, language));
    }
  }
  EXPECT_EQ(words.size(), codes);
  EXPECT_EQ(words.count(""), 0U);
}

TEST(Reasons, ADoubtNamesItsMeasure) {
  const exercise::Definition definition = SomeDefinition();
  EXPECT_EQ(DoubtText(Doubtful(Doubt::kFromTheFront), definition, "en"),
            "Knee bend: cannot be measured from the front. Turn sideways.");
  EXPECT_EQ(DoubtText(Doubtful(Doubt::kFromTheFront), definition, "de"),
            "Kniebeugung: von vorn nicht messbar. Drehen Sie sich seitlich.");
  EXPECT_EQ(DoubtText(Doubtful(Doubt::kNone), definition, "en"), "");
}

TEST(Reasons, PicturesThatDidNotComeAreNotBlamedOnThePerson) {
  const exercise::Definition definition = SomeDefinition();
  EXPECT_EQ(DismissalText({Dismissal::kNoPictures}, "en"), "Pictures were missing. I could not count that.");
  EXPECT_EQ(DismissalText({Dismissal::kLeftPicture}, "en"), "Part of you left the picture.");
}

TEST(Reasons, ASummaryTellsOfPainFirstThenOfPicturesThatDidNotCome) {
  EXPECT_TRUE(NotesOf(SessionSummary(), "en").empty());
  SessionSummary summary;
  summary.stop_reason = Name(StopReason::kPain);
  summary.unseen = Seconds(62.4);
  const auto notes = NotesOf(summary, "en");
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0].id, "after_pain");
  EXPECT_EQ(notes[1].id, "no_picture");
  EXPECT_EQ(notes[1].text, "For 1 min 2 s of the set no picture came. A repetition may be missing.");
  EXPECT_NE(NotesOf(summary, "de")[1].text.find("1 min 2 s"), std::string::npos);
  summary.stop_reason = Name(StopReason::kFatigue);
  EXPECT_EQ(NotesOf(summary, "en").size(), 1U);
}

TEST(Reasons, ADurationIsShort) {
  EXPECT_EQ(DurationText(Seconds(0)), "0 s");
  EXPECT_EQ(DurationText(Seconds(59.4)), "59 s");
  EXPECT_EQ(DurationText(Seconds(59.6)), "1 min");
  EXPECT_EQ(DurationText(Seconds(3605)), "60 min 5 s");
}

TEST(Reasons, WithoutWordsOfItsOwnAnExerciseSaysNothing) {
  EXPECT_EQ(ObstacleText(Obstacle::kNotInPosition, exercise::Definition(), "en"), "");
}

}  // namespace
}  // namespace ezpt::coach
