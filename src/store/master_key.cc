#include "store/master_key.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "store/database.h"

namespace ezpt::store {
namespace {

constexpr std::string_view kFirstLine = "ezpt master key 1\n";
constexpr std::size_t kDigits = SecretKey::kBytes * 2;
constexpr std::size_t kMostFileBytes = 4096;
constexpr std::string_view kCheckPurpose = "check of the master key";

Error FileError(const std::string& what, const std::string& path) {
  return {ErrorCode::kUnavailable, "cannot " + what + " " + path + ": " + std::strerror(errno)};
}

/// Closed with its scope.
class File {
 public:
  File(const std::string& path, int flags) : descriptor_(open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR)) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] bool ok() const { return descriptor_ >= 0; }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

bool WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// As an editor may have left it, with other line ends.
bool Parse(std::string_view text, SecretKey::Bytes& bytes) {
  if (!text.starts_with(kFirstLine.substr(0, kFirstLine.size() - 1))) return false;
  const std::size_t line_end = text.find('\n');
  if (line_end == std::string_view::npos) return false;
  const std::string_view digits = text.substr(line_end + 1, kDigits);
  if (text.find_first_not_of("\r\n ", line_end + 1 + digits.size()) != std::string_view::npos) return false;
  std::size_t got = 0;
  const char* end = nullptr;
  return sodium_hex2bin(bytes.data(), bytes.size(), digits.data(), digits.size(), nullptr, &got, &end) == 0 &&
         got == bytes.size() && end == digits.data() + digits.size();
}

Error Missing(const std::string& path) {
  return {ErrorCode::kNotFound, path +
                                    ": the master key of this database is not there, and without it nobody can read "
                                    "what is in it; put the saved key file back there, or name it with --key-file"};
}

Error Another(const std::string& path) {
  return {ErrorCode::kInvalidArgument,
          path +
              ": this is not the master key of this database (of a backup: it may have been made before the key was "
              "rotated); put the key file that was saved with it there, or name it with --key-file"};
}

}  // namespace

Result<MasterKey> MasterKey::Random() {
  EZPT_CHECK_OK(StartCrypto());
  return MasterKey(SecretKey::Random());
}

Result<MasterKey> MasterKey::Read(const std::string& path) {
  EZPT_CHECK_OK(StartCrypto());
  const File file(path, O_RDONLY);
  if (!file.ok() && errno == ENOENT) return Missing(path);
  if (!file.ok()) return FileError("read", path);
  struct stat found {};
  if (fstat(file.get(), &found) != 0) return FileError("read", path);
  if ((found.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Error{ErrorCode::kForbidden, path + ": others may read this key; chmod 600 " + path};
  }
  std::string text(kMostFileBytes, '\0');
  const ssize_t size = read(file.get(), text.data(), text.size());
  if (size < 0) return FileError("read", path);
  text.resize(static_cast<std::size_t>(size));
  SecretKey::Bytes bytes;
  const bool parsed = Parse(text, bytes);
  const SecretKey key(bytes);
  sodium_memzero(text.data(), text.size());
  sodium_memzero(bytes.data(), bytes.size());
  if (parsed) return MasterKey(key);
  return Error{ErrorCode::kDamaged, path +
                                        ": this is no key file: its first line has to be \"ezpt master key 1\", its "
                                        "second 64 hexadecimal digits; put the saved file in its place"};
}

Status MasterKey::WriteNew(const std::string& path) const {
  std::string text(kFirstLine);
  std::string digits(kDigits + 1, '\0');
  sodium_bin2hex(digits.data(), digits.size(), key_.bytes().data(), key_.bytes().size());
  digits.back() = '\n';
  text += digits;
  // Under its own name it is whole from the first moment on: another program may look for it at the same time.
  const std::string part = path + ".part-" + std::to_string(getpid());
  (void)unlink(part.c_str());
  Status made;
  {
    const File file(part, O_WRONLY | O_CREAT | O_EXCL);
    if (!file.ok() || !WriteAll(file.get(), text) || fsync(file.get()) != 0) made = FileError("write", path);
  }
  sodium_memzero(digits.data(), digits.size());
  sodium_memzero(text.data(), text.size());
  if (made.ok() && link(part.c_str(), path.c_str()) != 0) {
    made = errno == EEXIST ? Error{ErrorCode::kConflict, path + ": there is a key already"} : FileError("make", path);
  }
  (void)unlink(part.c_str());
  return made.ok() ? SyncFolderOf(path) : made;
}

SecretKey MasterKey::Derive(std::string_view purpose) const {
  SecretKey::Bytes bytes;
  crypto_generichash(bytes.data(), bytes.size(), reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size(),
                     key_.bytes().data(), key_.bytes().size());
  const SecretKey derived(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  return derived;
}

std::string MasterKey::Check() const {
  const SecretKey check = Derive(kCheckPurpose);
  std::string digits(kDigits + 1, '\0');
  sodium_bin2hex(digits.data(), digits.size(), check.bytes().data(), check.bytes().size());
  digits.pop_back();
  return digits;
}

std::string KeyFileBeside(const std::string& spec) {
  const std::string path = PathBeside(spec);
  return path.empty() ? "" : path + ".key";
}

std::string NextKeyFile(const std::string& key_file) { return key_file + ".new"; }

Result<MasterKey> FindMasterKey(const std::string& key_file, const std::string& check) {
  Result<MasterKey> key = MasterKey::Read(key_file);
  if (key.ok() && key->Check() == check) return key;
  if (!key.ok() && key.error().code != ErrorCode::kNotFound) return key.error();
  Result<MasterKey> next = MasterKey::Read(NextKeyFile(key_file));
  if (next.ok() && next->Check() == check) return next;
  return key.ok() ? Another(key_file) : Missing(key_file);
}

Status SyncFolderOf(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  const File file(folder, O_RDONLY | O_DIRECTORY);
  if (!file.ok() || fsync(file.get()) != 0) return FileError("write", folder);
  return {};
}

}  // namespace ezpt::store
