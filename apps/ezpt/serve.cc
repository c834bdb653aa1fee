#include <chrono>
#include <memory>

#include "command.h"
#include "home.h"
#include "server/server.h"

namespace ezpt::app {

void AddServeCommand(CLI::App& app, Action& action) {
  struct Flags {
    server::ServeOptions options;
    bool demo = false;
    bool https = false;
    int keep_s = static_cast<int>(server::ServeOptions().keep.count());
  };
  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("serve", "Serve the pages and live sessions");
  command->add_option("--db", flags->options.db, "Where sessions are kept")->capture_default_str();
  command->add_option("--listen", flags->options.listen, "Address and port")->capture_default_str();
  command->add_option("--allow-host", flags->options.allow_hosts, "Another name by which browsers reach the server");
  command->add_option("--proxy", flags->options.proxies,
                      "Address of a proxy before it, whose X-Forwarded-For says who asks");
  command->add_flag("--https", flags->https, "Browsers reach the server over https (a proxy before it)");
  command->add_option("--workers", flags->options.workers, "Threads that look at pictures; 0: one a core")
      ->check(CLI::Range(0, 256));
  command->add_option("--max-sessions", flags->options.max_sessions, "Live at a time; 0: eight a worker")
      ->check(CLI::Range(0, 4096));
  command
      ->add_option("--keep", flags->keep_s,
                   "Seconds that a session waits for its person, or its server, before it is summed up")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();
  command->add_flag("--demo", flags->demo, "Fill it with weeks of sessions made by the virtual patient");
  command->callback([flags, &action] {
    action = [flags](Output&) -> Status {
      server::ServeOptions options = flags->options;
      EZPT_TRY(options.home, Home());
      options.keep = std::chrono::seconds(flags->keep_s);
      options.demo = flags->demo ? server::Demo::kYes : server::Demo::kNo;
      options.transport = flags->https ? server::Transport::kHttps : server::Transport::kHttp;
      return server::Run(options);
    };
  });
}

}  // namespace ezpt::app
