#include "server/sign_in_news.h"

#include <fmt/format.h>

#include "server/pages/account.h"

namespace ezpt::server {
namespace {

std::string WordsOf(const clinic::SignInChange& change) {
  using Kind = clinic::SignInChange::Kind;
  const std::string by = change.by_name.empty() ? "somebody of your clinic" : change.by_name;
  switch (change.kind) {
    case Kind::kPassword:
      return "Your password was changed.";
    case Kind::kRecoveryOffered:
      return fmt::format("A recovery code for your account was made by {}.", by);
    case Kind::kRecovered:
      return fmt::format("A new password was set with the recovery code made by {}.", by);
    case Kind::kSecondFactorOn:
      return "The second factor was set up, with new recovery codes.";
    case Kind::kSecondFactorOff:
      return "The second factor was removed.";
    case Kind::kRecoveryCodeUsed:
      return "One of your recovery codes was used to sign in.";
    case Kind::kNewDevice:
      return "A new browser signed in to your account.";
    case Kind::kSignedOut:
      return fmt::format("You were signed out by {}.", by);
  }
  return "";
}

}  // namespace

std::vector<ChangeView> ViewsOf(const std::vector<clinic::SignInChange>& changes) {
  std::vector<ChangeView> views;
  for (const clinic::SignInChange& change : changes) {
    views.push_back({.words = WordsOf(change),
                     .device = change.device,
                     .has_device = !change.device.empty(),
                     .at = TimeIso(change.at_ms),
                     .at_text = TimeText(change.at_ms)});
  }
  return views;
}

}  // namespace ezpt::server
