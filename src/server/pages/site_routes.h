#pragma once

#include <string>

#include "server/pages/site.h"
#include "server/router.h"

namespace ezpt::server {

/// Adds routes whose handlers work with a site. Who may look is not who may change:
/// the handler of a GET, which is HEAD's too, gets a const Site, with which it
/// cannot store, delete or end anything, and one that asks for more does not compile.
class SiteRoutes {
 public:
  using Looks = Response (*)(const Site&, const Context&, const Request&);
  using Changes = Response (*)(Site&, const Context&, const Request&);

  /// REQUIRES: `site` outlives the router, which outlives this.
  SiteRoutes(Site& site, Router& router) : site_(site), router_(router) {}

  void Get(const std::string& pattern, Access access, Looks handler);
  void Post(const std::string& pattern, Access access, Changes handler);
  void Put(const std::string& pattern, Access access, Changes handler);
  void Delete(const std::string& pattern, Access access, Changes handler);

 private:
  void AddChange(Method method, const std::string& pattern, Access access, Changes handler);

  Site& site_;
  Router& router_;
};

}  // namespace ezpt::server
