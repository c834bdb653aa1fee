#pragma once

namespace ezpt::server {

/// What of a device a page may ask its browser for. A page without a reason gets none of it, so that no defect of
/// such a page opens a camera.
struct Capabilities {
  bool camera = false;
  bool microphone = false;
};

}  // namespace ezpt::server
