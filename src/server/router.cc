#include "server/router.h"

#include <optional>

namespace ezpt::server {
namespace {

/// Matches segment by segment; `{name}` takes at least one character and no '/', `{name*}` all that is left.
std::optional<Fields> MatchPattern(std::string_view pattern, std::string_view path) {
  Fields params;
  while (!pattern.empty()) {
    if (pattern.front() != '{') {
      if (path.empty() || path.front() != pattern.front()) return std::nullopt;
      pattern.remove_prefix(1);
      path.remove_prefix(1);
      continue;
    }
    const std::size_t close = pattern.find('}');
    std::string_view name = pattern.substr(1, close - 1);
    pattern.remove_prefix(close + 1);
    if (name.ends_with('*')) {
      if (path.empty()) return std::nullopt;
      name.remove_suffix(1);
      params.emplace_back(name, path);
      return params;
    }
    const std::string_view ending = pattern.substr(0, pattern.find('/'));
    const std::string_view segment = path.substr(0, path.find('/'));
    if (segment.size() <= ending.size() || !segment.ends_with(ending)) return std::nullopt;
    params.emplace_back(name, segment.substr(0, segment.size() - ending.size()));
    pattern.remove_prefix(ending.size());
    path.remove_prefix(segment.size());
  }
  if (!path.empty()) return std::nullopt;
  return params;
}

/// For an Allow header: each method once, HEAD wherever GET is.
void AddMethod(std::string& allowed, Method method) {
  const std::string_view name = MethodName(method);
  if (allowed.find(name) != std::string::npos) return;
  if (!allowed.empty()) allowed += ", ";
  allowed += name;
  if (method == Method::kGet) allowed += ", HEAD";
}

}  // namespace

void Router::Add(Method method, std::string pattern, Access access, Handler handler) {
  routes_.push_back({method, std::move(pattern), access, Kind::kRequest, std::move(handler)});
}

void Router::AddWebSocket(std::string pattern, Access access) {
  routes_.push_back({Method::kGet, std::move(pattern), access, Kind::kWebSocket, nullptr});
}

Router::Match Router::Find(Method method, std::string_view path) const {
  const Method wanted = method == Method::kHead ? Method::kGet : method;
  Match match;
  for (const Route& route : routes_) {
    auto params = MatchPattern(route.pattern, path);
    if (!params) continue;
    if (route.method != wanted) {
      AddMethod(match.allowed, route.method);
      continue;
    }
    return {&route, "", *std::move(params)};
  }
  return match;
}

}  // namespace ezpt::server
