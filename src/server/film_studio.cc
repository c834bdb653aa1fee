#include "server/film_studio.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <vector>

#include "media/video_writer.h"
#include "server/guard.h"
#include "server/log.h"
#include "server/owner.h"
#include "server/priority.h"

namespace ezpt::server {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kKept = ".mp4";
constexpr std::string_view kUnfinished = ".part.mp4";
constexpr std::string_view kPart = ".part";
constexpr auto kAbandonedAfter = std::chrono::hours(1);  ///< Another process may be drawing into the same folder.
constexpr auto kLookAgain = std::chrono::milliseconds(200);
constexpr std::size_t kKeyDigits = 32;
constexpr std::size_t kHelpers = 2;
constexpr fs::perms kFileForOwner = fs::perms::owner_read | fs::perms::owner_write;
constexpr int kProbes = 32;

struct KeptFilm {
  fs::path path;
  std::uintmax_t bytes = 0;
  fs::file_time_type used;
};

std::vector<KeptFilm> KeptIn(const std::string& folder) {
  std::vector<KeptFilm> kept;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    KeptFilm film{entry.path(), entry.file_size(error), entry.last_write_time(error)};
    if (error) continue;  // It went meanwhile.
    if (name.find(kPart) == std::string::npos) {
      if (name.ends_with(kKept)) kept.push_back(std::move(film));
    } else if (fs::file_time_type::clock::now() - film.used > kAbandonedAfter) {
      fs::remove(entry.path(), error);
    }
  }
  return kept;
}

void AppendBits(std::string& text, double value) { text += fmt::format("{:x},", std::bit_cast<uint64_t>(value)); }

}  // namespace

/// The patients that draw a film in turn, and the file that it goes to.
class FilmStudio::Canvas {
 public:
  static Result<std::unique_ptr<Canvas>> Create(const std::string& path, const body::Script& script, double fps,
                                                std::size_t helpers) {
    auto canvas = std::make_unique<Canvas>();
    canvas->path_ = path;
    canvas->fps_ = fps;
    for (std::size_t i = 0; i < helpers; ++i) {
      EZPT_TRY(body::VirtualPatient patient, body::VirtualPatient::Create(script));
      canvas->patients_.push_back(std::move(patient));
    }
    media::VideoWriterOptions options{
        .width = script.width, .height = script.height, .fps = fps, .layout = media::Mp4Layout::kGrowing};
    EZPT_TRY(canvas->writer_, media::VideoWriter::Create(path, options));
    return canvas;
  }

  /// Each patient draws one of the next frames; they are written in order.
  template <typename GoOn>
  Status Draw(const GoOn& go_on) {
    const auto frames = static_cast<std::size_t>(patients_.front().duration().value * fps_);
    std::vector<Image> images(patients_.size());
    for (std::size_t first = 0; first < frames; first += patients_.size()) {
      if (!go_on()) return Error{ErrorCode::kUnavailable, "The film is not drawn to its end."};
      DrawNext(first, images);
      for (std::size_t i = 0; i < images.size() && first + i < frames; ++i) {
        EZPT_CHECK_OK(writer_->Write(images[i].view(), TimeOf(first + i)));
      }
    }
    return writer_->Close();
  }

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Where it is read from while it is drawn.
  [[nodiscard]] const std::string& working_path() const { return writer_->working_path(); }

 private:
  [[nodiscard]] Seconds TimeOf(std::size_t frame) const { return Seconds(static_cast<double>(frame) / fps_); }

  void DrawNext(std::size_t first, std::vector<Image>& images) {
    const auto draw = [&](std::size_t i) { patients_[i].Render(patients_[i].At(TimeOf(first + i)), images[i]); };
    std::vector<std::future<void>> others;  // What one of them throws is thrown here, when all are done.
    for (std::size_t i = 1; i < patients_.size(); ++i) others.push_back(std::async(std::launch::async, draw, i));
    draw(0);
    for (std::future<void>& other : others) other.get();
  }

  std::string path_;
  double fps_ = 0;
  std::vector<body::VirtualPatient> patients_;
  std::unique_ptr<media::VideoWriter> writer_;
};

FilmStudio::FilmStudio(Options options) : options_(std::move(options)), temporary_(options_.folder.empty()) {
  std::error_code error;
  if (temporary_) options_.folder = (fs::temp_directory_path(error) / ("ezpt-films-" + NewId())).string();
}

