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

/// Each scan of a progressive picture costs a pass over all of it, however few bytes it has; encoders write about a
/// dozen.
constexpr int kMaxScans = 24;
/// A progressive picture's coefficients are all held at once, two bytes each: enough for 8192×8192 in 4:2:0.
constexpr long kMaxDecoderMemory = 256L << 20;
constexpr int kExifMarker = JPEG_APP0 + 1;

/// libjpeg reports by calling back; an error must not return, hence longjmp. No
/// object with a destructor may live in a frame that is jumped over.
struct ErrorManager {
  jpeg_error_mgr base;
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
  int code;
  bool end_missing;      ///< The file ended before the end marker.
  bool unknown_skipped;  ///< Bytes that belong to nothing were passed over.
};

[[noreturn]] void OnError(j_common_ptr info) {
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  manager->code = info->err->msg_code;
  info->err->format_message(info, manager->message);
  std::longjmp(manager->jump, 1);
}

/// libjpeg fills what is missing with grey and only warns; a measurement must not.
void OnMessage(j_common_ptr info, int level) {
  if (level >= 0) return;
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  switch (info->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
      OnError(info);
    case JWRN_JPEG_EOF:
      manager->end_missing = true;
      break;
    case JWRN_EXTRANEOUS_DATA:
      manager->unknown_skipped = true;
      break;
    default:
      break;
  }
  ++info->err->num_warnings;
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
  decoder.info.mem->max_memory_to_use = kMaxDecoderMemory;
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

/// Whether every coefficient of every component has been refined to its last bit, after which no scan can follow.
bool IsWholeProgressive(const jpeg_decompress_struct& info) {
  if (info.coef_bits == nullptr) return false;
  for (int component = 0; component < info.num_components; ++component) {
    for (const int missing_bits : std::span(info.coef_bits[component])) {
      if (missing_bits != 0) return false;
    }
  }
  return true;
}

/// REQUIRES: the end marker was missing and all rows were delivered. Whether it is all that was missing: bits that run
/// out have stopped the decoder before, so what is left to ask is whether a whole scan may be gone. Bytes that belong
/// to nothing are what was laid out for the rest of a picture that never came.
bool LacksOnlyItsEnd(const Decoder& decoder) {
  // The arithmetic decoder takes what is missing for zeros and says nothing.
  if (decoder.errors.unknown_skipped || decoder.info.arith_code) return false;
  if (decoder.info.progressive_mode) return IsWholeProgressive(decoder.info);
  // A component's table is latched when its first scan begins; a sequential picture has one scan of each.
  for (int component = 0; component < decoder.info.num_components; ++component) {
    if (decoder.info.comp_info[component].quant_table == nullptr) return false;
  }
  return true;
}

Step ReadRows(Decoder& decoder, uint8_t* pixels, std::size_t stride) {
  if (setjmp(decoder.errors.jump)) return Step::kFailed;
  while (decoder.info.output_scanline < decoder.info.output_height) {
    JSAMPROW row = pixels + decoder.info.output_scanline * stride;
    jpeg_read_scanlines(&decoder.info, &row, 1);
  }
  // To the end marker, while what the decoder knows of the picture is still there: finishing frees it.
  while (jpeg_consume_input(&decoder.info) != JPEG_REACHED_EOI) {
  }
  const bool whole = !decoder.errors.end_missing || LacksOnlyItsEnd(decoder);
  jpeg_finish_decompress(&decoder.info);
  if (whole) return Step::kDone;
  std::strcpy(decoder.errors.message, "it is cut short");
  return Step::kFailed;
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

Error Refused(std::string_view name, const Decoder& decoder) {
  if (decoder.errors.code == JERR_NO_BACKING_STORE) {
    return {
        ErrorCode::kLimitExceeded,
        fmt::format("{}: a progressive JPEG that takes more than {} MB to decode; save it smaller or not progressive",
                    name, kMaxDecoderMemory >> 20)};
  }
  if (decoder.errors.code == JERR_BAD_PROGRESSION && decoder.info.input_scan_number > kMaxScans) {
    return {ErrorCode::kLimitExceeded,
            fmt::format("{}: a progressive JPEG of more than {} scans, which no encoder writes", name, kMaxScans)};
  }
  return {ErrorCode::kDamaged, fmt::format("{}: damaged JPEG: {}", name, decoder.errors.message)};
}

/// What the header alone decides, before anything is decoded. @return the size, the right way up.
Result<JpegInfo> CheckHeader(const jpeg_decompress_struct& info, Orientation orientation,
                             const JpegDecodeOptions& options, std::string_view name) {
  JpegInfo seen{static_cast<int>(info.image_width), static_cast<int>(info.image_height)};
  if (orientation >= Orientation::kTransposed) std::swap(seen.width, seen.height);
  if (options.announced && *options.announced != seen) {
    return Error{ErrorCode::kDamaged, fmt::format("{}: the picture is {}×{}, not {}×{} as announced", name, seen.width,
                                                  seen.height, options.announced->width, options.announced->height)};
  }
  EZPT_CHECK_OK(CheckPictureSize(name, seen.width, seen.height));
  if (info.num_components != 1 && info.num_components != 3) {
    return Error{ErrorCode::kUnsupported, fmt::format("{}: a CMYK JPEG; convert it to RGB", name)};
  }
  return seen;
}

}  // namespace

Result<JpegInfo> DecodeJpegInto(std::span<const uint8_t> bytes, const JpegDecodeOptions& options, Image& out,
                                std::string_view name) {
  Decoder decoder;
  if (ReadHeader(decoder, bytes.data(), bytes.size()) == Step::kFailed) return Refused(name, decoder);
  const Orientation orientation = OrientationOf(decoder.info);
  EZPT_TRY(const JpegInfo info, CheckHeader(decoder.info, orientation, options, name));
  const int eighths = ChooseEighths(std::max(info.width, info.height), options.min_long_side);
  if (Start(decoder, eighths) == Step::kFailed) return Refused(name, decoder);

  Image stored;
  Image& target = orientation == Orientation::kUpright ? out : stored;
  target.Resize(static_cast<int>(decoder.info.output_width), static_cast<int>(decoder.info.output_height));
  const std::size_t stride = static_cast<std::size_t>(target.width()) * 3;
  if (ReadRows(decoder, target.Row(0), stride) == Step::kFailed) return Refused(name, decoder);
  if (orientation != Orientation::kUpright) Orient(stored.view(), orientation, out);
  return info;
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
