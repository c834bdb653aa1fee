#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/http.h"

/// Which language a page is in: the one that the person chose on a page, which a cookie keeps
/// (`__Host-ezpt_language` over https, `ezpt_language` over http), else what their browser asks for, else English.
namespace ezpt::server {

/// One of Languages() (say.h), as its tag.
[[nodiscard]] std::string LanguageFor(const Request& request);

/// The language of ours that an Accept-Language header likes best (RFC 9110, 12.5.4): "de-AT, fr;q=0.9" is "de". Of
/// two that it likes alike, the one that it names first. Nothing where it likes none, and for what is malformed or
/// longer than any browser's.
[[nodiscard]] std::optional<std::string_view> LikedLanguage(std::string_view accept_language);

/// Set-Cookie for a choice. REQUIRES: it is one of Languages().
[[nodiscard]] std::string SetLanguageCookie(std::string_view language, Transport transport);

}  // namespace ezpt::server
