#include "server/access.h"

#include <gtest/gtest.h>

#include "server/application.h"
#include "server/log.h"

namespace ezpt::server {
namespace {

TEST(HostList, LoopbackAnswersToItsThreeSpellingsOnItsPort) {
  const HostList hosts = HostsFor("127.0.0.1", 8080, {});
  EXPECT_TRUE(hosts.Allows("127.0.0.1:8080"));
  EXPECT_TRUE(hosts.Allows("LOCALHOST:8080"));
  EXPECT_TRUE(hosts.Allows("[::1]:8080"));
  EXPECT_FALSE(hosts.Allows("127.0.0.1:8081"));
  EXPECT_FALSE(hosts.Allows("127.0.0.1"));
  EXPECT_FALSE(hosts.Allows("evil.example:8080"));
  EXPECT_FALSE(hosts.Allows(""));
}

TEST(HostList, NamesByFlagMatchAnyPort) {
  const HostList hosts = HostsFor("0.0.0.0", 8080, {"clinic.example"});
  EXPECT_TRUE(hosts.Allows("clinic.example"));
  EXPECT_TRUE(hosts.Allows("clinic.example:443"));
  EXPECT_FALSE(hosts.Allows("clinic.example.evil.example"));
}

TEST(IsSameOrigin, ComparesTheWholeAuthority) {
  EXPECT_TRUE(IsSameOrigin("http://127.0.0.1:8080", "127.0.0.1:8080"));
  EXPECT_TRUE(IsSameOrigin("https://a.example/path", "a.example"));
  EXPECT_FALSE(IsSameOrigin("http://127.0.0.1:8080.evil.example", "127.0.0.1:8080"));
  EXPECT_FALSE(IsSameOrigin("null", "127.0.0.1:8080"));
  EXPECT_FALSE(IsSameOrigin("", ""));
  EXPECT_FALSE(IsSameOrigin("file://127.0.0.1:8080", "127.0.0.1:8080"));
}

class ApplicationTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_TRUE(InitRandom());
    SetLogLevel(LogLevel::kSilent);
  }

  static Application Make() {
    Router router;
    router.Add(Method::kGet, "/", [](const Request& request) { return HtmlReply(200, request.owner); });
    router.Add(Method::kGet, "/data.json", [](const Request& request) { return JsonReply(200, request.owner); });
    router.Add(Method::kPost, "/change", [](const Request&) { return SeeOther("/"); });
    router.Add(Method::kGet, "/throws", [](const Request&) -> Response { throw std::runtime_error("defect"); });
    router.Add(Method::kGet, "/video", [](const Request&) {
      Response response = Reply(200, "video/mp4", "0123456789");
      response.Set("Accept-Ranges", "bytes");
      return response;
    });
    auto templates = Templates::FromText({{"error", "<h1>{{status}}</h1>{{text}}"}});
    return Application({HostsFor("127.0.0.1", 8080, {}), Transport::kHttp}, std::move(router), *std::move(templates));
  }

  static Request Get(std::string path) {
    Request request;
    request.path = std::move(path);
    request.headers = {{"host", "127.0.0.1:8080"}};
    return request;
  }

  Application application_ = Make();
};

TEST_F(ApplicationTest, ForeignHostReachesNothing) {
  Request request = Get("/");
  request.headers = {{"host", "evil.example"}};
  EXPECT_EQ(application_.Handle(request).status, 403);
}

TEST_F(ApplicationTest, FirstPageGivesTheCookieThatOwnsWhatFollows) {
  const Response first = application_.Handle(Get("/"));
  const std::string cookie(first.Header("Set-Cookie"));
  EXPECT_NE(cookie.find("HttpOnly"), std::string::npos);
  EXPECT_NE(cookie.find("SameSite=Lax"), std::string::npos);
  Request second = Get("/");
  second.headers.emplace_back("cookie", cookie.substr(0, cookie.find(';')));
  const Response again = application_.Handle(second);
  EXPECT_EQ(again.Header("Set-Cookie"), "");
  EXPECT_EQ(*again.body, *first.body) << "the same owner";
  EXPECT_EQ(cookie.find(*first.body), std::string::npos) << "handlers see the hash, not the token";
}

