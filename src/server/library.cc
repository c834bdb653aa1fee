#include "server/library.h"

#include "exercise_yaml/yaml.h"

namespace ezpt::server {

Library::Library(std::vector<exercise::Definition> definitions) {
  for (exercise::Definition& definition : definitions) {
    auto entry = std::make_shared<const exercise::Definition>(std::move(definition));
    by_id_.emplace(entry->id, entry);
  }
  for (const auto& [id, entry] : by_id_) all_.push_back(entry);
}

Result<Library> Library::Load(const std::string& folder) {
  EZPT_TRY(std::vector<exercise::Definition> definitions, exercise::LoadLibrary(folder));
  return Library(std::move(definitions));
}

Library::Entry Library::Find(std::string_view id) const {
  const auto it = by_id_.find(id);
  return it != by_id_.end() ? it->second : nullptr;
}

}  // namespace ezpt::server
