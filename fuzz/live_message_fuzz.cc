// What a browser may send over the live protocol: binary and text messages.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "server/live/frame_message.h"
#include "server/live/messages.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto frame = ezpt::server::ParseFrameMessage(bytes); frame.ok()) {
    (void)ezpt::server::ParseLandmarks(*frame).ok();
  }
  (void)ezpt::server::ParseClientText(bytes).ok();
  return 0;
}
