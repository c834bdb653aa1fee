#include "server/language.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "server/say.h"

namespace ezpt::server {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Liked(std::string_view header) { return std::string(LikedLanguage(header).value_or("none")); }

TEST(LikedLanguage, IsTheOneOfOursThatIsLikedBest) {
  EXPECT_EQ(Liked("de"), "de");
  EXPECT_EQ(Liked("de-AT,de;q=0.9,en;q=0.8"), "de");
  EXPECT_EQ(Liked("DE-at"), "de");
  EXPECT_EQ(Liked("fr-FR, fr;q=0.9, de;q=0.2, en;q=0.7"), "en");
  EXPECT_EQ(Liked("en;q=0.3,\tde ; q=0.31"), "de");
  EXPECT_EQ(Liked("en;q=0.001, de;q=0"), "en");
  EXPECT_EQ(Liked("fr, *;q=0.5, de;q=0.1"), "en") << "anything else is as good: English is the reference";
}

TEST(LikedLanguage, TheFirstOfTwoThatAreLikedAlike) {
  EXPECT_EQ(Liked("de, en"), "de");
  EXPECT_EQ(Liked("en, de"), "en");
  EXPECT_EQ(Liked("de;q=1.000, en;q=1"), "de");
}

TEST(LikedLanguage, NothingOfOursOrNothingAtAll) {
  for (const char* header : {"", " ", ",", ";", ";;,,", "fr", "deutsch", "d", "-de", "de;q=0", "de;q=0.000"}) {
    EXPECT_EQ(Liked(header), "none") << header;
  }
}

TEST(LikedLanguage, AMalformedRangeIsLeftOutAndTheRestIsRead) {
  for (const char* bad : {"de;q=2", "de;q=1.001", "de;q=-1", "de;q=0.1234", "de;q=.5", "de;q=0,5x", "de;q=", "de;q",
                          "de;p=1", "de;q=0.5;q=0.9", "de;level=1;q=1", "de;q=1e0", "de;q=0x1"}) {
    EXPECT_EQ(Liked(bad), "none") << bad;
    EXPECT_EQ(Liked(std::string(bad) + ", en;q=0.1"), "en") << bad;
  }
}

TEST(LikedLanguage, WhatIsLongerThanAnyBrowsersIsNotRead) {
  std::string ranges = "de";
  for (int i = 0; i < 63; ++i) ranges += ",xx";
  EXPECT_EQ(Liked(ranges), "de");
  EXPECT_EQ(Liked(std::string(128, ',') + "de"), "none") << "too many ranges";
  EXPECT_EQ(Liked("de" + std::string(2000, ' ')), "none") << "too long";
}

TEST(LikedLanguage, WhateverIsSentTheAnswerIsOneOfOursOrNothing) {
  constexpr std::string_view kPieces[] = {"de", "en", "-", ",", ";", "q=", "q", "=",
                                          "0.", "1",  "9", " ", "*", "\t", "x"};
  std::mt19937 random(7);  // NOLINT(bugprone-random-generator-seed): the same headers each time
  std::string every_byte(256, '\0');
  for (int i = 0; i < 256; ++i) every_byte[i] = static_cast<char>(i);
  for (int round = 0; round < 20'000; ++round) {
    std::string header;
    const unsigned pieces = random() % 30;
    for (unsigned i = 0; i < pieces; ++i) {
      if (random() % 8 == 0) {
        header += every_byte[random() % every_byte.size()];
      } else {
        header += kPieces[random() % std::size(kPieces)];
      }
    }
    const auto liked = LikedLanguage(header);
    if (liked) {
      ASSERT_THAT(Languages(), Contains(*liked)) << header;
    }
  }
}

Request Asking(std::string cookie, std::string accept, Transport transport = Transport::kHttp) {
  Request request;
  request.transport = transport;
  request.headers = {{"cookie", std::move(cookie)}, {"accept-language", std::move(accept)}};
  return request;
}

TEST(LanguageFor, WhatWasChosenCountsMoreThanWhatTheBrowserAsksFor) {
  EXPECT_EQ(LanguageFor(Asking("", "")), "en");
  EXPECT_EQ(LanguageFor(Asking("", "de")), "de");
  EXPECT_EQ(LanguageFor(Asking("a=b; ezpt_language=en", "de")), "en");
  EXPECT_EQ(LanguageFor(Asking("ezpt_language=de", "en")), "de");
}

TEST(LanguageFor, ACookieThatNamesNoneOfOursSaysNothing) {
  for (const char* value : {"", "fr", "../de", "<b>", "de%0a"}) {
    EXPECT_EQ(LanguageFor(Asking("ezpt_language=" + std::string(value), "")), "en") << value;
  }
}

TEST(LanguageFor, OverHttpsOnlyTheCookieThatNobodyOnTheWayCanSet) {
  EXPECT_EQ(LanguageFor(Asking("ezpt_language=de", "", Transport::kHttps)), "en");
  EXPECT_EQ(LanguageFor(Asking("__Host-ezpt_language=de", "", Transport::kHttps)), "de");
}

TEST(SetLanguageCookie, IsForThisServerAloneAndForAYear) {
  EXPECT_EQ(SetLanguageCookie("de", Transport::kHttp),
            "ezpt_language=de; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000");
  EXPECT_THAT(SetLanguageCookie("de", Transport::kHttps), HasSubstr("__Host-ezpt_language=de; Path=/;"));
  EXPECT_THAT(SetLanguageCookie("de", Transport::kHttps), HasSubstr("Secure"));
  EXPECT_THAT(SetLanguageCookie("de", Transport::kHttps), Not(HasSubstr("Domain")));
}

}  // namespace
}  // namespace ezpt::server
