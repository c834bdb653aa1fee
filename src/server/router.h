#pragma once

#include <functional>
#include <string>
#include <vector>

#include "server/http.h"

namespace ezpt::server {

using Handler = std::function<Response(const Request&)>;

/// Finds the handler of a request by its method and path. A pattern's `{name}`
/// matches one path segment, in whole or up to a fixed ending
/// ("/exercises/{id}.json"), `{name*}` the whole rest; the first added pattern
/// that matches wins.
/// Immutable after set-up, so thread-safe.
class Router {
 public:
  void Add(Method method, std::string pattern, Handler handler);

  struct Match {
    const Handler* handler = nullptr;      ///< Null: no route; see `allowed`.
    const std::string* pattern = nullptr;  ///< For logs: never the path, which may hold an id.
    std::string allowed;                   ///< The methods of that path ("GET, HEAD"), where there is no handler.
    Fields params;
  };
  /// HEAD finds what GET does.
  [[nodiscard]] Match Find(Method method, std::string_view path) const;

 private:
  struct Route {
    Method method;
    std::string pattern;
    Handler handler;
  };
  std::vector<Route> routes_;
};

}  // namespace ezpt::server
