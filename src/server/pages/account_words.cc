#include "server/pages/account_words.h"

#include "server/pages/account.h"
#include "server/say.h"

namespace ezpt::server {
namespace {

constexpr std::string_view kOn = " on ";

}  // namespace

std::string RoleWords(std::string_view language, clinic::Role role) {
  return SayOneOf(language, "role", clinic::NameOf(role)).value_or("");
}

std::string RoleAt(std::string_view language, clinic::Role role, const std::string& clinic) {
  const std::string words = RoleWords(language, role);
  if (clinic.empty()) return words;
  return Say(language, "role.at_clinic", {{"role", words}, {"clinic", clinic}});
}

std::string AsRole(std::string_view language, clinic::Role role) {
  return SayOneOf(language, "as_role", clinic::NameOf(role)).value_or("");
}

std::string DeviceWords(std::string_view language, const std::string& device) {
  const std::size_t on = device.find(kOn);
  if (on == std::string::npos) return device;
  std::string browser = device.substr(0, on);
  std::string system = device.substr(on + kOn.size());
  if (browser == kSomeBrowser) browser = Say(language, "device.a_browser");
  if (system == kSomeSystem) system = Say(language, "device.another_device");
  return Say(language, "device.browser_on_system", {{"browser", browser}, {"system", system}});
}

}  // namespace ezpt::server
