#include "server/templates.h"

#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

namespace ezpt::server {
namespace {

TEST(Templates, EscapesAndIncludes) {
  auto templates =
      Templates::FromText({{"page", "{{> head}}<p>{{name}}</p>{{#items}}<i>{{n}}</i>{{/items}}{{^none}}-{{/none}}"},
                           {"head", "<title>{{title}}</title>"},
                           {"items", "never included"}});
  ASSERT_TRUE(templates.ok());
  const auto html = templates->Render(
      "page", "en",
      {{"title", "A & B"}, {"name", "<script>"}, {"none", nullptr}, {"items", {{{"n", 1}}, {{"n", 2.5}}}}});
  ASSERT_TRUE(html.ok());
  EXPECT_EQ(*html, "<title>A &amp; B</title><p>&lt;script&gt;</p><i>1</i><i>2.5</i>-");
  EXPECT_EQ(templates->Render("no_page", "en", {}).error().code, ErrorCode::kNotFound);
}

TEST(Templates, WhatIsIncludedSeesWhatStandsAroundIt) {
  const auto templates = Templates::FromText(
      {{"page", "{{#items}}{{>  item  }};{{/items}}"}, {"item", "{{> n}}{{> n}}of {{of}}"}, {"n", "{{n}} "}});
  ASSERT_TRUE(templates.ok());
  EXPECT_EQ(*templates->Render("page", "en", {{"of", 2}, {"items", {{{"n", 1}}, {{"n", 2}}}}}), "1 1 of 2;2 2 of 2;");
}

TEST(Templates, ErrorsNameTheFile) {
  for (const std::string bad : {"{{#open}}", "{{/shut}}", "{{> none}}", "{{> bad}}", "{{> half}}{{/x}}", "{{> bad"}) {
    const auto broken = Templates::FromText({{"bad", bad}, {"good", ""}});
    ASSERT_FALSE(broken.ok()) << bad;
    EXPECT_TRUE(broken.error().message.starts_with("bad.mustache")) << broken.error().message;
  }
  EXPECT_FALSE(Templates::FromText({{"page", "{{> half}}{{/x}}"}, {"half", "{{#x}}"}}).ok())
      << "each is whole by itself";
  EXPECT_FALSE(Templates::Load("/nonexistent").ok());
}

constexpr std::array<std::string_view, 2> kLanguages = {"en", "de"};
constexpr std::array<std::string_view, 2> kIds = {"page.hello", "page.none"};
constexpr std::array<std::string_view, 4> kTexts = {"Hello <b>{{name}}</b>!", "<b>{{name}}</b>, guten Tag!", "None",
                                                    "Keine"};
const Catalogue kMessages{kLanguages, kIds, kTexts};

TEST(Templates, AMessageStandsInItsLanguageWithThePagesOwnValues) {
  const auto templates = Templates::FromText(
      {{"page", "<p>[[page.hello]]</p>{{> rest}}"}, {"rest", "{{^items}}<i title=\"[[page.none]]\"></i>{{/items}}"}},
      kMessages);
  ASSERT_TRUE(templates.ok()) << templates.error().message;
  const nlohmann::json values = {{"name", "<Ann>"}, {"items", nlohmann::json::array()}};
  EXPECT_EQ(*templates->Render("page", "en", values), "<p>Hello <b>&lt;Ann&gt;</b>!</p><i title=\"None\"></i>");
  const std::string german = "<p><b>&lt;Ann&gt;</b>, guten Tag!</p><i title=\"Keine\"></i>";
  EXPECT_EQ(*templates->Render("page", "de", values), german);
  EXPECT_EQ(*templates->Render("page", "de-AT", values), german);
  EXPECT_EQ(*templates->Render("page", "fr", values), *templates->Render("page", "en", values));
}

TEST(Templates, AMessageThatIsNotThereIsAnError) {
  for (const std::string bad : {"[[page.helo]]", "[[page.hello", "[[]]", "[[ page.hello ]]"}) {
    const auto broken = Templates::FromText({{"bad", bad}}, kMessages);
    ASSERT_FALSE(broken.ok()) << bad;
    EXPECT_TRUE(broken.error().message.starts_with("bad.mustache")) << broken.error().message;
  }
}

TEST(Templates, AValueIsNeverReadAsAMessage) {
  const auto templates = Templates::FromText({{"page", "{{name}}"}}, kMessages);
  EXPECT_EQ(*templates->Render("page", "de", {{"name", "[[page.none]]"}}), "[[page.none]]");
}

/// The parsed page is shared: under ThreadSanitizer this fails where rendering writes to it.
TEST(Templates, ThreadsShareAPage) {
  const auto templates = Templates::FromText(
      {{"page", "{{> head}}{{#items}}\n  {{n}}{{#last}}.{{/last}}\n{{/items}}{{^items}}none{{/items}}"},
       {"head", "{{! A comment. }}{{title}}:"}});
  ASSERT_TRUE(templates.ok());
  constexpr int kThreads = 4;
  std::vector<std::string> pages(kThreads);
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      for (int again = 0; again < 50; ++again) {
        pages[i] = *templates->Render("page", "en", {{"title", i}, {"items", {{{"n", i}, {"last", i % 2 == 0}}}}});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < kThreads; ++i) {
    const std::string n = std::to_string(i);
    EXPECT_EQ(pages[i], n + ":\n  " + n + (i % 2 == 0 ? "." : "") + "\n");
  }
}

}  // namespace
}  // namespace ezpt::server
