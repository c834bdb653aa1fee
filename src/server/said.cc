#include "server/said.h"

#include <array>
#include <utility>

namespace ezpt::server {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 23> kSaid{{
    {"signed-out", "You are signed out."},
    {"idle", "You were away for a while, and are signed out."},
    {"password-changed", "Your password is changed. Your other devices are signed out."},
    {"password-set", "Your new password is set. Sign in with it."},
    {"second-factor-removed", "Signing in asks for your password only."},
    {"history-erased", "All that you did here is erased."},
    {"account-closed", "Your account is closed, and all that you did here is erased."},
    {"changes-read", "All changes are listed under “Recent changes”."},
    {"device-ended", "That device is signed out."},
    {"others-ended", "All your other devices are signed out."},
    {"patient-added", "The patient is on your list."},
    {"cover-added", "Your colleague sees this patient from now on."},
    {"place-ended", "They do not see this patient any more."},
    {"handover-asked", "The hand-over waits for your colleague's answer. Until then nothing changes."},
    {"handover-accepted", "You lead this patient's care from now on."},
    {"handover-declined", "You declined the hand-over. Your colleague goes on."},
    {"member-ended", "They are no member any more, and are signed out."},
    {"policy-set", "The clinic's rules are changed."},
    {"invitation-withdrawn", "The invitation works no more."},
    {"reviewed", "The emergency access is reviewed."},
    {"emergency-begun", "You see this record for four hours. The patient and your administrator are told."},
    {"second-factor-due", "Your clinic asks for a second factor: set it up to go on."},
    {"stepped-in", "This is a demonstration: nobody here is real."},
}};

}  // namespace

std::optional<std::string> SaidText(std::string_view word) {
  for (const auto& [known, text] : kSaid) {
    if (known == word) return std::string(text);
  }
  return std::nullopt;
}

Response SeeOtherAndSay(std::string path, std::string_view word) {
  path += path.find('?') == std::string::npos ? "?said=" : "&said=";
  return SeeOther(path + std::string(word));
}

}  // namespace ezpt::server
