#include "store/backup.h"

#include <filesystem>
#include <memory>
#include <system_error>

#include "command.h"
#include "store/database.h"
#include "store/master_key.h"

namespace ezpt::app {
namespace {

namespace fs = std::filesystem;

struct Flags {
  std::string db = "sqlite:ezpt.db";
  std::string key_file;
  std::string folder;
  bool check = false;
};

constexpr const char* kCopy = "ezpt.db";
constexpr const char* kAuthority = "tls";
constexpr const char* kSetAside = "set-aside";

Status AsStatus(const std::error_code& error, const std::string& what) {
  if (!error) return {};
  return Error{ErrorCode::kUnavailable, what + ": " + error.message()};
}

/// A folder that nobody else looks into.
Status MakeFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  EZPT_CHECK_OK(AsStatus(error, "cannot make " + folder.string()));
  fs::permissions(folder, fs::perms::owner_all, error);
  return AsStatus(error, folder.string());
}

/// The authority that phones trust, where there is one.
Status CopyAuthority(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (!fs::is_directory(from, error)) return {};
  EZPT_CHECK_OK(MakeFolder(to));
  fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing, error);
  return AsStatus(error, "cannot copy " + from.string());
}

Status Tell(const store::CopyReport& report, const fs::path& copy, Output& output) {
  output.Line(copy.string() + ": schema " + std::to_string(report.schema) + ", " + std::to_string(report.sessions) +
              " sessions, " + std::to_string(report.chunks) + " chunks of records, " + std::to_string(report.keys) +
              " keys" + (report.problems.empty() ? ", whole" : ""));
  for (const std::string& problem : report.problems) output.Line("  " + problem);
  if (!report.problems.empty()) output.ReportsProblems();
  return {};
}

/// The master key's; it is never copied with the database.
std::string KeyFile(const Flags& flags) {
  return flags.key_file.empty() ? store::KeyFileBeside(flags.db) : flags.key_file;
}

/// Beside the database's file.
fs::path FolderOf(const std::string& db) { return fs::absolute(store::PathBeside(db)).parent_path(); }

Status BackUp(const Flags& flags, Output& output) {
  EZPT_CHECK_OK(store::CheckSource(flags.db));  // Before anything is made.
  const fs::path folder = flags.folder;
  EZPT_CHECK_OK(MakeFolder(folder));
  EZPT_TRY(const store::CopyReport report, store::BackUp(flags.db, (folder / kCopy).string(), KeyFile(flags)));
  EZPT_CHECK_OK(CopyAuthority(FolderOf(flags.db) / kAuthority, folder / kAuthority));
  EZPT_CHECK_OK(Tell(report, folder / kCopy, output));
  output.Line("It holds health data and the key of the cookies: keep it as you keep the original.");
  if (report.keys > 0) {
    output.Line("The master key is not in it: keep " + KeyFile(flags) +
                " too, at another place than the backup. Without it nobody can read the records.");
  }
  return {};
}

/// Where nothing is yet.
fs::path NewFolder(const fs::path& wanted) {
  std::error_code error;
  fs::path folder = wanted;
  for (int i = 2; fs::exists(folder, error); ++i) folder = wanted.string() + "-" + std::to_string(i);
  return folder;
}

Status SetAside(const fs::path& database, Output& output) {
  const fs::path aside = NewFolder(database.parent_path() / kSetAside);
  for (const char* ending : {"", "-wal", "-shm"}) {
    const fs::path file = database.string() + ending;
    std::error_code error;
    if (!fs::exists(file, error)) continue;
    EZPT_CHECK_OK(MakeFolder(aside));
    fs::rename(file, aside / file.filename(), error);
    EZPT_CHECK_OK(AsStatus(error, "cannot set " + file.string() + " aside"));
    output.Line(file.string() + " is in " + aside.string() + " now");
  }
  return {};
}

Status Restore(const Flags& flags, Output& output) {
  if (!flags.check && !flags.db.starts_with("sqlite:")) {
    return Error{ErrorCode::kUnsupported, "a database server is restored by its own tools: mariadb DATABASE <FILE"};
  }
  const fs::path folder = flags.folder;
  EZPT_TRY(const store::CopyReport report, store::CheckCopy((folder / kCopy).string(), KeyFile(flags)));
  EZPT_CHECK_OK(Tell(report, folder / kCopy, output));
  if (flags.check || !report.problems.empty()) return {};
  const fs::path database = fs::absolute(store::PathBeside(flags.db));
  EZPT_CHECK_OK(SetAside(database, output));
  EZPT_TRY(const store::CopyReport restored,
           store::BackUp("sqlite:" + (folder / kCopy).string(), database.string(), KeyFile(flags)));
  EZPT_CHECK_OK(CopyAuthority(folder / kAuthority, database.parent_path() / kAuthority));
  return Tell(restored, database, output);
}

void AddDatabase(CLI::App& command, Flags& flags) {
  command.add_option("--db", flags.db, "The database, as ezpt serve was given it")->capture_default_str();
  command.add_option("--key-file", flags.key_file,
                     "The database's master key; without it: PATH.key beside the database");
}

}  // namespace

void AddBackupCommand(CLI::App& app, Action& action) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("backup", "Copy the database, also of a running server, and check the copy");
  command->add_option("FOLDER", flags->folder, "Where the copy is to be")->required();
  AddDatabase(*command, *flags);
  command->callback([flags, &action] { action = [flags](Output& output) { return BackUp(*flags, output); }; });
}

void AddRestoreCommand(CLI::App& app, Action& action) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("restore", "Put a backup in the place of the database; stop the server first");
  command->add_option("FOLDER", flags->folder, "What ezpt backup made")->required();
  AddDatabase(*command, *flags);
  command->add_flag("--check", flags->check, "Only look whether the copy is whole, and the master key opens it");
  command->callback([flags, &action] { action = [flags](Output& output) { return Restore(*flags, output); }; });
}

}  // namespace ezpt::app
