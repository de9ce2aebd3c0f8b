#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/formats/format.h"

namespace careway::formats {

struct FuzzRead {
  bool is_clean = false;  ///< opened, and no document had a fault
  std::string dialect;
  std::vector<fhir::Document> documents;
  std::vector<std::string> spellings;
};

inline FuzzRead fuzz_read(const Format& format, std::string_view bytes) {
  FuzzRead read;
  fhir::Issues issues;
  const auto reader = format.open(bytes, issues);
  if (reader == nullptr) {
    if (!issues.has_errors()) std::abort();  // a refusal without a reason
    return read;
  }
  if (issues.has_errors()) std::abort();  // an error, yet the file was opened
  read.dialect = reader->dialect();
  fhir::Document document;
  std::string spelling;
  while (reader->next(document, spelling, issues)) {
    read.documents.push_back(std::move(document));
    document = {};
    read.spellings.push_back(spelling);
  }
  if (reader->document_count() != read.documents.size()) std::abort();
  read.is_clean = !issues.has_errors();
  return read;
}

/// What can be read can be written, reads the same again, and from then on keeps its bytes. `keeps_bytes`: the first
/// writing gives the source's bytes too.
inline void fuzz_round_trip(const Format& format, std::string_view bytes, bool keeps_bytes) {
  const FuzzRead first = fuzz_read(format, bytes);
  if (!first.is_clean) return;
  const auto write = [&](const FuzzRead& read) {
    fhir::Issues issues;
    std::string out;
    const auto writer = format.writer(read.dialect);
    for (std::size_t i = 0; i < read.documents.size(); ++i) {
      if (!writer->write(read.documents[i], read.spellings[i], out, issues)) std::abort();
    }
    writer->finish(out);
    return out;
  };
  const std::string written = write(first);
  if (keeps_bytes && written != bytes) std::abort();
  const FuzzRead second = fuzz_read(format, written);
  if (!second.is_clean || second.documents.size() != first.documents.size()) std::abort();
  for (std::size_t i = 0; i < first.documents.size(); ++i) {
    if (!fhir::same_content(first.documents[i].root(), second.documents[i].root(), false)) std::abort();
  }
}

}  // namespace careway::formats
