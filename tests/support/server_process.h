#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

// `ezpt serve`, started and asked as over a network.
namespace ezpt::test {

struct HttpReply {
  int status = 0;  ///< 0: no answer.
  std::string head;
  std::string body;

  /// The first header of that name, as it is written ("Set-Cookie"); empty if absent.
  [[nodiscard]] std::string Header(const std::string& name) const;
};

/// One server process on a free port of the loopback address. Killed with its end.
class ServerProcess {
 public:
  /// @param database a file; made if absent. Its folder gets the films, and beside the file what the
  ///        server prints (.out) and logs (.log).
  /// @param more_flags without a --listen among them it listens on the loopback address.
  /// @param home the folder to serve from (MakeHome); empty: this source tree.
  /// Fails the test where it does not come up.
  explicit ServerProcess(const std::string& database, const std::string& more_flags = "", const std::string& home = "");
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  [[nodiscard]] bool up() const { return port_ != 0; }
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string Origin() const;

  using Headers = std::vector<std::pair<std::string, std::string>>;
  /// One request on a connection of its own; all that came until the server closed it.
  [[nodiscard]] HttpReply Ask(const std::string& method, const std::string& target, const Headers& headers = {},
                              const std::string& body = "") const;
  /// GET, by that Host field ("name:port").
  [[nodiscard]] HttpReply AskAs(const std::string& host, const std::string& target) const;
  /// Sends a request, reads the first bytes of the answer and goes, as a page that is closed does.
  [[nodiscard]] std::string AskAndGo(const std::string& target, const Headers& headers) const;

  enum class Disk { kFull, kHasRoom };
  /// Lets the process write no byte past `full_at` to any file (EFBIG), or again as before.
  void SetDisk(Disk disk, std::size_t full_at = 0) const;

  [[nodiscard]] std::size_t OpenFiles() const;
  /// What of it is in memory.
  [[nodiscard]] double Mebibytes() const;

  void Signal(int signal) const;
  /// Ends it by that signal and waits for the end. The exit status; -1: it was killed.
  int End(int signal);

 private:
  [[nodiscard]] int Connect() const;
  [[nodiscard]] std::string OwnHost() const;
  struct Question {
    std::string host;
    std::string method;
    std::string target;
    Headers headers;
    std::string body;
  };
  [[nodiscard]] HttpReply Exchange(const Question& question) const;
  static void Send(int socket, const Question& question);

  pid_t process_ = -1;
  int port_ = 0;
};

/// A folder that `ezpt serve` runs from: this source tree's, with pages that need not be built.
void MakeHome(const std::filesystem::path& home);

}  // namespace ezpt::test