FilmStudio::~FilmStudio() {
  Stop();
  std::list<Drawing> drawings;
  {
    const std::lock_guard lock(mutex_);
    drawings.swap(drawings_);
  }
  for (Drawing& drawing : drawings) {
    if (drawing.thread.joinable()) drawing.thread.join();
  }
  std::error_code error;
  if (temporary_) fs::remove_all(options_.folder, error);
}

Result<Film> FilmStudio::Get(const std::string& key, const body::Script& script, const Person& asker) {
  if (auto kept = ReadKept(key)) return Film{std::move(kept), nullptr};
  const std::lock_guard lock(mutex_);
  ForgetFinishedLocked();
  for (Drawing& drawing : drawings_) {
    if (drawing.given_up) continue;
    // What is drawn ahead is drawn slowly: for somebody who waits it begins anew.
    if (drawing.purpose == Purpose::kAhead) {
      if (drawing.key == key) drawing.given_up = true;
      continue;
    }
    if (drawing.key == key) return Film{nullptr, drawing.file};
  }
  if (stopped_) return Error{ErrorCode::kUnavailable, "The server is shutting down."};
  if (!HasRoomLocked(asker)) return Error{ErrorCode::kBusy, "The virtual patient is busy with other films."};
  if (auto kept = ReadKept(key)) return Film{std::move(kept), nullptr};  // Finished between the look and the lock.
  EZPT_CHECK_OK(MakeFolder());
  Drawing& drawing = drawings_.emplace_back();
  drawing.key = key;
  drawing.asker = asker;
  drawing.thread = std::thread([this, &drawing, script] {
    const bool ended = Guarded("film_failed", [&] {
      YieldToOthers();
      Status drawn = Draw(drawing, script, [this, &drawing] { return MustWait(drawing); });
      if (!drawn.ok() && !stopped_ && !drawing.given_up) Log("film_failed", {{"why", drawn.error().message}});
    });
    if (!ended) drawing.file->End(GrowingFile::State::kFailed);
    drawing.over = true;
  });
  return Film{nullptr, drawing.file};
}

bool FilmStudio::HasRoomLocked(const Person& asker) {
  const auto same_owner = [&](const Drawing& drawing) { return drawing.asker.owner == asker.owner; };
  const auto same_address = [&](const Drawing& drawing) { return drawing.asker.address == asker.address; };
  return (asker.owner.empty() || HasRoomLocked(same_owner, options_.max_of_owner)) &&
         (asker.address.empty() || HasRoomLocked(same_address, options_.max_of_address)) &&
         HasRoomLocked([](const Drawing&) { return true; }, options_.max_wanted);
}

/// Whether fewer than `most` of those that match are wanted. If not, one that nobody listens to gives way.
template <typename Matches>
bool FilmStudio::HasRoomLocked(Matches matches, int most) {
  int wanted = 0;
  Drawing* unheard = nullptr;
  for (Drawing& drawing : drawings_) {
    if (drawing.given_up || drawing.over || drawing.purpose == Purpose::kAhead || !matches(drawing)) continue;
    ++wanted;
    if (drawing.file.use_count() == 1) unheard = &drawing;
  }
  if (wanted < most) return true;
  if (unheard != nullptr) unheard->given_up = true;
  return unheard != nullptr;
}

Status FilmStudio::Prepare(const std::string& key, const body::Script& script, const std::function<bool()>& hold_back) {
  Drawing* drawing = nullptr;
  {
    const std::lock_guard lock(mutex_);
    ForgetFinishedLocked();
    std::error_code error;
    const bool known = std::any_of(drawings_.begin(), drawings_.end(), [&](const auto& d) { return d.key == key; });
    if (known || stopped_ || fs::exists(PathOf(key), error)) return {};
    EZPT_CHECK_OK(MakeFolder());
    drawing = &drawings_.emplace_back();
    drawing->key = key;
    drawing->purpose = Purpose::kAhead;
  }
  Status drawn = Draw(*drawing, script, hold_back);
  const bool given_up = drawing->given_up;
  drawing->over = true;  // From here on it may be forgotten.
  return given_up || stopped_ ? Status() : drawn;
}

Status FilmStudio::Draw(Drawing& drawing, const body::Script& script, const std::function<bool()>& hold_back) {
  Status drawn = DrawAll(drawing, script, hold_back);
  drawing.file->End(drawn.ok() ? GrowingFile::State::kWhole : GrowingFile::State::kFailed);
  if (drawn.ok()) Prune();
  return drawn;
}

