// Pages and the API over real sockets.
#include "server/net/loopback_fixture.h"

namespace ezpt::server {
namespace {

TEST_F(LoopbackTest, EveryPageAnswers) {
  const std::string cookie = NewCookie();
  for (const std::string page : {"/", "/exercises/squat", "/exercises/squat/session", "/sessions", "/about/privacy",
                                 "/exercises.json", "/exercises/squat.json", "/api/sessions", "/healthz", "/readyz"}) {
    const HttpAnswer answer = Fetch(port_, Method::kGet, page, {{"Cookie", cookie}});
    EXPECT_EQ(answer.status, 200) << page << " " << answer.body;
    EXPECT_FALSE(answer.body.empty()) << page;
  }
  EXPECT_EQ(Fetch(port_, Method::kGet, "/exercises/nothing").status, 404);
  EXPECT_EQ(Fetch(port_, Method::kHead, "/").status, 200);
  EXPECT_EQ(Fetch(port_, Method::kGet, "/live").status, 400) << "not upgraded";
}

TEST_F(LoopbackTest, AFilmArrivesWhileItIsDrawnAndInRangesAfterwards) {
  const std::string film = "/virtual-patient/squat.mp4?scenario=demo";
  const std::pair<std::string, std::string> own{"Sec-Fetch-Site", "same-origin"};
  EXPECT_EQ(Fetch(port_, Method::kHead, film, {own}).status, 200);
  const HttpAnswer drawn = Fetch(port_, Method::kGet, film, {own});
  ASSERT_EQ(drawn.status, 200);
  EXPECT_EQ(drawn.body.substr(4, 4), "ftyp");
  const HttpAnswer kept = Fetch(port_, Method::kGet, film, {own});
  ASSERT_EQ(kept.status, 200);
  EXPECT_EQ(kept.body, drawn.body);
  const HttpAnswer part = Fetch(port_, Method::kGet, film, {own, {"Range", "bytes=4-7"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "ftyp");
  EXPECT_EQ(Fetch(port_, Method::kGet, "/virtual-patient/squat.mp4?scenario=nothing", {own}).status, 404);
  EXPECT_EQ(Fetch(port_, Method::kGet, film, {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
  EXPECT_EQ(Fetch(port_, Method::kGet, film).status, 403) << "nothing says that a page of ours asks";
  EXPECT_EQ(Fetch(port_, Method::kGet, film, {{"Cookie", NewCookie()}}).status, 200);
}

TEST_F(LoopbackTest, MalformedAndOversizedRequestsAreRefused) {
  EXPECT_EQ(RawFirstLine(port_, "nonsense\r\n\r\n"), "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(RawFirstLine(port_, "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n").substr(0, 12), "HTTP/1.1 400");
  const std::string header(20000, 'x');
  EXPECT_EQ(RawFirstLine(port_, "GET / HTTP/1.1\r\nHost: x\r\nX: " + header + "\r\n\r\n").substr(0, 12),
            "HTTP/1.1 431");
  EXPECT_EQ(RawFirstLine(port_, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n").substr(0, 12),
            "HTTP/1.1 413");
  EXPECT_EQ(Fetch(port_, Method::kGet, "/healthz").status, 200);
}

TEST_F(LoopbackTest, SessionsBelongToTheirCookie) {
  const std::string cookie = NewCookie();
  const std::string origin = Origin();
  LiveClient client(port_);
  const std::string id = Begin(client, cookie)["session"];
  (void)Exchange(client, 1, 5);
  client.SendJson({{"type", "stop"}});
  EXPECT_EQ(client.CloseCode(), 1000);

  const std::string other = NewCookie();
  EXPECT_EQ(Fetch(port_, Method::kGet, "/sessions/" + id, {{"Cookie", other}}).status, 404);
  EXPECT_EQ(Fetch(port_, Method::kGet, "/api/sessions/" + id, {{"Cookie", other}}).status, 404);
  EXPECT_EQ(Fetch(port_, Method::kGet, "/api/sessions", {{"Cookie", other}}).body.find(id), std::string::npos);
  EXPECT_EQ(Fetch(port_, Method::kDelete, "/api/sessions/" + id, {{"Cookie", other}, {"Origin", origin}}).status, 404);
  const std::string remove = "/api/sessions/" + id + "/delete";
  EXPECT_EQ(Fetch(port_, Method::kPost, remove, {{"Cookie", cookie}, {"Origin", "http://evil.example"}}).status, 403);
  EXPECT_EQ(Fetch(port_, Method::kGet, "/sessions/" + id, {{"Cookie", cookie}}).status, 200);
  EXPECT_EQ(Fetch(port_, Method::kPost, remove, {{"Cookie", cookie}, {"Origin", origin}}).status, 303);
  EXPECT_EQ(Fetch(port_, Method::kGet, "/sessions/" + id, {{"Cookie", cookie}}).status, 404);
  EXPECT_EQ(StoredFrames(id), 0);
}

TEST_F(LoopbackTest, DeletingALiveSessionEndsIt) {
  const std::string cookie = NewCookie();
  LiveClient client(port_);
  const std::string id = Begin(client, cookie)["session"];
  (void)Exchange(client, 1, 5);
  const std::string origin = Origin();
  EXPECT_EQ(Fetch(port_, Method::kDelete, "/api/sessions/" + id, {{"Cookie", cookie}, {"Origin", origin}}).status, 204);
  EXPECT_EQ(client.CloseCode(), 1000);
  EXPECT_EQ(StoredFrames(id), 0);
}

}  // namespace
}  // namespace ezpt::server
