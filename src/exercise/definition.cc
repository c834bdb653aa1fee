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

const std::string& In(const LocalizedText& text, std::string_view language) {
  static const std::string kNothing;
  for (const std::string_view wanted : {language, language.substr(0, language.find('-')), std::string_view("en")}) {
    if (const auto found = text.find(std::string(wanted)); found != text.end()) return found->second;
  }
  return kNothing;
}

const Fault* FindFault(const Definition& definition, std::string_view id) { return FindById(definition.faults, id); }

const Measure* FindMeasure(const Definition& definition, std::string_view id) {
  return FindById(definition.measures, id);
}

}  // namespace ezpt::exercise
