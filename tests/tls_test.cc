// `ezpt serve --tls` and its address, as phones, browsers and whoever starts it meet them. The client is Debian's
// openssl.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "support/command_line.h"
#include "support/server_process.h"

namespace ezpt {
namespace {

namespace fs = std::filesystem;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kTakenUpWithin = std::chrono::seconds(20);
constexpr auto kLookAgain = std::chrono::milliseconds(100);

/// What a shell command prints, errors too.
std::string Shell(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  std::string text;
  std::array<char, 4096> piece;
  while (const std::size_t got = fread(piece.data(), 1, piece.size(), pipe)) text.append(piece.data(), got);
  (void)pclose(pipe);
  return text;
}

class Tls : public test::CommandLine {
 protected:
  [[nodiscard]] std::string Authority() const { return Path("tls/authority.pem"); }

  /// One handshake, and one request over it: what openssl says of both, and the answer.
  [[nodiscard]] static std::string Ask(int port, const std::string& target, const std::string& more) {
    const std::string address = "127.0.0.1:" + std::to_string(port);
    return Shell("printf 'GET " + target + " HTTP/1.1\\r\\nHost: " + address +
                 "\\r\\nConnection: close\\r\\n\\r\\n' | timeout 10 openssl s_client -ign_eof -connect " + address +
                 " " + more);
  }

  /// A pair of files as an operator would have them.
  void MakePair(const std::string& name) const {
    Shell("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" + name +
          " -addext subjectAltName=IP:127.0.0.1 -keyout " + Path("key.new") + " -out " + Path("cert.new"));
    fs::rename(Path("cert.new"), Path("cert.pem"));
    fs::rename(Path("key.new"), Path("key.pem"));
  }

  [[nodiscard]] static std::string SubjectAt(int port) { return Ask(port, "/healthz", "| grep ^subject"); }

