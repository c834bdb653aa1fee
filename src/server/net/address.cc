#include "server/net/address.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace ezpt::server {
namespace {

namespace ip = boost::asio::ip;

/// "1.2.3.4:5", "[::1]:5" and "[::1]" without port and brackets.
std::string_view WithoutPort(std::string_view text) {
  if (text.starts_with('[')) return text.substr(1, text.find(']') - 1);
  const bool has_port = std::count(text.begin(), text.end(), ':') == 1;
  return has_port ? text.substr(0, text.find(':')) : text;
}

}  // namespace

std::string AddressKey(std::string_view text) {
  boost::system::error_code error;
  ip::address address = ip::make_address(std::string(text), error);
  if (error) return "";
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = ip::make_address_v4(ip::v4_mapped, address.to_v6());
  }
  if (address == ip::address(ip::address_v4::loopback()) || address == ip::address(ip::address_v6::loopback())) {
    return "";
  }
  if (address.is_v4()) return address.to_string();
  constexpr std::size_t kPrefixBytes = 8;
  ip::address_v6::bytes_type bytes = address.to_v6().to_bytes();
  std::fill(bytes.begin() + kPrefixBytes, bytes.end(), uint8_t{0});
  return ip::address_v6(bytes).to_string();
}

std::string ForwardedFor(const Request& request) {
  std::string_view hops;
  for (const auto& [name, value] : request.headers) {
    if (name == "x-forwarded-for") hops = value;  // The last of several.
  }
  std::string_view last = hops.substr(hops.rfind(',') + 1);
  while (last.starts_with(' ') || last.starts_with('\t')) last.remove_prefix(1);
  while (last.ends_with(' ') || last.ends_with('\t')) last.remove_suffix(1);
  return AddressKey(WithoutPort(last));
}

}  // namespace ezpt::server
