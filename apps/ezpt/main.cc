#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "base/error.h"
#include "command.h"

namespace ezpt::app {
namespace {

/// Whatever `text` has, one line.
std::string OneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  while (text.ends_with(' ') || text.ends_with('.')) text.pop_back();
  return text;
}

int Fail(const std::string& message, ErrorCode code) {
  std::fprintf(stderr, "ezpt: %s\n", OneLine(message).c_str());
  return ExitCode(code);
}

/// Of the arguments; a command that does not exist is named rather than missed.
std::string WhyNotParsed(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* command = &app;
  std::string name = "ezpt";
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    name += " " + command->get_name();
  }
  std::string why = error.what();
  if (command->get_require_subcommand_min() > 0) {
    const std::vector<std::string> rest = app.remaining(true);
    const auto word = std::find_if(rest.begin(), rest.end(), [](const std::string& s) { return !s.starts_with('-'); });
    if (word != rest.end()) why = "unknown command \"" + *word + "\"";
  }
  return why + "; see " + name + " --help";
}

int Finish(const Output& output) {
  const std::string& text = output.text();
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (!written || std::fflush(stdout) != 0) return Fail("cannot write to standard output", ErrorCode::kInternal);
  return output.exit_status();
}

int Run(int argc, char** argv) {
  CLI::App app("EZ-PT: guided physical therapy from a camera", "ezpt");
  app.require_subcommand(1);
  app.set_version_flag("--version", EZPT_VERSION);
  Action action;
  AddPoseCommand(app, action);
  AddAnalyzeCommand(app, action);
  AddVirtualPatientCommand(app, action);
  AddExerciseCommand(app, action);
  AddPosedbCommand(app, action);
  AddServeCommand(app, action);
  AddBackupCommand(app, action);
  AddRestoreCommand(app, action);
  AddKeysCommand(app, action);
  AddBenchCommand(app, action);
  AddEvalCommand(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);  // Help and version, on standard output.
  } catch (const CLI::ParseError& error) {
    return Fail(WhyNotParsed(app, error), ErrorCode::kInvalidArgument);
  }
  Output output;
  if (const Status status = action(output); !status.ok()) return Fail(status.error().message, status.error().code);
  return Finish(output);
}

}  // namespace
}  // namespace ezpt::app

int main(int argc, char** argv) {
  try {
    return ezpt::app::Run(argc, argv);
  } catch (const std::exception& exception) {
    // Memory is the only thing left that can throw here.
    return ezpt::app::Fail(exception.what(), ezpt::ErrorCode::kInternal);
  }
}
