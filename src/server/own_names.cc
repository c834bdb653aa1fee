#include "server/own_names.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

namespace ezpt::server {
namespace {

constexpr std::size_t kMaxHostName = 256;

AddressScope ScopeOfBytes(const in_addr& address) {
  const uint32_t host = ntohl(address.s_addr);
  const auto within = [&](uint32_t network, int bits) { return (host >> (32 - bits)) == (network >> (32 - bits)); };
  if (within(0x7F000000, 8)) return AddressScope::kLoopback;
  if (within(0xA9FE0000, 16)) return AddressScope::kLinkLocal;
  const bool local =
      within(0x0A000000, 8) || within(0xAC100000, 12) || within(0xC0A80000, 16) || within(0x64400000, 10);
  return local ? AddressScope::kLocalNetwork : AddressScope::kPublic;
}

AddressScope ScopeOfBytes(const in6_addr& address) {
  if (IN6_IS_ADDR_LOOPBACK(&address)) return AddressScope::kLoopback;
  if (IN6_IS_ADDR_LINKLOCAL(&address)) return AddressScope::kLinkLocal;
  const bool unique_local = (address.s6_addr[0] & 0xFE) == 0xFC;
  return unique_local ? AddressScope::kLocalNetwork : AddressScope::kPublic;
}

std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

std::vector<std::string> HostNames() {
  std::array<char, kMaxHostName> name{};
  std::vector<std::string> names;
  if (gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0') {
    const std::string whole = Lower(name.data());
    const std::string first = whole.substr(0, whole.find('.'));
    for (const std::string& candidate : {whole, first, first + ".local"}) {
      if (std::find(names.begin(), names.end(), candidate) == names.end()) names.push_back(candidate);
    }
  }
  if (std::find(names.begin(), names.end(), "localhost") == names.end()) names.emplace_back("localhost");
  return names;
}

/// Empty for what is no IP address, or one that no browser can be pointed at.
std::string TextOf(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address == nullptr) return "";
  const void* bytes = nullptr;
  if (address->sa_family == AF_INET) {
    bytes = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
  } else if (address->sa_family == AF_INET6) {
    bytes = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    if (ScopeOfBytes(*static_cast<const in6_addr*>(bytes)) == AddressScope::kLinkLocal) return "";
  } else {
    return "";
  }
  return inet_ntop(address->sa_family, bytes, text.data(), text.size()) == nullptr ? "" : text.data();
}

/// Less: a person is told of it first.
int Rank(const std::string& address) {
  const int family = address.find(':') == std::string::npos ? 0 : 1;
  switch (ScopeOf(address)) {
    case AddressScope::kLocalNetwork:
      return family;
    case AddressScope::kPublic:
      return 2 + family;
    case AddressScope::kLinkLocal:
      return 4 + family;
    case AddressScope::kLoopback:
      return 6 + family;
  }
  return 8;
}

std::vector<std::string> InterfaceAddresses() {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, freeifaddrs);
  std::vector<std::string> addresses;
  for (const ifaddrs* it = list; it != nullptr; it = it->ifa_next) {
    if ((it->ifa_flags & IFF_UP) == 0) continue;
    std::string text = TextOf(it->ifa_addr);
    if (text.empty() || std::find(addresses.begin(), addresses.end(), text) != addresses.end()) continue;
    addresses.push_back(std::move(text));
  }
  std::stable_sort(addresses.begin(), addresses.end(),
                   [](const std::string& a, const std::string& b) { return Rank(a) < Rank(b); });
  return addresses;
}

}  // namespace

AddressScope ScopeOf(const std::string& address) {
  in_addr four{};
  in6_addr six{};
  if (inet_pton(AF_INET, address.c_str(), &four) == 1) return ScopeOfBytes(four);
  if (inet_pton(AF_INET6, address.c_str(), &six) == 1) return ScopeOfBytes(six);
  return AddressScope::kPublic;
}

OwnNames LookUpOwnNames() { return {HostNames(), InterfaceAddresses()}; }

OwnNames OwnNamesKeeper::Now() {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (looked_ == std::chrono::steady_clock::time_point{} || now - looked_ >= look_again_) {
    names_ = look_();
    looked_ = now;
  }
  return names_;
}

}  // namespace ezpt::server
