#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "coach/measure_text.h"
#include "command.h"
#include "exercise/json.h"
#include "exercise/validate.h"
#include "exercise/vocabulary.h"
#include "exercise_yaml/yaml.h"
#include "home.h"
#include "json.h"

namespace ezpt::app {
namespace {

enum class Format { kText, kJson };
/// Where a definition's file stands: in a folder of exercises its name is the id.
enum class Placed { kAnywhere, kInFolder };

bool IsFolder(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

Status List(Format format, Output& output) {
  EZPT_TRY(const Library library, LoadExercises());
  for (const auto& entry : library) {
    const exercise::Definition& definition = *entry;
    const std::string& name = exercise::In(definition.names, "en");
    const std::string region(exercise::NameOf(definition.region));
    if (format == Format::kJson) {
      output.Line(Dump(Json{{"id", definition.id}, {"name", name}, {"region", region}}));
    } else {
      constexpr std::size_t kIdColumn = 26, kRegionColumn = 12;
      std::string line = definition.id;
      line.resize(std::max(line.size() + 1, kIdColumn), ' ');
      line += region;
      line.resize(std::max(line.size() + 1, kIdColumn + kRegionColumn), ' ');
      output.Line(line + name);
    }
  }
  return {};
}

std::string ViewList(const std::vector<body::View>& views) {
  std::string out;
  for (const body::View view : views) out += (out.empty() ? "" : ", ") + std::string(body::ViewName(view));
  return out;
}

void ShowList(const std::string& heading, const exercise::LocalizedList& list, Output& output) {
  const auto items = list.find("en");
  if (items == list.end() || items->second.empty()) return;
  output.Line(heading);
  for (const std::string& item : items->second) output.Line("  - " + item);
}

void ShowMeasures(const exercise::Definition& definition, Output& output) {
  output.Line("measures:");
  for (const exercise::Measure& measure : definition.measures) {
    std::string line = "  " + measure.id + ": " + exercise::In(measure.names, "en");
    if (measure.target) {
      line += ", goal " + coach::TargetText(*measure.target) + coach::UnitText(body::UnitOf(measure.signal));
    }
    output.Line(line + " (seen from " + ViewList(measure.views) + ")");
  }
}

void ShowFaults(const exercise::Definition& definition, Output& output) {
  output.Line("faults:");
  for (const exercise::Fault& fault : definition.faults) {
    output.Line("  " + fault.id + " (" + std::string(exercise::NameOf(fault.severity)) +
                "): " + exercise::In(fault.cue, "en") + " (seen from " + ViewList(fault.views) + ")");
  }
}

void ShowText(const exercise::Definition& definition, Output& output) {
  const exercise::Dose& dose = definition.dose;
  output.Line(exercise::In(definition.names, "en") + " (" + definition.id + ")");
  output.Line("views: " + ViewList(definition.views));
  output.Line("dose: " + std::to_string(dose.sets) + " x " + std::to_string(dose.reps) +
              (dose.hold.value > 0 ? ", hold " + Dump(Number(dose.hold.value, 1)) + " s" : ""));
  ShowList("you need:", definition.equipment, output);
  ShowList("how to do it:", definition.instructions, output);
  ShowList("take care:", definition.contraindications, output);
  ShowMeasures(definition, output);
  ShowFaults(definition, output);
}

Status Show(const std::string& id, Format format, Output& output) {
  EZPT_TRY(const std::shared_ptr<const exercise::Definition> definition, FindExercise(id));
  if (format == Format::kJson) {
    output.Line(exercise::ToJson(*definition));
  } else {
    ShowText(*definition, output);
  }
  return {};
}

/// A file that is not there is unreadable input, as one that is damaged.
Result<std::string> ReadInput(const std::string& file) {
  Result<std::string> text = exercise::ReadDefinitionText(file);
  if (!text.ok() && text.error().code == ErrorCode::kNotFound) {
    return Error{ErrorCode::kDamaged, text.error().message};
  }
  return text;
}

Status Check(const std::vector<std::string>& files, Output& output) {
  for (const std::string& file : files) {
    EZPT_TRY(const std::string text, ReadInput(file));
    EZPT_TRY(const exercise::Definition definition, exercise::ParseDefinitionYaml(text, file));
    output.Line(file + ": ok (" + definition.id + ")");
  }
  return {};
}

/// Every problem of one file, one a line, or that there is none.
Status Report(const std::string& file, Placed placed, Output& output) {
  EZPT_TRY(const std::string text, ReadInput(file));
  const Result<exercise::Node> document = exercise::ParseYaml(text, file);
  std::vector<std::string> problems;
  exercise::Validation validation;
  if (document.ok()) {
    validation = exercise::Validate(*document);
    for (const auto& problem : validation.problems) problems.push_back(exercise::FormatProblem(file, problem));
  } else {
    problems.push_back(document.error().message);
  }
  if (problems.empty() && placed == Placed::kInFolder) {
    std::string why_not = exercise::WhyNotInLibrary(validation.definition, file);
    if (!why_not.empty()) problems.push_back(std::move(why_not));
  }
  for (const std::string& problem : problems) output.Line(problem);
  if (problems.empty()) output.Line(file + ": ok (" + validation.definition.id + ")");
  if (!problems.empty()) output.ReportsProblems();
  return {};
}

/// Every problem of every file and of every folder's files, on standard output.
Status ReportAll(std::vector<std::string> paths, Output& output) {
  if (paths.empty()) {
    EZPT_TRY(const std::string home, Home());
    paths.push_back(home + "/exercises");
  }
  for (const std::string& path : paths) {
    const Placed placed = IsFolder(path) ? Placed::kInFolder : Placed::kAnywhere;
    std::vector<std::string> files{path};
    if (placed == Placed::kInFolder) {
      EZPT_TRY(files, exercise::DefinitionFiles(path));
      if (files.empty()) return Error{ErrorCode::kDamaged, path + ": holds no .yaml file"};
    }
    for (const std::string& file : files) EZPT_CHECK_OK(Report(file, placed, output));
  }
  return {};
}

struct Flags {
  std::string id;
  std::vector<std::string> files;
  bool json = false;
  bool all = false;

  [[nodiscard]] Format format() const { return json ? Format::kJson : Format::kText; }
};

}  // namespace

void AddExerciseCommand(CLI::App& app, Action& action) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("exercise", "The exercise library: list, show, check");
  command->require_subcommand(1);

  CLI::App* list = command->add_subcommand("list", "Every exercise: id, region, name");
  list->add_flag("--json", flags->json, "One JSON object a line");
  list->callback([&action, flags] { action = [flags](Output& out) { return List(flags->format(), out); }; });

  CLI::App* show = command->add_subcommand("show", "One exercise");
  show->add_option("ID", flags->id, "The exercise's id")->required();
  show->add_flag("--json", flags->json, "The definition as canonical JSON");
  show->callback([&action, flags] { action = [flags](Output& out) { return Show(flags->id, flags->format(), out); }; });

  CLI::App* check = command->add_subcommand("check", "Checks exercise files");
  check->add_option("FILE", flags->files, "YAML files, or folders of them; with --all the library where none is named");
  check->add_flag("--all", flags->all,
                  "Report every problem on standard output, with exit status 1, rather than fail at the first; so for "
                  "folders");
  check->callback([&action, flags] {
    if (flags->files.empty() && !flags->all) throw CLI::RequiredError("FILE");
    const bool report = flags->all || std::any_of(flags->files.begin(), flags->files.end(), IsFolder);
    action = [flags, report](Output& out) { return report ? ReportAll(flags->files, out) : Check(flags->files, out); };
  });
}

}  // namespace ezpt::app
