#include "server/net/address.h"

#include <gtest/gtest.h>

namespace ezpt::server {
namespace {

TEST(AddressKey, OneHouseholdIsOneKey) {
  EXPECT_EQ(AddressKey("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(AddressKey("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(AddressKey("2001:db8:1:2::1"), AddressKey("2001:db8:1:2:ffff::9"));
  EXPECT_NE(AddressKey("2001:db8:1:2::1"), AddressKey("2001:db8:1:3::1"));
  for (const char* nobody : {"127.0.0.1", "::1", "::ffff:127.0.0.1", "", "example.org"}) {
    EXPECT_EQ(AddressKey(nobody), "") << nobody;
  }
}

TEST(ForwardedFor, OnlyTheLastHopIsBelieved) {
  Request request;
  EXPECT_EQ(ForwardedFor(request), "");
  request.headers = {{"x-forwarded-for", "10.0.0.1, 203.0.113.5"}};
  EXPECT_EQ(ForwardedFor(request), "203.0.113.5");
  request.headers = {{"x-forwarded-for", "10.0.0.1"}, {"x-forwarded-for", "10.0.0.2,203.0.113.5:4711 "}};
  EXPECT_EQ(ForwardedFor(request), "203.0.113.5");
  request.headers = {{"x-forwarded-for", "[2001:db8::1]:80"}};
  EXPECT_EQ(ForwardedFor(request), AddressKey("2001:db8::1"));
  request.headers = {{"x-forwarded-for", "unknown"}};
  EXPECT_EQ(ForwardedFor(request), "");
}

}  // namespace
}  // namespace ezpt::server
