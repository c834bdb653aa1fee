#include <chrono>
#include <memory>

#include "command.h"
#include "home.h"
#include "server/server.h"

namespace ezpt::app {
namespace {

/// Who asks for encryption wants other devices to come.
constexpr const char* kListenEncrypted = "0.0.0.0:8443";

void AddTlsOptions(CLI::App& command, server::TlsOptions& tls, bool& own_authority) {
  command.add_flag("--tls", own_authority,
                   "Encrypt, as phones want it, by an authority of this machine's own; listens on 0.0.0.0:8443 then");
  CLI::Option* certificate = command.add_option("--tls-cert", tls.certificate,
                                                "Encrypt with this certificate chain (PEM), read when it changes");
  CLI::Option* key = command.add_option("--tls-key", tls.key, "The certificate's key (PEM)");
  certificate->needs(key);
  key->needs(certificate);
  command.add_option("--tls-folder", tls.folder,
                     "Where --tls keeps its authority; without it: tls/ beside the database");
}

server::TlsOptions::By By(const server::TlsOptions& tls, bool own_authority) {
  if (!tls.certificate.empty()) return server::TlsOptions::By::kFiles;
  return own_authority ? server::TlsOptions::By::kOwnAuthority : server::TlsOptions::By::kNobody;
}

}  // namespace

void AddServeCommand(CLI::App& app, Action& action) {
  struct Flags {
    server::ServeOptions options;
    bool demo = false;
    bool https = false;
    bool own_authority = false;
    int keep_s = static_cast<int>(server::ServeOptions().keep.count());
  };
  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("serve", "Serve the pages and live sessions");
  command
      ->add_option("--db", flags->options.db,
                   "Where sessions are kept: sqlite:PATH, or mysql:KEY=VALUE … (docs/operating.md)")
      ->capture_default_str();
  command->add_option("--key-file", flags->options.key_file,
                      "The database's master key, made at the first start; without it: PATH.key beside the database");
  const CLI::Option* listen =
      command->add_option("--listen", flags->options.listen, "Address and port; 0.0.0.0: every address of this machine")
          ->capture_default_str();
  command->add_option("--allow-host", flags->options.allow_hosts, "Another name by which browsers reach the server");
  command->add_option("--proxy", flags->options.proxies,
                      "Address of a proxy before it, whose X-Forwarded-For says who asks");
  AddTlsOptions(*command, flags->options.tls, flags->own_authority);
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
  command->add_flag(
      "--demo", flags->demo,
      "A demonstration, in a database of its own: invented people, and weeks of sessions made by the virtual patient");
  command->callback([flags, listen, &action] {
    const bool listen_was_said = listen->count() > 0;
    action = [flags, listen_was_said](Output&) -> Status {
      server::ServeOptions options = flags->options;
      options.tls.by = By(options.tls, flags->own_authority);
      if (options.tls.by != server::TlsOptions::By::kNobody && !listen_was_said) options.listen = kListenEncrypted;
      EZPT_TRY(options.home, Home());
      options.keep = std::chrono::seconds(flags->keep_s);
      options.demo = flags->demo ? server::Demo::kYes : server::Demo::kNo;
      options.transport = flags->https ? server::Transport::kHttps : server::Transport::kHttp;
      return server::Run(options);
    };
  });
}

}  // namespace ezpt::app
