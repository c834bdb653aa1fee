// docs/frame-journey.md is the first thing a newcomer reads: its numbered
// headings must be the calls of pipeline.cc, in their order.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace ezpt::coach {
namespace {

std::string Read(const std::string& path) {
  std::ifstream file(std::string(EZPT_SOURCE_DIR "/") + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> AllMatches(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) found.push_back((*it)[1]);
  return found;
}

/// The body of the function whose definition begins with `signature`.
std::string BodyOf(const std::string& source, const std::string& signature) {
  const std::size_t begin = source.find(signature);
  if (begin == std::string::npos) return "";
  return source.substr(begin + signature.size(), source.find("\n}\n", begin) - begin - signature.size());
}

/// Stages are members of Pipeline::Impl, named between these two lines of its header.
std::vector<std::string> DeclaredStages() {
  const std::string header = Read("src/coach/pipeline_impl.h");
  const std::size_t begin = header.find("// The stages");
  const std::size_t end = header.find("\n\n", begin);
  return AllMatches(header.substr(begin, end - begin), std::regex(R"(([A-Z]\w+)\([^;]*\);)"));
}

std::vector<std::string> CalledStages() {
  const std::string source = Read("src/coach/pipeline.cc");
  const std::string journey = BodyOf(source, "Result<Feedback> Pipeline::ProcessFrame(") +
                              BodyOf(source, "Result<Feedback> Pipeline::Impl::Process(");
  std::vector<std::string> stages;
  for (const std::string& call : AllMatches(journey, std::regex(R"(\b([A-Z][A-Za-z]+)\()"))) {
    if (call != "Process") stages.push_back(call);
  }
  return stages;
}

std::vector<std::string> Headings() {
  return AllMatches(Read("docs/frame-journey.md"), std::regex(R"(\n## \d+\. (\w+))"));
}

TEST(FrameJourney, HeadingsAreTheCallsInTheirOrder) {
  ASSERT_GE(CalledStages().size(), 5u);
  EXPECT_EQ(Headings(), CalledStages());
  EXPECT_EQ(Headings(), DeclaredStages());
}

TEST(FrameJourney, HeadingsAreNumberedInOrder) {
  const auto numbers = AllMatches(Read("docs/frame-journey.md"), std::regex(R"(\n## (\d+)\.)"));
  for (std::size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(numbers[i], std::to_string(i + 1));
}

TEST(FrameJourney, EveryFileItNamesExists) {
  for (const std::string& path : AllMatches(Read("docs/frame-journey.md"), std::regex(R"(`(src/[\w/.]+\.\w+)`)"))) {
    EXPECT_TRUE(std::ifstream(EZPT_SOURCE_DIR "/" + path).good()) << path;
  }
  for (const std::string& path : AllMatches(Read("docs/frame-journey.md"), std::regex(R"(\]\(([\w/.-]+)\))"))) {
    EXPECT_TRUE(std::ifstream(EZPT_SOURCE_DIR "/docs/" + path).good()) << path;
  }
}

}  // namespace
}  // namespace ezpt::coach
