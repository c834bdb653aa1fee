#include "server/tls/certificate.h"

#include <fmt/format.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <tuple>
#include <utility>

#include "server/tls/openssl.h"

namespace ezpt::server {
namespace {

/// What tells one state of a file from another.
using State = std::tuple<ino_t, off_t, time_t, long>;

State StateOf(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) return {};
  return {file.st_ino, file.st_size, file.st_mtim.tv_sec, file.st_mtim.tv_nsec};
}

Result<std::string> ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    const auto code = errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnavailable;
    return Error{code, fmt::format("{}: {}", path, std::strerror(errno))};
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

class Files final : public CertificateSource {
 public:
  Files(std::string chain, std::string key) : chain_(std::move(chain)), key_(std::move(key)) {}

  Result<std::optional<Certificate>> Next() override {
    // Before reading: what is written meanwhile is then seen the next time.
    const auto state = std::pair(StateOf(chain_), StateOf(key_));
    if (state == seen_) return std::optional<Certificate>();
    seen_ = state;
    Certificate certificate;
    EZPT_TRY(certificate.chain_pem, ReadText(chain_));
    EZPT_TRY(certificate.key_pem, ReadText(key_));
    const Status well = CheckPair(certificate);
    if (!well.ok()) {
      return Error{well.error().code, fmt::format("{} and {}: {}", chain_, key_, well.error().message)};
    }
    return std::optional(std::move(certificate));
  }

 private:
  std::string chain_;
  std::string key_;
  std::optional<std::pair<State, State>> seen_;
};

}  // namespace

std::unique_ptr<CertificateSource> CertificateFiles(std::string chain_path, std::string key_path) {
  return std::make_unique<Files>(std::move(chain_path), std::move(key_path));
}

Status CheckPair(const Certificate& certificate) {
  const X509Ptr own(PEM_read_bio_X509(BioOver(certificate.chain_pem).get(), nullptr, nullptr, nullptr));
  if (own == nullptr) return Error{ErrorCode::kInvalidArgument, "no certificate in PEM: " + OpensslReason()};
  // A key behind a passphrase would have the library ask for it on the terminal.
  const auto no_passphrase = [](char*, int, int, void*) { return 0; };
  const Key key(PEM_read_bio_PrivateKey(BioOver(certificate.key_pem).get(), nullptr, no_passphrase, nullptr));
  if (key == nullptr) return Error{ErrorCode::kInvalidArgument, "no private key in PEM: " + OpensslReason()};
  if (X509_check_private_key(own.get(), key.get()) != 1) {
    ERR_clear_error();
    return Error{ErrorCode::kInvalidArgument, "the key is not that of the certificate"};
  }
  return {};
}

}  // namespace ezpt::server
