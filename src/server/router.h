#pragma once

#include <functional>
#include <string>
#include <vector>

#include "server/context.h"
#include "server/http.h"
#include "server/route_access.h"

namespace ezpt::server {

using Handler = std::function<Response(const Context&, const Request&)>;

/// The one table of what this server answers to: method, address, who it is for, and by what. What is not in it is 404.
///
/// A pattern's `{name}` matches one path segment, in whole or up to a fixed
/// ending ("/exercises/{id}.json"), `{name*}` the whole rest; the first added
/// pattern that matches wins.
/// Immutable after set-up, so thread-safe.
class Router {
 public:
  enum class Kind { kRequest, kWebSocket };

  struct Route {
    Method method = Method::kGet;
    std::string pattern;
    Access access = Access::kOwner;
    Kind kind = Kind::kRequest;
    Handler handler;  ///< Null for a WebSocket's.
  };

  /// There is no rule by default: one that is left out does not compile.
  void Add(Method method, std::string pattern, Access access, Handler handler);
  /// An address that is upgraded to a WebSocket (GET), by who is let in.
  void AddWebSocket(std::string pattern, Access access);

  struct Match {
    const Route* route = nullptr;  ///< Null: there is none; see `allowed`.
    std::string allowed;           ///< The methods of that path ("GET, HEAD"), where there is no route.
    Fields params;
  };
  /// HEAD finds what GET does.
  [[nodiscard]] Match Find(Method method, std::string_view path) const;

  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace ezpt::server
