#include "server/film_studio.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "exercise_yaml/yaml.h"
#include "server/log.h"
#include "server/owner.h"
#include "server/virtual_patient.h"

namespace ezpt::server {
namespace {

namespace fs = std::filesystem;

constexpr auto kLookAgain = std::chrono::milliseconds(5);
constexpr auto kDrawnWithin = std::chrono::seconds(100);
constexpr std::size_t kPiece = 4096;
constexpr int kLowestPriority = 19;

const std::function<bool()> kNever = [] { return false; };

class FilmStudioTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store::StartCrypto().ok());
    SetLogLevel(LogLevel::kSilent);
    auto squat = exercise::LoadDefinition(EZPT_SOURCE_DIR "/exercises/squat.yaml");
    ASSERT_TRUE(squat.ok()) << squat.error().message;
    squat_ = *std::move(squat);
    folder_ = fs::path(testing::TempDir()) / ("ezpt_films_" + NewId());
  }
  void TearDown() override { fs::remove_all(folder_); }

  FilmStudio::Options Options() const { return {.folder = folder_.string(), .fps = 4}; }

  /// A film that is drawn at once, or one that takes seconds.
  body::Script Short(int repetitions = 1) const {
    PatientClip clip;
    clip.repetitions = repetitions;
    body::Script script = ScriptFor(squat_, clip);
    script.width = 96;
    script.height = 72;
    return script;
  }
  body::Script Long() const {
    PatientClip clip;
    clip.repetitions = 100;
    return ScriptFor(squat_, clip);
  }

  struct Watched {
    std::string bytes;
    GrowingFile::State state = GrowingFile::State::kGrowing;
  };
  /// Reads until the film holds `wanted`, or is over.
  static Watched Watch(const GrowingFile& file, const std::string& wanted) {
    Watched watched;
    const auto deadline = std::chrono::steady_clock::now() + kDrawnWithin;
    while (std::chrono::steady_clock::now() < deadline) {
      const GrowingFile::Piece piece = file.Read(watched.bytes.size(), kPiece);
      watched.bytes += piece.bytes;
      watched.state = piece.state;
      if (!wanted.empty() && watched.bytes.find(wanted) != std::string::npos) return watched;
      if (piece.bytes.empty() && piece.state != GrowingFile::State::kGrowing) return watched;
      if (piece.bytes.empty()) std::this_thread::sleep_for(kLookAgain);
    }
    return watched;
  }
  static std::string Drawn(FilmStudio& studio, const std::string& key, const body::Script& script) {
    auto film = studio.Get(key, script);
    EXPECT_TRUE(film.ok()) << film.error().message;
    if (film->whole) return *film->whole;
    const Watched watched = Watch(*film->growing, "");
    EXPECT_EQ(watched.state, GrowingFile::State::kWhole);
    return watched.bytes;
  }
  std::size_t Files() const {
    std::error_code error;
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_, error), fs::directory_iterator()));
  }

  exercise::Definition squat_;
  fs::path folder_;
};

TEST_F(FilmStudioTest, AFilmIsReadLongBeforeItIsDrawnToItsEnd) {
  std::shared_ptr<GrowingFile> file;
  {
    FilmStudio studio(Options());
    auto film = studio.Get("long", Long());
    ASSERT_TRUE(film.ok()) << film.error().message;
    ASSERT_EQ(film->whole, nullptr);
    file = film->growing;
    const Watched watched = Watch(*file, "mdat");
    EXPECT_EQ(watched.bytes.substr(4, 4), "ftyp");
    EXPECT_NE(watched.bytes.find("moof"), std::string::npos);
    EXPECT_EQ(watched.state, GrowingFile::State::kGrowing) << "pictures, and the film is not over";
    const auto again = studio.Get("long", Long());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->growing, file) << "drawn once, watched by many";
  }
  EXPECT_EQ(file->Read(0, kPiece).state, GrowingFile::State::kFailed) << "the studio was closed";
  EXPECT_EQ(Files(), 0u) << "nothing unfinished is left behind";
}

TEST_F(FilmStudioTest, AFilmIsKeptForTheNextProcess) {
  std::string drawn;
  {
    FilmStudio studio(Options());
    drawn = Drawn(studio, "short", Short());
  }
  EXPECT_EQ(Files(), 1u);
  FilmStudio studio(Options());
  const auto film = studio.Get("short", Short());
  ASSERT_TRUE(film.ok());
  ASSERT_NE(film->whole, nullptr);
  EXPECT_EQ(*film->whole, drawn);
}

