#include "clinic/scope.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ezpt::clinic {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 5> kNames{{{Role::kPatient, "patient"},
                                                                   {Role::kHelper, "helper"},
                                                                   {Role::kTherapist, "therapist"},
                                                                   {Role::kAdmin, "admin"},
                                                                   {Role::kOperator, "operator"}}};

}  // namespace

std::string NameOf(Role role) {
  for (const auto& [known, name] : kNames) {
    if (known == role) return std::string(name);
  }
  return "";
}

std::optional<Role> RoleOf(std::string_view name) {
  for (const auto& [role, known] : kNames) {
    if (known == name) return role;
  }
  return std::nullopt;
}

std::optional<std::string> CleanText(std::string_view text, std::size_t most_bytes) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  const bool has_controls = std::any_of(text.begin(), text.end(), [&](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && !is_space(c)) || c == 0x7f;
  });
  if (text.empty() || text.size() > most_bytes || has_controls) return std::nullopt;
  return std::string(text);
}

}  // namespace ezpt::clinic
