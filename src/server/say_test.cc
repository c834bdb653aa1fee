#include "server/say.h"

#include <gtest/gtest.h>

#include "server/pages/account_words.h"
#include "server/said.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

TEST(Say, IsInTheLanguageWithItsValues) {
  EXPECT_EQ(Say("en", "dose.sets", {{"sets", "3"}, {"reps", "10"}}), "3 sets of 10");
  EXPECT_EQ(Say("de", "dose.sets", {{"sets", "3"}, {"reps", "10"}}), "3 Sätze zu 10");
  EXPECT_EQ(Say("de-AT", "title.privacy"), "Datenschutz");
  EXPECT_EQ(Say("fr", "title.privacy"), "Privacy");
}

TEST(Say, AValueIsTextAndNothingIsReadInIt) {
  EXPECT_EQ(Say("en", "title.clinic_invites_you", {{"clinic", "{clinic} & {x"}}), "{clinic} & {x invites you");
}

TEST(SayOneOf, NothingWhereThereIsNoSuchKey) {
  EXPECT_EQ(SaidText("idle", "de"), "Sie waren eine Weile nicht da und sind abgemeldet.");
  for (const char* word : {"", "nothing", "idle.x", "<script>"}) EXPECT_EQ(SaidText(word, "en"), std::nullopt) << word;
  EXPECT_EQ(SayOneOf("en", "said.", "idle"), std::nullopt);
}

TEST(InLanguage, AnErrorOfOursIsTranslatedAndAnyOtherSentenceStays) {
  EXPECT_EQ(InLanguage("There is nothing at this address.", "de"), "Unter dieser Adresse ist nichts.");
  EXPECT_EQ(InLanguage("There is nothing at this address.", "en"), "There is nothing at this address.");
  EXPECT_EQ(InLanguage("limit: not a JSON object", "de"), "limit: not a JSON object");
  EXPECT_EQ(InLanguage("", "de"), "");
}

TEST(Formats, DatesAndNumbersAreAsTheLanguageWritesThem) {
  constexpr int64_t kMs = 1'714'555'800'000;
  EXPECT_EQ(FormatDay(kMs, "en"), "1 May 2024, 09:30 UTC");
  EXPECT_EQ(FormatDay(kMs, "de"), "1. Mai 2024, 09:30 Uhr UTC");
  EXPECT_EQ(Decimal("2.4", "en"), "2.4");
  EXPECT_EQ(Decimal("2.4", "de"), "2,4");
  EXPECT_EQ(Decimal("-80", "de"), "-80");
}

TEST(DeviceWords, AreOfTheReadersLanguage) {
  EXPECT_EQ(DeviceWords("de", "Firefox on Linux"), "Firefox auf Linux");
  EXPECT_EQ(DeviceWords("en", "Firefox on Linux"), "Firefox on Linux");
  EXPECT_EQ(DeviceWords("de", "A browser on another device"), "Ein Browser auf einem anderen Gerät");
  EXPECT_EQ(DeviceWords("de", "old tablet"), "old tablet");
}

}  // namespace
}  // namespace ezpt::server
