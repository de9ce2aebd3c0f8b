#include "profiles/packages/archive.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace careway::packages {
namespace {

constexpr std::size_t kBlockBytes = 512;
constexpr std::size_t kLongNameBytesMax = 64 * 1024;
constexpr std::size_t kChunkBytes = 64 * 1024;

struct Problem {
  std::string_view code;
  std::string_view text;
};
constexpr Problem kDamagedTar = {"package-tar", "The archive is no tar, or damaged. Fetch the package again."};
constexpr Problem kTooLarge = {"package-limit", "The package is larger than is accepted here."};
constexpr Problem kLeaves = {"package-path", "The archive names a file outside itself, so it is refused as a whole."};
constexpr Problem kTruncated = {"package-truncated", "The archive ends too early. Fetch the package again."};
constexpr Problem kDamagedGzip = {"package-gzip", "The archive is no gzip, or damaged. Fetch the package again."};

bool leaves_the_archive(std::string_view path) {
  if (path.starts_with('/') || path.find('\0') != std::string_view::npos) return true;
  while (!path.empty()) {
    const auto slash = std::min(path.find('/'), path.size());
    if (path.substr(0, slash) == "..") return true;
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return false;
}

/// Reads tar from pieces of any size.
class TarReader {
 public:
  TarReader(const PackageLimits& limits, std::vector<PackageFile>& files) : limits_(limits), files_(files) {}

  /// Nothing when all went well.
  std::optional<Problem> feed(std::string_view bytes) {
    while (!bytes.empty() && !at_end_) {
      if (left_ > 0) {
        take_content(bytes);
        continue;
      }
      const auto part = bytes.substr(0, kBlockBytes - header_.size());
      header_ += part;
      bytes.remove_prefix(part.size());
      if (header_.size() < kBlockBytes) return std::nullopt;
      const auto problem = read_header();
      header_.clear();
      if (problem) return problem;
    }
    return std::nullopt;
  }
  /// The archive may end behind a whole member.
  [[nodiscard]] bool is_complete() const { return at_end_ || (left_ == 0 && header_.empty() && saw_member_); }

 private:
  enum class Content { ignored, file, pax, long_name };

  void take_content(std::string_view& bytes) {
    const auto part = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size())));
    if (content_ != Content::ignored && text_.size() < content_bytes_)
      text_ += part.substr(0, std::min(part.size(), content_bytes_ - text_.size()));
    left_ -= part.size();
    bytes.remove_prefix(part.size());
    if (left_ == 0) finish_content();
  }

  void finish_content() {
    if (content_ == Content::file) files_.push_back({std::move(name_), std::move(text_)});
    if (content_ == Content::long_name) next_name_ = text_.substr(0, text_.find('\0'));
    if (content_ == Content::pax) read_pax();
    text_.clear();
    content_ = Content::ignored;
  }

  /// "length key=value\n", again and again (POSIX pax interchange format).
  void read_pax() {
    std::string_view rest = text_;
    while (!rest.empty()) {
      std::size_t length = 0;
      std::size_t digits = 0;
      while (digits < rest.size() && digits < 8 && rest[digits] >= '0' && rest[digits] <= '9')
        length = length * 10 + static_cast<std::size_t>(rest[digits++] - '0');
      if (length <= digits + 1 || length > rest.size()) return;
      const auto record = rest.substr(digits + 1, length - digits - 2);
      const auto equals = std::min(record.find('='), record.size());
      const auto key = record.substr(0, equals);
      const auto value = record.substr(std::min(equals + 1, record.size()));
      if (key == "path") next_name_ = value;
      if (key == "size") next_size_ = decimal(value);
      rest.remove_prefix(length);
    }
  }

  static std::optional<std::uint64_t> decimal(std::string_view text) {
    if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string_view::npos)
      return std::nullopt;
    std::uint64_t value = 0;
    for (const char digit : text) value = value * 10 + static_cast<std::uint64_t>(digit - '0');
    return value;
  }

  std::optional<Problem> read_header() {
    if (header_.find_first_not_of('\0') == std::string::npos) {
      at_end_ = saw_member_;
      return saw_member_ ? std::nullopt : std::optional(kDamagedTar);
    }
    if (!checksum_fits()) return kDamagedTar;
    saw_member_ = true;
    auto size = number(field(124, 12));
    if (!size) return kDamagedTar;
    const char kind = header_[156];
    if (kind == 'x' || kind == 'L' || kind == 'g') return start_extra(kind, *size);
    if (next_size_) size = next_size_;
    next_size_.reset();
    name_ = next_name_ ? std::move(*next_name_) : plain_name();
    next_name_.reset();
    if (leaves_the_archive(name_)) return kLeaves;
    const bool is_file = kind == '0' || kind == '\0';
    content_ = is_file && is_wanted_file(name_) ? Content::file : Content::ignored;
    if (content_ == Content::file && (*size > limits_.file_bytes_max || files_.size() >= limits_.files_max))
      return kTooLarge;
    return start(*size);
  }

  std::optional<Problem> start_extra(char kind, std::uint64_t size) {
    if (size > kLongNameBytesMax) return kTooLarge;
    content_ = kind == 'x' ? Content::pax : kind == 'L' ? Content::long_name : Content::ignored;
    return start(size);
  }

  std::optional<Problem> start(std::uint64_t size) {
    if (size > limits_.unpacked_bytes_max) return kTooLarge;
    content_bytes_ = static_cast<std::size_t>(size);
    // What a header claims need not be true, so memory follows what comes.
    if (content_ != Content::ignored) text_.reserve(std::min(content_bytes_, kChunkBytes));
    left_ = (size + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
    if (left_ == 0) finish_content();
    return std::nullopt;
  }

  [[nodiscard]] std::string_view field(std::size_t at, std::size_t length) const {
    const auto bytes = std::string_view(header_).substr(at, length);
    return bytes.substr(0, std::min(bytes.find('\0'), bytes.size()));
  }

  [[nodiscard]] std::string plain_name() const {
    const auto prefix = header_.compare(257, 5, "ustar") == 0 ? field(345, 155) : std::string_view();
    std::string name(prefix);
    if (!name.empty()) name += '/';
    return name += field(0, 100);
  }

  /// Octal digits with blanks around them.
  static std::optional<std::uint64_t> number(std::string_view text) {
    const auto start = std::min(text.find_first_not_of(' '), text.size());
    const auto end = text.find_last_not_of(' ');
    if (end == std::string_view::npos) return 0;
    std::uint64_t value = 0;
    for (const char digit : text.substr(start, end + 1 - start)) {
      if (digit < '0' || digit > '7') return std::nullopt;
      value = value * 8 + static_cast<std::uint64_t>(digit - '0');
    }
    return value;
  }

  [[nodiscard]] bool checksum_fits() const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kBlockBytes; ++i)
      sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(header_[i]);
    return number(field(148, 8)) == sum;
  }

  const PackageLimits& limits_;
  std::vector<PackageFile>& files_;
  std::string header_;
  std::string name_;
  std::string text_;
  std::optional<std::string> next_name_;
  std::optional<std::uint64_t> next_size_;
  Content content_ = Content::ignored;
  std::size_t content_bytes_ = 0;
  std::uint64_t left_ = 0;  // bytes of the member and what fills its last block
  bool saw_member_ = false;
  bool at_end_ = false;
};

