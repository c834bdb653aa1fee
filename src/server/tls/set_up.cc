#include "server/tls/set_up.h"

#include <algorithm>
#include <filesystem>

#include "server/authority.h"
#include "server/tls/local_authority.h"
#include "store/database.h"

namespace ezpt::server {
namespace {

/// Beside the database's file; nowhere for one in memory.
std::string FolderBeside(const std::string& db) {
  const std::string path = store::PathBeside(db);
  return path.empty() ? "" : (std::filesystem::absolute(path).parent_path() / "tls").string();
}

}  // namespace

Result<Tls> SetUpTls(const TlsOptions& options, const std::string& db, const std::shared_ptr<OwnNamesKeeper>& own) {
  if (options.by == TlsOptions::By::kNobody) return Tls{};
  if (options.by == TlsOptions::By::kFiles) return Tls{CertificateFiles(options.certificate, options.key), {}};
  const std::string folder = options.folder.empty() ? FolderBeside(db) : options.folder;
  if (folder.empty()) {
    return Error{ErrorCode::kInvalidArgument, "--tls: say with --tls-folder where the authority's key is to be kept"};
  }
  EZPT_TRY(LocalAuthority authority, LocalAuthority::Open(folder, own->Now()));
  TrustOffer trust{authority.Der(), authority.Fingerprint()};
  return Tls{CertificatesBy(std::move(authority), own), std::move(trust)};
}

std::shared_ptr<OwnNamesKeeper> OwnNamesWith(const std::vector<std::string>& more_hosts) {
  return std::make_shared<OwnNamesKeeper>([more_hosts] {
    OwnNames own = LookUpOwnNames();
    for (const std::string& host : more_hosts) {
      const auto authority = ParseAuthority(host);
      if (!authority) continue;
      std::string name = authority->host;
      const bool bracketed = name.starts_with('[');
      if (bracketed) name = name.substr(1, name.size() - 2);
      const bool is_address = bracketed || name.find_first_not_of("0123456789.") == std::string::npos;
      auto& list = is_address ? own.addresses : own.names;
      if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(std::move(name));
    }
    return own;
  });
}

}  // namespace ezpt::server