TEST_F(FilmStudioTest, TheLeastRecentlyUsedGoesWhenTheFolderIsFull) {
  FilmStudio::Options options = Options();
  std::size_t size = 0;
  {
    FilmStudio studio(options);
    size = Drawn(studio, "first", Short()).size();
    (void)Drawn(studio, "second", Short());
  }
  const auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours(5);
  fs::last_write_time(folder_ / "first.mp4", long_ago);
  fs::last_write_time(folder_ / "second.mp4", long_ago - std::chrono::hours(1));
  std::ofstream(folder_ / "left-behind.part.mp4") << "by a process that was killed";
  fs::last_write_time(folder_ / "left-behind.part.mp4", long_ago);
  options.max_bytes = 3 * size - 1;
  FilmStudio studio(options);
  (void)Drawn(studio, "second", Short());
  (void)Drawn(studio, "third", Short());
  const auto deadline = std::chrono::steady_clock::now() + kDrawnWithin;
  while (Files() > 2 && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(kLookAgain);
  EXPECT_FALSE(fs::exists(folder_ / "first.mp4"));
  EXPECT_TRUE(fs::exists(folder_ / "second.mp4")) << "asked for just now";
  EXPECT_TRUE(fs::exists(folder_ / "third.mp4"));
  EXPECT_EQ(Files(), 2u);
}

TEST_F(FilmStudioTest, WhoWaitsComesBeforeWhatIsDrawnAhead) {
  FilmStudio studio(Options());
  Status prepared = Error{ErrorCode::kInternal, "never ended"};
  std::thread ahead([&] { prepared = studio.Prepare("film", Long(), kNever); });
  while (Files() == 0) std::this_thread::sleep_for(kLookAgain);
  const auto film = studio.Get("film", Long());
  ahead.join();
  EXPECT_TRUE(prepared.ok()) << "gave way";
  ASSERT_TRUE(film.ok());
  ASSERT_NE(film->growing, nullptr);
  EXPECT_EQ(Watch(*film->growing, "mdat").state, GrowingFile::State::kGrowing);
}

TEST_F(FilmStudioTest, PreparedFilmsAreThere) {
  FilmStudio studio(Options());
  ASSERT_TRUE(studio.Prepare("short", Short(), kNever).ok());
  const auto film = studio.Get("short", Short());
  ASSERT_TRUE(film.ok());
  EXPECT_NE(film->whole, nullptr);
}

TEST_F(FilmStudioTest, DrawingAheadWaitsWhileItIsHeldBack) {
  FilmStudio studio(Options());
  std::atomic<int> asked = 0;
  std::thread ahead([&] {
    EXPECT_TRUE(studio
                    .Prepare("short", Short(),
                             [&] {
                               ++asked;
                               return asked < 3;
                             })
                    .ok());
  });
  while (asked < 2) std::this_thread::sleep_for(kLookAgain);
  EXPECT_FALSE(fs::exists(folder_ / "short.mp4"));
  ahead.join();
  EXPECT_TRUE(fs::exists(folder_ / "short.mp4"));
}

TEST_F(FilmStudioTest, RefusesMoreThanItCanDraw) {
  FilmStudio::Options options = Options();
  options.max_wanted = 1;
  FilmStudio studio(options);
  const auto one = studio.Get("one", Long());
  ASSERT_TRUE(one.ok());
  EXPECT_EQ(studio.Get("another", Long()).error().code, ErrorCode::kBusy);
  studio.Stop();
  EXPECT_FALSE(studio.Get("a third", Short()).ok());
}

TEST_F(FilmStudioTest, OnePersonAndOneAddressHaveTheirShareOfThePlaces) {
  FilmStudio::Options options = Options();
  options.max_at_once = 1;
  FilmStudio studio(options);
  const Person greedy{"a cookie", "an address"};
  const auto first = studio.Get("1", Long(), greedy);
  auto second = studio.Get("2", Long(), greedy);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_TRUE(studio.Get("1", Long(), greedy).ok()) << "which is the first one's";
  EXPECT_EQ(studio.Get("3", Long(), greedy).error().code, ErrorCode::kBusy);
  const auto third = studio.Get("3", Long(), {"another cookie", "an address"});
  const auto fourth = studio.Get("4", Long(), {"another cookie", "an address"});
  ASSERT_TRUE(third.ok() && fourth.ok());
  EXPECT_EQ(studio.Get("5", Long(), {"a third cookie", "an address"}).error().code, ErrorCode::kBusy);
  const auto elsewhere = studio.Get("5", Long(), {"somebody", "somewhere else"});
  EXPECT_TRUE(elsewhere.ok());
  second = Film{};
  EXPECT_TRUE(studio.Get("6", Long(), greedy).ok()) << "in place of one that they do not listen to any more";
}

TEST_F(FilmStudioTest, AFilmThatNobodyListensToIsGivenUp) {
  FilmStudio::Options options = Options();
  options.unheard_for = std::chrono::milliseconds(100);
  options.max_wanted = 1;
  FilmStudio studio(options);
  auto film = studio.Get("long", Long());
  ASSERT_TRUE(film.ok());
  EXPECT_EQ(Watch(*film->growing, "mdat").state, GrowingFile::State::kGrowing) << "drawn while it is listened to";
  film = Film{};
  const auto deadline = std::chrono::steady_clock::now() + kDrawnWithin;
  while (Files() > 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(kLookAgain);
  EXPECT_EQ(Files(), 0u);
  EXPECT_FALSE(Drawn(studio, "short", Short()).empty()) << "and its place is free";
}

TEST_F(FilmStudioTest, WhileSessionsAreLiveFilmsAreDrawnOneAtATime) {
  FilmStudio::Options options = Options();
  options.sessions_are_live = [] { return true; };
  options.unheard_for = std::chrono::milliseconds(100);
  FilmStudio studio(options);
  auto first = studio.Get("first", Long());
  ASSERT_TRUE(first.ok());
  const auto second = studio.Get("second", Short());
  ASSERT_TRUE(second.ok());
  (void)Watch(*first->growing, "mdat");
  EXPECT_EQ(second->growing->Read(0, kPiece).bytes, "") << "waits for its turn";
  first = Film{};
  EXPECT_EQ(Watch(*second->growing, "").state, GrowingFile::State::kWhole) << "which comes when nobody wants the first";
}

/// How many threads of this process have the lowest priority.
int ThreadsBehindAllOthers() {
  int count = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc/self/task", error)) {
    const auto thread = static_cast<id_t>(std::stoul(entry.path().filename().string()));
    if (getpriority(PRIO_PROCESS, thread) == kLowestPriority) ++count;
  }
  return count;
}

TEST_F(FilmStudioTest, DrawingComesBehindEverythingElse) {
  FilmStudio studio(Options());
  EXPECT_EQ(ThreadsBehindAllOthers(), 0);
  const auto film = studio.Get("long", Long());
  ASSERT_TRUE(film.ok());
  (void)Watch(*film->growing, "mdat");
  EXPECT_GE(ThreadsBehindAllOthers(), 1);
}

TEST_F(FilmStudioTest, FilmsAreReadByNobodyElse) {
  fs::create_directories(folder_);
  fs::permissions(folder_, fs::perms::all);
  FilmStudio studio(Options());
  (void)Drawn(studio, "short", Short());
  const auto others = fs::perms::group_all | fs::perms::others_all;
  EXPECT_EQ(fs::status(folder_).permissions() & others, fs::perms::none);
  EXPECT_EQ(fs::status(folder_ / "short.mp4").permissions() & others, fs::perms::none);
}

TEST_F(FilmStudioTest, AFolderThatCannotBeMadeIsSaid) {
  FilmStudio::Options options = Options();
  options.folder = "/dev/null/films";
  FilmStudio studio(options);
  EXPECT_EQ(studio.Get("one", Short()).error().code, ErrorCode::kUnavailable);
}

TEST_F(FilmStudioTest, TheKeyIsOfTheContent) {
  const auto key = KeyOf("squat", Short());
  ASSERT_TRUE(key.ok()) << key.error().message;
  EXPECT_EQ(*key, *KeyOf("squat", Short()));
  EXPECT_NE(*key, *KeyOf("squat", Short(2)));
  EXPECT_NE(*key, *KeyOf("another", Short()));
  body::Script other_look = Short();
  other_look.look = body::SamplePatient(body::kFirstDemoSeed + 1);
  EXPECT_NE(*key, *KeyOf("squat", other_look)) << "seen in the pixels";
}

TEST_F(FilmStudioTest, InventedWordsInTheAddressMakeNoFurtherFilm) {
  VirtualPatient virtual_patient(Options(), {.width = 96, .height = 72, .repetitions = 20});
  const auto film = virtual_patient.Video(squat_, "demo", "left");
  ASSERT_TRUE(film.ok()) << film.error().message;
  ASSERT_NE(film->growing, nullptr);
  for (const auto& [scenario, side] : {std::pair("", ""), std::pair("demo", "invented"), std::pair("", "left")}) {
    EXPECT_EQ(virtual_patient.Video(squat_, scenario, side)->growing, film->growing) << scenario << " " << side;
  }
}

TEST_F(FilmStudioTest, WhoAsksWhetherAFilmIsThereHasNothingDrawn) {
  VirtualPatient virtual_patient(Options(), {.width = 96, .height = 72, .repetitions = 4});
  const auto kept = virtual_patient.KeptVideo(squat_, "demo", "");
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(*kept, nullptr);
  EXPECT_FALSE(fs::exists(folder_)) << "which is made for the first film";
}

TEST_F(FilmStudioTest, UnknownScenariosAreNotDrawn) {
  VirtualPatient virtual_patient;
  EXPECT_EQ(virtual_patient.Video(squat_, "cartwheel", "").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace ezpt::server
