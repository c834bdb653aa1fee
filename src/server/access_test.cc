#include "server/access.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ezpt::server {
namespace {

constexpr auto kHttp = Transport::kHttp;
constexpr auto kHttps = Transport::kHttps;

TEST(HostList, LoopbackAnswersToItsThreeSpellingsOnItsPort) {
  const HostList hosts = HostsFor("127.0.0.1", 8080, {});
  for (const char* well : {"127.0.0.1:8080", "LOCALHOST:8080", "localhost.:8080", "[::1]:8080", "[0:0::0:1]:8080"}) {
    EXPECT_TRUE(hosts.Allows(well, kHttp)) << well;
  }
  for (const char* foreign : {"127.0.0.1:8081", "127.0.0.1", "evil.example:8080", "", "127.0.0.1:", "127.0.0.1:99999",
                              "me@127.0.0.1:8080", "127.0.0.1:8080/", "local%68ost:8080", "[::1]", "[::1:8080"}) {
    EXPECT_FALSE(hosts.Allows(foreign, kHttp)) << foreign;
  }
}

TEST(HostList, APortLeftOutIsTheSchemes) {
  EXPECT_TRUE(HostsFor("127.0.0.1", 80, {}).Allows("127.0.0.1", kHttp));
  EXPECT_TRUE(HostsFor("127.0.0.1", 80, {}).Allows("127.0.0.1:80", kHttp));
  EXPECT_FALSE(HostsFor("127.0.0.1", 80, {}).Allows("127.0.0.1", kHttps));
  EXPECT_TRUE(HostsFor("127.0.0.1", 443, {}).Allows("127.0.0.1", kHttps));
}

TEST(HostList, NamesByFlagMatchAnyPortUnlessTheyNameOne) {
  const HostList hosts = HostsFor("0.0.0.0", 8080, {"clinic.example", "[2001:DB8::1]:443"}, nullptr);
  EXPECT_TRUE(hosts.Allows("clinic.example", kHttp));
  EXPECT_TRUE(hosts.Allows("Clinic.Example.:443", kHttp));
  EXPECT_FALSE(hosts.Allows("clinic.example.evil.example", kHttp));
  EXPECT_TRUE(hosts.Allows("[2001:db8:0::1]", kHttps));
  EXPECT_FALSE(hosts.Allows("[2001:db8:0::1]", kHttp));
}

TEST(HostList, WhoListensOnAllAnswersToThisMachinesOwnNamesOfTheMoment) {
  OwnNames now{{"livingroom", "livingroom.local"}, {"192.168.1.5", "fd00::5", "127.0.0.1"}};
  const auto own = std::make_shared<OwnNamesKeeper>([&] { return now; });
  for (const char* all : {"0.0.0.0", "::"}) {
    const HostList hosts = HostsFor(all, 8080, {}, own);
    for (const char* name : {"livingroom:8080", "LivingRoom.local:8080", "livingroom.local.:8080", "192.168.1.5:8080",
                             "[FD00::5]:8080", "127.0.0.1:8080"}) {
      EXPECT_TRUE(hosts.Allows(name, kHttp)) << name;
    }
    for (const char* foreign : {"evil.example:8080", "livingroom.local.evil.example:8080", "192.168.1.6:8080",
                                "livingroom.local", "livingroom:8081", "[fd00::6]:8080", "0x7f.1:8080"}) {
      EXPECT_FALSE(hosts.Allows(foreign, kHttp)) << foreign;
    }
  }
  EXPECT_FALSE(HostsFor("192.168.1.5", 8080, {}, own).Allows("127.0.0.1:8080", kHttp));
}

TEST(OwnNames, TheMachineKnowsItself) {
  const OwnNames own = LookUpOwnNames();
  EXPECT_NE(std::find(own.names.begin(), own.names.end(), "localhost"), own.names.end());
  EXPECT_NE(std::find(own.addresses.begin(), own.addresses.end(), "127.0.0.1"), own.addresses.end());
  EXPECT_EQ(ScopeOf("192.168.1.5"), AddressScope::kLocalNetwork);
  EXPECT_EQ(ScopeOf("172.32.0.1"), AddressScope::kPublic);
  EXPECT_EQ(ScopeOf("fd12::1"), AddressScope::kLocalNetwork);
  EXPECT_EQ(ScopeOf("2001:db8::1"), AddressScope::kPublic);
  EXPECT_EQ(ScopeOf("fe80::1"), AddressScope::kLinkLocal);
}

TEST(IsSameOrigin, ComparesAsTheUrlStandardDoes) {
  struct Case {
    const char* origin;
    const char* host;
    Transport transport;
    bool same;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"http://127.0.0.1:8080", "127.0.0.1:8080", kHttp, true},
           {"http://A.example", "a.EXAMPLE:80", kHttp, true},
           {"http://a.example:80", "a.example", kHttp, true},
           {"https://a.example", "a.example:443", kHttps, true},
           {"https://a.example:443/path?q", "a.example", kHttps, true},
           {"https://a.example/path", "a.example", kHttp, true},
           {"HTTPS://a.example", "a.example", kHttps, true},
           {"http://[::1]:8080", "[0:0:0::1]:8080", kHttp, true},
           {"http://a.example", "a.example", kHttps, false},
           {"https://a.example:80", "a.example:80", kHttps, true},
           {"http://a.example:443", "a.example", kHttp, false},
           {"http://a.example.", "a.example", kHttp, false},
           {"http://127.0.0.1:8080.evil.example", "127.0.0.1:8080", kHttp, false},
           {"http://127.0.0.1:8080@evil.example", "127.0.0.1:8080", kHttp, false},
           {"http://evil.example#@127.0.0.1:8080", "127.0.0.1:8080", kHttp, false},
           {"http:/127.0.0.1:8080", "127.0.0.1:8080", kHttp, false},
           {"null", "127.0.0.1:8080", kHttp, false},
           {"", "", kHttp, false},
           {"file://127.0.0.1:8080", "127.0.0.1:8080", kHttp, false},
           {"http://127.0.0.1:8081", "127.0.0.1:8080", kHttp, false},
       }) {
    EXPECT_EQ(IsSameOrigin(c.origin, c.host, c.transport), c.same) << c.origin << " of " << c.host;
  }
}

