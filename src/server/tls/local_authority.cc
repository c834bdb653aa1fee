#include "server/tls/local_authority.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "server/log.h"

namespace ezpt::server {
namespace {

namespace fs = std::filesystem;
using Time = LocalAuthority::Time;
using Constraints = std::unique_ptr<NAME_CONSTRAINTS, Freed<NAME_CONSTRAINTS_free>>;
using std::chrono::hours;

constexpr int kAuthorityDays = 3650;
constexpr auto kDay = hours(24);
constexpr int kSerialBits = 127;  ///< Random, and positive.
constexpr const char* kFile = "authority.pem";

/// What no certificate authority on the internet vouches for: addresses of local networks.
constexpr std::array<const char*, 9> kLocalNetworks = {
    "10.0.0.0/255.0.0.0",     "172.16.0.0/255.240.0.0",  "192.168.0.0/255.255.0.0",
    "100.64.0.0/255.192.0.0", "169.254.0.0/255.255.0.0", "127.0.0.0/255.0.0.0",
    "fc00::/fe00::",          "fe80::/ffc0::",           "::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"};

Error Failed(const char* what) {
  return {ErrorCode::kInternal, fmt::format("cannot make {}: {}", what, OpensslReason())};
}

/// Names go into the text that the extensions are read from: only what a host name is made of.
bool IsHostName(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
}

/// "DNS:livingroom.local", "IP:192.168.1.5": as certificates name hosts.
std::vector<std::string> AlternativeNames(const OwnNames& own) {
  std::vector<std::string> names;
  for (const std::string& name : own.names) {
    if (IsHostName(name)) names.push_back("DNS:" + name);
  }
  for (const std::string& address : own.addresses) names.push_back("IP:" + address);
  return names;
}

std::string Joined(const std::vector<std::string>& parts) { return fmt::format("{}", fmt::join(parts, ",")); }

/// Names of now, addresses of local networks, and the public addresses of now, each alone.
std::string ConstraintsFor(const OwnNames& own) {
  std::string text = "critical";
  for (const std::string& name : own.names) {
    if (IsHostName(name)) text += ",permitted;DNS:" + name;
  }
  for (const char* network : kLocalNetworks) text += fmt::format(",permitted;IP:{}", network);
  for (const std::string& address : own.addresses) {
    if (ScopeOf(address) != AddressScope::kPublic) continue;
    const bool six = address.find(':') != std::string::npos;
    text += fmt::format(",permitted;IP:{}/{}", address,
                        six ? "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" : "255.255.255.255");
  }
  return text;
}

bool Extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool SetSerial(X509* certificate) {
  const std::unique_ptr<BIGNUM, Freed<BN_free>> serial(BN_new());
  return serial != nullptr && BN_rand(serial.get(), kSerialBits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool SetName(X509_NAME* name, const std::string& common) {
  const auto add = [&](const char* field, const std::string& text) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, bytes, static_cast<int>(text.size()), -1, 0) == 1;
  };
  return add("O", "EZ-PT") && add("CN", common);
}

bool SetTimes(X509* certificate, Time now, int days) {
  const time_t from = std::chrono::system_clock::to_time_t(now - kDay);
  const time_t until = std::chrono::system_clock::to_time_t(now + kDay * (days - 1));
  return ASN1_TIME_set(X509_getm_notBefore(certificate), from) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), until) != nullptr;
}

/// Everything but names and extensions.
X509Ptr Blank(EVP_PKEY* key, Time now, int days) {
  X509Ptr certificate(X509_new());
  const bool well = certificate != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                    SetSerial(certificate.get()) && SetTimes(certificate.get(), now, days) &&
                    X509_set_pubkey(certificate.get(), key) == 1;
  return well ? std::move(certificate) : nullptr;
}

template <typename Write>
std::string Pem(Write&& write) {
  const Bio bio(BIO_new(BIO_s_mem()));
  return bio != nullptr && write(bio.get()) == 1 ? BytesOf(bio.get()) : "";
}

