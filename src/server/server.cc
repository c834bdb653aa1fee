#include "server/server.h"

#include <fmt/format.h>
#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <thread>

#include "clinic/front_desk.h"
#include "server/application.h"
#include "server/coaching.h"
#include "server/demonstration.h"
#include "server/films_ahead.h"
#include "server/history.h"
#include "server/library.h"
#include "server/live/live_hub.h"
#include "server/log.h"
#include "server/net/listener.h"
#include "server/open_files.h"
#include "server/pages/kept_form.h"
#include "server/pages/pages.h"
#include "server/pages/trust.h"
#include "server/replayer.h"
#include "server/start_notice.h"
#include "server/static_files.h"
#include "server/stores.h"
#include "server/templates.h"
#include "server/tls/set_up.h"
#include "server/virtual_patient.h"

namespace ezpt::server {
namespace {

constexpr int kSessionsPerWorker = 8;

int Workers(const ServeOptions& options) {
  return options.workers > 0 ? options.workers : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

int MaxSessions(const ServeOptions& options) {
  return options.max_sessions > 0 ? options.max_sessions : kSessionsPerWorker * Workers(options);
}

LiveHub::Options HubOptions(const ServeOptions& options, const Stores& stores) {
  LiveHub::Options hub;
  hub.workers = Workers(options);
  hub.max_sessions = MaxSessions(options);
  hub.keep = options.keep;
  hub.lease = options.keep;
  hub.writer.journal = JournalOf(options.db);
  hub.writer.journal_key = stores.journal_key;
  // Who waits for a session is not kept waiting for its end longer than for the session.
  hub.settle = std::min<std::chrono::milliseconds>(hub.settle, options.keep / 4);
  return hub;
}

/// With connections for every live session, for its pages, and for those who come next.
Result<ListenOptions> ListenFor(const ServeOptions& options, const Tls& tls) {
  constexpr int kForPages = 224;
  constexpr int kOtherFiles = 128;  // Open at a time beside connections: the database, films, what is served.
  EZPT_TRY(ListenOptions listen, ParseListen(options.listen));
  const int max_sessions = MaxSessions(options);
  listen.max_connections = kForPages + 2 * max_sessions;
  // A quarter of the places stays for others than one address.
  listen.live.per_address = std::max(1, max_sessions - max_sessions / 4);
  listen.certificates = tls.certificates;
  listen.proxies = options.proxies;
  EZPT_CHECK_OK(AllowOpenFiles(listen.max_connections + kOtherFiles));
  return listen;
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

Result<bool> StillHolds(const clinic::FrontDesk& desk, const std::string& sign_in) {
  return desk.Read("cannot read who is signed in",
                   [&](store::ReadTx& tx) { return clinic::SignIns::Holds(tx, sign_in, desk.now_ms()); });
}

void NoteRefusal(const clinic::FrontDesk& desk, const clinic::SignedIn& who, std::string_view pattern) {
  const Status noted = desk.Note(clinic::EventOf(who.scope, desk.now_ms(), "route.refused", std::string(pattern)));
  if (!noted.ok()) Log("audit_failed", {{"why", noted.error().message}});
}

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

ApplicationOptions ApplicationFor(const Site& site, Stores& stores, const HostList& hosts, Transport transport) {
  return {.hosts = hosts,
          .transport = transport,
          .secret = stores.cookie_secret,
          .owner_is_known = [&stores](const std::string& owner) { return Owns(stores.sessions, owner); },
          .holder_of = [&stores](const std::string& token) { return HolderOf(stores.desk, token); },
          .on_lapsed = [&site](const Context& context,
                               const Request& request) { return SignInAgain(site, context, request); },
          .on_refused = [&stores](const clinic::SignedIn& who,
                                  std::string_view pattern) { NoteRefusal(stores.desk, who, pattern); }};
}

/// Of what is served beside what people store; read once.
struct Home {
  Library library;
  Templates templates;
  StaticFiles files;
  Coaching coaching;
};

Result<Home> LoadHome(const std::string& folder) {
  EZPT_TRY(Library library, Library::Load(folder + "/exercises"));
  EZPT_TRY(Templates templates, Templates::Load(folder + "/src/server/templates"));
  const std::string static_folder = folder + "/web/dist";
  if (!std::filesystem::is_directory(static_folder)) {
    return Error{ErrorCode::kNotFound, static_folder + ": the pages' files are not built; run ./x run"};
  }
  EZPT_TRY(Coaching coaching, Coaching::Load(folder, library));
  return Home{std::move(library), std::move(templates), StaticFiles(static_folder), std::move(coaching)};
}

/// What works while the server serves. Each part is given those before it, and ends before them.
struct Running {
  SignInWatch sign_ins;
  Replayer replayer;
  History history;
  LiveHub hub;
  VirtualPatient virtual_patient;
  std::unique_ptr<Demonstration> demonstration;  ///< Null without --demo.
  std::unique_ptr<FilmsAhead> films_ahead;       ///< Only where they are there at the next start, too.

  Running(const ServeOptions& options, const Home& home, Stores& stores)
      : sign_ins([&desk = stores.desk](const std::string& sign_in) { return StillHolds(desk, sign_in); }),
        history({.library = &home.library,
                 .sessions = &stores.sessions,
                 .upkeep = &stores.upkeep,
                 .definitions = &stores.definitions,
                 .replayer = &replayer}),
        hub(HubOptions(options, stores), HubParts(home, stores, *this)),
        virtual_patient({.folder = FilmFolder(options.db), .sessions_are_live = [this] { return hub.IsBusy(); }}) {
    if (options.demo == Demo::kYes) {
      const bool is_behind_proxy = !options.proxies.empty() || options.transport == Transport::kHttps;
      demonstration = std::make_unique<Demonstration>(home.library, stores, is_behind_proxy);
    }
    if (!FilmFolder(options.db).empty()) films_ahead = std::make_unique<FilmsAhead>(home.library, virtual_patient, hub);
  }

 private:
  static LiveHub::Parts HubParts(const Home& home, Stores& stores, Running& running) {
    return {.library = &home.library,
            .sessions = &stores.sessions,
            .upkeep = &stores.upkeep,
            .history = &running.history,
            .replayer = &running.replayer,
            .create_pipeline = std::bind_front(&Coaching::Create, home.coaching),
            .restore_pipeline = std::bind_front(&Coaching::Restore, home.coaching),
            .sign_ins = &running.sign_ins};
  }
};

Site SiteOf(const Home& home, Stores& stores, Running& running) {
  return {.library = &home.library,
          .templates = &home.templates,
          .files = &home.files,
          .sessions = &stores.sessions,
          .person = &stores.person,
          .history = &running.history,
          .replayer = &running.replayer,
          .hub = &running.hub,
          .virtual_patient = &running.virtual_patient,
          .desk = &stores.desk,
          .ready = [&stores] { return stores.database->CheckWritable(); }};
}

/// By which the first account is made; empty where there is one, and in a demonstration, whose people make
/// themselves.
Result<std::string> FirstCode(const ServeOptions& options, clinic::FrontDesk& desk) {
  if (options.demo == Demo::kYes) return std::string();
  EZPT_TRY(const auto code, desk.CodeForTheFirst());
  return code.value_or("");
}

}  // namespace

Status Run(const ServeOptions& options) {
  KeepLittleMemory();
  // What this process makes, it makes for its own user: sessions, films, everything.
  umask(S_IRWXG | S_IRWXO);
  if (isatty(STDERR_FILENO) == 1) SetLogLevel(LogLevel::kProblems);  // A person reads it, beside where to open it.
  EZPT_CHECK_OK(store::StartCrypto());
  const auto own_names = OwnNamesWith(options.allow_hosts);
  EZPT_TRY(const Tls tls, SetUpTls(options.tls, options.db, own_names));
  EZPT_TRY(const ListenOptions listen, ListenFor(options, tls));
  EZPT_TRY(const Home home, LoadHome(options.home));
  EZPT_TRY(const std::unique_ptr<Stores> stores, Stores::Open(options));
  EZPT_TRY(const std::unique_ptr<Listener> listener, Listener::Open(listen));
  Running running(options, home, *stores);
  EZPT_CHECK_OK(running.history.KeepDefinitions());

  Site site = SiteOf(home, *stores, running);
  if (running.demonstration != nullptr) running.demonstration->AddTo(site);
  const HostList hosts = HostsFor(listen.address, listener->port(), options.allow_hosts, own_names);
  const Transport transport = tls.certificates == nullptr ? options.transport : Transport::kHttps;
  Router router = MakeRouter(site);
  const TrustOffer* const trust = tls.trust ? &*tls.trust : nullptr;
  if (trust != nullptr) AddTrustRoutes(*trust, home.templates, router);
  const Application application(ApplicationFor(site, *stores, hosts, transport), std::move(router), home.templates);
  const Application unencrypted({.hosts = hosts, .cookies = Cookies::kNone},
                                UnencryptedRouter(trust, home.templates, home.files), home.templates);
  listener->AnswerUnencryptedWith(unencrypted);
  const HistoryReader reader(running.history);
  EZPT_TRY(const std::string first_code, FirstCode(options, stores->desk));
  Print(StartNotice{.address = listen.address,
                    .port = listener->port(),
                    .transport = transport,
                    .own = own_names->Now(),
                    .fingerprint = trust == nullptr ? "" : trust->fingerprint,
                    .more_names = options.allow_hosts,
                    .first_code = first_code,
                    .is_demo = options.demo == Demo::kYes});
  // After what is printed: who waits for this line may read the address and the first code there.
  Log("serving", {{"listen", fmt::format("{}:{}", listen.address, listener->port())},
                  {"exercises", home.library.all().size()},
                  {"demo", options.demo == Demo::kYes}});
  listener->Serve(application, running.hub, [&running] { running.virtual_patient.Stop(); });
  Log("stopped");
  return {};
}

}  // namespace ezpt::server
