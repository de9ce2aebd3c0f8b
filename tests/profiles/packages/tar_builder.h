#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace careway::packages {

/// Builds tar archives by hand, damaged ones too.
class TarBuilder {
 public:
  TarBuilder& file(std::string_view name, std::string_view content, char kind = '0');
  /// A member whose header claims another size than its content has.
  TarBuilder& claim(std::string_view name, std::size_t size);
  /// A pax header that gives the next member its name.
  TarBuilder& pax_path(std::string_view path);
  [[nodiscard]] std::string tar() const { return tar_ + std::string(1024, '\0'); }
  [[nodiscard]] std::string without_end() const { return tar_; }
  [[nodiscard]] std::string tgz() const;

 private:
  void header(std::string_view name, std::size_t size, char kind);
  std::string tar_;
};

std::string gzip(std::string_view bytes);

}  // namespace careway::packages
