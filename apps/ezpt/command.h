#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace ezpt::app {

/// What a command prints. Kept until the command has succeeded, so that a failed
/// one leaves nothing on standard output.
class Output {
 public:
  void Line(const std::string& line) {
    text_ += line;
    text_ += '\n';
  }
  [[nodiscard]] const std::string& text() const { return text_; }

  /// The command did its work, and what it reports is that something is wrong: the text is printed, the exit status 1.
  void ReportsProblems() { exit_status_ = 1; }
  [[nodiscard]] int exit_status() const { return exit_status_; }

 private:
  std::string text_;
  int exit_status_ = 0;
};

/// What main() runs once the flags are read.
using Action = std::function<Status(Output&)>;

/// Each adds its command to the program; when that command is asked for, parsing
/// sets `action`. One file a command.
void AddPoseCommand(CLI::App& app, Action& action);
void AddAnalyzeCommand(CLI::App& app, Action& action);
void AddVirtualPatientCommand(CLI::App& app, Action& action);
void AddExerciseCommand(CLI::App& app, Action& action);
void AddPosedbCommand(CLI::App& app, Action& action);
void AddServeCommand(CLI::App& app, Action& action);
void AddBackupCommand(CLI::App& app, Action& action);
void AddRestoreCommand(CLI::App& app, Action& action);
void AddKeysCommand(CLI::App& app, Action& action);
void AddBenchCommand(CLI::App& app, Action& action);
void AddEvalCommand(CLI::App& app, Action& action);

}  // namespace ezpt::app
