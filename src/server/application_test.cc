#include "server/application.h"

#include <gtest/gtest.h>

#include "server/log.h"
#include "server/static_files.h"

namespace ezpt::server {
namespace {

class ApplicationTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_TRUE(store::StartCrypto().ok());
    SetLogLevel(LogLevel::kSilent);
  }

  static Application Make(Transport transport = Transport::kHttp) {
    Router router;
    const auto get = [&](const std::string& pattern, Handler handler) {
      router.Add(Method::kGet, pattern, Access::kOwnOrNothing, std::move(handler));
    };
    get("/", [](const Context& context, const Request&) { return HtmlReply(200, context.person.owner); });
    get("/data.json", [](const Context& context, const Request&) { return JsonReply(200, context.person.owner); });
    router.Add(Method::kGet, "/for-anybody", Access::kAnybody, [](const Context& context, const Request&) {
      return HtmlReply(200, context.person.owner + context.person.address + (context.is_new ? "" : "known"));
    });
    router.Add(Method::kGet, "/for-owners", Access::kOwner,
               [](const Context& context, const Request&) { return HtmlReply(200, context.person.owner); });
    router.Add(Method::kPost, "/change", Access::kOwner, [](const Context&, const Request&) { return SeeOther("/"); });
    router.Add(Method::kPost, "/sign-in", Access::kAnybody,
               [](const Context&, const Request&) { return SeeOther("/"); });
    router.Add(Method::kPost, "/note", Access::kOwnOrNothing,
               [](const Context&, const Request&) { return SeeOther("/"); });
    router.AddWebSocket("/live", Access::kOwner);
    get("/sessions", [](const Context&, const Request&) {
      return ErrorReply(Error{ErrorCode::kUnavailable, "cannot list: sqlite3: disk I/O error in /var/ezpt.db"});
    });
    get("/text", [](const Context&, const Request&) {
      Response response = Reply(200, "text/plain", std::string(5000, 'a') + std::string(5000, 'b'));
      response.Set("Accept-Ranges", "bytes");
      SetEtag(response);
      return response;
    });
    get("/throws", [](const Context&, const Request&) -> Response { throw std::runtime_error("defect"); });
    get("/video", [](const Context&, const Request&) {
      Response response = Reply(200, "video/mp4", "0123456789");
      response.Set("Accept-Ranges", "bytes");
      return response;
    });
    auto templates = Templates::FromText({{"error", "<h1>{{status}}</h1>{{text}}"}});
    return Application({HostsFor("127.0.0.1", 8080, {}), transport}, std::move(router), *std::move(templates));
  }

