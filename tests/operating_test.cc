// The commands of docs/operating.md, run as they stand there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "support/command_line.h"
#include "support/server_process.h"

namespace ezpt {
namespace {

using ::testing::HasSubstr;

const std::string kOwnPlace = "/media/key";

class Operating : public test::CommandLine {
 protected:
  /// Runs the commands under `<!-- rehearsed: name -->`, in the folder of the database. The exit status.
  [[nodiscard]] int Rehearse(const std::string& name) const {
    const std::string page = test::ReadAll(EZPT_SOURCE_DIR "/docs/operating.md");
    const std::string before = "<!-- rehearsed: " + name + " -->\n```sh\n";
    const std::size_t at = page.find(before);
    if (at == std::string::npos) return -1;
    const std::size_t begin = at + before.size();
    std::string commands = page.substr(begin, page.find("```", begin) - begin);
    // The reader's own place.
    for (std::size_t place = 0; (place = commands.find(kOwnPlace, place)) != std::string::npos;) {
      commands.replace(place, kOwnPlace.size(), Path("place"));
    }
    const std::string programs = std::filesystem::path(EZPT_BINARY).parent_path();
    const std::string script =
        Write(name + ".sh", "set -e\nPATH=" + programs + ":$PATH\ncd " + folder_.string() + "\n" + commands);
    return std::system(("sh " + script + " >" + Path(name + ".log") + " 2>&1").c_str());
  }
};

TEST_F(Operating, ABackupOfARunningServerIsRestoredWith) {
  std::string cookie;
  std::string sessions;
  {
    test::ServerProcess server(Database());
    ASSERT_TRUE(server.up());
    const std::string set = server.Ask("GET", "/").Header("Set-Cookie");
    cookie = set.substr(0, set.find(';'));
    const std::string begin = R"({"key":"00000000-0000-0000-0000-000000000001","exercise":"squat","side":null,)"
                              R"("language":"en","source":"camera"})";
    const test::HttpReply begun =
        server.Ask("POST", "/api/sessions", {{"Cookie", cookie}, {"Origin", server.Origin()}}, begin);
    ASSERT_EQ(begun.status, 200) << begun.body;
    sessions = server.Ask("GET", "/api/sessions", {{"Cookie", cookie}}).body;
    ASSERT_THAT(sessions, HasSubstr("squat"));
    std::filesystem::create_directory(Path("tls"));
    Write("tls/authority.pem", "the authority");
    std::filesystem::create_directory(Path("place"));
    ASSERT_EQ(Rehearse("backup"), 0) << test::ReadAll(Path("backup.log"));
    EXPECT_EQ(server.End(SIGTERM), 0);
  }
  // A disk that broke.
  std::filesystem::remove_all(Path("tls"));
  std::filesystem::remove(Path("ezpt.db.key"));
  Write("ezpt.db", "not a database any more");
  ASSERT_EQ(Rehearse("restore"), 0) << test::ReadAll(Path("restore.log"));
  EXPECT_EQ(test::ReadAll(Path("tls/authority.pem")), "the authority");
  const test::ServerProcess server(Database());
  ASSERT_TRUE(server.up());
  EXPECT_EQ(server.Ask("GET", "/api/sessions", {{"Cookie", cookie}}).body, sessions);
  EXPECT_EQ(server.Ask("GET", "/", {{"Cookie", cookie}}).Header("Set-Cookie"), "") << "known again";
}

TEST_F(Operating, WhatCannotBeBackedUpIsSaidBeforeAnythingIsMade) {
  const test::Outcome server = Run("backup --db mysql:dbname=ezpt " + Path("backup"));
  EXPECT_EQ(server.code, test::kBadRequest);
  EXPECT_THAT(server.err, HasSubstr("mariadb-dump --single-transaction"));
  EXPECT_THAT(Run("backup --db sqlite:" + Path("none.db") + " " + Path("backup")).err,
              HasSubstr("there is no such database"));
  EXPECT_FALSE(std::filesystem::exists(Path("backup")));
}

TEST_F(Operating, WithoutTheRightKeyItDoesNotStartAndSaysTheCure) {
  { ASSERT_TRUE(test::ServerProcess(Database()).up()); }
  const std::string key = Path("ezpt.db.key");
  const std::string serve = "serve --listen 127.0.0.1:0 --db sqlite:" + Database();
  std::filesystem::rename(key, Path("saved.key"));
  EXPECT_THAT(Run(serve).err, HasSubstr(key + ": the master key of this database is not there"));
  EXPECT_THAT(Run(serve).err, HasSubstr("put the saved key file back there"));
  EXPECT_FALSE(std::filesystem::exists(key)) << "another one would only hide what is wrong";
  Write("ezpt.db.key", "ezpt master key 1\n" + std::string(64, 'a') + "\n");
  EXPECT_THAT(Run(serve).err, HasSubstr("chmod 600 " + key));
  std::filesystem::permissions(key, std::filesystem::perms::owner_read);
  EXPECT_THAT(Run(serve).err, HasSubstr("this is not the master key of this database"));
  EXPECT_THAT(Run("backup --db sqlite:" + Database() + " " + Path("backup")).err, HasSubstr("not the master key"));
  std::filesystem::rename(Path("saved.key"), key);
  EXPECT_TRUE(test::ServerProcess(Database()).up());
}

TEST_F(Operating, TheMasterKeyIsRotatedAndTheCheckWantsTheOneOfTheBackup) {
  { ASSERT_TRUE(test::ServerProcess(Database()).up()); }
  std::filesystem::copy_file(Path("ezpt.db.key"), Path("before.key"));
  std::filesystem::create_directory(Path("place"));
  ASSERT_EQ(Rehearse("backup"), 0) << test::ReadAll(Path("backup.log"));
  std::filesystem::rename(Path("backup"), Path("earlier"));
  ASSERT_EQ(Rehearse("rotate"), 0) << test::ReadAll(Path("rotate.log"));
  EXPECT_NE(test::ReadAll(Path("ezpt.db.key")), test::ReadAll(Path("before.key")));
  const std::string check = "restore --check --db sqlite:" + Database() + " ";
  EXPECT_THAT(Run(check + Path("earlier")).err, HasSubstr("made before the key was rotated"));
  EXPECT_EQ(Run(check + "--key-file " + Path("before.key") + " " + Path("earlier")).code, 0);
  EXPECT_EQ(Run(check + Path("backup")).code, 0);
  EXPECT_TRUE(test::ServerProcess(Database()).up());
}

}  // namespace
}  // namespace ezpt
