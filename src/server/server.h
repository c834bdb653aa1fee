#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "server/owner.h"
#include "server/tls/set_up.h"

namespace ezpt::server {

enum class Demo { kNo, kYes };

/// `ezpt serve`.
struct ServeOptions {
  /// Folder with exercises/, build/models/, web/dist/ and src/server/templates/.
  std::string home;
  std::string db = "sqlite:ezpt.db";
  /// The database's master key (store/master_key.h). Empty: beside the database.
  std::string key_file;
  std::string listen = "127.0.0.1:8080";
  /// More hosts to answer to: names by which a proxy or the local network reaches the server.
  std::vector<std::string> allow_hosts;
  /// Addresses of proxies in front: their connections are many people's, and the
  /// last entry of their X-Forwarded-For is believed.
  std::vector<std::string> proxies;
  /// kHttps behind a proxy that speaks it: cookies are then Secure. With `tls` it is kHttps in any case.
  Transport transport = Transport::kHttp;
  TlsOptions tls;
  Demo demo = Demo::kNo;
  int workers = 0;       ///< Threads that look at pictures; 0: one a core.
  int max_sessions = 0;  ///< Live at a time; 0: eight a worker.
  /// How long a session waits for its person, and for its server, before it is summed up.
  std::chrono::seconds keep{300};
};

/// Serves until SIGINT or SIGTERM, then ends what is open. Says on standard output
/// where to open it (start_notice.h), and logs JSON lines on standard error, without
/// personal data; on a terminal only what went wrong.
/// Errors: what is wrong with the options, the files under `home`, the database
/// or the address; nothing was served then.
[[nodiscard]] Status Run(const ServeOptions& options);

}  // namespace ezpt::server