  /// The cookie that a page sets.
  std::string NewCookie() const {
    const Response page = application_.Handle(Get("/"));
    return std::string(page.Header("Set-Cookie").substr(0, page.Header("Set-Cookie").find(';')));
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

TEST_F(ApplicationTest, AnInventedCookieIsAStrangers) {
  Request request = Get("/");
  request.headers.emplace_back("cookie", "ezpt_owner=" + NewToken());
  EXPECT_NE(application_.Handle(request).Header("Set-Cookie"), "") << "a page gives one of the server's own";
  request.method = Method::kPost;
  request.path = "/change";
  request.headers.emplace_back("origin", "http://127.0.0.1:8080");
  const Response refused = application_.Handle(request);
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.body->find("Cookies are needed"), std::string::npos);
}

TEST_F(ApplicationTest, ChangesNeedOwnOrigin) {
  Request request = Get("/change");
  request.method = Method::kPost;
  EXPECT_EQ(application_.Handle(request).status, 403);
  request.headers.emplace_back("origin", "http://evil.example");
  EXPECT_EQ(application_.Handle(request).status, 403);
  request.headers.back().second = "http://127.0.0.1:8080";
  EXPECT_EQ(application_.Handle(request).status, 403) << "who would own it?";
  request.headers.emplace_back("cookie", NewCookie());
  EXPECT_EQ(application_.Handle(request).status, 303);
}

TEST_F(ApplicationTest, ARuleIsHeldToBeforeTheHandlerRuns) {
  Request request = Get("/for-owners");
  EXPECT_EQ(application_.Handle(request).status, 403);
  request.headers.emplace_back("cookie", NewCookie());
  EXPECT_EQ(application_.Handle(request).status, 200);
}

TEST_F(ApplicationTest, WhoHasNothingMayLookButNotChange) {
  EXPECT_EQ(application_.Handle(Get("/data.json")).status, 200);
  Request request = Get("/note");
  request.method = Method::kPost;
  request.headers.emplace_back("origin", "http://127.0.0.1:8080");
  EXPECT_EQ(application_.Handle(request).status, 403);
  request.headers.emplace_back("cookie", NewCookie());
  EXPECT_EQ(application_.Handle(request).status, 303);
}

TEST_F(ApplicationTest, WhatIsForAnybodyIsNotToldWhoAsks) {
  Request request = Get("/for-anybody");
  request.headers.emplace_back("cookie", NewCookie());
  EXPECT_EQ(*application_.Handle(request, "203.0.113.5").body, "");
  EXPECT_NE(application_.Handle(Get("/for-anybody")).Header("Set-Cookie"), "") << "but it is a page, and gives one";
}

TEST_F(ApplicationTest, AnotherSitesPageChangesNothingWhateverTheRule) {
  Request request = Get("/sign-in");
  request.method = Method::kPost;
  request.headers.emplace_back("origin", "http://evil.example");
  EXPECT_EQ(application_.Handle(request).status, 403);
  request.headers.back().second = "http://127.0.0.1:8080";
  EXPECT_EQ(application_.Handle(request).status, 303);
}

TEST_F(ApplicationTest, OnlyAWebSocketsAddressIsUpgraded) {
  EXPECT_TRUE(application_.IsWebSocket("/live"));
  Request request = Get("/");
  request.headers.emplace_back("cookie", NewCookie());
  request.headers.emplace_back("origin", "http://127.0.0.1:8080");
  for (const std::string path : {"/", "/nothing", "/live/", "/change"}) {
    request.path = path;
    EXPECT_FALSE(application_.IsWebSocket(path)) << path;
    EXPECT_EQ(application_.AdmitUpgrade(request).error().code, ErrorCode::kNotFound) << path;
  }
  request.path = "/live";
  EXPECT_EQ(application_.AdmitUpgrade(request, "203.0.113.5")->address, "203.0.113.5");
  EXPECT_EQ(application_.Handle(request).status, 400) << "asked for without an upgrade";
}

TEST_F(ApplicationTest, UpgradeNeedsHostOriginAndCookie) {
  Request request = Get("/live");
  EXPECT_FALSE(application_.AdmitUpgrade(request).ok());
  request.headers.emplace_back("cookie", "ezpt_owner=" + NewToken());
  request.headers.emplace_back("origin", "http://127.0.0.1:8080");
  EXPECT_FALSE(application_.AdmitUpgrade(request).ok());
  request.headers[1].second = NewCookie();
  request.headers[2].second = "http://evil.example";
  EXPECT_FALSE(application_.AdmitUpgrade(request).ok());
  request.headers[2].second = "http://127.0.0.1:8080";
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

TEST_F(ApplicationTest, ADriversWordsReachNobody) {
  for (const std::string path : {"/sessions", "/throws"}) {
    for (const std::string accept : {"text/html", "application/json"}) {
      Request request = Get(path);
      request.headers.emplace_back("accept", accept);
      const Response response = application_.Handle(request);
      EXPECT_GE(response.status, 500);
      EXPECT_EQ(response.body->find("sqlite"), std::string::npos) << *response.body;
      EXPECT_EQ(response.body->find("/var"), std::string::npos) << *response.body;
      EXPECT_EQ(response.body->find("defect"), std::string::npos) << *response.body;
    }
  }
  EXPECT_NE(application_.Handle(Get("/sessions")).Header("Retry-After"), "");
}

TEST_F(ApplicationTest, AnotherMethodIsToldWhichThereAre) {
  for (const Method method : {Method::kDelete, Method::kOther}) {
    Request request = Get("/");
    request.method = method;
    const Response response = application_.Handle(request);
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(response.Header("Allow"), "GET, HEAD");
  }
  EXPECT_EQ(application_.Handle(Get("/change")).Header("Allow"), "POST");
}

TEST_F(ApplicationTest, HeadHasTheHeadersOfGet) {
  for (const std::string path : {"/data.json", "/text", "/nothing", "/video"}) {
    Request request = Get(path);
    request.headers.emplace_back("accept-encoding", "gzip");
    const Response get = application_.Handle(request);
    request.method = Method::kHead;
    const Response head = application_.Handle(request);
    EXPECT_EQ(head.status, get.status) << path;
    EXPECT_EQ(head.headers, get.headers) << path;
  }
}

TEST_F(ApplicationTest, OverHttpsBrowsersAreToldToStayThere) {
  const Application over_https = Make(Transport::kHttps);
  EXPECT_EQ(over_https.Handle(Get("/")).Header("Strict-Transport-Security"), "max-age=63072000");
  EXPECT_EQ(over_https.Handle(Get("/nothing")).Header("Strict-Transport-Security"), "max-age=63072000");
  EXPECT_EQ(application_.Handle(Get("/")).Header("Strict-Transport-Security"), "");
}

TEST_F(ApplicationTest, ARangeIsOneOfTheBytesThatItsTagNames) {
  const auto ask = [&](Fields headers) {
    Request request = Get("/text");
    for (auto& header : headers) request.headers.push_back(std::move(header));
    return application_.Handle(request);
  };
  const Response plain = ask({});
  const Response zipped = ask({{"accept-encoding", "gzip"}});
  ASSERT_EQ(zipped.Header("Content-Encoding"), "gzip");
  const std::string plain_tag(plain.Header("ETag"));
  const std::string zipped_tag(zipped.Header("ETag"));

  Response part = ask({{"range", "bytes=4999-5000"}, {"if-range", plain_tag}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(*part.body, "ab");
  part = ask({{"accept-encoding", "gzip"}, {"range", "bytes=5-"}, {"if-range", zipped_tag}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(*part.body, zipped.body->substr(5));
  EXPECT_EQ(part.Header("Content-Encoding"), "gzip");
  part = ask({{"accept-encoding", "gzip"}, {"range", "bytes=5-"}, {"if-range", plain_tag}});
  EXPECT_EQ(part.status, 200) << "the bytes of another tag are of no use to it";
  EXPECT_EQ(*part.body, *zipped.body);
  EXPECT_EQ(ask({{"range", "bytes=5-"}, {"if-range", "Sat, 28 Nov 2026 10:00:00 GMT"}}).status, 200);
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
  for (const std::string bad : {"bytes=10-", "bytes=99999999999-", "bytes=-0"}) {
    EXPECT_EQ(ask(bad).status, 416) << bad;
    EXPECT_EQ(ask(bad).Header("Content-Range"), "bytes */10") << bad;
    EXPECT_EQ(ask(bad).Header("X-Content-Type-Options"), "nosniff") << bad;
  }
  for (const std::string none :
       {"bytes=5-2", "bytes=a-b", "pages=1-2", "bytes=0-1,3-4", "bytes=99999999999999999999-"}) {
    EXPECT_EQ(ask(none).status, 200) << none;
  }
}

}  // namespace
}  // namespace ezpt::server
