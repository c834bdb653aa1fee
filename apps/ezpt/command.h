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

 private:
  std::string text_;
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
void AddBenchCommand(CLI::App& app, Action& action);
void AddEvalCommand(CLI::App& app, Action& action);

}  // namespace ezpt::app
