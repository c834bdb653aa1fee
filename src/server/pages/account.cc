#include "server/pages/account.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <ctime>
#include <utility>

#include "server/qr_code.h"
#include "server/sign_in_cookie.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

using Names = std::pair<std::string_view, std::string_view>;

/// The first that is found counts: each browser claims to be all before it.
constexpr std::array<Names, 6> kBrowsers{{{"Edg/", "Edge"},
                                          {"OPR/", "Opera"},
                                          {"SamsungBrowser", "Samsung Internet"},
                                          {"Firefox", "Firefox"},
                                          {"Chrome", "Chrome"},
                                          {"Safari", "Safari"}}};
constexpr std::array<Names, 6> kSystems{{{"Android", "Android"},
                                         {"iPhone", "iPhone"},
                                         {"iPad", "iPad"},
                                         {"Windows", "Windows"},
                                         {"Mac OS", "Mac"},
                                         {"Linux", "Linux"}}};

template <std::size_t kCount>
std::string_view NameIn(std::string_view agent, const std::array<Names, kCount>& names, std::string_view otherwise) {
  for (const auto& [sign, name] : names) {
    if (agent.find(sign) != std::string_view::npos) return name;
  }
  return otherwise;
}

std::tm UtcOf(int64_t ms) {
  const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return utc;
}

}  // namespace

std::string DeviceName(const Request& request) {
  const std::string_view agent = request.Header("user-agent");
  return fmt::format("{} on {}", NameIn(agent, kBrowsers, kSomeBrowser), NameIn(agent, kSystems, kSomeSystem));
}

clinic::Caller CallerOf(const Context& context, const Request& request, bool is_shared) {
  return {.address = context.person.address,
          .device = DeviceName(request),
          .is_shared = is_shared,
          .browser = context.signed_in ? "" : context.person.owner};
}

std::string HomeOf(clinic::Role role) {
  switch (role) {
    case clinic::Role::kPatient:
      return "/";
    case clinic::Role::kHelper:
    case clinic::Role::kTherapist:
      return "/patients";
    case clinic::Role::kAdmin:
      return "/clinic";
    case clinic::Role::kOperator:
      return "/operator";
  }
  return "/";
}

Response WithSignIn(Response page, const Request& request, const clinic::Welcome& welcome) {
  const clinic::SignIn& made = welcome.sign_in;
  // Staff's and a shared tablet's end with the browser, whatever the server still knows.
  const bool stays = !made.is_shared && (made.role == clinic::Role::kPatient || made.role == clinic::Role::kHelper);
  const int64_t age_s = stays ? (made.expires_ms - made.created_ms) / 1000 : 0;
  page.headers.emplace_back("Set-Cookie", SetSignInCookie(welcome.token, request.transport, age_s));
  return page;
}

std::string TimeText(int64_t ms, std::string_view language) { return FormatDay(ms, language); }
std::string TimeIso(int64_t ms) { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", UtcOf(ms)); }

MomentView MomentOf(int64_t ms, std::string_view language) { return {TimeIso(ms), TimeText(ms, language)}; }

QrView QrOf(const std::string& text) {
  const QrPicture picture = QrForPages(text);
  return {picture.path, picture.size};
}

std::string UrlOf(const Request& request, const std::string& path) {
  const char* scheme = request.transport == Transport::kHttps ? "https" : "http";
  return fmt::format("{}://{}{}", scheme, request.Header("host"), path);
}

}  // namespace ezpt::server
