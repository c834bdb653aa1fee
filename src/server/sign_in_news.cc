#include "server/sign_in_news.h"

#include "server/pages/account.h"
#include "server/pages/account_words.h"
#include "server/say.h"

namespace ezpt::server {
namespace {

std::string WordsOf(const clinic::SignInChange& change, std::string_view language) {
  using Kind = clinic::SignInChange::Kind;
  const std::string by = change.by_name.empty() ? Say(language, "change.somebody_of_your_clinic") : change.by_name;
  switch (change.kind) {
    case Kind::kPassword:
      return Say(language, "change.password");
    case Kind::kRecoveryOffered:
      return Say(language, "change.recovery_offered", {{"by", by}});
    case Kind::kRecovered:
      return Say(language, "change.recovered", {{"by", by}});
    case Kind::kSecondFactorOn:
      return Say(language, "change.second_factor_on");
    case Kind::kSecondFactorOff:
      return Say(language, "change.second_factor_off");
    case Kind::kRecoveryCodeUsed:
      return Say(language, "change.recovery_code_used");
    case Kind::kNewDevice:
      return Say(language, "change.new_device");
    case Kind::kSignedOut:
      return Say(language, "change.signed_out", {{"by", by}});
  }
  return "";
}

}  // namespace

std::vector<ChangeView> ViewsOf(const std::vector<clinic::SignInChange>& changes, std::string_view language) {
  std::vector<ChangeView> views;
  for (const clinic::SignInChange& change : changes) {
    views.push_back({.words = WordsOf(change, language),
                     .device = DeviceWords(language, change.device),
                     .has_device = !change.device.empty(),
                     .at = TimeIso(change.at_ms),
                     .at_text = TimeText(change.at_ms, language)});
  }
  return views;
}

}  // namespace ezpt::server
