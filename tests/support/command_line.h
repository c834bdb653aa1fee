#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

// The built `ezpt`, run as a person would.
namespace ezpt::test {

/// Exit statuses.
inline constexpr int kFailed = 1;
inline constexpr int kBadRequest = 2;
inline constexpr int kUnreadable = 3;

/// How a run ended and what it printed.
struct Outcome {
  int code = -1;  ///< -1: killed.
  std::string out;
  std::string err;
};

/// The whole file's bytes; empty where it cannot be read.
[[nodiscard]] std::string ReadAll(const std::filesystem::path& path);

/// A landmark stream's header and `frames` of it.
[[nodiscard]] std::string Stream(const std::string& frames);

/// A test with a folder of its own, gone after it.
class CommandLine : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  [[nodiscard]] std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  /// For `ezpt serve`.
  [[nodiscard]] std::string Database() const { return Path("ezpt.db"); }

  /// Writes the file and returns its path.
  std::string Write(const std::string& name, const std::string& bytes) const;

  /// Runs `ezpt arguments` through the shell; no argument holds a quote.
  [[nodiscard]] Outcome Run(const std::string& arguments) const;

  /// Fails with `code`: one line on standard error, nothing on standard output.
  void ExpectError(const std::string& arguments, int code) const;

  /// A short video of moving noise, so that every part of the file matters. Returns its path.
  [[nodiscard]] std::string MakeVideo(const std::string& name) const;

  std::filesystem::path folder_;
};

}  // namespace ezpt::test
