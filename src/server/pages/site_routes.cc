#include "server/pages/site_routes.h"

namespace ezpt::server {

void SiteRoutes::Get(const std::string& pattern, Access access, Looks handler) {
  router_.Add(Method::kGet, pattern, access,
              [site = static_cast<const Site*>(&site_), handler](const Context& context, const Request& request) {
                return handler(*site, context, request);
              });
}

void SiteRoutes::Post(const std::string& pattern, Access access, Changes handler) {
  AddChange(Method::kPost, pattern, access, handler);
}

void SiteRoutes::Put(const std::string& pattern, Access access, Changes handler) {
  AddChange(Method::kPut, pattern, access, handler);
}

void SiteRoutes::Delete(const std::string& pattern, Access access, Changes handler) {
  AddChange(Method::kDelete, pattern, access, handler);
}

void SiteRoutes::AddChange(Method method, const std::string& pattern, Access access, Changes handler) {
  router_.Add(method, pattern, access, [site = &site_, handler](const Context& context, const Request& request) {
    return handler(*site, context, request);
  });
}

}  // namespace ezpt::server
