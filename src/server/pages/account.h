#pragma once

#include <string>
#include <string_view>

#include "clinic/front_desk.h"
#include "server/context.h"
#include "server/http.h"
#include "server/pages/account_views.h"

/// What the pages of accounts, patients and the clinic have in common.
namespace ezpt::server {

inline constexpr std::string_view kSomeBrowser = "A browser";
inline constexpr std::string_view kSomeSystem = "another device";

/// The browser and system of a request, as it is stored: "Firefox on Linux". Readers get it by DeviceWords.
[[nodiscard]] std::string DeviceName(const Request& request);
[[nodiscard]] clinic::Caller CallerOf(const Context& context, const Request& request, bool is_shared = false);

/// Where somebody's day begins.
[[nodiscard]] std::string HomeOf(clinic::Role role);

/// `page`, with the cookie of a sign-in that was just made.
[[nodiscard]] Response WithSignIn(Response page, const Request& request, const clinic::Welcome& welcome);

/// "30 November 2026, 06:15 UTC", and as ISO 8601 for a script that shows local time.
[[nodiscard]] std::string TimeText(int64_t ms, std::string_view language);
[[nodiscard]] std::string TimeIso(int64_t ms);
[[nodiscard]] MomentView MomentOf(int64_t ms, std::string_view language);

[[nodiscard]] QrView QrOf(const std::string& text);
/// An address of this server, as the browser asked for it.
[[nodiscard]] std::string UrlOf(const Request& request, const std::string& path);

}  // namespace ezpt::server
