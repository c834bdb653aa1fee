#include "support/server_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "support/command_line.h"

namespace ezpt::test {
namespace {

constexpr auto kUpWithin = std::chrono::seconds(60);
constexpr auto kLookAgain = std::chrono::milliseconds(10);
constexpr std::size_t kPiece = 16384;
constexpr int kCannotRun = 127;

/// The port that the server says it listens on; 0 until it has.
int PortIn(const std::string& log) {
  const std::string before = "\"listen\":\"";
  const std::size_t at = log.find(before);
  if (at == std::string::npos) return 0;
  const std::size_t begin = at + before.size();
  const std::string address = log.substr(begin, log.find('"', begin) - begin);
  return std::atoi(address.c_str() + address.rfind(':') + 1);
}

}  // namespace

std::string HttpReply::Header(const std::string& name) const {
  const std::string before = "\r\n" + name + ": ";
  const std::size_t at = head.find(before);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + before.size();
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

ServerProcess::ServerProcess(const std::string& database, const std::string& more_flags, const std::string& home) {
  const std::string log = database + ".log";
  std::filesystem::remove(log);
  // Writing past the limit that SetDisk sets is then an error, as on a full disk, rather than a signal.
  const std::string listen = more_flags.find("--listen") == std::string::npos ? "--listen 127.0.0.1:0 " : "";
  const std::string command = "trap '' XFSZ; exec " EZPT_BINARY " serve " + listen + "--db sqlite:" + database + " " +
                              more_flags + " >" + database + ".out 2>" + log + " </dev/null";
  process_ = fork();
  if (process_ == 0) {
    if (!home.empty()) setenv("EZPT_HOME", home.c_str(), 1);
    execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
    _exit(kCannotRun);
  }
  const auto deadline = std::chrono::steady_clock::now() + kUpWithin;
  while (port_ == 0 && std::chrono::steady_clock::now() < deadline && waitpid(process_, nullptr, WNOHANG) == 0) {
    std::this_thread::sleep_for(kLookAgain);
    port_ = PortIn(ReadAll(log));
  }
  EXPECT_TRUE(up()) << ReadAll(log);
}

ServerProcess::~ServerProcess() {
  if (process_ > 0) (void)End(SIGKILL);
}

void ServerProcess::SetDisk(Disk disk, std::size_t full_at) const {
  rlimit limit{};
  EXPECT_EQ(prlimit(process_, RLIMIT_FSIZE, nullptr, &limit), 0);
  limit.rlim_cur = disk == Disk::kFull ? full_at : limit.rlim_max;
  EXPECT_EQ(prlimit(process_, RLIMIT_FSIZE, &limit, nullptr), 0);
}

std::size_t ServerProcess::OpenFiles() const {
  const std::filesystem::directory_iterator files("/proc/" + std::to_string(process_) + "/fd");
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

double ServerProcess::Mebibytes() const {
  std::ifstream status("/proc/" + std::to_string(process_) + "/status");
  std::string word;
  while (status >> word && word != "VmRSS:") {
  }
  double kibibytes = 0;
  status >> kibibytes;
  return kibibytes / 1024;
}

void ServerProcess::Signal(int signal) const { (void)kill(process_, signal); }

int ServerProcess::End(int signal) {
  int status = 0;
  Signal(signal);
  waitpid(process_, &status, 0);
  process_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string ServerProcess::Origin() const { return "http://" + OwnHost(); }

int ServerProcess::Connect() const {
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port_));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  return client;
}

void ServerProcess::Send(int socket, const Question& question) {
  std::string request =
      question.method + " " + question.target + " HTTP/1.1\r\nHost: " + question.host + "\r\nConnection: close\r\n";
  for (const auto& [name, value] : question.headers) request += name + ": " + value + "\r\n";
  if (question.method != "GET" && question.method != "HEAD") {
    request += "Content-Length: " + std::to_string(question.body.size()) + "\r\n";
  }
  request += "\r\n" + question.body;
  EXPECT_EQ(send(socket, request.data(), request.size(), MSG_NOSIGNAL), static_cast<ssize_t>(request.size()));
}

std::string ServerProcess::OwnHost() const { return "127.0.0.1:" + std::to_string(port_); }

HttpReply ServerProcess::Ask(const std::string& method, const std::string& target, const Headers& headers,
                             const std::string& body) const {
  return Exchange({OwnHost(), method, target, headers, body});
}

HttpReply ServerProcess::AskAs(const std::string& host, const std::string& target) const {
  return Exchange({host, "GET", target, {}, ""});
}

HttpReply ServerProcess::Exchange(const Question& question) const {
  const int client = Connect();
  Send(client, question);
  std::string all;
  std::array<char, kPiece> piece;
  for (ssize_t got = 0; (got = recv(client, piece.data(), piece.size(), 0)) > 0;) {
    all.append(piece.data(), static_cast<std::size_t>(got));
  }
  close(client);
  HttpReply reply;
  const std::size_t end = all.find("\r\n\r\n");
  if (end == std::string::npos) return reply;
  reply.head = all.substr(0, end + 2);
  reply.body = all.substr(end + 4);
  reply.status = std::atoi(reply.head.c_str() + reply.head.find(' '));
  return reply;
}

std::string ServerProcess::AskAndGo(const std::string& target, const Headers& headers) const {
  const int client = Connect();
  Send(client, {OwnHost(), "GET", target, headers, ""});
  std::array<char, kPiece> piece;
  const ssize_t got = recv(client, piece.data(), piece.size(), 0);
  close(client);
  return {piece.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

void MakeHome(const std::filesystem::path& home) {
  namespace fs = std::filesystem;
  const fs::path source = EZPT_SOURCE_DIR;
  fs::create_directories(home / "web" / "dist");
  fs::create_directories(home / "src" / "server");
  fs::create_directories(home / "build");
  fs::create_directory_symlink(source / "exercises", home / "exercises");
  fs::create_directory_symlink(source / "build" / "models", home / "build" / "models");
  fs::create_directory_symlink(source / "src" / "server" / "templates", home / "src" / "server" / "templates");
}

}  // namespace ezpt::test
