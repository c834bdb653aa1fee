#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/http.h"

/// Whose a connection is, as far as limits by address go.
namespace ezpt::server {

/// The address as limits count it: an IPv4 address, or the first 64 bits of an
/// IPv6 one, which one household or attacker has whole. "" where it tells
/// nobody apart: text that is no address, and 127.0.0.1 and ::1, where everybody
/// comes from who comes through a proxy on this machine.
[[nodiscard]] std::string AddressKey(std::string_view address);

/// AddressKey of whom the nearest proxy names in X-Forwarded-For: the last
/// entry, the only one that this proxy itself wrote. "" if it names nobody.
/// REQUIRES: the request came from a proxy that the operator trusts.
[[nodiscard]] std::string ForwardedFor(const Request& request);

}  // namespace ezpt::server
