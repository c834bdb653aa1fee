#include "home.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "exercise/validate.h"
#include "exercise/vocabulary.h"
#include "exercise_yaml/yaml.h"
#include "media/model_file.h"

namespace ezpt::app {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> kKnownUnsupported = {"blazepose_lite", "blazepose_full", "blazepose_heavy"};

bool IsHome(const fs::path& folder) {
  std::error_code error;
  return fs::is_directory(folder / "exercises", error);
}

fs::path ProgramPath() {
  std::array<char, PATH_MAX> buffer{};
  const ssize_t size = readlink("/proc/self/exe", buffer.data(), buffer.size());
  return size > 0 ? fs::path(std::string(buffer.data(), static_cast<std::size_t>(size))) : fs::path();
}

}  // namespace

Result<std::string> Home() {
  if (const char* home = std::getenv("EZPT_HOME"); home != nullptr && *home != '\0') {
    if (IsHome(home)) return std::string(home);
    return Error{ErrorCode::kNotFound, "EZPT_HOME: no folder exercises in " + std::string(home)};
  }
  const fs::path program = ProgramPath();
  for (fs::path folder = program.parent_path(); !folder.empty(); folder = folder.parent_path()) {
    if (IsHome(folder)) return folder.string();
    if (folder == folder.root_path()) break;
  }
  return Error{ErrorCode::kNotFound, "no folder exercises above the program; set EZPT_HOME to the folder that has it"};
}

Result<Library> LoadExercises() {
  EZPT_TRY(const std::string home, Home());
  EZPT_TRY(std::vector<exercise::Definition> definitions,
           exercise::LoadLibrary((fs::path(home) / "exercises").string()));
  if (definitions.empty()) return Error{ErrorCode::kNotFound, home + "/exercises: no exercises"};
  Library library;
  for (exercise::Definition& definition : definitions) {
    library.push_back(std::make_shared<const exercise::Definition>(std::move(definition)));
  }
  return library;
}

Result<std::shared_ptr<const motion::MovementLibrary>> LoadMovements() {
  EZPT_TRY(const Library library, LoadExercises());
  return motion::MakeMovementLibrary(library);
}

Result<std::shared_ptr<const exercise::Definition>> FindExercise(const std::string& id) {
  EZPT_TRY(const Library library, LoadExercises());
  std::vector<std::string_view> ids;
  for (const auto& definition : library) {
    if (definition->id == id) return definition;
    ids.push_back(definition->id);
  }
  const std::string_view nearest = exercise::Nearest(id, ids);
  const std::string hint = nearest.empty() ? "see ezpt exercise list" : "did you mean " + std::string(nearest) + "?";
  return Error{ErrorCode::kNotFound, "unknown exercise \"" + id + "\"; " + hint};
}

Result<std::shared_ptr<const nn::Model>> LoadModel(const std::string& model) {
  if (std::find(kKnownUnsupported.begin(), kKnownUnsupported.end(), model) != kKnownUnsupported.end()) {
    return Error{ErrorCode::kUnsupported, "model " + model + " cannot be run yet; use movenet_lightning"};
  }
  if (model != kDefaultModel) {
    std::error_code error;
    if (!fs::exists(model, error)) {
      return Error{ErrorCode::kNotFound, "unknown model \"" + model + "\"; use movenet_lightning or a model's path"};
    }
    return media::ReadModel(model);
  }
  EZPT_TRY(const std::string home, Home());
  const fs::path path = fs::path(home) / "build/models/movenet-lightning.json";
  std::error_code error;
  if (!fs::exists(path, error)) {
    return Error{ErrorCode::kUnavailable, "the model is missing: " + path.string() + "; ./x setup fetches it"};
  }
  return media::ReadModel(path.string());
}

}  // namespace ezpt::app
