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

class Operating : public test::CommandLine {
 protected:
  /// Runs the commands under `<!-- rehearsed: name -->`, in the folder of the database. The exit status.
  [[nodiscard]] int Rehearse(const std::string& name) const {
    const std::string page = test::ReadAll(EZPT_SOURCE_DIR "/docs/operating.md");
    const std::string before = "<!-- rehearsed: " + name + " -->\n```sh\n";
    const std::size_t at = page.find(before);
    if (at == std::string::npos) return -1;
    const std::size_t begin = at + before.size();
    const std::string commands = page.substr(begin, page.find("```", begin) - begin);
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
    ASSERT_EQ(Rehearse("backup"), 0) << test::ReadAll(Path("backup.log"));
    EXPECT_EQ(server.End(SIGTERM), 0);
  }
  // A disk that broke.
  std::filesystem::remove_all(Path("tls"));
  Write("ezpt.db", "not a database any more");
  ASSERT_EQ(Rehearse("restore"), 0) << test::ReadAll(Path("restore.log"));
  EXPECT_EQ(test::ReadAll(Path("tls/authority.pem")), "the authority");
  const test::ServerProcess server(Database());
  ASSERT_TRUE(server.up());
  EXPECT_EQ(server.Ask("GET", "/api/sessions", {{"Cookie", cookie}}).body, sessions);
  EXPECT_EQ(server.Ask("GET", "/", {{"Cookie", cookie}}).Header("Set-Cookie"), "") << "known again";
}

}  // namespace
}  // namespace ezpt
