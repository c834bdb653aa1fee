// What somebody typed before they were signed out.

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

#include "clinic/front_desk.h"

namespace ezpt::clinic {
namespace {

constexpr int64_t kKeptMs = 24 * int64_t{3'600'000};
/// Half of what a page's form may send: it travels in hexadecimal.
constexpr std::size_t kMostTyped = 6 << 10;

std::string SealedFor(const std::string& person) { return "typed by " + person; }

}  // namespace

Result<std::string> FrontDesk::KeepTyped(const std::string& token, const Typed& typed) const {
  if (typed.body.size() > kMostTyped) return std::string();
  EZPT_TRY(const std::string person, parts_.database->Read("cannot read who was signed in", [&](store::ReadTx& tx) {
    return SignIns::WasSignedIn(tx, HashToken(token));
  }));
  if (person.empty()) return std::string();
  return Hex(vault_.Seal(fmt::format("{} {}\n{}", now_ms() + kKeptMs, typed.path, typed.body), SealedFor(person)));
}

std::optional<FrontDesk::Typed> FrontDesk::TypedBy(const std::string& person, const std::string& kept) const {
  const auto sealed = FromHex(kept);
  if (!sealed) return std::nullopt;
  const auto opened = vault_.Open(*sealed, SealedFor(person));
  if (!opened.ok() || std::strtoll(opened->c_str(), nullptr, 10) < now_ms()) return std::nullopt;
  const std::size_t space = opened->find(' '), line = opened->find('\n');
  return Typed{opened->substr(space + 1, line - space - 1), opened->substr(line + 1)};
}

}  // namespace ezpt::clinic
