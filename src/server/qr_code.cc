#include "server/qr_code.h"

#include <qrencode.h>

#include <memory>

namespace ezpt::server {
namespace {

constexpr int kQuietZone = 2;  ///< Modules; the standard asks for four, every phone reads two.
constexpr const char* kBlackOnWhite = "\x1b[30;107m";
constexpr const char* kPlain = "\x1b[0m";

}  // namespace

std::string QrForTerminal(std::string_view text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_L), QRcode_free);
  if (code == nullptr) return "";
  const int width = code->width;
  const auto is_dark = [&](int x, int y) {
    const bool inside = x >= 0 && y >= 0 && x < width && y < width;
    return inside && (code->data[y * width + x] & 1) != 0;
  };
  std::string lines;
  for (int y = -kQuietZone; y < width + kQuietZone; y += 2) {
    lines += kBlackOnWhite;
    for (int x = -kQuietZone; x < width + kQuietZone; ++x) {
      const bool upper = is_dark(x, y);
      const bool lower = is_dark(x, y + 1);
      lines += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
    }
    lines += kPlain;
    lines += '\n';
  }
  return lines;
}

}  // namespace ezpt::server
