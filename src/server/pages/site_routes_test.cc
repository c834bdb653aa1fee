#include "server/pages/site_routes.h"

#include <gtest/gtest.h>

#include <concepts>
#include <type_traits>

namespace ezpt::server {
namespace {

// What must not compile, asked of the compiler: nothing of it can be seen when the program runs.

template <typename Table, typename... Arguments>
concept CanAdd = requires(Table table, Arguments... arguments) { table.Add(arguments...); };
static_assert(CanAdd<Router, Method, std::string, Access, Handler>);
static_assert(!CanAdd<Router, Method, std::string, Handler>, "a route without a rule");

template <typename Table, typename... Arguments>
concept CanAddWebSocket = requires(Table table, Arguments... arguments) { table.AddWebSocket(arguments...); };
static_assert(CanAddWebSocket<Router, std::string, Access>);
static_assert(!CanAddWebSocket<Router, std::string>, "a WebSocket without a rule");

template <typename Handler>
concept CanLook = requires(SiteRoutes routes, Handler handler) { routes.Get("/", Access::kOwner, handler); };
static_assert(CanLook<SiteRoutes::Looks>);
static_assert(!CanLook<SiteRoutes::Changes>, "a GET that changes something");

static_assert(std::invocable<OwnerChange&, std::string> && !std::invocable<const OwnerChange&, std::string>);
static_assert(!std::is_copy_constructible_v<Site>, "a copy of a const Site would not be const");

template <typename AnySite>
concept CanDelete = requires(AnySite site) { site.sessions->Delete("owner", "id"); };
static_assert(CanDelete<Site&> && !CanDelete<const Site&>);

template <typename AnySite>
concept CanSetPain = requires(AnySite site) { site.person->SetPain("owner", "id", 3); };
static_assert(CanSetPain<Site&> && !CanSetPain<const Site&>);

template <typename AnySite>
concept CanDrop = requires(AnySite site) { site.hub->Drop("owner", "id", CloseCode::kNormal, ""); };
static_assert(CanDrop<Site&> && !CanDrop<const Site&>);

TEST(SiteRoutes, AHeadIsAnsweredByWhoLooksAndAPostByWhoMayChange) {
  Site site;
  Router router;
  SiteRoutes routes(site, router);
  routes.Get("/it", Access::kAnybody, [](const Site&, const Context&, const Request&) { return Reply(200, "", "a"); });
  routes.Post("/it", Access::kOwner, [](Site&, const Context&, const Request&) { return Reply(200, "", "b"); });
  EXPECT_EQ(*router.Find(Method::kHead, "/it").route->handler({}, {}).body, "a");
  EXPECT_EQ(router.Find(Method::kHead, "/it").route->access, Access::kAnybody);
  EXPECT_EQ(*router.Find(Method::kPost, "/it").route->handler({}, {}).body, "b");
  EXPECT_EQ(router.Find(Method::kPost, "/it").route->access, Access::kOwner);
}

}  // namespace
}  // namespace ezpt::server
