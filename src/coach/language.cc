#include "coach/language.h"

#include <algorithm>
#include <string>

#include "coach/phrases.h"

namespace ezpt::coach {
namespace {

using exercise::Definition;

/// A text that has no words at all says nothing in any language.
template <typename Text>
bool Has(const Text& text, std::string_view tag) {
  return text.empty() || text.contains(std::string(tag)) || text.contains(std::string(tag.substr(0, tag.find('-'))));
}

bool HasAll(const Definition& definition, std::string_view tag) {
  const auto named = [&](const auto& item) { return Has(item.names, tag); };
  const auto corrected = [&](const exercise::Fault& fault) { return Has(fault.names, tag) && Has(fault.cue, tag); };
  return named(definition) && Has(definition.start_cue, tag) && Has(definition.instructions, tag) &&
         Has(definition.contraindications, tag) && Has(definition.equipment, tag) &&
         std::all_of(definition.measures.begin(), definition.measures.end(), named) &&
         std::all_of(definition.faults.begin(), definition.faults.end(), corrected);
}

}  // namespace

std::string_view LanguageOf(const Definition& definition, std::string_view asked) {
  return HasPhrases(asked) && HasAll(definition, asked) ? asked : "en";
}

}  // namespace ezpt::coach
