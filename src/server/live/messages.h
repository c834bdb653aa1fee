#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "coach/feedback.h"
#include "coach/session_record.h"
#include "exercise/definition.h"

/// The text messages of docs/formats/live-protocol.md.
namespace ezpt::server {

inline constexpr const char* kLivePath = "/live";
inline constexpr int kLiveProtocol = 1;
inline constexpr std::size_t kMaxTextBytes = 16u << 10;

enum class VideoSource { kCamera, kVirtualPatient };
[[nodiscard]] std::string_view Name(VideoSource source);

/// "auto", "left", "right" or "both".
[[nodiscard]] std::string_view SideName(coach::SideChoice side);

/// What a session is to be, wherever its frames are looked at.
struct SessionAsk {
  std::string exercise;
  coach::SideChoice side = coach::SideChoice::kAuto;
  std::string language = "en";
  VideoSource source = VideoSource::kCamera;
  std::optional<coach::PersonalLimit> limit;
};

struct Hello : SessionAsk {
  int protocol = 0;
  std::string resume;  ///< Empty: a new session.
  int width = 640;
  int height = 480;
};

using ClientMessage = std::variant<Hello, coach::Command>;

/// Errors: kDamaged (not JSON, a field of the wrong type or out of range, an
/// unknown type), kLimitExceeded over 16 KiB.
[[nodiscard]] Result<ClientMessage> ParseClientText(std::string_view text);

/// The request of docs/formats/session-upload.md that begins an upload.
struct UploadAsk : SessionAsk {
  std::string key;         ///< Made by the page: the same key is the same session. Letters, digits and dashes.
  int64_t started_ms = 0;  ///< Milliseconds since 1970, UTC; 0: not said.
};
/// Errors: kDamaged (as above), kLimitExceeded over 16 KiB.
[[nodiscard]] Result<UploadAsk> ParseUploadText(std::string_view text);

/// The request there by which a page goes on by itself with a set that the server began: how many of the stored
/// chunks its record begins with. Errors: kDamaged (as above), kLimitExceeded over 16 KiB.
[[nodiscard]] Result<int> ParseTakeOverText(std::string_view text);

/// Frames since `welcome`.
struct FrameCounters {
  uint64_t decoded = 0;
  uint64_t dropped = 0;
  uint64_t damaged = 0;
};

struct Welcome {
  std::string session;
  bool resumed = false;
  std::string resume_failed;  ///< Empty: nothing was to be resumed, or it was.
  coach::SideChoice side = coach::SideChoice::kAuto;
  std::string language = "en";
  coach::SessionState state = coach::SessionState::kSetup;
  int set = 1;
  int count = 0;
  int chunks = 0;  ///< Of the session's record, how many are stored.
  int keep_s = 0;
};

[[nodiscard]] std::string WelcomeText(const Welcome& welcome, const exercise::Definition& definition);

/// @param width,height the picture's size in the pixels that the landmarks are in.
/// @param recognised_name of the exercise in `feedback.recognised`.
struct FeedbackContext {
  double width = 1;
  double height = 1;
  double latency_ms = 0;
  FrameCounters counters;
  int chunks = 0;  ///< Of the session's record, how many are stored.
  std::string_view recognised_name;
};
[[nodiscard]] std::string FeedbackText(const coach::Feedback& feedback, const FeedbackContext& context);

enum class BusyScope { kFrame, kSession };
[[nodiscard]] std::string BusyText(BusyScope scope, std::string_view language);

enum class Fatal { kNo, kYes };
[[nodiscard]] std::string ErrorText(std::string_view code, std::string_view text, Fatal fatal);

/// What becomes of the record, where the person should know.
enum class Notice {
  kNotStored,  ///< What comes is counted, but has not been stored for some seconds; it is tried again.
  kStored,     ///< It is all stored again.
  kFull,       ///< The record has no room left: the session ends.
};
[[nodiscard]] std::string NoticeText(Notice notice, std::string_view language);

enum class SummarySaved { kYes, kNotYet };
/// How a summary came about, for its notes.
struct SummaryOrigin {
  std::string missing;  ///< The part of the recording that could not be stored, as "0:12–0:17"; empty: nothing.
  SummarySaved saved = SummarySaved::kYes;
};
[[nodiscard]] std::string SummaryText(const std::string& session, const coach::SessionSummary& summary,
                                      const exercise::Definition& definition, const std::string& language,
                                      const SummaryOrigin& origin);

}  // namespace ezpt::server
