#include "store/master_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <string>

#include "store/store_fixture.h"

namespace ezpt::store {
namespace {

class MasterKeyTest : public StoreTest {
 protected:
  [[nodiscard]] std::string File() const { return (folder_ / "the.key").string(); }
  void Write(const std::string& text) const {
    std::ofstream(File()) << text;
    chmod(File().c_str(), 0600);
  }
  [[nodiscard]] std::string Text() const {
    std::ifstream file(File());
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

TEST_F(MasterKeyTest, ItsFileIsTwoLinesThatNobodyElseReads) {
  const MasterKey key = *MasterKey::Random();
  ASSERT_TRUE(key.WriteNew(File()).ok());
  EXPECT_EQ(Text().substr(0, 18), "ezpt master key 1\n");
  EXPECT_EQ(Text().size(), 18U + 64 + 1);
  struct stat file {};
  ASSERT_EQ(stat(File().c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777U, 0600U);
  EXPECT_EQ(MasterKey::Read(File())->Check(), key.Check());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1) << "nothing else is left";
}

TEST_F(MasterKeyTest, AKeyThatIsThereStays) {
  const MasterKey key = *MasterKey::Random();
  ASSERT_TRUE(key.WriteNew(File()).ok());
  EXPECT_EQ(MasterKey::Random()->WriteNew(File()).error().code, ErrorCode::kConflict);
  EXPECT_EQ(MasterKey::Read(File())->Check(), key.Check());
}

TEST_F(MasterKeyTest, OneThatOthersMayReadIsRefusedWithTheCure) {
  ASSERT_TRUE(MasterKey::Random()->WriteNew(File()).ok());
  for (const mode_t mode : {0640, 0604, 0660, 0644}) {
    chmod(File().c_str(), mode);
    const auto read = MasterKey::Read(File());
    ASSERT_FALSE(read.ok()) << std::oct << mode;
    EXPECT_EQ(read.error().code, ErrorCode::kForbidden);
    EXPECT_NE(read.error().message.find("chmod 600 " + File()), std::string::npos) << read.error().message;
  }
  chmod(File().c_str(), 0400);
  EXPECT_TRUE(MasterKey::Read(File()).ok());
}

TEST_F(MasterKeyTest, WhatIsNoKeyIsDamaged) {
  const std::string digits(64, 'a');
  Write("ezpt master key 1\r\n" + digits + "\r\n\n");
  EXPECT_TRUE(MasterKey::Read(File()).ok()) << "as an editor of another system left it";
  for (const std::string& wrong :
       {std::string(), std::string("ezpt master key 1"), "ezpt master key 2\n" + digits, digits,
        "ezpt master key 1\n" + digits.substr(1), "ezpt master key 1\n" + digits + "aa",
        "ezpt master key 1\n" + digits.substr(2) + "zz"}) {
    Write(wrong);
    EXPECT_EQ(MasterKey::Read(File()).error().code, ErrorCode::kDamaged) << wrong;
  }
}

TEST_F(MasterKeyTest, EachPurposeHasAKeyOfItsOwn) {
  const MasterKey key = *MasterKey::Random();
  EXPECT_EQ(key.Derive("one").bytes(), key.Derive("one").bytes());
  EXPECT_NE(key.Derive("one").bytes(), key.Derive("other").bytes());
  EXPECT_NE(key.Derive("one").bytes(), MasterKey::Random()->Derive("one").bytes());
}

TEST(Sealing, OpensAtItsPlaceUnderItsKeyAlone) {
  ASSERT_TRUE(StartCrypto().ok());
  const SecretKey key = SecretKey::Random();
  for (const std::string& plain : {std::string(), EveryByte()}) {
    const std::string sealed = Seal(key, "here", plain);
    EXPECT_EQ(sealed.size(), plain.size() + kSealBytes);
    EXPECT_EQ(Unseal(key, "here", sealed), plain);
    EXPECT_NE(Seal(key, "here", plain), sealed) << "each time under another nonce";
    EXPECT_EQ(Unseal(key, "there", sealed), std::nullopt);
    EXPECT_EQ(Unseal(SecretKey::Random(), "here", sealed), std::nullopt);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
      std::string changed = sealed;
      changed[i] ^= 1;
      EXPECT_EQ(Unseal(key, "here", changed), std::nullopt) << i;
      EXPECT_EQ(Unseal(key, "here", sealed.substr(0, i)), std::nullopt) << i;
    }
  }
}

}  // namespace
}  // namespace ezpt::store
