#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/template_walk_fixture.h"

/// What the walk finds, by views of its own: without this views_test.cc could pass because it finds nothing.
namespace ezpt::server {

struct WalkTestInner {
  std::string name;
  bool is_on = false;
};
BOOST_DESCRIBE_STRUCT(WalkTestInner, (), (name, is_on))

struct WalkTestOuter {
  std::string title;
  std::vector<WalkTestInner> items;
  std::vector<std::string> words;
  std::optional<WalkTestInner> maybe;
  WalkTestInner always;
  Omittable<double> goal;
};
BOOST_DESCRIBE_STRUCT(WalkTestOuter, (), (title, items, words, maybe, always, goal))

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> ProblemsOf(const std::string& text) {
  const TemplateWalk::Files files = {{"page", text}, {"part", "{{name}}"}};
  const Shape outer = ShapeOf<WalkTestOuter>();
  TemplateWalk walk(files);
  walk.Walk("page", {&outer});
  return walk.problems();
}

TEST(TemplateWalk, FollowsSectionsDotsAndIncludes) {
  for (const std::string good :
       {"{{title}}", "{{#items}}{{name}}{{title}}{{> part}}{{#is_on}}{{name}}{{/is_on}}{{/items}}{{^items}}{{/items}}",
        "{{#words}}{{.}}{{/words}}", "{{#maybe}}{{name}}{{/maybe}}{{^maybe}}{{/maybe}}", "{{always.name}}",
        "{{#always}}{{name}}{{/always}}", "{{#goal}}{{goal}}{{/goal}}", "{{! {title} and so on }}"}) {
    EXPECT_THAT(ProblemsOf(good), IsEmpty()) << good;
  }
}

TEST(TemplateWalk, FindsWhatIsNotThere) {
  EXPECT_THAT(ProblemsOf("{{titel}}"), ElementsAre("page.mustache: no view has {{titel}}"));
  EXPECT_THAT(ProblemsOf("{{> part}}"), ElementsAre("part.mustache: no view has {{name}}"));
  EXPECT_THAT(ProblemsOf("{{#items}}{{/items}}{{name}}"), ElementsAre("page.mustache: no view has {{name}}"));
  EXPECT_THAT(ProblemsOf("{{^maybe}}{{name}}{{/maybe}}"), ElementsAre("page.mustache: no view has {{name}}"));
  EXPECT_THAT(ProblemsOf("{{items.name}}"), ElementsAre("page.mustache: no view has {{items.name}}"));
  EXPECT_THAT(ProblemsOf("{{> none}}"), ElementsAre("page.mustache: there is no none.mustache"));
}

TEST(TemplateWalk, FindsWhatMeansSomethingElse) {
  EXPECT_THAT(ProblemsOf("{{#title}}{{/title}}"), ElementsAre("page.mustache: {{#title}} is never empty or false"));
  EXPECT_THAT(ProblemsOf("{{^always}}{{/always}}"), ElementsAre("page.mustache: {{^always}} is never empty or false"));
  EXPECT_THAT(ProblemsOf("{{items}}"), ElementsAre("page.mustache: {{items}} is nothing that could be printed"));
  EXPECT_THAT(ProblemsOf("{{always.is_on}}"), ElementsAre(HasSubstr("nothing that could be printed")));
  EXPECT_THAT(ProblemsOf("{{{title}}}"), ElementsAre(HasSubstr("not for templates of ours")));
  EXPECT_THAT(ProblemsOf("{{&title}}"), ElementsAre(HasSubstr("not for templates of ours")));
}

TEST(View, WhatIsMissingIsNullOrLeftOut) {
  WalkTestOuter outer;
  EXPECT_TRUE(nlohmann::json(outer)["maybe"].is_null());
  EXPECT_FALSE(nlohmann::json(outer).contains("goal"));
  outer.maybe = WalkTestInner{.name = "x", .is_on = true};
  outer.goal = 2.5;
  EXPECT_EQ(nlohmann::json(outer)["maybe"], nlohmann::json({{"name", "x"}, {"is_on", true}}));
  EXPECT_EQ(nlohmann::json(outer)["goal"], 2.5);
}

}  // namespace
}  // namespace ezpt::server