std::string PemOf(EVP_PKEY* key) {
  return Pem([&](BIO* bio) { return PEM_write_bio_PKCS8PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr); });
}

std::string PemOf(X509* certificate) {
  return Pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

Key NewKey() { return Key(EVP_EC_gen("P-256")); }

Result<std::string> MakeAuthority(const OwnNames& own) {
  const Key key = NewKey();
  if (key == nullptr) return Failed("a key");
  const X509Ptr made = Blank(key.get(), std::chrono::system_clock::now(), kAuthorityDays);
  X509* const authority = made.get();
  const std::string host = own.names.empty() ? "this machine" : own.names.front();
  const bool well = authority != nullptr &&
                    SetName(X509_get_subject_name(authority), fmt::format("EZ-PT on {}", host)) &&
                    X509_set_issuer_name(authority, X509_get_subject_name(authority)) == 1 &&
                    Extend(authority, authority, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                    Extend(authority, authority, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                    Extend(authority, authority, NID_subject_key_identifier, "hash") &&
                    Extend(authority, authority, NID_name_constraints, ConstraintsFor(own)) &&
                    X509_sign(authority, key.get(), EVP_sha256()) > 0;
  if (!well) return Failed("an authority");
  return PemOf(key.get()) + PemOf(authority);
}

/// As a whole or not at all, for this user alone.
Status WriteSecret(const fs::path& path, const std::string& text) {
  std::string part = path.string() + ".XXXXXX";
  const int file = mkostemp(part.data(), O_CLOEXEC);  // 0600
  const bool written =
      file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(file) == 0;
  const int reason = errno;
  if (file >= 0) close(file);
  if (written && rename(part.c_str(), path.c_str()) == 0) return {};
  if (file >= 0) unlink(part.c_str());
  return Error{ErrorCode::kUnavailable, fmt::format("{}: cannot be written: {}", path.string(), std::strerror(reason))};
}

Status Make(const fs::path& path, const OwnNames& own) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return Error{ErrorCode::kUnavailable, path.parent_path().string() + ": " + error.message()};
  fs::permissions(path.parent_path(), fs::perms::owner_all, error);
  EZPT_TRY(const std::string text, MakeAuthority(own));
  EZPT_CHECK_OK(WriteSecret(path, text));
  Log("authority_made");
  return {};
}

Status CheckForThisUserAlone(const fs::path& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) {
    return Error{ErrorCode::kUnavailable, path.string() + ": " + std::strerror(errno)};
  }
  if ((file.st_mode & (S_IRWXG | S_IRWXO)) == 0) return {};
  return Error{ErrorCode::kInvalidArgument,
               path.string() + ": others than its owner may read this key; chmod 600 it if none has, else delete it"};
}

bool IsWithin(const std::string& name, NAME_CONSTRAINTS* constraints) {
  const X509Ptr probe(X509_new());
  if (probe == nullptr || !Extend(probe.get(), probe.get(), NID_subject_alt_name, name)) return false;
  X509_check_purpose(probe.get(), -1, 0);  // Reads the extensions; the constraints look only at what was read.
  return NAME_CONSTRAINTS_check(probe.get(), constraints) == X509_V_OK;
}

/// The alternative names that the authority may vouch for, or the others.
enum class Side { kInside, kOutside };
std::vector<std::string> NamesOn(Side side, X509* authority, const OwnNames& own) {
  const Constraints constraints(
      static_cast<NAME_CONSTRAINTS*>(X509_get_ext_d2i(authority, NID_name_constraints, nullptr, nullptr)));
  std::vector<std::string> names = AlternativeNames(own);
  std::erase_if(names, [&](const std::string& name) {
    const bool inside = constraints == nullptr || IsWithin(name, constraints.get());
    return inside != (side == Side::kInside);
  });
  ERR_clear_error();
  return names;
}

class ByAuthority final : public CertificateSource {
 public:
  ByAuthority(LocalAuthority authority, std::shared_ptr<OwnNamesKeeper> own, std::function<Time()> clock)
      : authority_(std::move(authority)), own_(std::move(own)), clock_(std::move(clock)) {}

  Result<std::optional<Certificate>> Next() override {
    OwnNames own = own_->Now();
    const Time now = clock_();
    const bool fresh = now >= issued_ && now < issued_ + kDay * (LocalAuthority::kLeafDays - kRenewDays);
    if (fresh && own == last_) return std::optional<Certificate>();
    EZPT_TRY(Certificate certificate, authority_.Issue(own, now));
    const auto outside = authority_.Outside(own);
    if (!outside.empty()) Log("authority_does_not_vouch", {{"for", outside.size()}});
    last_ = std::move(own);
    issued_ = now;
    return std::optional(std::move(certificate));
  }

 private:
  LocalAuthority authority_;
  std::shared_ptr<OwnNamesKeeper> own_;
  std::function<Time()> clock_;
  OwnNames last_;
  Time issued_{};
};

}  // namespace

