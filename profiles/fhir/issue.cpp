#include "profiles/fhir/issue.h"

#include <algorithm>
#include <utility>

namespace careway::fhir {

void Issues::add(Issue issue) {
  if (issue.severity >= Severity::error) ++error_count_;
  if (items_.size() >= kKeptMax) {
    ++dropped_count_;
    return;
  }
  items_.push_back(std::move(issue));
}

void Issues::add(Severity severity, std::string_view code, std::string_view path, std::string_view text,
                 Position position) {
  add(Issue{severity, std::string(code), std::string(path), position, std::string(text)});
}

void Issues::error(std::string_view code, std::string_view path, std::string_view text, Position position) {
  add(Severity::error, code, path, text, position);
}

void Issues::warning(std::string_view code, std::string_view path, std::string_view text, Position position) {
  add(Severity::warning, code, path, text, position);
}

void Issues::append(const Issues& other) {
  for (const Issue& issue : other.items_) add(issue);
  dropped_count_ += other.dropped_count_;
}

void Issues::clear() {
  items_.clear();
  error_count_ = 0;
  dropped_count_ = 0;
}

bool Issues::has_code(std::string_view code) const {
  return std::ranges::any_of(items_, [&](const Issue& issue) { return issue.code == code; });
}

std::string_view to_text(Severity severity) {
  switch (severity) {
    case Severity::information:
      return "information";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
    case Severity::fatal:
      return "fatal";
  }
  return "error";
}

}  // namespace careway::fhir
