#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "coach/language.h"
#include "server/route_matrix_fixture.h"
#include "server/route_walk_fixture.h"
#include "server/say.h"

/// A request's language from its header or cookie to the page, over every route that is not of accounts.
namespace ezpt::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class LanguageTest : public RouteWalkTest {
 protected:
  Response AskIn(const std::string& accept, const std::string& cookie, Method method, const std::string& path,
                 std::string body = "") {
    Request request;
    request.method = method;
    request.path = path;
    request.body = std::move(body);
    request.headers = {{"host", "127.0.0.1:8080"},
                       {"origin", "http://127.0.0.1:8080"},
                       {"content-type", "application/x-www-form-urlencoded"},
                       {"accept-language", accept},
                       {"cookie", cookie}};
    return application_->Handle(request);
  }

  static std::vector<std::string> All(const Response& response, std::string_view name) {
    std::vector<std::string> values;
    for (const auto& [key, value] : response.headers) {
      if (EqualsIgnoringCase(key, name)) values.push_back(value);
    }
    return values;
  }
};

TEST_F(LanguageTest, EveryPageIsInTheLanguageThatTheBrowserAsksFor) {
  int pages = 0;
  for (const auto* matrix : {&kMatrix, &kDeskMatrix}) {
    for (const Row& row : *matrix) {
      if (row.method != kGet || row.pattern == "/me" || row.pattern.ends_with(".mp4")) continue;
      std::string path = row.pattern;
      for (const auto& [part, value] : {std::pair{"/exercises/{id}", "/exercises/squat"},
                                        std::pair{"{id}", ended_.c_str()}, std::pair{"{code}", "K7QF2M9XR4TD"}}) {
        if (const auto at = path.find(part); at != std::string::npos) path.replace(at, std::strlen(part), value);
      }
      const Response german = AskIn("de-AT, en;q=0.5", anna_.cookie, kGet, path);
      if (!german.Header("Content-Type").starts_with("text/html")) continue;
      SCOPED_TRACE(path);
      ++pages;
      EXPECT_THAT(*german.body, HasSubstr("<html lang=\"de\">"));
      EXPECT_EQ(german.Header("Content-Language"), "de");
      EXPECT_THAT(All(german, "Vary"), testing::Contains("Accept-Language, Cookie"));
      EXPECT_EQ(german.Header("Cache-Control"), "no-store");
      const Response english = AskIn("", anna_.cookie, kGet, path);
      EXPECT_THAT(*english.body, HasSubstr("<html lang=\"en\">"));
      EXPECT_EQ(english.status, german.status);
    }
  }
  EXPECT_GT(pages, 8);
}

TEST_F(LanguageTest, WhatIsChosenAtAPagesEndCountsFromThereOn) {
  const Response page = AskIn("en", anna_.cookie, kGet, "/about/privacy");
  EXPECT_THAT(*page.body, HasSubstr(R"(name="to" value="/about/privacy")"));
  EXPECT_THAT(*page.body,
              HasSubstr(R"(<button class="link-button" name="language" value="de" lang="de">Deutsch</button>)"));
  const Response chosen = AskIn("en", anna_.cookie, kPost, "/language", "language=de&to=%2Fabout%2Fprivacy");
  EXPECT_EQ(chosen.status, 303);
  EXPECT_EQ(chosen.Header("Location"), "/about/privacy");
  const std::string cookie(chosen.Header("Set-Cookie"));
  EXPECT_THAT(cookie, HasSubstr("ezpt_language=de; Path=/; HttpOnly; SameSite=Lax"));
  const Response german = AskIn("en", anna_.cookie + "; " + cookie.substr(0, cookie.find(';')), kGet, "/about/privacy");
  EXPECT_THAT(*german.body, HasSubstr("Wohin Ihr Bild geht"));
  EXPECT_THAT(*german.body, HasSubstr(R"(lang="en">English</button>)"));
}

TEST_F(LanguageTest, NobodyElseChoosesItAndItLeadsNowhereElse) {
  EXPECT_EQ(AskIn("en", "", kPost, "/language", "language=de&to=/").status, 403) << "a stranger's";
  EXPECT_EQ(AskIn("en", anna_.cookie, kPost, "/language", "language=fr&to=/").status, 400);
  EXPECT_EQ(AskIn("en", anna_.cookie, kPost, "/language", "to=/").status, 400);
  for (const char* to : {"https://evil.example/", "//evil.example", "javascript:x", "/x%0d%0aSet-Cookie:a=b", ""}) {
    const Response chosen = AskIn("en", anna_.cookie, kPost, "/language", std::string("language=de&to=") + to);
    EXPECT_EQ(chosen.Header("Location"), "/") << to;
  }
}

TEST_F(LanguageTest, WhatAnswersAFormOffersNoOtherLanguageAsLookingAgainWouldShowAnotherPage) {
  const Response again = AskIn("de", anna_.cookie, kPost, "/sign-in", "name=nobody&password=wrong");
  EXPECT_THAT(*again.body, HasSubstr("Der Name, das Passwort oder der Code stimmt nicht."));
  EXPECT_THAT(*again.body, Not(HasSubstr("action=\"/language\"")));
}

TEST_F(LanguageTest, ErrorsAreInTheLanguageAsPagesAndAsJson) {
  const Response page = AskIn("de", anna_.cookie, kGet, "/nowhere");
  EXPECT_EQ(page.status, 404);
  EXPECT_THAT(*page.body, HasSubstr("Unter dieser Adresse ist nichts."));
  EXPECT_THAT(*page.body, HasSubstr("Nicht gefunden"));
  const Response data = AskIn("de", anna_.cookie, kGet, "/api/sessions/0");
  EXPECT_EQ(nlohmann::json::parse(*data.body)["error"], "Dieses Training gibt es bei Ihnen nicht.");
  EXPECT_EQ(data.Header("Content-Language"), "de");
}

TEST_F(LanguageTest, ASessionIsShownInTheReadersLanguageWhateverItWasDoneIn) {
  const Response summary = AskIn("de", anna_.cookie, kGet, "/sessions/" + ended_);
  EXPECT_THAT(*summary.body, HasSubstr("Kniebeuge"));
  EXPECT_THAT(*summary.body, HasSubstr("Wiederholung"));
  EXPECT_THAT(*summary.body, Not(HasSubstr("repetition")));
  const Response data = AskIn("de", anna_.cookie, kGet, "/api/sessions/" + ended_);
  EXPECT_EQ(nlohmann::json::parse(*data.body)["session"]["exercise_name"], "Kniebeuge");
}

TEST_F(LanguageTest, EveryExerciseHasAllOfItsTextsInEachLanguage) {
  for (const auto& definition : library_->all()) {
    for (const std::string_view language : Languages()) {
      EXPECT_EQ(coach::LanguageOf(*definition, language), language) << definition->id;
    }
  }
}

}  // namespace
}  // namespace ezpt::server