/// zlib's state, freed whatever happens.
class Inflater {
 public:
  Inflater() { ok_ = inflateInit2(&stream_, 16 + MAX_WBITS) == Z_OK; }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  [[nodiscard]] bool ok() const { return ok_; }
  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
  bool ok_ = false;
};

std::optional<Problem> unpack(std::string_view tgz, const PackageLimits& limits, TarReader& tar) {
  Inflater inflater;
  if (!inflater.ok()) return kDamagedGzip;
  auto& stream = inflater.stream();
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(tgz.data()));
  stream.avail_in = static_cast<uInt>(tgz.size());
  std::vector<char> chunk(kChunkBytes);
  std::size_t unpacked = 0;
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    state = inflate(&stream, Z_NO_FLUSH);
    if (state == Z_BUF_ERROR) return kTruncated;
    if (state != Z_OK && state != Z_STREAM_END) return kDamagedGzip;
    const std::size_t got = chunk.size() - stream.avail_out;
    unpacked += got;
    if (unpacked > limits.unpacked_bytes_max) return kTooLarge;
    if (const auto problem = tar.feed({chunk.data(), got})) return problem;
    // A gzip file may hold several members, which follow each other as one text (RFC 1952, 2.2).
    if (state == Z_STREAM_END && stream.avail_in > 1 && stream.next_in[0] == 0x1F && stream.next_in[1] == 0x8B)
      state = inflateReset(&stream);
  }
  return tar.is_complete() ? std::nullopt : std::optional(kTruncated);
}

bool is_one_of(std::string_view text, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), text) != names.end();
}

}  // namespace

bool is_wanted_file(std::string_view path) {
  static constexpr std::array<std::string_view, 3> kPassedOver = {"examples", "example", "other"};
  if (!path.ends_with(".json") && !path.ends_with(".xml")) return false;
  while (true) {
    const auto slash = path.find('/');
    if (slash == std::string_view::npos) break;
    if (is_one_of(path.substr(0, slash), kPassedOver)) return false;
    path.remove_prefix(slash + 1);
  }
  return !path.starts_with('.');
}

bool read_archive(std::string_view name, std::string_view tgz, const PackageLimits& limits,
                  std::vector<PackageFile>& files, fhir::Issues& issues) {
  std::optional<Problem> problem;
  if (tgz.size() > limits.archive_bytes_max || tgz.size() > 0x7FFFFFFF) {
    problem = kTooLarge;
  } else {
    TarReader tar(limits, files);
    problem = unpack(tgz, limits, tar);
  }
  if (!problem) return true;
  files.clear();
  issues.error(problem->code, name, problem->text);
  return false;
}

}  // namespace careway::packages
