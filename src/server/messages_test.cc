#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <kainjow/mustache.hpp>

#include "server/messages_fixture.h"

/// The messages of all areas (messages/README.md): the same in each language, each used, none missing.
namespace ezpt::server {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

/// What a message of the area must have in each language alike: values, and a page's inline markup.
const std::map<std::string, std::string> kPlaceholders = {{"pages", R"(\{\{[^}]*\}\}|<[^>]*>)"},
                                                          {"server", R"(\{[a-z_]+\})"},
                                                          {"coach", R"(\{\})"},
                                                          {"browser", R"(\{[a-z_]+\})"}};

TEST(Messages, EveryLanguageHasTheSameIdsAndPlaceholders) {
  for (const auto& [area, placeholders] : kPlaceholders) {
    EXPECT_EQ(LanguagesOfArea(area), LanguagesOfArea("pages")) << area;
    const Texts english = ReadMessages(area, "en");
    for (const std::string& language : LanguagesOfArea(area)) {
      SCOPED_TRACE("messages/" + area + "/" + language + ".json");
      const Texts texts = ReadMessages(area, language);
      for (const auto& [id, text] : english) {
        ASSERT_TRUE(texts.contains(id)) << id << " is missing";
        EXPECT_EQ(AllOf(texts.at(id), placeholders), AllOf(text, placeholders)) << id;
        EXPECT_FALSE(texts.at(id).empty()) << id;
      }
      for (const auto& [id, text] : texts) EXPECT_TRUE(english.contains(id)) << id << " is not in English";
    }
  }
}

TEST(Messages, APagesMessageIsWholeByItselfAndShowsNothingUnescaped) {
  for (const std::string& language : LanguagesOfArea("pages")) {
    for (const auto& [id, text] : ReadMessages("pages", language)) {
      SCOPED_TRACE(language + ": " + id);
      EXPECT_TRUE(kainjow::mustache::mustache(text).is_valid()) << "a section that is not closed, or not opened";
      for (const std::string& tag : AllOf(text, R"(\{\{.?)")) {
        EXPECT_THAT((std::set<char>{'{', '&', '>', '!', '='}), Not(Contains(tag.back()))) << tag;
      }
      for (const std::string& tag : AllOf(text, R"(<[^>]*>)")) {
        EXPECT_FALSE(AllOf(tag, R"(^</?(a|code|span|strong|time)[ >])").empty()) << tag << " is no sentence's markup";
        EXPECT_TRUE(AllOf(tag, R"(\son|style=|javascript:)").empty()) << tag;
      }
      EXPECT_EQ(AllOf(text, R"(<[a-z])").size(), AllOf(text, R"(</)").size()) << "a tag that is not closed";
    }
  }
}

TEST(Messages, EachOfThePagesIsUsedByATemplate) {
  const auto templates = ReadSources("src/server/templates", {".mustache"});
  for (const auto& [id, text] : ReadMessages("pages", "en")) {
    EXPECT_TRUE(AnyContains(templates, "[[" + id + "]]")) << id;
  }
}

/// Whether the program finds the message by a key that it makes as it runs.
bool IsLookedUp(const std::string& id, const std::map<std::string, std::string>& sources) {
  const std::string section = id.substr(0, id.find('.')), key = id.substr(id.find('.') + 1);
  if (section == "said") return AnyContains(sources, '"' + key + '"') || key == "idle";  // idle.ts
  if (section == "action") {
    return AnyContains(sources, '"' + std::regex_replace(key, std::regex("^([a-z]+)_([a-z_]+)$"), "$1.$2") + '"') ||
           AnyContains(sources, '"' + std::regex_replace(key, std::regex("^(second_factor|sign_in)_"), "$1.") + '"') ||
           AnyContains(sources, '"' + key + '"');
  }
  return section == "role" || section == "as_role" || id.starts_with("format.month_");
}

TEST(Messages, EachOfTheServersIsUsed) {
  auto sources = ReadSources("src/server", {".cc", ".h"});
  sources.merge(ReadSources("src/clinic", {".cc"}));
  sources.merge(ReadSources("src/store", {".cc"}));
  for (const auto& [id, text] : ReadMessages("server", "en")) {
    if (AnyContains(sources, '"' + id + '"') || IsLookedUp(id, sources) || AnyContains(sources, '"' + text + '"')) {
      continue;
    }
    ADD_FAILURE() << id << " is used by nobody";
  }
}

TEST(Messages, EachOfTheBrowsersAndTheCoachsIsUsed) {
  auto scripts = ReadSources("web/src", {".ts"});
  scripts.merge(ReadSources("web/scripts", {".mjs"}));
  scripts.merge(ReadSources("web/static", {".html"}));
  for (const auto& [id, text] : ReadMessages("browser", "en")) {
    EXPECT_TRUE(AnyContains(scripts, "'" + id + "'") || AnyContains(scripts, "[[" + id + "]]")) << id;
  }
  const auto phrases = ReadSources("src/coach", {".cc"});
  for (const auto& [id, text] : ReadMessages("coach", "en")) {
    EXPECT_TRUE(AnyContains(phrases, '"' + id + '"')) << id;
  }
}

/// Every call of Say gives a value for each name of its message, and none beside.
TEST(Messages, WhoSaysOneGivesItsValues) {
  const Texts english = ReadMessages("server", "en");
  int calls = 0;
  for (const auto& [name, source] : ReadSources("src/server", {".cc", ".h"})) {
    for (std::size_t at = source.find("Say("); at != std::string::npos; at = source.find("Say(", at + 1)) {
      const std::string call = Inside(source, at + 3);
      std::set<std::string> given;
      std::smatch value;
      for (std::string rest = call; std::regex_search(rest, value, std::regex(R"re(\{"([a-z_]+)",)re"));
           rest = value.suffix()) {
        given.insert(value[1]);
      }
      for (const std::string& literal : AllOf(call.substr(0, call.find("{{")), R"("[a-z_]+\.[a-z0-9_-]+")")) {
        const std::string id = literal.substr(1, literal.size() - 2);
        if (!english.contains(id)) continue;
        std::set<std::string> asked;
        for (const std::string& slot : AllOf(english.at(id), R"(\{[a-z_]+\})")) {
          asked.insert(slot.substr(1, slot.size() - 2));
        }
        EXPECT_EQ(given, asked) << name << ": Say(" << call << ")";
        ++calls;
      }
    }
  }
  EXPECT_GT(calls, 60) << "the test does not find them";
}

/// A sentence of the server or the clinic that is not looked up by an id is looked up by its words: an error, mostly.
TEST(Messages, EverySentenceInTheSourceIsOne) {
  // What is said on a terminal, in a log, to a program, or before there is a page.
  const std::set<std::string> kElsewhere = {"src/server/start_notice.cc", "src/server/demo_people.cc",
                                            "src/server/demo_people.h"};
  std::set<std::string> known;
  for (const auto& [id, text] : ReadMessages("server", "en")) known.insert('"' + text + '"');
  auto sources = ReadSources("src/server", {".cc", ".h"});
  sources.merge(ReadSources("src/clinic", {".cc"}));
  int sentences = 0;
  for (const auto& [name, source] : sources) {
    if (kElsewhere.contains(name) || name.starts_with("src/server/net/") || name.starts_with("src/server/tls/"))
      continue;
    for (const std::string& sentence : AllOf(source, R"("[A-Z][a-z]*[ ,][^"\n]*[.!?]")")) {
      EXPECT_THAT(known, Contains(sentence)) << name << ": add it to messages/server/en.json and the other languages";
      ++sentences;
    }
  }
  EXPECT_GT(sentences, 60) << "the test does not find them";
}

/// What a reader sees or hears of a template is a message. Names and examples are not of a language.
TEST(Templates, HaveNoTextOfTheirOwn) {
  const std::set<std::string> kNames = {"EZ-PT"};
  for (const auto& [name, source] : ReadSources("src/server/templates", {".mustache"})) {
    const std::string text = std::regex_replace(source, std::regex(R"(\{\{[^}]*\}\}|\[\[[^\]]*\]\])"), "");
    for (const std::string& part : AllOf(text, R"(>[^<]*(?=<)|^[^<]*<)")) {
      const std::string words = std::regex_replace(part, std::regex(R"(^>\s*|[\s<]*$)"), "");
      EXPECT_TRUE(kNames.contains(words) || AllOf(words, "[A-Za-z]").empty()) << name << ": " << words;
    }
    for (const std::string& attribute :
         AllOf(text, R"(\s(aria-label|title|placeholder|alt|aria-description)="[^"]*")")) {
      EXPECT_TRUE(AllOf(attribute.substr(attribute.find('"')), "[A-Za-z]").empty()) << name << ":" << attribute;
    }
  }
}

/// In an attribute markup would be read aloud, and a quotation mark would end it.
TEST(Templates, AMessageInAnAttributeIsPlain) {
  for (const auto& [name, source] : ReadSources("src/server/templates", {".mustache"})) {
    for (const std::string& attribute : AllOf(source, R"(="[^"]*\[\[[^"]*")")) {
      for (const std::string& tag : AllOf(attribute, R"([a-z0-9_]+\.[a-z0-9_-]+(?=\]\]))")) {
        for (const std::string& language : LanguagesOfArea("pages")) {
          const Texts texts = ReadMessages("pages", language);
          ASSERT_TRUE(texts.contains(tag)) << name << ": " << tag;
          EXPECT_EQ(texts.at(tag).find_first_of("<>\""), std::string::npos) << language << ": " << tag;
        }
      }
    }
  }
}

}  // namespace
}  // namespace ezpt::server
