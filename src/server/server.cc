#include "server/server.h"

#include <fmt/format.h>
#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "clinic/front_desk.h"
#include "media/model_file.h"
#include "motion/classifier.h"
#include "pose/tracker.h"
#include "server/application.h"
#include "server/demo.h"
#include "server/demo_clinic.h"
#include "server/demo_mark.h"
#include "server/demo_step_in.h"
#include "server/guard.h"
#include "server/history.h"
#include "server/library.h"
#include "server/live/live_hub.h"
#include "server/log.h"
#include "server/net/listener.h"
#include "server/open_files.h"
#include "server/pages/kept_form.h"
#include "server/pages/pages.h"
#include "server/pages/trust.h"
#include "server/priority.h"
#include "server/replayer.h"
#include "server/start_notice.h"
#include "server/static_files.h"
#include "server/templates.h"
#include "server/tls/set_up.h"
#include "server/virtual_patient.h"
#include "server/wall_clock.h"
#include "store/database.h"
#include "store/definition_repository.h"
#include "store/key_ring.h"
#include "store/secret_repository.h"
#include "store/session_repository.h"

namespace ezpt::server {
namespace {

constexpr int kSessionsPerWorker = 8;
constexpr int kOtherFiles = 128;  ///< Open at a time beside connections: the database, films, what is served.
constexpr const char* kCookieSecret = "owner cookies";
constexpr const char* kJournalKey = "chunk journal";
constexpr const char* kDeskKey = "front desk";

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

/// Before anything of anybody is read or written.
Result<std::shared_ptr<const store::KeyRing>> OpenKeys(const std::shared_ptr<store::Database>& database,
                                                       const ServeOptions& options) {
  const std::string file = options.key_file.empty() ? store::KeyFileBeside(options.db) : options.key_file;
  EZPT_TRY(auto keys, store::KeyRing::Open(database, file));
  if (keys->records_sealed() > 0) Log("records_encrypted", {{"count", keys->records_sealed()}});
  return keys;
}

Result<bool> Owns(store::SessionRepository& sessions, const std::string& owner) {
  EZPT_TRY(const auto rows, sessions.List(owner, 1));
  return !rows.empty();
}

constexpr int64_t kTouchEveryMs = 60'000;

/// Who holds that token; that they did something just now is noted once a minute.
Result<std::optional<clinic::SignedIn>> HolderOf(clinic::FrontDesk& desk, const std::string& token) {
  const int64_t now = desk.now_ms();
  EZPT_TRY(auto who, desk.Read("cannot read who is signed in", [&](store::ReadTx& tx) {
    return clinic::SignIns::Find(tx, clinic::HashToken(token), now);
  }));
  if (who && now - who->seen_ms > kTouchEveryMs) {
    EZPT_CHECK_OK(desk.Write("cannot note who is signed in",
                             [&](store::WriteTx& tx) { return clinic::SignIns::Touch(tx, who->sign_in, now); }));
  }
  return who;
}

void NoteRefusal(const clinic::FrontDesk& desk, const clinic::SignedIn& who, std::string_view pattern) {
  const Status noted = desk.Note(clinic::EventOf(who.scope, desk.now_ms(), "route.refused", std::string(pattern)));
  if (!noted.ok()) Log("audit_failed", {{"why", noted.error().message}});
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
  EZPT_TRY(const auto keys, OpenKeys(database, options));
  store::SessionRepository sessions(database, keys);
  EZPT_TRY(const std::string secret, store::SecretRepository(database).GetOrKeep(kCookieSecret, RandomToken()));
  store::DefinitionRepository definitions(database);
  store::PersonRepository person(database);
  // Before anybody goes on with a session of theirs.
  EZPT_TRY(const store::SecretKey journal_key, keys->ServerKey(kJournalKey));
  (void)ChunkJournal(JournalOf(options.db), journal_key).Recover([&sessions](const JournaledChunk& chunk) {
    return sessions.AppendChunk(chunk.session, chunk.index, chunk.bytes, chunk.lease);
  });
  EZPT_TRY(const store::SecretKey desk_key, keys->ServerKey(kDeskKey));
  clinic::FrontDesk desk({.database = database, .key = desk_key, .now_ms = WallClockMs});
  SignInWatch sign_ins([&desk](const std::string& sign_in) {
    return desk.Read("cannot read who is signed in",
                     [&](store::ReadTx& tx) { return clinic::SignIns::Holds(tx, sign_in, desk.now_ms()); });
  });
  Replayer replayer;
  History history({&library, &sessions, &definitions, &replayer});
  EZPT_CHECK_OK(history.KeepDefinitions());
  EZPT_TRY(const std::unique_ptr<Listener> listener, Listener::Open(listen));

  const std::string film_folder = FilmFolder(options.db);
  LiveHub::Options hub_options = HubOptions(options);
  hub_options.writer.journal_key = journal_key;
  LiveHub::Parts hub_parts = HubParts(library, sessions, history, replayer, shared);
  hub_parts.sign_ins = &sign_ins;
  LiveHub hub(hub_options, std::move(hub_parts));
  VirtualPatient virtual_patient({.folder = film_folder, .sessions_are_live = [&hub] { return hub.IsBusy(); }});
  std::unique_ptr<DemoSessions> demo;
  std::unique_ptr<DemoClinic> demo_clinic;
  if (options.demo == Demo::kYes) {
    demo = std::make_unique<DemoSessions>(library, sessions);
    demo_clinic = std::make_unique<DemoClinic>(DemoClinic::Parts{
        .database = database, .library = &library, .sessions = &sessions, .person = &person, .audit = &desk.audit()});
  }
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
            .virtual_patient = &virtual_patient,
            .desk = &desk};
  StepIn step_in({.database = database,
                  .audit = &desk.audit(),
                  .now_ms = WallClockMs,
                  .is_behind_proxy = !options.proxies.empty() || options.transport == Transport::kHttps});
  if (demo != nullptr) {
    site.step_in = &step_in;
    site.demo_is_ready = [&demo_clinic] { return demo_clinic->is_ready(); };
    site.demo_offered = [&demo](const std::string& owner) { return demo->OfferedTo(owner); };
    site.give_demo = OwnerChange([&demo](const std::string& owner) { return demo->GiveTo(owner); });
  }
  site.ready = [&database] { return database->CheckWritable(); };
  const HostList hosts = HostsFor(listen.address, listener->port(), options.allow_hosts, own_names);
  const Transport transport = tls.certificates == nullptr ? options.transport : Transport::kHttps;
  ApplicationOptions how{.hosts = hosts,
                         .transport = transport,
                         .secret = secret,
                         .owner_is_known = [&sessions](const std::string& owner) { return Owns(sessions, owner); },
                         .holder_of = [&desk](const std::string& token) { return HolderOf(desk, token); },
                         .on_lapsed = [&site](const Context& context,
                                              const Request& request) { return SignInAgain(site, context, request); },
                         .on_refused = [&desk](const clinic::SignedIn& who,
                                               std::string_view pattern) { NoteRefusal(desk, who, pattern); }};
  Router router = MakeRouter(site);
  const TrustOffer* const trust = tls.trust ? &*tls.trust : nullptr;
  if (trust != nullptr) AddTrustRoutes(*trust, templates, router);
  const Application application(std::move(how), std::move(router), templates);
  const Application unencrypted({.hosts = hosts, .cookies = Cookies::kNone}, UnencryptedRouter(trust, templates, files),
                                templates);
  listener->AnswerUnencryptedWith(unencrypted);
  const HistoryReader reader(history);
  std::optional<std::string> first_code;  // A demonstration's people make themselves.
  if (options.demo == Demo::kNo) {
    EZPT_TRY(first_code, desk.CodeForTheFirst());
  }
  Print(StartNotice{.address = listen.address,
                    .port = listener->port(),
                    .transport = transport,
                    .own = own_names->Now(),
                    .fingerprint = trust == nullptr ? "" : trust->fingerprint,
                    .more_names = options.allow_hosts,
                    .first_code = first_code.value_or(""),
                    .is_demo = options.demo == Demo::kYes});
  // After what is printed: who waits for this line may read the address and the first code there.
  Log("serving", {{"listen", fmt::format("{}:{}", listen.address, listener->port())},
                  {"exercises", library.all().size()},
                  {"demo", options.demo == Demo::kYes}});
  listener->Serve(application, hub, [&virtual_patient] { virtual_patient.Stop(); });
  Log("stopped");
  return {};
}

}  // namespace ezpt::server
