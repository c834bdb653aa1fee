#include "server/start_notice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "server/qr_code.h"

namespace ezpt::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const OwnNames kHome{{"livingroom", "livingroom.local", "localhost"},
                     {"192.168.1.5", "203.0.113.9", "fd00::5", "127.0.0.1"}};

TEST(StartNotice, OfTheMachineAloneSaysHowAPhoneWouldReachIt) {
  const StartNotice notice{.address = "127.0.0.1", .port = 8080, .own = kHome};
  EXPECT_THAT(notice.Text(), HasSubstr("on this machine     http://127.0.0.1:8080/"));
  EXPECT_THAT(notice.Text(), HasSubstr("start it with --tls"));
  EXPECT_THAT(notice.Text(), Not(HasSubstr("192.168.1.5")));
  EXPECT_EQ(notice.ForPhones(), "");
}

TEST(StartNotice, ListsTheLocalNetworkFirstAndSaysWhatAnUnencryptedAddressLacks) {
  const std::string text = StartNotice{.address = "0.0.0.0", .port = 8080, .own = kHome}.Text();
  EXPECT_LT(text.find("http://192.168.1.5:8080/"), text.find("http://203.0.113.9:8080/"));
  EXPECT_THAT(text, HasSubstr("http://livingroom.local:8080/"));
  EXPECT_THAT(text, Not(HasSubstr("fd00"))) << "0.0.0.0 listens on IPv4 alone";
  EXPECT_THAT(text, HasSubstr("get no camera"));
  EXPECT_THAT((StartNotice{.address = "::", .port = 80, .own = kHome}.Text()), HasSubstr("http://[fd00::5]/"));
}

TEST(StartNotice, AnOwnAuthorityIsExplainedToAPhoneFirst) {
  const StartNotice notice{
      .address = "0.0.0.0", .port = 8443, .transport = Transport::kHttps, .own = kHome, .fingerprint = "AB:CD"};
  EXPECT_EQ(notice.ForPhones(), "http://192.168.1.5:8443/trust");
  EXPECT_THAT(notice.Text(), HasSubstr("https://192.168.1.5:8443/"));
  EXPECT_THAT(notice.Text(), HasSubstr("AB:CD"));
  const StartNotice by_files{.address = "0.0.0.0", .port = 443, .transport = Transport::kHttps, .own = kHome};
  EXPECT_EQ(by_files.ForPhones(), "https://192.168.1.5/");
}

TEST(QrForTerminal, IsASquareOfItsTextWithAQuietZone) {
  const std::string code = QrForTerminal("http://192.168.1.5:8443/trust");
  // 29 bytes make a code of 25 modules; 2 more on each side, two in a line.
  EXPECT_EQ(std::count(code.begin(), code.end(), '\n'), 15);
  const std::string first = code.substr(0, code.find('\n'));
  EXPECT_EQ(first, "\x1b[30;107m" + std::string(29, ' ') + "\x1b[0m");
  EXPECT_THAT(code, HasSubstr("\n\x1b[30;107m  █▀▀▀▀▀█ ")) << "the finder pattern in the corner";
  EXPECT_EQ(QrForTerminal(std::string(5000, 'a')), "");
}

}  // namespace
}  // namespace ezpt::server
