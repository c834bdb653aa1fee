#pragma once

#include <string_view>

#include "base/result.h"

namespace ezpt::server {

/// Judges the head of a request as it came, before the HTTP library reads it.
/// The library joins folded lines, takes a Transfer-Encoding that it does not
/// know for none, and keeps the first of two fields; a proxy in front may have
/// read the same bytes otherwise, and what the two disagree about is how one
/// request becomes two, or how one site's request reaches another's. Whatever
/// could be read in two ways is refused.
/// @param head from the request line up to and with the empty line.
/// Errors: kInvalidArgument, with a line that says what is wrong; the connection
/// cannot be used any further. Cost: O(bytes), no allocation where it is well.
/// Source: RFC 9112, sections 2.2, 3.2, 5.1, 5.2, 6.1 and 6.3; RFC 9110, 5.3.
[[nodiscard]] Status CheckHead(std::string_view head);

/// Whether a Host field's value is one host and perhaps a port: "name", "name:80", "[::1]:80".
[[nodiscard]] bool IsAuthority(std::string_view value);

}  // namespace ezpt::server
