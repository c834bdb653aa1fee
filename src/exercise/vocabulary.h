#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "exercise/definition.h"

namespace ezpt::exercise {

template <typename E>
struct Named {
  std::string_view name;
  E value;
};

/// Every value of an enum of a definition with the word a file uses for it.
/// Defined for Region, Position, Laterality, ContactPart, Surface, ContactTime,
/// SideRule, MeasureAt, When, RelativeTo, Severity, body::View and body::Signal.
template <typename E>
[[nodiscard]] std::span<const Named<E>> NamesOf();

template <typename E>
[[nodiscard]] std::string_view NameOf(E value) {
  for (const Named<E>& entry : NamesOf<E>()) {
    if (entry.value == value) return entry.name;
  }
  return "";
}

template <typename E>
[[nodiscard]] std::optional<E> Parse(std::string_view name) {
  for (const Named<E>& entry : NamesOf<E>()) {
    if (entry.name == name) return entry.value;
  }
  return std::nullopt;
}

/// "working.knee_flexion" or "knee_flexion" to its parts; nothing if unknown.
struct DofName {
  Limb limb = Limb::kBoth;
  std::string_view family;
};
[[nodiscard]] std::optional<DofName> ParseDofName(std::string_view name);
[[nodiscard]] std::string FormatDofName(const DofAngle& angle);

/// The candidate least edits away from `word`, or empty when none is near.
/// Cost: O(candidates × length²), for messages only.
[[nodiscard]] std::string_view Nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace ezpt::exercise
