#include "server/server.h"

#include <fmt/format.h>
#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "media/model_file.h"
#include "motion/classifier.h"
#include "pose/tracker.h"
#include "server/application.h"
#include "server/demo.h"
#include "server/demo_mark.h"
#include "server/guard.h"
#include "server/history.h"
#include "server/library.h"
#include "server/live/live_hub.h"
#include "server/log.h"
#include "server/net/listener.h"
#include "server/open_files.h"
#include "server/pages/pages.h"
#include "server/pages/trust.h"
#include "server/priority.h"
#include "server/replayer.h"
#include "server/start_notice.h"
#include "server/static_files.h"
#include "server/templates.h"
#include "server/tls/set_up.h"
#include "server/virtual_patient.h"
#include "store/database.h"
#include "store/definition_repository.h"
#include "store/secret_repository.h"
#include "store/session_repository.h"

namespace ezpt::server {
namespace {

constexpr int kSessionsPerWorker = 8;
constexpr int kOtherFiles = 128;  ///< Open at a time beside connections: the database, films, what is served.
constexpr const char* kCookieSecret = "owner cookies";

Result<std::shared_ptr<const nn::Model>> LoadModel(const std::string& home) {
  auto model = media::ReadModel(home + "/build/models/movenet-lightning.json");
  if (model.ok()) return model;
  return Error{model.error().code, model.error().message + "; run ./x setup"};
}

/// What every session's pipeline shares.
struct Shared {
  std::shared_ptr<const nn::Model> model;
  std::shared_ptr<const motion::PoseClassifier> classifier;
};

Result<Shared> LoadShared(const std::string& home, const Library& library) {
  Shared shared;
  EZPT_TRY(shared.model, LoadModel(home));
  EZPT_TRY(const auto references, motion::MakeReferenceCollection(library.all(), {}));
  EZPT_TRY(shared.classifier, motion::PoseClassifier::Create(references));
  return shared;
}

Result<coach::Pipeline::Parts> PipelineParts(const Shared& shared) {
  coach::Pipeline::Parts parts;
  EZPT_TRY(pose::PoseTracker tracker, pose::PoseTracker::Create(shared.model, {}));
  parts.tracker = std::make_unique<pose::PoseTracker>(std::move(tracker));
  parts.classifier = shared.classifier;
  return parts;
}

LiveHub::Parts HubParts(const Library& library, store::SessionRepository& sessions, const History& history,
                        Replayer& replayer, const Shared& shared) {
  LiveHub::Parts parts;
  parts.library = &library;
  parts.sessions = &sessions;
  parts.history = &history;
  parts.replayer = &replayer;
  parts.create_pipeline = [shared](const Library::Entry& definition, const body::StreamInfo& stream,
                                   const coach::SessionOptions& options) -> Result<coach::Pipeline> {
    EZPT_TRY(coach::Pipeline::Parts pipeline_parts, PipelineParts(shared));
    return coach::Pipeline::Create(definition, stream, options, std::move(pipeline_parts));
  };
  parts.restore_pipeline = [shared](const Library::Entry& definition,
                                    std::span<const std::string> chunks) -> Result<coach::Pipeline> {
    EZPT_TRY(coach::Pipeline::Parts pipeline_parts, PipelineParts(shared));
    return coach::Restore(definition, chunks, std::move(pipeline_parts));
  };
  return parts;
}

/// Beside the database's file; nowhere for one in memory.
std::string JournalOf(const std::string& db) {
  const std::string path = store::PathBeside(db);
  return path.empty() ? "" : path + "-chunks-";
}

LiveHub::Options HubOptions(const ServeOptions& options) {
  LiveHub::Options hub;
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  hub.workers = options.workers > 0 ? options.workers : cores;
  hub.max_sessions = options.max_sessions > 0 ? options.max_sessions : kSessionsPerWorker * hub.workers;
  hub.keep = options.keep;
  hub.lease = options.keep;
  hub.writer.journal = JournalOf(options.db);
  // Who waits for a session is not kept waiting for its end longer than for the session.
  hub.settle = std::min<std::chrono::milliseconds>(hub.settle, options.keep / 4);
  return hub;
}

/// Connections for every live session, for its pages, and for those who come next.
void FitToSessions(int max_sessions, ListenOptions& listen) {
  constexpr int kForPages = 224;
  listen.max_connections = kForPages + 2 * max_sessions;
  // A quarter of the places stays for others than one address.
  listen.live.per_address = std::max(1, max_sessions - max_sessions / 4);
}

/// Beside the database's file; nowhere for one in memory.
std::string FilmFolder(const std::string& db) {
  const std::string path = store::PathBeside(db);
  return path.empty() ? "" : (std::filesystem::absolute(path).parent_path() / "films").string();
}

Result<bool> Owns(store::SessionRepository& sessions, const std::string& owner) {
  EZPT_TRY(const auto rows, sessions.List(owner, 1));
  return !rows.empty();
}

/// Draws the demonstration of every exercise that has none yet, while nobody is being coached.
class FilmsAhead {
 public:
  FilmsAhead(const Library& library, VirtualPatient& virtual_patient, const LiveHub& hub)
      : virtual_patient_(virtual_patient), hub_(hub), maker_([this, &library] { Make(library); }) {}
  ~FilmsAhead() {
    stopping_ = true;
    virtual_patient_.Stop();
    maker_.join();
  }
  FilmsAhead(const FilmsAhead&) = delete;
  FilmsAhead& operator=(const FilmsAhead&) = delete;