TEST(IsForOwnPage, WhatABrowserSaysOfTheAskingPage) {
  const auto asks = [](Fields headers, bool is_new) {
    Request request;
    request.headers = std::move(headers);
    request.headers.emplace_back("host", "127.0.0.1:8080");
    return IsForOwnPage({.person = {}, .is_new = is_new}, request);
  };
  EXPECT_TRUE(asks({{"sec-fetch-site", "same-origin"}}, true));
  EXPECT_TRUE(asks({{"sec-fetch-site", "none"}}, true)) << "typed, or a bookmark";
  EXPECT_FALSE(asks({{"sec-fetch-site", "cross-site"}}, false));
  EXPECT_FALSE(asks({{"sec-fetch-site", "same-site"}}, false)) << "another port is another page";
  EXPECT_TRUE(asks({{"referer", "http://127.0.0.1:8080/exercises/squat"}}, true));
  EXPECT_FALSE(asks({{"referer", "http://evil.example/"}}, true));
  EXPECT_FALSE(asks({}, true));
  EXPECT_TRUE(asks({}, false)) << "with the owner's cookie, which comes with no foreign page's request";
}

TEST(SecurityHeaders, APageMayUseOfTheDeviceWhatItsCapabilitiesSay) {
  const auto policy = [](Capabilities may) {
    Response response = HtmlReply(200, "");
    response.capabilities = may;
    AddSecurityHeaders(response, kHttp);
    return std::string(response.Header("Permissions-Policy"));
  };
  const std::string rest = ", geolocation=(), display-capture=(), screen-wake-lock=(self)";
  EXPECT_EQ(policy({}), "camera=(), microphone=()" + rest);
  EXPECT_EQ(policy({.camera = true}), "camera=(self), microphone=()" + rest);
  EXPECT_EQ(policy({.camera = true, .microphone = true}), "camera=(self), microphone=(self)" + rest);
}

}  // namespace
}  // namespace ezpt::server
