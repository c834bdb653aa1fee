#include "server/owner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace ezpt::server {
namespace {

constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kNow = 20'000 * kDayMs;
const std::string kSecret = "of this server";

/// "name=value" of a Set-Cookie value.
std::string Sent(const std::string& set_cookie) { return set_cookie.substr(0, set_cookie.find(';')); }

class OwnerCookiesTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(store::StartCrypto().ok()); }

  /// `known`: owners with something stored.
  static OwnerCookies Make(Transport transport, std::vector<std::string> known = {}) {
    return OwnerCookies({.secret = kSecret, .transport = transport, .is_known = [known](const std::string& owner) {
                           return Result<bool>(std::find(known.begin(), known.end(), owner) != known.end());
                         }});
  }
};

TEST_F(OwnerCookiesTest, WhoIsNewGetsACookieAndIsKnownByIt) {
  const OwnerCookies cookies = Make(Transport::kHttp);
  const Visitor first = cookies.Recognise("", kNow);
  EXPECT_TRUE(first.is_new);
  EXPECT_TRUE(first.set_cookie.starts_with("ezpt_owner="));
  EXPECT_NE(first.set_cookie.find("; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"), std::string::npos);
  EXPECT_EQ(first.set_cookie.find("Secure"), std::string::npos);
  const Visitor again = cookies.Recognise("theme=dark; " + Sent(first.set_cookie), kNow);
  EXPECT_FALSE(again.is_new);
  EXPECT_EQ(again.owner, first.owner);
  EXPECT_EQ(again.set_cookie, "");
}

TEST_F(OwnerCookiesTest, AnInventedOrAlteredOneIsNobodys) {
  const OwnerCookies cookies = Make(Transport::kHttp);
  const Visitor first = cookies.Recognise("", kNow);
  const std::string good = Sent(first.set_cookie);
  for (std::size_t i = good.find('=') + 1; i < good.size(); ++i) {
    std::string altered = good;
    altered[i] = altered[i] == '1' ? '2' : '1';
    EXPECT_TRUE(cookies.Recognise(altered, kNow).is_new) << altered;
    EXPECT_TRUE(cookies.Recognise(good.substr(0, i), kNow).is_new) << i;
  }
  for (const std::string& invented :
       {NewToken(), NewToken() + ".20000." + NewToken(), std::string("../../x"), std::string("..")}) {
    EXPECT_TRUE(cookies.Recognise("ezpt_owner=" + invented, kNow).is_new) << invented;
  }
  const OwnerCookies elsewhere({.secret = "of another server", .transport = Transport::kHttp, .is_known = nullptr});
  EXPECT_TRUE(elsewhere.Recognise(good, kNow).is_new);
  EXPECT_FALSE(Make(Transport::kHttp).Recognise(good, kNow).is_new) << "the next process has the same secret";
}

TEST_F(OwnerCookiesTest, ItIsRenewedAWeekLaterForTheSameOwner) {
  const OwnerCookies cookies = Make(Transport::kHttp);
  const Visitor first = cookies.Recognise("", kNow);
  EXPECT_EQ(cookies.Recognise(Sent(first.set_cookie), kNow + 6 * kDayMs).set_cookie, "");
  const Visitor later = cookies.Recognise(Sent(first.set_cookie), kNow + 300 * kDayMs);
  EXPECT_EQ(later.owner, first.owner);
  ASSERT_NE(later.set_cookie, "");
  const Visitor renewed = cookies.Recognise(Sent(later.set_cookie), kNow + 300 * kDayMs);
  EXPECT_EQ(renewed.owner, first.owner);
  EXPECT_EQ(renewed.set_cookie, "");
}

TEST_F(OwnerCookiesTest, ABareTokenOfBeforeIsTakenWhereItsOwnerHasSessions) {
  const std::string token = NewToken();
  const std::string brought = "ezpt_owner=" + token;
  EXPECT_TRUE(Make(Transport::kHttp).Recognise(brought, kNow).is_new);
  const OwnerCookies cookies = Make(Transport::kHttp, {HashToken(token)});
  const Visitor visitor = cookies.Recognise(brought, kNow);
  EXPECT_FALSE(visitor.is_new);
  EXPECT_EQ(visitor.owner, HashToken(token));
  EXPECT_EQ(cookies.Recognise(Sent(visitor.set_cookie), kNow).owner, visitor.owner) << "renewed to the new form";
}

TEST_F(OwnerCookiesTest, AStoreThatDoesNotAnswerCostsNobodyTheirSessions) {
  const OwnerCookies cookies({.secret = kSecret, .transport = Transport::kHttps, .is_known = [](const std::string&) {
                                return Result<bool>(Error{ErrorCode::kUnavailable, "locked"});
                              }});
  const std::string token = NewToken();
  const Visitor visitor = cookies.Recognise("ezpt_owner=" + token, kNow);
  EXPECT_EQ(visitor.owner, HashToken(token));
  EXPECT_EQ(visitor.set_cookie, "") << "not confirmed";
  EXPECT_EQ(visitor.expire_cookie, "") << "it is all there is";
}

TEST_F(OwnerCookiesTest, OverHttpsTheNameIsOneThatOnlyThisHostCanSet) {
  const OwnerCookies cookies = Make(Transport::kHttps);
  const Visitor first = cookies.Recognise("", kNow);
  EXPECT_TRUE(first.set_cookie.starts_with("__Host-ezpt_owner="));
  EXPECT_TRUE(first.set_cookie.ends_with("; Secure"));
  EXPECT_EQ(first.set_cookie.find("Domain"), std::string::npos);
  EXPECT_EQ(cookies.Recognise(Sent(first.set_cookie), kNow).set_cookie, "");

  const Visitor before = Make(Transport::kHttp).Recognise("", kNow);
  const Visitor moved = cookies.Recognise(Sent(before.set_cookie), kNow);
  EXPECT_EQ(moved.owner, before.owner);
  EXPECT_TRUE(moved.set_cookie.starts_with("__Host-ezpt_owner="));
  EXPECT_TRUE(moved.expire_cookie.starts_with("ezpt_owner=; Path=/; Max-Age=0;")) << moved.expire_cookie;
  EXPECT_EQ(cookies.Recognise(Sent(moved.set_cookie), kNow).expire_cookie, "") << "there is none any more";
  EXPECT_EQ(Make(Transport::kHttp).Recognise(Sent(before.set_cookie), kNow).expire_cookie, "")
      << "it is the one in use";
  const std::string both = Sent(before.set_cookie) + "; " + Sent(first.set_cookie);
  EXPECT_EQ(cookies.Recognise(both, kNow).owner, first.owner) << "the plain name never wins over the other";
  EXPECT_NE(cookies.Recognise(both, kNow).expire_cookie, "");
}

}  // namespace
}  // namespace ezpt::server