Result<LocalAuthority> LocalAuthority::Open(const std::string& folder, const OwnNames& own) {
  const fs::path path = fs::path(folder) / kFile;
  std::error_code error;
  if (!fs::exists(path, error)) EZPT_CHECK_OK(Make(path, own));
  EZPT_CHECK_OK(CheckForThisUserAlone(path));
  std::ifstream file(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const auto wrong = [&](const std::string& why) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{}: {}; delete it for a new authority, which every device must then trust anew",
                             path.string(), why)};
  };
  const Status pair = CheckPair({text, text});
  if (!pair.ok()) return wrong(pair.error().message);
  Key key(PEM_read_bio_PrivateKey(BioOver(text).get(), nullptr, nullptr, nullptr));
  X509Ptr certificate(PEM_read_bio_X509(BioOver(text).get(), nullptr, nullptr, nullptr));
  if (X509_cmp_current_time(X509_get0_notAfter(certificate.get())) <= 0) return wrong("its time is over");
  return LocalAuthority(std::move(key), std::move(certificate));
}

Result<Certificate> LocalAuthority::Issue(const OwnNames& own, Time now) const {
  const Key key = NewKey();
  if (key == nullptr) return Failed("a key");
  const X509Ptr made = Blank(key.get(), now, kLeafDays);
  X509* const leaf = made.get();
  X509* const authority = certificate_.get();
  const std::string names = Joined(NamesOn(Side::kInside, authority, own));
  const bool well = leaf != nullptr && SetName(X509_get_subject_name(leaf), "EZ-PT server") &&
                    X509_set_issuer_name(leaf, X509_get_subject_name(authority)) == 1 &&
                    Extend(leaf, authority, NID_basic_constraints, "critical,CA:FALSE") &&
                    Extend(leaf, authority, NID_key_usage, "critical,digitalSignature") &&
                    Extend(leaf, authority, NID_ext_key_usage, "serverAuth") &&
                    Extend(leaf, authority, NID_subject_key_identifier, "hash") &&
                    Extend(leaf, authority, NID_authority_key_identifier, "keyid:always") &&
                    Extend(leaf, authority, NID_subject_alt_name, names) &&
                    X509_sign(leaf, key_.get(), EVP_sha256()) > 0;
  if (!well) return Failed("a certificate");
  return Certificate{PemOf(leaf), PemOf(key.get())};
}

std::vector<std::string> LocalAuthority::Outside(const OwnNames& own) const {
  return NamesOn(Side::kOutside, certificate_.get(), own);
}

std::string LocalAuthority::Der() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  return bio != nullptr && i2d_X509_bio(bio.get(), certificate_.get()) == 1 ? BytesOf(bio.get()) : "";
}

std::string LocalAuthority::Fingerprint() const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(certificate_.get(), EVP_sha256(), digest.data(), &size) != 1) return "";
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{}{:02X}", i == 0 ? "" : ":", digest[i]);
  return text;
}

std::unique_ptr<CertificateSource> CertificatesBy(LocalAuthority authority, std::shared_ptr<OwnNamesKeeper> own,
                                                  std::function<Time()> clock) {
  return std::make_unique<ByAuthority>(std::move(authority), std::move(own), std::move(clock));
}

}  // namespace ezpt::server
