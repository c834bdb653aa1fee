// What was tried against the port: requests that can be read in two ways, places taken for nothing, slow transfers.
#include <filesystem>
#include <list>

#include "server/log.h"
#include "server/net/loopback_fixture.h"
#include "server/net/raw_client.h"

namespace ezpt::server {
namespace {

using std::chrono::milliseconds;

class LoopbackAttack : public LoopbackTest {
 protected:
  void Restart(const ListenOptions& listen) {
    StopServer();
    StartServer({}, listen);
  }

  [[nodiscard]] std::string Host() const { return "Host: 127.0.0.1:" + std::to_string(port_) + "\r\n"; }
  [[nodiscard]] std::string Get(const std::string& path) const { return "GET " + path + " HTTP/1.1\r\n" + Host(); }

  /// The first line of the answer to a page's request, "" where there is none.
  std::string Ask(const char* from = "127.0.0.1") {
    RawClient client(port_, from);
    if (!client.Send(Get("/healthz") + "Connection: close\r\n\r\n")) return "";
    const std::string answer = client.ReceiveAll();
    return answer.substr(0, answer.find("\r\n"));
  }

  static std::size_t OpenFiles() {
    const std::filesystem::directory_iterator files("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
  }

  /// The server closes what it closes a little later than the other side sees it.
  static std::size_t OpenFilesOnceAtMost(std::size_t wanted) {
    const auto deadline = std::chrono::steady_clock::now() + kStoredWithin;
    while (OpenFiles() > wanted && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(milliseconds(5));
    }
    return OpenFiles();
  }
};

constexpr std::string_view kOk = "HTTP/1.1 200 OK";

TEST_F(LoopbackAttack, WhatCanBeReadInTwoWaysIsRefusedAndHidesNoSecondRequest) {
  const std::string hidden = Get("/exercises.json") + "\r\n";
  const std::string post = "POST /api/sessions HTTP/1.1\r\n" + Host();
  const std::string chunked = "0\r\n\r\n" + hidden;
  for (const std::string& request :
       {post + "Transfer-Encoding: xchunked\r\n\r\n" + chunked,
        post + "Transfer-Encoding: chunked, identity\r\n\r\n" + chunked,
        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n" + chunked,
        post + "Transfer-Encoding: xchunked\r\nContent-Length: 4\r\n\r\n" + chunked,
        post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n" + chunked,
        post + "Transfer-Encoding:\r\n chunked\r\n\r\n" + chunked,
        "POST / HTTP/1.0\r\n" + Host() + "Transfer-Encoding: chunked\r\n\r\n" + chunked,
        Get("/healthz") + "Host: other.example\r\n\r\n" + hidden, "GET /healthz HTTP/1.1\r\n\r\n" + hidden,
        Get("/healthz") + "X-Folded: a\r\n b\r\n\r\n" + hidden,
        Get("/healthz") + "Cookie: a=b;\r\n\tc=d\r\n\r\n" + hidden,
        post + "Transfer-Encoding: chunked\r\n\r\n0\r\nOrigin: x\r\n\r\n" + hidden}) {
    RawClient client(port_);
    ASSERT_TRUE(client.Send(request));
    const std::string answer = client.ReceiveAll();
    EXPECT_EQ(answer.substr(0, answer.find("\r\n")), "HTTP/1.1 400 Bad Request") << request;
    EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos) << request;
    EXPECT_EQ(answer.find("squat"), std::string::npos) << "the second request was answered:\n" << request;
  }
  EXPECT_EQ(Ask(), kOk);
}

TEST_F(LoopbackAttack, WhoWaitsBeforeTheBodyIsToldToGoOnOrRefused) {
  const std::string post = "POST /api/sessions HTTP/1.1\r\n" + Host() + "Content-Length: 2\r\n";
  RawClient waiting(port_);
  ASSERT_TRUE(waiting.Send(post + "Expect: 100-continue\r\n\r\n"));
  EXPECT_EQ(waiting.Receive(), "HTTP/1.1 100 Continue\r\n\r\n");
  ASSERT_TRUE(waiting.Send("{}"));
  EXPECT_EQ(waiting.Receive().substr(0, 12), "HTTP/1.1 403");
  RawClient odd(port_);
  ASSERT_TRUE(odd.Send(post + "Expect: a-miracle\r\n\r\n"));
  EXPECT_EQ(odd.ReceiveAll().substr(0, 12), "HTTP/1.1 417");
}

TEST_F(LoopbackAttack, WhateverIsSentHasAPlainAnswerAndTheServerGoesOn) {
  const auto own = [&](const std::string& line, const std::string& more = "") {
    return line + " HTTP/1.1\r\n" + Host() + "Origin: " + Origin() + "\r\n" + more + "Connection: close\r\n\r\n";
  };
  const std::string upgrade =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  std::string many_ranges = "Range: bytes=0-0";
  for (int i = 0; i < 2000; ++i) many_ranges += ",0-1";
  std::string many_cookies = "Cookie: a=b";
  for (int i = 0; i < 900; ++i) many_cookies += "; ezpt_owner=" + std::to_string(i);
  const std::pair<std::string, int> cases[] = {
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
      {"GET /\r\n\r\n", 400},
      {own("GET /static/%2e%2e%2f%2e%2e%2fetc/passwd"), 404},
      {own("GET /static/%252e%252e/x"), 404},
      {own("GET /static/a%00.js"), 400},
      {own("GET /%"), 400},
      {own("GET *"), 400},
      {own("GET http://127.0.0.1/healthz"), 400},
      {own("GET /sessions/%2e%2e"), 404},
      {own("GET /", many_cookies + "\r\n"), 200},
      {own("GET /healthz", many_ranges + "\r\n"), 200},
      {own("GET /static/icons.svg", "Range: bytes=99999999999999999999-\r\n"), 200},
      {own("TRACE /"), 405},
      {own("OPTIONS /live"), 405},
      {own("CONNECT /"), 405},
      {own("get /"), 405},
      {own("HEAD /live"), 400},
      {own("POST /live", "Upgrade: websocket\r\nContent-Length: 0\r\n"), 405},
      {own("POST /api/sessions", "Content-Length: 18446744073709551616\r\n"), 400},
      {own("POST /api/sessions", "Content-Length: 9223372036854775808\r\n"), 413},
      {own("POST /api/sessions", "Content-Length: +5\r\n"), 400},
      {own("POST /api/sessions", "Transfer-Encoding: chunked\r\n") + "ffffffffffffffffff\r\nx", 400},
      {own("POST /api/sessions", "Transfer-Encoding: chunked\r\n") + "-1\r\nx", 400},
      {own("GET /healthz", "X-Zero: a" + std::string(1, '\0') + "b\r\n"), 400},
      {own("GET /healthz", "X-Blank : a\r\n"), 400}};
  for (const auto& [request, status] : cases) {
    RawClient client(port_);
    ASSERT_TRUE(client.Send(request));
    const std::string answer = client.ReceiveAll();
    ASSERT_GE(answer.size(), 12u) << request;
    EXPECT_EQ(answer.substr(9, 3), std::to_string(status)) << request.substr(0, 200);
  }
  for (const char* version : {"12", "99999999999999999999"}) {
    RawClient client(port_);
    const std::string of = "Cookie: " + NewCookie() + "\r\nSec-WebSocket-Version: " + version + "\r\n";
    ASSERT_TRUE(
        client.Send("GET /live HTTP/1.1\r\n" + Host() + "Origin: " + Origin() + "\r\n" + upgrade + of + "\r\n"));
    EXPECT_EQ(client.ReceiveAll().substr(0, 12), "HTTP/1.1 426") << version;
  }
  EXPECT_EQ(Ask(), kOk);
}

TEST_F(LoopbackAttack, EveryAnswerIsDated) {
  for (const std::string& request :
       {Get("/healthz"), Get("/nothing"), "HEAD / HTTP/1.1\r\n" + Host(), Get("/healthz") + "X-Folded: a\r\n b\r\n"}) {
    RawClient client(port_);
    ASSERT_TRUE(client.Send(request + "\r\n"));
    const std::string answer = client.Receive();
    const std::size_t date = answer.find("\r\nDate: ");
    ASSERT_NE(date, std::string::npos) << answer;
    EXPECT_EQ(answer.find(" GMT\r\n", date), date + std::string_view("\r\nDate: Sun, 06 Nov 1994 08:49:37").size());
  }
}

TEST_F(LoopbackAttack, IdleConnectionsKeepNobodyOut) {
  ListenOptions listen;
  listen.max_connections = 16;
  listen.patience.head = std::chrono::minutes(1);  // None goes by itself.
  listen.patience.crowded = std::chrono::minutes(1);
  Restart(listen);
  const std::size_t before = OpenFiles();
  {
    std::list<RawClient> idle;
    for (int i = 0; i < 64; ++i) {
      idle.emplace_back(port_);
      EXPECT_EQ(Ask(), kOk) << "with " << idle.size() << " idle connections";
    }
  }
  EXPECT_LE(OpenFilesOnceAtMost(before), before);
}

TEST_F(LoopbackAttack, OneAddressHasItsShare) {
  ListenOptions listen;
  listen.max_connections = 16;
  listen.max_per_address = 4;
  Restart(listen);
  std::list<RawClient> patient;  // An honest browser's, that keeps its connection.
  patient.emplace_back(port_, "127.0.0.2");
  ASSERT_TRUE(patient.front().Send(Get("/healthz") + "\r\n"));
  EXPECT_EQ(patient.front().Receive().substr(0, kOk.size()), kOk);
  std::list<RawClient> greedy;
  for (int i = 0; i < 40; ++i) greedy.emplace_back(port_, "127.0.0.3");
  EXPECT_EQ(Ask("127.0.0.3"), kOk) << "in place of its own";
  ASSERT_TRUE(patient.front().Send(Get("/healthz") + "\r\n"));
  EXPECT_EQ(patient.front().Receive().substr(0, kOk.size()), kOk);
}

TEST_F(LoopbackAttack, AHeaderHasATotalTime) {
  ListenOptions listen;
  listen.patience.head = milliseconds(150);
  Restart(listen);
  RawClient silent(port_);
  EXPECT_TRUE(silent.IsClosedWithin(milliseconds(2000)));
  RawClient dripping(port_);
  const std::string request = Get("/healthz") + "\r\n";
  bool open = true;
  for (std::size_t i = 0; open && i < request.size(); ++i) {
    open = dripping.Send(request.substr(i, 1)) && !dripping.IsClosedWithin(milliseconds(20));
  }
  EXPECT_FALSE(open) << "byte by byte it would have gone on for " << request.size() * 20 << " ms";
}

TEST_F(LoopbackAttack, ASlowButSteadyReaderGetsAllAndAStandingOneIsLeft) {
  ListenOptions listen;
  listen.patience.progress = milliseconds(200);
  listen.patience.least_rate = 1000;
  Restart(listen);
  // Large enough that no buffer between the two holds it: pipelined answers, read at some 2 MB/s.
  const std::string path = "/virtual-patient/squat.mp4?scenario=demo";
  const std::string request = Get(path) + "Sec-Fetch-Site: same-origin\r\n";
  const std::string film = Fetch(port_, Method::kGet, path, {{"Sec-Fetch-Site", "same-origin"}}).body;
  constexpr int kTimes = 5;
  RawClient slow(port_, "127.0.0.1", 4096);
  for (int i = 0; i < kTimes; ++i) {
    ASSERT_TRUE(slow.Send(request + (i + 1 < kTimes ? "\r\n" : "Connection: close\r\n\r\n")));
  }
  std::size_t got = 0;
  const auto started = std::chrono::steady_clock::now();
  while (true) {
    const std::string piece = slow.Receive(8 << 10);
    if (piece.empty()) break;
    got += piece.size();
    std::this_thread::sleep_for(milliseconds(4));
  }
  EXPECT_GE(got, film.size() * kTimes) << film.size();
  EXPECT_GT(std::chrono::steady_clock::now() - started, 2 * listen.patience.progress) << "it was no test of slowness";

  RawClient standing(port_, "127.0.0.1", 4096);
  for (int i = 0; i < kTimes; ++i) ASSERT_TRUE(standing.Send(request + "\r\n"));
  std::this_thread::sleep_for(4 * listen.patience.progress);
  EXPECT_LT(standing.ReceiveAll().size(), film.size() * kTimes);
}

TEST_F(LoopbackAttack, ASlowButSteadyUploadIsReadAndAStandingOneIsLeft) {
  ListenOptions listen;
  listen.patience.progress = milliseconds(100);
  listen.patience.least_rate = 1000;
  Restart(listen);
  const std::string head = "POST /api/sessions HTTP/1.1\r\n" + Host() + "Content-Length: 4000\r\n\r\n";
  RawClient slow(port_);
  ASSERT_TRUE(slow.Send(head));
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(slow.Send(std::string(200, 'x'))) << i;
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(slow.Receive().substr(0, 12), "HTTP/1.1 403") << "read to its end, and refused for what it is";
  RawClient standing(port_);
  ASSERT_TRUE(standing.Send(head + "x"));
  EXPECT_TRUE(standing.IsClosedWithin(milliseconds(2000)));
}

TEST_F(LoopbackAttack, WhatAHandlerThrowsEndsItsRequestAlone) {
  int what = 0;
  demo_offered_ = [&what](const std::string&) -> bool {
    if (what == 0) throw std::bad_alloc();
    throw what;
  };
  Restart({});
  const std::string cookie = NewCookie();
  EXPECT_EQ(Fetch(port_, Method::kGet, "/sessions", {{"Cookie", cookie}}).status, 500);
  what = 1;  // Not even an exception of the standard library.
  RawClient client(port_);
  ASSERT_TRUE(client.Send(Get("/sessions") + "\r\n"));
  EXPECT_TRUE(client.IsClosedWithin(milliseconds(2000)));
  EXPECT_EQ(Ask(), kOk);
}

}  // namespace
}  // namespace ezpt::server
