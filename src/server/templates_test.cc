#include "server/templates.h"

#include <gtest/gtest.h>

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
      "page", {{"title", "A & B"}, {"name", "<script>"}, {"none", nullptr}, {"items", {{{"n", 1}}, {{"n", 2.5}}}}});
  ASSERT_TRUE(html.ok());
  EXPECT_EQ(*html, "<title>A &amp; B</title><p>&lt;script&gt;</p><i>1</i><i>2.5</i>-");
  EXPECT_EQ(templates->Render("no_page", {}).error().code, ErrorCode::kNotFound);
}

TEST(Templates, WhatIsIncludedSeesWhatStandsAroundIt) {
  const auto templates = Templates::FromText(
      {{"page", "{{#items}}{{>  item  }};{{/items}}"}, {"item", "{{> n}}{{> n}}of {{of}}"}, {"n", "{{n}} "}});
  ASSERT_TRUE(templates.ok());
  EXPECT_EQ(*templates->Render("page", {{"of", 2}, {"items", {{{"n", 1}}, {{"n", 2}}}}}), "1 1 of 2;2 2 of 2;");
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
        pages[i] = *templates->Render("page", {{"title", i}, {"items", {{{"n", i}, {"last", i % 2 == 0}}}}});
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
