// The core neither reads nor prints, but the C++ library's last words before it
// aborts go through the C library's streams. Answering those three calls here
// keeps the module free of imports: it needs nothing but bytes.
#include <cstdint>

extern "C" {

constexpr int32_t kBadDescriptor = 8;  // __WASI_ERRNO_BADF

// NOLINTBEGIN(bugprone-reserved-identifier): the names are the C library's.
int32_t __imported_wasi_snapshot_preview1_fd_close(int32_t) { return kBadDescriptor; }
int32_t __imported_wasi_snapshot_preview1_fd_seek(int32_t, int64_t, int32_t, int32_t) { return kBadDescriptor; }
int32_t __imported_wasi_snapshot_preview1_fd_write(int32_t, int32_t, int32_t, int32_t) { return kBadDescriptor; }
// NOLINTEND(bugprone-reserved-identifier)

}  // extern "C"