  [[nodiscard]] static bool ComesTo(int port, const std::string& subject) {
    const auto deadline = std::chrono::steady_clock::now() + kTakenUpWithin;
    while (std::chrono::steady_clock::now() < deadline) {
      if (SubjectAt(port).find(subject) != std::string::npos) return true;
      std::this_thread::sleep_for(kLookAgain);
    }
    return false;
  }
};

TEST_F(Tls, WhoTrustsTheAuthorityIsServedEncryptedAndByItsAddress) {
  const test::ServerProcess server(Database(), "--tls");
  ASSERT_TRUE(server.up());
  const std::string trusting = " -CAfile " + Authority() + " -verify_return_error -verify_ip 127.0.0.1";
  const std::string page = Ask(server.port(), "/", trusting);
  EXPECT_THAT(page, HasSubstr("Verify return code: 0 (ok)"));
  EXPECT_THAT(page, HasSubstr("TLSv1.3"));
  EXPECT_THAT(page, HasSubstr("HTTP/1.1 200"));
  EXPECT_THAT(page, HasSubstr("Set-Cookie: __Host-ezpt_owner="));
  EXPECT_THAT(page, HasSubstr("Strict-Transport-Security: max-age=63072000"));
  EXPECT_THAT(Ask(server.port(), "/", "-tls1_2 -cipher AES128-SHA"), Not(HasSubstr("HTTP/1.1")))
      << "no forward secrecy";
  EXPECT_THAT(Ask(server.port(), "/", "-tls1_1 -cipher ALL@SECLEVEL=0"), Not(HasSubstr("HTTP/1.1")));
  EXPECT_THAT(Ask(server.port(), "/", "-tls1_2"), HasSubstr("HTTP/1.1 200"));
  EXPECT_THAT(Ask(server.port(), "/", trusting + " -verify_ip 192.0.2.77"), Not(HasSubstr("HTTP/1.1")));
}

TEST_F(Tls, TheLeafNamesThisMachineForUnder398DaysAndTheAuthorityNothingElse) {
  const test::ServerProcess server(Database(), "--tls --allow-host clinic.example");
  ASSERT_TRUE(server.up());
  const std::string leaf = Ask(server.port(), "/", "| openssl x509 -noout -text");
  for (const char* name : {"DNS:localhost", "IP Address:127.0.0.1", "DNS:clinic.example",
                           "TLS Web Server Authentication", "CA:FALSE", "ASN1 OID: prime256v1"}) {
    EXPECT_THAT(leaf, HasSubstr(name));
  }
  EXPECT_THAT(Ask(server.port(), "/", "| openssl x509 -noout -checkend $((59*86400))"), HasSubstr("will not expire"));
  EXPECT_THAT(Ask(server.port(), "/", "| openssl x509 -noout -checkend $((397*86400))"), HasSubstr("will expire"));
  const std::string authority = Shell("openssl x509 -noout -text -in " + Authority());
  EXPECT_THAT(authority, HasSubstr("X509v3 Name Constraints: critical"));
  EXPECT_THAT(authority, HasSubstr("IP:192.168.0.0/255.255.0.0"));
  EXPECT_THAT(authority, HasSubstr("CA:TRUE, pathlen:0"));
}

TEST_F(Tls, TheAuthorityIsItsOwnersAloneAndTheSameTheNextTime) {
  const auto fingerprint = [&] { return Shell("openssl x509 -noout -fingerprint -sha256 -in " + Authority()); };
  std::string first;
  {
    test::ServerProcess server(Database(), "--tls");
    ASSERT_TRUE(server.up());
    first = fingerprint();
    EXPECT_EQ(fs::status(Authority()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(fs::status(Path("tls")).permissions(), fs::perms::owner_all);
    EXPECT_EQ(server.End(SIGTERM), 0);
  }
  {
    const test::ServerProcess again(Database(), "--tls");
    ASSERT_TRUE(again.up());
    EXPECT_EQ(fingerprint(), first);
  }
  fs::permissions(Authority(), fs::perms::others_read, fs::perm_options::add);
  const auto refused = Run("serve --tls --listen 127.0.0.1:0 --db sqlite:" + Database());
  EXPECT_NE(refused.code, 0);
  EXPECT_THAT(refused.err, HasSubstr("chmod 600"));
}

TEST_F(Tls, UnencryptedOnlyTheExplanationIsReadAndItGivesNoCookie) {
  const test::ServerProcess server(Database(), "--tls");
  ASSERT_TRUE(server.up());
  const test::HttpReply first = server.Ask("GET", "/");
  EXPECT_EQ(first.status, 307);
  EXPECT_EQ(first.Header("Location"), "/trust");
  const test::HttpReply trust = server.Ask("GET", "/trust");
  EXPECT_EQ(trust.status, 200);
  EXPECT_EQ(trust.Header("Set-Cookie"), "");
  const std::string printed = Shell("openssl x509 -noout -fingerprint -sha256 -in " + Authority());
  const std::string fingerprint = printed.substr(printed.find('=') + 1, 95);
  EXPECT_THAT(trust.body, HasSubstr(fingerprint));
  EXPECT_THAT(trust.body, HasSubstr("https://127.0.0.1:" + std::to_string(server.port()) + "/\""));
  const test::HttpReply certificate = server.Ask("GET", "/trust/ezpt-authority.crt");
  EXPECT_EQ(certificate.Header("Content-Type"), "application/x-x509-ca-cert");
  std::ofstream(Path("got.crt"), std::ios::binary) << certificate.body;
  EXPECT_EQ(Shell("openssl x509 -inform DER -noout -fingerprint -sha256 -in " + Path("got.crt")), printed);
  const test::HttpReply sessions = server.Ask("GET", "/sessions");
  EXPECT_EQ(sessions.status, 308);
  EXPECT_EQ(sessions.Header("Location"), "https://127.0.0.1:" + std::to_string(server.port()) + "/sessions");
  EXPECT_EQ(server.Ask("POST", "/api/sessions", {{"Origin", server.Origin()}}).status, 405);
  const test::ServerProcess::Headers upgrade{
      {"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  EXPECT_EQ(server.Ask("GET", "/live", upgrade).status, 308);
  EXPECT_EQ(server.Ask("GET", "/healthz").status, 200);
}

TEST_F(Tls, APairOfFilesIsTakenUpWhenItChangesAndABrokenOneIsNot) {
  MakePair("first");
  const test::ServerProcess server(Database(), "--tls-cert " + Path("cert.pem") + " --tls-key " + Path("key.pem"));
  ASSERT_TRUE(server.up());
  EXPECT_THAT(SubjectAt(server.port()), HasSubstr("first"));
  EXPECT_EQ(server.Ask("GET", "/").status, 308) << "who brings a certificate needs no explanation";

  const std::string port = std::to_string(server.port());
  FILE* open = popen(("(sleep 3; printf 'GET /healthz HTTP/1.1\\r\\nHost: 127.0.0.1:" + port +
                      "\\r\\nConnection: close\\r\\n\\r\\n'; sleep 1) | timeout 10 openssl s_client -ign_eof -connect "
                      "127.0.0.1:" +
                      port + " 2>&1")
                         .c_str(),
                     "r");
  // Connects now, and begins to speak TLS once the certificate is another: under the address sanitizer the server would
  // not outlive it if it still held the old one.
  FILE* slow = popen(("bash -c 'exec 3<>/dev/tcp/127.0.0.1/" + port + "; until [ -e " + Path("renewed") +
                      " ]; do sleep 0.1; done; printf \"\\x16\\x03\\x01\\x00\\x02hi\" >&3; timeout 5 cat <&3'")
                         .c_str(),
                     "r");
  MakePair("second");
  EXPECT_TRUE(ComesTo(server.port(), "second"));
  std::ofstream(Path("renewed")).flush();
  (void)pclose(slow);
  std::ofstream(Path("cert.pem")) << "-----BEGIN CERTIFICATE-----\nbroken\n";
  const auto said = [&] { return test::ReadAll(Database() + ".log").find("certificate_refused") != std::string::npos; };
  const auto deadline = std::chrono::steady_clock::now() + kTakenUpWithin;
  while (!said() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(kLookAgain);
  EXPECT_TRUE(said());
  EXPECT_THAT(SubjectAt(server.port()), HasSubstr("second")) << "the last good one stays";
  std::string old;
  std::array<char, 4096> piece;
  while (const std::size_t got = fread(piece.data(), 1, piece.size(), open)) old.append(piece.data(), got);
  (void)pclose(open);
  EXPECT_THAT(old, HasSubstr("first"));
  EXPECT_THAT(old, HasSubstr("HTTP/1.1 200")) << "an open connection goes on";
}

TEST_F(Tls, AKeyOfAnotherCertificateIsRefusedAtTheStart) {
  MakePair("first");
  fs::copy(Path("cert.pem"), Path("old.pem"));
  MakePair("second");
  const auto refused = Run("serve --listen 127.0.0.1:0 --db sqlite:" + Database() + " --tls-cert " + Path("old.pem") +
                           " --tls-key " + Path("key.pem"));
  EXPECT_NE(refused.code, 0);
  EXPECT_THAT(refused.err, HasSubstr("the key is not that of the certificate"));
}

TEST_F(Tls, WhoListensOnAllAnswersToItsOwnNamesAndNoForeignOne) {
  const test::ServerProcess server(Database(), "--listen 0.0.0.0:0");
  ASSERT_TRUE(server.up());
  const std::string port = std::to_string(server.port());
  std::array<char, 256> host{};
  ASSERT_EQ(gethostname(host.data(), host.size() - 1), 0);
  EXPECT_EQ(server.AskAs("127.0.0.1:" + port, "/healthz").status, 200);
  EXPECT_EQ(server.AskAs(std::string(host.data()) + ":" + port, "/healthz").status, 200);
  EXPECT_EQ(server.AskAs("LOCALHOST:" + port, "/").status, 200);
  EXPECT_EQ(server.AskAs("evil.example:" + port, "/healthz").status, 403);
  EXPECT_EQ(server.AskAs("127.0.0.1:" + port + ".evil.example", "/healthz").status, 400);
}

TEST_F(Tls, TheAddressToOpenIsPrintedForPeople) {
  const test::ServerProcess server(Database(), "--tls --listen 0.0.0.0:0");
  ASSERT_TRUE(server.up());
  const std::string printed = test::ReadAll(Database() + ".out");
  EXPECT_THAT(printed, HasSubstr("https://127.0.0.1:" + std::to_string(server.port()) + "/"));
  EXPECT_THAT(printed, HasSubstr("/trust"));
  EXPECT_THAT(printed, ContainsRegex("([0-9A-F]{2}:){31}[0-9A-F]{2}"));
  EXPECT_THAT(printed, Not(HasSubstr("{\""))) << "no JSON";
  EXPECT_THAT(printed, Not(HasSubstr("\x1b"))) << "no QR code, for it is no terminal";
}

}  // namespace
}  // namespace ezpt
