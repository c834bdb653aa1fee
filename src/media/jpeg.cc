#include "media/jpeg.h"

// jpeglib.h needs size_t and FILE declared before it, and jerror.h numbers its
// messages by jpeglib.h's version.
// clang-format off
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#include <fmt/format.h>

#include <algorithm>
#include <csetjmp>
#include <cstdlib>
#include <cstring>

#include "media/exif.h"
#include "media/image_limits.h"

namespace ezpt::media {
namespace {

/// A progressive file may repeat scans without end; none that a camera or
/// encoder writes has more than about a dozen.
constexpr int kMaxScans = 64;
constexpr int kExifMarker = JPEG_APP0 + 1;

/// libjpeg reports by calling back; an error must not return, hence longjmp. No
/// object with a destructor may live in a frame that is jumped over.
struct ErrorManager {
  jpeg_error_mgr base;
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
};

[[noreturn]] void OnError(j_common_ptr info) {
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  info->err->format_message(info, manager->message);
  std::longjmp(manager->jump, 1);
}

/// libjpeg fills what is missing with grey and only warns; a measurement must not.
void OnMessage(j_common_ptr info, int level) {
  if (level >= 0) return;
  switch (info->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
      OnError(info);
    default:
      ++info->err->num_warnings;
  }
}

void LimitScans(j_common_ptr info) {
  if (!info->is_decompressor) return;
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMaxScans) {
    info->err->msg_code = JERR_BAD_PROGRESSION;
    OnError(info);
  }
}

struct Decoder {
  Decoder() {
    info.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = OnError;
    errors.base.emit_message = OnMessage;
    progress.progress_monitor = LimitScans;
  }
  ~Decoder() { jpeg_destroy_decompress(&info); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  ErrorManager errors{};
  jpeg_decompress_struct info{};
  jpeg_progress_mgr progress{};
};

enum class Step { kDone, kFailed };

Step ReadHeader(Decoder& decoder, const uint8_t* data, std::size_t size) {
  if (setjmp(decoder.errors.jump)) return Step::kFailed;
  jpeg_create_decompress(&decoder.info);
  decoder.info.progress = &decoder.progress;
  jpeg_save_markers(&decoder.info, kExifMarker, 0xFFFF);
  jpeg_mem_src(&decoder.info, data, static_cast<unsigned long>(size));
  jpeg_read_header(&decoder.info, TRUE);
  return Step::kDone;
}

/// Sets the output size for the chosen eighths.
Step Start(Decoder& decoder, int eighths) {
  if (setjmp(decoder.errors.jump)) return Step::kFailed;
  decoder.info.scale_num = static_cast<unsigned>(eighths);
  decoder.info.scale_denom = 8;
  decoder.info.out_color_space = JCS_RGB;
  jpeg_start_decompress(&decoder.info);
  return Step::kDone;
}

Step ReadRows(Decoder& decoder, uint8_t* pixels, std::size_t stride) {
  if (setjmp(decoder.errors.jump)) return Step::kFailed;
  while (decoder.info.output_scanline < decoder.info.output_height) {
    JSAMPROW row = pixels + decoder.info.output_scanline * stride;
    jpeg_read_scanlines(&decoder.info, &row, 1);
  }
  jpeg_finish_decompress(&decoder.info);
  return Step::kDone;
}

int ChooseEighths(int long_side, int min_long_side) {
  if (min_long_side <= 0) return 8;
  for (int eighths : {1, 2, 4}) {
    if (long_side * eighths / 8 >= min_long_side) return eighths;
  }
  return 8;
}

Orientation OrientationOf(const jpeg_decompress_struct& info) {
  for (jpeg_saved_marker_ptr marker = info.marker_list; marker != nullptr; marker = marker->next) {
    if (marker->marker != kExifMarker) continue;
    const Orientation found = ExifOrientation({marker->data, marker->data_length});
    if (found != Orientation::kUpright) return found;
  }
  return Orientation::kUpright;
}

Error Damaged(std::string_view name, const Decoder& decoder) {
  return {ErrorCode::kDamaged, fmt::format("{}: damaged JPEG: {}", name, decoder.errors.message)};
}

}  // namespace

Result<JpegInfo> DecodeJpegInto(std::span<const uint8_t> bytes, const JpegDecodeOptions& options, Image& out,
                                std::string_view name) {
  Decoder decoder;
  if (ReadHeader(decoder, bytes.data(), bytes.size()) == Step::kFailed) return Damaged(name, decoder);
  const int width = static_cast<int>(decoder.info.image_width);
  const int height = static_cast<int>(decoder.info.image_height);
  EZPT_CHECK_OK(CheckPictureSize(name, width, height));
  if (decoder.info.num_components != 1 && decoder.info.num_components != 3) {
    return Error{ErrorCode::kUnsupported, fmt::format("{}: a CMYK JPEG; convert it to RGB", name)};
  }
  const int eighths = ChooseEighths(std::max(width, height), options.min_long_side);
  if (Start(decoder, eighths) == Step::kFailed) return Damaged(name, decoder);
  const Orientation orientation = OrientationOf(decoder.info);

  Image stored;
  Image& target = orientation == Orientation::kUpright ? out : stored;
  target.Resize(static_cast<int>(decoder.info.output_width), static_cast<int>(decoder.info.output_height));
  const std::size_t stride = static_cast<std::size_t>(target.width()) * 3;
  if (ReadRows(decoder, target.Row(0), stride) == Step::kFailed) return Damaged(name, decoder);
  if (orientation == Orientation::kUpright) return JpegInfo{width, height};
  Orient(stored.view(), orientation, out);
  const bool sides_swapped = orientation >= Orientation::kTransposed;
  return sides_swapped ? JpegInfo{height, width} : JpegInfo{width, height};
}

Result<Image> DecodeJpeg(std::span<const uint8_t> bytes, std::string_view name) {
  Image image;
  EZPT_TRY([[maybe_unused]] const JpegInfo info, DecodeJpegInto(bytes, {}, image, name));
  return image;
}

namespace {

struct Encoder {
  Encoder() {
    info.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = OnError;
  }
  ~Encoder() {
    jpeg_destroy_compress(&info);
    std::free(buffer);
  }
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  ErrorManager errors{};
  jpeg_compress_struct info{};
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
};

Step Compress(Encoder& encoder, const ImageView& image, int quality) {
  if (setjmp(encoder.errors.jump)) return Step::kFailed;
  jpeg_create_compress(&encoder.info);
  jpeg_mem_dest(&encoder.info, &encoder.buffer, &encoder.size);
  encoder.info.image_width = static_cast<JDIMENSION>(image.width);
  encoder.info.image_height = static_cast<JDIMENSION>(image.height);
  encoder.info.input_components = 3;
  encoder.info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&encoder.info);
  jpeg_set_quality(&encoder.info, quality, TRUE);
  jpeg_start_compress(&encoder.info, TRUE);
  while (encoder.info.next_scanline < encoder.info.image_height) {
    auto* row = const_cast<uint8_t*>(image.Row(static_cast<int>(encoder.info.next_scanline)));
    jpeg_write_scanlines(&encoder.info, &row, 1);
  }
  jpeg_finish_compress(&encoder.info);
  return Step::kDone;
}

}  // namespace

Result<std::vector<uint8_t>> EncodeJpeg(const ImageView& image, int quality) {
  if (image.empty()) return Error{ErrorCode::kInvalidArgument, "JPEG: the picture is empty"};
  Encoder encoder;
  if (Compress(encoder, image, quality) == Step::kFailed) {
    return Error{ErrorCode::kInternal, fmt::format("JPEG: {}", encoder.errors.message)};
  }
  return std::vector<uint8_t>(encoder.buffer, encoder.buffer + encoder.size);
}

}  // namespace ezpt::media
