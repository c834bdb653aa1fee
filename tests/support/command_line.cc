#include "support/command_line.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/image.h"
#include "base/random.h"
#include "media/video_writer.h"

namespace ezpt::test {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::string Stream(const std::string& frames) {
  return R"({"format":"ezpt.landmarks/1","topology":"coco17","space":"image","width":640,"height":480,"fps":30})"
         "\n" +
         frames;
}

void CommandLine::SetUp() {
  folder_ = fs::temp_directory_path() / ("ezpt_cli_" + std::to_string(getpid()) + "_" +
                                         ::testing::UnitTest::GetInstance()->current_test_info()->name());
  fs::create_directories(folder_);
}

void CommandLine::TearDown() { fs::remove_all(folder_); }

std::string CommandLine::Write(const std::string& name, const std::string& bytes) const {
  std::ofstream(Path(name), std::ios::binary) << bytes;
  return Path(name);
}

Outcome CommandLine::Run(const std::string& arguments) const {
  const std::string command =
      std::string(EZPT_BINARY) + " " + arguments + " >" + Path("stdout") + " 2>" + Path("stderr") + " </dev/null";
  const int status = std::system(command.c_str());
  Outcome outcome;
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  outcome.out = ReadAll(folder_ / "stdout");
  outcome.err = ReadAll(folder_ / "stderr");
  return outcome;
}

void CommandLine::ExpectError(const std::string& arguments, int code) const {
  const Outcome outcome = Run(arguments);
  EXPECT_EQ(outcome.code, code) << arguments << ": " << outcome.err;
  EXPECT_EQ(outcome.out, "") << arguments;
  EXPECT_TRUE(outcome.err.starts_with("ezpt: ")) << arguments << ": " << outcome.err;
  EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1) << arguments << ": " << outcome.err;
}

std::string CommandLine::MakeVideo(const std::string& name) const {
  constexpr int kWidth = 160, kHeight = 120, kFrames = 40;
  auto writer = media::VideoWriter::Create(Path(name), {kWidth, kHeight, 30.0});
  EXPECT_TRUE(writer.ok());
  Image image(kWidth, kHeight);
  Random random(1);
  for (int i = 0; i < kFrames; ++i) {
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth * 3; ++x) image.Row(y)[x] = static_cast<uint8_t>(random.Next());
    }
    EXPECT_TRUE((*writer)->Write(image.view(), Seconds(i / 30.0)).ok());
  }
  EXPECT_TRUE((*writer)->Close().ok());
  return Path(name);
}

}  // namespace ezpt::test