 private:
  void Make(const Library& library) {
    Guarded("films_ahead_failed", [&] { MakeAll(library); });
  }

  void MakeAll(const Library& library) {
    // Their names are made first, at the usual priority: whoever asks for a film waits for its name while it is made.
    for (const auto& definition : library.all()) {
      if (!stopping_) (void)virtual_patient_.KeptVideo(*definition, "demo", "");
    }
    YieldToOthers();
    for (const auto& definition : library.all()) {
      if (stopping_) return;
      const Status made = virtual_patient_.Prepare(*definition, "demo", [this] { return hub_.IsBusy(); });
      if (!made.ok()) Log("film_failed", {{"exercise", definition->id}, {"why", made.error().message}});
    }
  }

  VirtualPatient& virtual_patient_;
  const LiveHub& hub_;
  std::atomic<bool> stopping_ = false;
  std::thread maker_;
};

/// What sessions, films and replays gave back goes back to the system. Frames are worked on without allocations, so
/// this costs nothing there that could be measured.
void KeepLittleMemory() {
  // Each thread would else keep an arena of its own, grown to the largest that it ever needed.
  (void)mallopt(M_ARENA_MAX, 1);
  // What is large, as a picture's coefficients or an encoder's frames, is mapped by itself and goes when it is freed.
  // Left alone, glibc raises this limit to the largest that was ever freed, and the holes between what stays add up.
  constexpr int kMappedByItself = 256 << 10;
  constexpr int kKeptAtTheEnd = 1 << 20;
  (void)mallopt(M_MMAP_THRESHOLD, kMappedByItself);
  (void)mallopt(M_TRIM_THRESHOLD, kKeptAtTheEnd);
}

}  // namespace

Status Run(const ServeOptions& options) {
  KeepLittleMemory();
  // What this process makes, it makes for its own user: sessions, films, everything.
  umask(S_IRWXG | S_IRWXO);
  if (isatty(STDERR_FILENO) == 1) SetLogLevel(LogLevel::kProblems);  // A person reads it, beside where to open it.
  if (!InitRandom()) return Error{ErrorCode::kUnavailable, "serve: the system has no source of random numbers"};
  EZPT_TRY(ListenOptions listen, ParseListen(options.listen));
  FitToSessions(HubOptions(options).max_sessions, listen);
  const auto own_names = OwnNamesWith(options.allow_hosts);
  EZPT_TRY(const Tls tls, SetUpTls(options.tls, options.db, own_names));
  listen.certificates = tls.certificates;
  listen.proxies = options.proxies;
  EZPT_CHECK_OK(AllowOpenFiles(listen.max_connections + kOtherFiles));
  EZPT_TRY(const Library library, Library::Load(options.home + "/exercises"));
  EZPT_TRY(const Templates templates, Templates::Load(options.home + "/src/server/templates"));
  const std::string static_folder = options.home + "/web/dist";
  if (!std::filesystem::is_directory(static_folder)) {
    return Error{ErrorCode::kNotFound, static_folder + ": the pages' files are not built; run ./x run"};
  }
  const StaticFiles files(static_folder);
  EZPT_TRY(const Shared shared, LoadShared(options.home, library));
  EZPT_TRY(const std::shared_ptr<store::Database> database, store::Database::Open(options.db));
  EZPT_CHECK_OK(AdmitDatabase(*database, options.demo));
  store::SessionRepository sessions(database);
  EZPT_TRY(const std::string secret, store::SecretRepository(database).GetOrKeep(kCookieSecret, RandomToken()));
  store::DefinitionRepository definitions(database);
  store::PersonRepository person(database);
  // Before anybody goes on with a session of theirs.
  (void)ChunkJournal(JournalOf(options.db)).Recover([&sessions](const JournaledChunk& chunk) {
    return sessions.AppendChunk(chunk.session, chunk.index, chunk.bytes, chunk.lease);
  });
  Replayer replayer;
  History history({&library, &sessions, &definitions, &replayer});
  EZPT_CHECK_OK(history.KeepDefinitions());
  EZPT_TRY(const std::unique_ptr<Listener> listener, Listener::Open(listen));

  const std::string film_folder = FilmFolder(options.db);
  LiveHub hub(HubOptions(options), HubParts(library, sessions, history, replayer, shared));
  VirtualPatient virtual_patient({.folder = film_folder, .sessions_are_live = [&hub] { return hub.IsBusy(); }});
  std::unique_ptr<DemoSessions> demo;
  if (options.demo == Demo::kYes) demo = std::make_unique<DemoSessions>(library, sessions);
  std::unique_ptr<FilmsAhead> films_ahead;  // Only where they are there at the next start, too.
  if (!film_folder.empty()) films_ahead = std::make_unique<FilmsAhead>(library, virtual_patient, hub);
  Site site{.library = &library,
            .templates = &templates,
            .files = &files,
            .sessions = &sessions,
            .person = &person,
            .history = &history,
            .replayer = &replayer,
            .hub = &hub,
            .virtual_patient = &virtual_patient};
  if (demo != nullptr) {
    site.demo_offered = [&demo](const std::string& owner) { return demo->OfferedTo(owner); };
    site.give_demo = OwnerChange([&demo](const std::string& owner) { return demo->GiveTo(owner); });
  }
  site.ready = [&database] { return database->CheckWritable(); };
  const HostList hosts = HostsFor(listen.address, listener->port(), options.allow_hosts, own_names);
  const Transport transport = tls.certificates == nullptr ? options.transport : Transport::kHttps;
  ApplicationOptions how{.hosts = hosts,
                         .transport = transport,
                         .secret = secret,
                         .owner_is_known = [&sessions](const std::string& owner) { return Owns(sessions, owner); }};
  Router router = MakeRouter(site);
  const TrustOffer* const trust = tls.trust ? &*tls.trust : nullptr;
  if (trust != nullptr) AddTrustRoutes(*trust, templates, router);
  const Application application(std::move(how), std::move(router), templates);
  const Application unencrypted({.hosts = hosts, .cookies = Cookies::kNone}, UnencryptedRouter(trust, templates, files),
                                templates);
  listener->AnswerUnencryptedWith(unencrypted);
  const HistoryReader reader(history);
  Log("serving", {{"listen", fmt::format("{}:{}", listen.address, listener->port())},
                  {"exercises", library.all().size()},
                  {"demo", options.demo == Demo::kYes}});
  Print(StartNotice{.address = listen.address,
                    .port = listener->port(),
                    .transport = transport,
                    .own = own_names->Now(),
                    .fingerprint = trust == nullptr ? "" : trust->fingerprint,
                    .more_names = options.allow_hosts});
  listener->Serve(application, hub, [&virtual_patient] { virtual_patient.Stop(); });
  Log("stopped");
  return {};
}

}  // namespace ezpt::server
