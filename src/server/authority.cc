#include "server/authority.h"

#include <boost/url/authority_view.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace ezpt::server {
namespace {

namespace urls = boost::urls;

constexpr uint16_t kHttpPort = 80;
constexpr uint16_t kHttpsPort = 443;

std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

std::string HostOf(const urls::authority_view& authority) {
  switch (authority.host_type()) {
    case urls::host_type::ipv4:
      return authority.host_ipv4_address().to_string();
    case urls::host_type::ipv6:
      return "[" + authority.host_ipv6_address().to_string() + "]";
    case urls::host_type::name: {
      const std::string_view name(authority.encoded_host().data(), authority.encoded_host().size());
      // A browser sends a name unescaped: what is escaped was written to be read in two ways.
      return name.find('%') == std::string_view::npos ? Lower(std::string(name)) : "";
    }
    default:
      return "";
  }
}

std::optional<Authority> Read(const urls::authority_view& authority) {
  if (authority.has_userinfo()) return std::nullopt;
  Authority read{HostOf(authority), std::nullopt};
  if (read.host.empty()) return std::nullopt;
  if (authority.has_port() && !authority.port().empty()) {
    read.port = authority.port_number();
    if (*read.port == 0) return std::nullopt;  // Also what is over 65535.
  }
  return read;
}

}  // namespace

uint16_t Authority::PortFor(Transport transport) const {
  return port ? *port : transport == Transport::kHttps ? kHttpsPort : kHttpPort;
}

std::optional<Authority> ParseAuthority(std::string_view text) {
  const auto parsed = urls::parse_authority(urls::string_view(text.data(), text.size()));
  if (!parsed) return std::nullopt;
  return Read(*parsed);
}

std::optional<Origin> ParseOrigin(std::string_view url) {
  const auto parsed = urls::parse_uri(urls::string_view(url.data(), url.size()));
  if (!parsed || !parsed->has_authority()) return std::nullopt;
  const bool https = parsed->scheme_id() == urls::scheme::https;
  if (!https && parsed->scheme_id() != urls::scheme::http) return std::nullopt;
  // Boost 1.81 reads "http://name:80.evil.example" as a port and a path without its slash.
  const auto path = parsed->encoded_path();
  if (!path.empty() && path.front() != '/') return std::nullopt;
  auto authority = Read(parsed->authority());
  if (!authority) return std::nullopt;
  return Origin{https ? Transport::kHttps : Transport::kHttp, *std::move(authority)};
}

}  // namespace ezpt::server