TEST_F(ApplicationTest, FilesAndDataGiveNoCookie) {
  EXPECT_EQ(application_.Handle(Get("/data.json")).Header("Set-Cookie"), "");
}

TEST_F(ApplicationTest, ForgedCookieOwnsNothingOfAnybody) {
  Request request = Get("/");
  request.headers.emplace_back("cookie", "ezpt_owner=../../x");
  EXPECT_NE(application_.Handle(request).Header("Set-Cookie"), "");
}

TEST_F(ApplicationTest, ChangesNeedOwnOrigin) {
  Request request = Get("/change");
  request.method = Method::kPost;
  EXPECT_EQ(application_.Handle(request).status, 403);
  request.headers.emplace_back("origin", "http://evil.example");
  EXPECT_EQ(application_.Handle(request).status, 403);
  request.headers.back().second = "http://127.0.0.1:8080";
  EXPECT_EQ(application_.Handle(request).status, 403) << "who would own it?";
  request.headers.emplace_back("cookie", "ezpt_owner=" + RandomToken());
  EXPECT_EQ(application_.Handle(request).status, 303);
}

TEST_F(ApplicationTest, UpgradeNeedsHostOriginAndCookie) {
  Request request = Get("/live");
  EXPECT_FALSE(application_.AdmitUpgrade(request).ok());
  request.headers.emplace_back("cookie", "ezpt_owner=" + RandomToken());
  EXPECT_FALSE(application_.AdmitUpgrade(request).ok());
  request.headers.emplace_back("origin", "http://127.0.0.1:8080");
  EXPECT_TRUE(application_.AdmitUpgrade(request).ok());
  request.headers[0].second = "evil.example";
  EXPECT_FALSE(application_.AdmitUpgrade(request).ok());
}

TEST_F(ApplicationTest, ErrorsAreAPageOrJsonAndADefectIs500) {
  const Response page = application_.Handle(Get("/nothing"));
  EXPECT_EQ(page.status, 404);
  EXPECT_TRUE(page.body->starts_with("<h1>404</h1>"));
  EXPECT_TRUE(application_.Handle(Get("/nothing.json")).body->starts_with("{\"error\""));
  EXPECT_EQ(application_.Handle(Get("/throws")).status, 500);
}

TEST_F(ApplicationTest, EveryAnswerCarriesSecurityHeadersAndIsNotStored) {
  for (const std::string path : {"/", "/nothing", "/throws"}) {
    const Response response = application_.Handle(Get(path));
    EXPECT_NE(response.Header("Content-Security-Policy").find("frame-ancestors 'none'"), std::string_view::npos);
    EXPECT_EQ(response.Header("Content-Security-Policy").find("unsafe-inline"), std::string_view::npos);
    EXPECT_EQ(response.Header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(response.Header("Cache-Control"), "no-store");
  }
}

TEST_F(ApplicationTest, ByteRanges) {
  const auto ask = [&](std::string range) {
    Request request = Get("/video");
    request.headers.emplace_back("range", std::move(range));
    return application_.Handle(request);
  };
  EXPECT_EQ(*ask("bytes=2-4").body, "234");
  EXPECT_EQ(ask("bytes=2-4").Header("Content-Range"), "bytes 2-4/10");
  EXPECT_EQ(*ask("bytes=7-").body, "789");
  EXPECT_EQ(*ask("bytes=-3").body, "789");
  EXPECT_EQ(*ask("bytes=0-99999999999999999").body, "0123456789");
  for (const std::string bad : {"bytes=10-", "bytes=5-2", "bytes=-0", "bytes=a-b", "pages=1-2", "bytes=0-1,3-4"}) {
    EXPECT_EQ(ask(bad).status, 416) << bad;
    EXPECT_EQ(ask(bad).Header("X-Content-Type-Options"), "nosniff") << bad;
  }
}

}  // namespace
}  // namespace ezpt::server
