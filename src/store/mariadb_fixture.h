#pragma once

#include <gtest/gtest.h>
#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace ezpt::store {

/// Debian's MariaDB on a socket of its own, for the tests of one program: started when it is first asked for, gone with
/// the program.
class MariaDbServer {
 public:
  static MariaDbServer& Get() {
    static MariaDbServer server;
    return server;
  }

  /// A new, empty database, as `Database::Open` takes it.
  std::string NewDatabase() {
    const std::string name = "ezpt_" + std::to_string(++made_);
    soci::session sql(soci::mysql, Where("mysql"));
    sql << "create database " + name;
    return "mysql:" + Where(name);
  }
  [[nodiscard]] std::string Where(const std::string& database) const {
    return "unix_socket=" + (folder_ / "socket").string() + " dbname=" + database + " user=root";
  }

  /// Kills it as a lost machine would, and starts it again.
  void Crash() {
    kill(server_, SIGKILL);
    waitpid(server_, nullptr, 0);
    Start();
  }

 private:
  MariaDbServer() : folder_(std::filesystem::temp_directory_path() / ("ezpt_mariadb_" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
    const pid_t made = Run({"/usr/bin/mariadb-install-db", "--no-defaults", "--datadir=" + Data(), "--skip-test-db",
                            "--auth-root-authentication-method=normal"});
    waitpid(made, nullptr, 0);
    Start();
  }
  ~MariaDbServer() {
    kill(server_, SIGTERM);
    waitpid(server_, nullptr, 0);
    std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] std::string Data() const { return (folder_ / "data").string(); }

  void Start() {
    server_ = Run({"/usr/sbin/mariadbd", "--no-defaults", "--datadir=" + Data(),
                   "--socket=" + (folder_ / "socket").string(), "--pid-file=" + (folder_ / "pid").string(),
                   "--skip-networking", "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=16M"});
    for (int i = 0; i < 600; ++i) {
      try {
        const soci::session sql(soci::mysql, Where("mysql"));
        return;
      } catch (const std::exception&) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
      }
    }
    ADD_FAILURE() << "MariaDB does not start; its packages are of ./x setup test";
  }

  static pid_t Run(std::vector<std::string> words) {
    if (geteuid() == 0) words.emplace_back("--user=root");
    const pid_t child = fork();
    if (child != 0) return child;
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (std::freopen("/dev/null", "w", stdout) == nullptr || std::freopen("/dev/null", "w", stderr) == nullptr)
      _exit(1);
    execv(arguments[0], arguments.data());
    _exit(1);
  }

  std::filesystem::path folder_;
  pid_t server_ = -1;
  int made_ = 0;
};

}  // namespace ezpt::store
