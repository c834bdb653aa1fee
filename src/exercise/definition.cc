#include "exercise/definition.h"

#include <algorithm>

namespace ezpt::exercise {
namespace {

template <typename T>
const T* FindById(const std::vector<T>& list, std::string_view id) {
  const auto it = std::find_if(list.begin(), list.end(), [&](const T& item) { return item.id == id; });
  return it == list.end() ? nullptr : &*it;
}

}  // namespace

const Fault* FindFault(const Definition& definition, std::string_view id) { return FindById(definition.faults, id); }

const Measure* FindMeasure(const Definition& definition, std::string_view id) {
  return FindById(definition.measures, id);
}

const CountingRule* RuleFor(const Definition& definition, body::View view) {
  for (const CountingRule& rule : definition.counting) {
    if (std::find(rule.views.begin(), rule.views.end(), view) != rule.views.end()) return &rule;
  }
  return nullptr;
}

}  // namespace ezpt::exercise