Status FilmStudio::DrawAll(Drawing& drawing, const body::Script& script, const std::function<bool()>& hold_back) {
  const auto go_on = [&] {
    while (!stopped_ && !drawing.given_up && hold_back()) std::this_thread::sleep_for(kLookAgain);
    return !stopped_ && !drawing.given_up;
  };
  const Error not_wanted{ErrorCode::kUnavailable, "The film is not drawn to its end."};
  if (!go_on()) return not_wanted;  // Before it costs anything.
  const std::string path = fmt::format("{}/{}-{}{}", options_.folder, drawing.key, NewId(), kUnfinished);
  const std::size_t helpers = drawing.purpose == Purpose::kAhead ? 1 : kHelpers;
  EZPT_TRY(const std::unique_ptr<Canvas> canvas, Canvas::Create(path, script, options_.fps, helpers));
  EZPT_CHECK_OK(drawing.file->Begin(canvas->working_path()));
  std::error_code error;
  fs::permissions(canvas->working_path(), kFileForOwner, error);
  EZPT_CHECK_OK(canvas->Draw(go_on));
  fs::rename(path, PathOf(drawing.key), error);
  if (!error) return {};
  fs::remove(path, error);
  return Error{ErrorCode::kUnavailable, path + ": cannot be renamed"};
}

/// Asked before each frame of a film that somebody waits for. Gives it up when nobody has listened for a while.
bool FilmStudio::MustWait(Drawing& drawing) {
  const int at_once = options_.sessions_are_live && options_.sessions_are_live() ? 1 : options_.max_at_once;
  const std::lock_guard lock(mutex_);
  // Only Get hands the file out, under this lock: one reference alone is our own, and nobody can come by another.
  const auto now = std::chrono::steady_clock::now();
  if (drawing.file.use_count() > 1) drawing.last_heard = now;
  if (now - drawing.last_heard >= options_.unheard_for) drawing.given_up = true;
  int before = 0;  // Those that came earlier go first.
  for (const Drawing& other : drawings_) {
    if (&other == &drawing) break;
    if (other.purpose == Purpose::kWaitedFor && !other.given_up && !other.over) ++before;
  }
  return before >= at_once;
}

std::string FilmStudio::PathOf(const std::string& key) const {
  return fmt::format("{}/{}{}", options_.folder, key, kKept);
}

Status FilmStudio::MakeFolder() {
  if (folder_ready_) return {};
  std::error_code error;
  fs::create_directories(options_.folder, error);
  if (error) return Error{ErrorCode::kUnavailable, options_.folder + ": cannot be made; films are kept there"};
  fs::permissions(options_.folder, fs::perms::owner_all, error);  // Not everybody's, as it was in earlier versions.
  folder_ready_ = true;
  return {};
}

std::shared_ptr<const std::string> FilmStudio::ReadKept(const std::string& key) {
  const std::string path = PathOf(key);
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error || size > options_.max_bytes) return nullptr;
  std::string content(size, '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(content.data(), static_cast<std::streamsize>(size))) return nullptr;
  fs::last_write_time(path, fs::file_time_type::clock::now(), error);  // For Prune: used just now.
  return std::make_shared<const std::string>(std::move(content));
}

void FilmStudio::ForgetFinishedLocked() {
  for (auto it = drawings_.begin(); it != drawings_.end();) {
    if (!it->over) {
      ++it;
      continue;
    }
    if (it->thread.joinable()) it->thread.join();
    it = drawings_.erase(it);
  }
}

void FilmStudio::Prune() {
  std::vector<KeptFilm> kept = KeptIn(options_.folder);
  std::sort(kept.begin(), kept.end(), [](const KeptFilm& a, const KeptFilm& b) { return a.used > b.used; });
  std::uintmax_t bytes = 0;
  for (const KeptFilm& film : kept) {
    bytes += film.bytes;
    std::error_code error;
    if (bytes > options_.max_bytes) fs::remove(film.path, error);
  }
}

Result<std::string> KeyOf(std::string_view text, const body::Script& script) {
  EZPT_TRY(body::VirtualPatient patient, body::VirtualPatient::Create(script));
  std::string content(text);
  for (int i = 0; i < kProbes; ++i) {
    const body::TruthFrame truth = patient.Truth(patient.duration() * (i / double{kProbes}));
    for (const body::Landmark& point : truth.image.view()) {
      AppendBits(content, point.x);
      AppendBits(content, point.y);
    }
  }
  Image image;
  patient.Render(patient.At(patient.duration() * 0.5), image);
  const ImageView pixels = image.view();
  for (int y = 0; y < pixels.height; ++y) {
    content.append(reinterpret_cast<const char*>(pixels.Row(y)), static_cast<std::size_t>(pixels.width) * 3);
  }
  return HashToken(content).substr(0, kKeyDigits);
}

}  // namespace ezpt::server
