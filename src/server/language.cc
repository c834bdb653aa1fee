#include "server/language.h"

#include <fmt/format.h>

#include <algorithm>

#include "server/say.h"

namespace ezpt::server {
namespace {

constexpr std::size_t kMaxHeader = 1024;
constexpr int kMaxRanges = 64;
constexpr int kWhole = 1000;  ///< A weight of 1; they have three decimals at most.
constexpr int kYear_s = 365 * 86'400;

std::string_view NameFor(Transport transport) {
  return transport == Transport::kHttps ? "__Host-ezpt_language" : "ezpt_language";
}

std::optional<std::string_view> OfOurs(std::string_view tag) {
  if (tag == "*") return Languages().front();
  const std::string_view primary = tag.substr(0, tag.find('-'));
  for (const std::string_view ours : Languages()) {
    if (EqualsIgnoringCase(ours, primary)) return ours;
  }
  return std::nullopt;
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Takes what stands before the separator off the text.
std::string_view Next(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return Trimmed(part);
}

/// "0.8" is 800; nothing for what is no weight.
std::optional<int> WeightIn(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int weight = (text[0] - '0') * kWhole;
  int step = kWhole / 10;
  for (const char digit : text.substr(std::min<std::size_t>(text.size(), 2))) {
    if (digit < '0' || digit > '9') return std::nullopt;
    weight += (digit - '0') * step;
    step /= 10;
  }
  return weight <= kWhole ? std::optional(weight) : std::nullopt;
}

/// Of "de;q=0.8"; without a weight it is 1.
std::optional<int> WeightOf(std::string_view parameters) {
  const std::string_view name = Next(parameters, '=');
  if (name.empty()) return kWhole;
  if (!EqualsIgnoringCase(name, "q")) return std::nullopt;
  return WeightIn(Trimmed(parameters));
}

}  // namespace

std::optional<std::string_view> LikedLanguage(std::string_view accept_language) {
  if (accept_language.size() > kMaxHeader) return std::nullopt;
  std::optional<std::string_view> liked;
  int most = 0;
  for (int i = 0; i < kMaxRanges && !accept_language.empty(); ++i) {
    std::string_view range = Next(accept_language, ',');
    const auto language = OfOurs(Next(range, ';'));
    const auto weight = WeightOf(range);
    if (!language || !weight || *weight <= most) continue;
    liked = language;
    most = *weight;
  }
  return liked;
}

std::string LanguageFor(const Request& request) {
  const std::string_view chosen = CookieValue(request.Header("cookie"), NameFor(request.transport));
  if (const auto ours = OfOurs(chosen)) return std::string(*ours);
  return std::string(LikedLanguage(request.Header("accept-language")).value_or(Languages().front()));
}

std::string SetLanguageCookie(std::string_view language, Transport transport) {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax{}; Max-Age={}", NameFor(transport), language,
                     transport == Transport::kHttps ? "; Secure" : "", kYear_s);
}

}  // namespace ezpt::server
