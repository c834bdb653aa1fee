#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/http.h"

namespace ezpt::server {

/// After something was done a browser is led to a page (303) that says so once: by a word in its address, whose
/// sentence is a message `said.WORD`, so that nobody can make a page say anything else.

/// Nothing where there is no such word.
[[nodiscard]] std::optional<std::string> SaidText(std::string_view word, std::string_view language);

/// "/clinic?said=invited". REQUIRES: the word has a sentence.
[[nodiscard]] Response SeeOtherAndSay(std::string path, std::string_view word);

}  // namespace ezpt::server
