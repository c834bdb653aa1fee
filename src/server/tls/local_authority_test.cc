#include "server/tls/local_authority.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "server/log.h"

namespace ezpt::server {
namespace {

using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kDay = hours(24);

class LocalAuthorityTest : public testing::Test {
 protected:
  void SetUp() override {
    SetLogLevel(LogLevel::kSilent);
    umask(S_IRWXG | S_IRWXO);
    std::string folder = (std::filesystem::temp_directory_path() / "ezpt-tls-XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] Result<LocalAuthority> Open(const OwnNames& own) const {
    return LocalAuthority::Open((folder_ / "tls").string(), own);
  }

  static X509Ptr Read(const std::string& pem) {
    return X509Ptr(PEM_read_bio_X509(BioOver(pem).get(), nullptr, nullptr, nullptr));
  }

  /// What a verifier says who trusts the authority alone and asks for that host.
  static int Verify(const LocalAuthority& authority, const Certificate& leaf, const std::string& host, const char* ip) {
    const std::string der = authority.Der();
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    const X509Ptr root(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
    const X509Ptr own = Read(leaf.chain_pem);
    const std::unique_ptr<X509_STORE, Freed<X509_STORE_free>> store(X509_STORE_new());
    X509_STORE_add_cert(store.get(), root.get());
    const std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
    X509_STORE_CTX_init(context.get(), store.get(), own.get(), nullptr);
    X509_VERIFY_PARAM* const wanted = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_X509_STRICT);
    X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
    if (ip != nullptr) {
      X509_VERIFY_PARAM_set1_ip_asc(wanted, ip);
    } else {
      X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size());
    }
    X509_verify_cert(context.get());
    return X509_STORE_CTX_get_error(context.get());
  }

  std::filesystem::path folder_;
  const OwnNames home_{{"livingroom", "livingroom.local", "localhost"},
                       {"192.168.1.5", "203.0.113.9", "fd00::5", "127.0.0.1", "::1"}};
};

TEST_F(LocalAuthorityTest, VouchesForTheNamesAndAddressesOfTheMachineStrictly) {
  const auto authority = Open(home_);
  ASSERT_TRUE(authority.ok()) << authority.error().message;
  const auto leaf = authority->Issue(home_, std::chrono::system_clock::now());
  ASSERT_TRUE(leaf.ok()) << leaf.error().message;
  EXPECT_TRUE(CheckPair(*leaf).ok());
  for (const std::string& name : home_.names) EXPECT_EQ(Verify(*authority, *leaf, name, nullptr), X509_V_OK) << name;
  for (const std::string& address : home_.addresses) {
    EXPECT_EQ(Verify(*authority, *leaf, "", address.c_str()), X509_V_OK) << address;
  }
  EXPECT_EQ(Verify(*authority, *leaf, "bank.example", nullptr), X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_THAT(authority->Outside(home_), IsEmpty());
}

TEST_F(LocalAuthorityTest, CannotPassForWhatItWasNotMadeFor) {
  const auto authority = Open(home_);
  ASSERT_TRUE(authority.ok());
  const OwnNames later{{"livingroom", "bank.example", "evil,DNS:bank.example"}, {"192.168.7.9", "198.51.100.4"}};
  EXPECT_THAT(authority->Outside(later), ElementsAre("DNS:bank.example", "IP:198.51.100.4"));
  const auto leaf = authority->Issue(later, std::chrono::system_clock::now());
  ASSERT_TRUE(leaf.ok());
  EXPECT_EQ(Verify(*authority, *leaf, "", "192.168.7.9"), X509_V_OK) << "another address of a local network";
  EXPECT_NE(Verify(*authority, *leaf, "bank.example", nullptr), X509_V_OK);
}

TEST_F(LocalAuthorityTest, WithoutAnythingInsideThereIsStillNoBrokenCertificate) {
  const auto authority = Open(home_);
  ASSERT_TRUE(authority.ok());
  EXPECT_FALSE(authority->Issue({}, std::chrono::system_clock::now()).ok());
}

TEST_F(LocalAuthorityTest, IsMadeOnceAndKeptForItsOwner) {
  const auto first = Open(home_);
  ASSERT_TRUE(first.ok());
  const auto path = folder_ / "tls" / "authority.pem";
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const auto again = Open({{"renamed"}, {}});
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->Fingerprint(), first->Fingerprint());
  std::ofstream(path) << "-----BEGIN PRIVATE KEY-----\n";
  const auto damaged = Open(home_);
  ASSERT_FALSE(damaged.ok());
  EXPECT_THAT(damaged.error().message, HasSubstr("authority.pem"));
}

TEST_F(LocalAuthorityTest, ACertificateIsRenewedInTimeAndWhenTheMachineMoves) {
  auto authority = Open(home_);
  ASSERT_TRUE(authority.ok());
  auto now = std::chrono::system_clock::now();
  const auto keeper = std::make_shared<OwnNamesKeeper>([&] { return home_; });
  const auto source = CertificatesBy(*authority, keeper, [&] { return now; });
  ASSERT_TRUE((*source->Next()).has_value());
  EXPECT_FALSE((*source->Next()).has_value()) << "nothing has changed";
  now += kDay * (LocalAuthority::kLeafDays - kRenewDays - 1);
  EXPECT_FALSE((*source->Next()).has_value());
  now += kDay * 2;
  const auto renewed = *source->Next();
  ASSERT_TRUE(renewed.has_value());
  const X509Ptr leaf = Read(renewed->chain_pem);
  time_t then = std::chrono::system_clock::to_time_t(now + kDay * kRenewDays);
  EXPECT_EQ(X509_cmp_time(X509_get0_notAfter(leaf.get()), &then), 1) << "valid for longer than it takes to be renewed";
  now -= kDay * 400;
  EXPECT_TRUE((*source->Next()).has_value()) << "a clock that was set back must not leave one from the future";
}

TEST_F(LocalAuthorityTest, AnotherAddressBringsAnotherCertificate) {
  auto authority = Open(home_);
  ASSERT_TRUE(authority.ok());
  OwnNames own = home_;
  // Zero age, so that every look is a new one.
  const auto keeper = std::make_shared<OwnNamesKeeper>([&] { return own; }, std::chrono::seconds(0));
  const auto source = CertificatesBy(*authority, keeper);
  ASSERT_TRUE((*source->Next()).has_value());
  own.addresses.front() = "192.168.178.20";
  const auto moved = *source->Next();
  ASSERT_TRUE(moved.has_value());
  EXPECT_EQ(Verify(*authority, *moved, "", "192.168.178.20"), X509_V_OK);
  EXPECT_FALSE((*source->Next()).has_value());
}

}  // namespace
}  // namespace ezpt::server
