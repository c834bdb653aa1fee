#include "support/served.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "server/live/frame_message.h"

namespace ezpt::test {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr auto kStartsWithin = std::chrono::seconds(20);
/// The server takes 120 messages a second.
constexpr auto kBetweenFrames = std::chrono::milliseconds(9);

/// The port in the line that the server logs once it serves; 0: not yet.
int PortIn(const fs::path& log) {
  std::ifstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    const json entry = json::parse(line, nullptr, false);
    if (!entry.is_object() || entry.value("event", "") != "serving") continue;
    const std::string listen = entry.value("listen", "");
    return std::atoi(listen.substr(listen.rfind(':') + 1).c_str());
  }
  return 0;
}

[[noreturn]] void Become(const fs::path& home, const fs::path& log, const std::vector<std::string>& words) {
  std::signal(SIGXFSZ, SIG_IGN);  // A file over its limit is then an error to the program, as a full disk is.
  setenv("EZPT_HOME", home.c_str(), 1);
  const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(file, STDERR_FILENO);
  dup2(file, STDOUT_FILENO);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execv(EZPT_BINARY, arguments.data());
  _exit(127);
}

}  // namespace

Served::Served(const fs::path& home, const fs::path& database, const std::vector<std::string>& flags) {
  static int servers = 0;
  const fs::path log = home / ("log_" + std::to_string(++servers));
  std::vector<std::string> words = {EZPT_BINARY, "serve",       "--db",      "sqlite:" + database.string(),
                                    "--listen",  "127.0.0.1:0", "--workers", "2"};
  words.insert(words.end(), flags.begin(), flags.end());
  pid_ = fork();
  if (pid_ == 0) Become(home, log, words);
  const auto deadline = std::chrono::steady_clock::now() + kStartsWithin;
  while ((port_ = PortIn(log)) == 0 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_NE(port_, 0) << "the server did not start";
}

Served::~Served() { End(SIGKILL); }

void Served::Signal(int signal) const { (void)kill(pid_, signal); }

void Served::End(int signal) {
  if (pid_ < 0) return;
  Signal(signal);
  (void)waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void Served::LimitFiles(long long bytes) const {
  rlimit limit{};
  EXPECT_EQ(prlimit(pid_, RLIMIT_FSIZE, nullptr, &limit), 0);
  limit.rlim_cur = bytes < 0 ? limit.rlim_max : static_cast<rlim_t>(bytes);
  EXPECT_EQ(prlimit(pid_, RLIMIT_FSIZE, &limit, nullptr), 0);
}

void MakeHome(const fs::path& home) {
  const fs::path source = EZPT_SOURCE_DIR;
  fs::create_directories(home / "web" / "dist");
  fs::create_directories(home / "src" / "server");
  fs::create_directories(home / "build");
  fs::create_directory_symlink(source / "exercises", home / "exercises");
  fs::create_directory_symlink(source / "build" / "models", home / "build" / "models");
  fs::create_directory_symlink(source / "src" / "server" / "templates", home / "src" / "server" / "templates");
}

Player::Player(const fs::path& stream, int loops, int every) {
  std::ifstream lines(stream);
  std::string line;
  std::getline(lines, line);
  const json head = json::parse(line);
  width_ = head["width"];
  height_ = head["height"];
  std::vector<Frame> once;
  while (std::getline(lines, line)) {
    const json frame = json::parse(line);
    const bool anyone = frame["p"].is_array();
    std::string payload{'\0', anyone ? '\1' : '\0', '\0', '\0'};
    for (const json& point : anyone ? frame["p"] : json::array()) {
      const float values[3] = {point[0].get<float>() / static_cast<float>(width_),
                               point[1].get<float>() / static_cast<float>(height_), point[2].get<float>()};
      payload.append(reinterpret_cast<const char*>(values), sizeof(values));
    }
    once.push_back({frame["t"], payload});
  }
  const double length = once.back().t + 1.0 / 30;
  for (int loop = 0; loop < loops; ++loop) {
    for (std::size_t i = 0; i < once.size(); i += static_cast<std::size_t>(every)) {
      frames_.push_back({loop * length + once[i].t, once[i].payload});
    }
  }
}

json Player::Begin(int port, const std::string& cookie, const std::string& exercise, const std::string& resume) {
  client_ = std::make_unique<server::LiveClient>(port);
  constexpr int kSwitched = 101;
  EXPECT_EQ(client_->ConnectAs(cookie), kSwitched);
  client_->SendJson({{"type", "hello"},
                     {"protocol", 1},
                     {"exercise", exercise},
                     {"side", nullptr},
                     {"language", "en"},
                     {"resume", resume.empty() ? json(nullptr) : json(resume)},
                     {"view", {{"width", width_}, {"height", height_}}},
                     {"source", "camera"}});
  return NextOf("welcome");
}

bool Player::Play(double until) {
  const auto end = static_cast<std::size_t>(until * static_cast<double>(frames_.size()));
  for (; next_ < end; ++next_) {
    const Frame& frame = frames_[next_];
    client_->SendBinary(server::EncodeFrameMessage(
        {server::FrameType::kLandmarks, static_cast<uint32_t>(next_ + 1), frame.t, width_, height_, frame.payload}));
    std::this_thread::sleep_for(kBetweenFrames);
    const json feedback = NextOf("feedback");
    if (feedback.is_null()) return false;
    count_ = feedback["count"];
  }
  return true;
}

json Player::Stop() {
  client_->SendJson({{"type", "stop"}, {"reason", "done"}});
  return NextOf("summary");
}

json Player::NextOf(const std::string& type) {
  while (true) {
    json message = client_->Next();
    if (message.is_null() || message["type"] == type) return message;
    if (message["type"] == "notice") notices_.push_back(message["code"]);
  }
}

}  // namespace ezpt::test
