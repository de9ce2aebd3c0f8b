#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mappers/formats/shape.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/limits.h"

namespace careway::formats {

/// Limits of the partner readers; beyond any of these the file is refused with a code "limit-…".
struct FormatLimits {
  fhir::ReadLimits document;
  std::size_t file_bytes_max = std::size_t{4} * 1024 * 1024 * 1024;
  std::size_t line_bytes_max = 1024 * 1024;  ///< one CSV record
  std::size_t columns_max = 500;
  std::size_t rows_max = 20'000'000;
};

/// Where one document of a file begins; to be given back to the reader it came from.
struct DocumentPlace {
  std::size_t byte = 0;
  std::size_t documents_before = 0;
  std::size_t line = 1;
};

/// Reads the documents of one file, one after the other. One thread at a time. The bytes given to Format::open must
/// outlive it. File faults (header, encoding, quoting, truncation, schema) were found by open; next() reports only
/// faults of one document.
class DocumentReader {
 public:
  virtual ~DocumentReader() = default;
  /// How the file is spelled (BOM, encoding, delimiter, line ends, header names and order, quoting; XML declaration,
  /// indent, prefix; JSON indent): opaque text for DocumentWriter; kept as residue of the exchange.
  [[nodiscard]] virtual const std::string& dialect() const = 0;
  /// Documents in the file (CSV: data rows).
  [[nodiscard]] virtual std::size_t document_count() const = 0;
  /// Reads the next document into `document` (cleared first). `spelling` gets what is peculiar to this one (odd quoting
  /// of a cell, comments), empty in the usual case; opaque text for DocumentWriter. False at the end. A document with a
  /// fault is returned with an error in `issues`; the caller refuses it and goes on.
  virtual bool next(fhir::Document& document, std::string& spelling, fhir::Issues& issues) = 0;
  /// Number of the document last read, counted from 1, and the line in the file on which it starts.
  [[nodiscard]] virtual std::size_t document_number() const = 0;
  [[nodiscard]] virtual std::size_t line() const = 0;
  /// The bytes of the document last read exactly as they stand in the file (a CSV record with its line end).
  [[nodiscard]] virtual std::string_view source_bytes() const = 0;
  /// Where the document last read begins.
  [[nodiscard]] virtual DocumentPlace place() const { return {}; }
  /// Makes next() read the document at that place; false when the format reads from start to end only.
  virtual bool go_to(const DocumentPlace& place) {
    (void)place;
    return false;
  }
  /// What stands in front of the first document (CSV: byte order mark and header line with its line end); empty for
  /// formats without. With source_bytes it makes a file of refused rows: csv_of_rows in csv.h.
  [[nodiscard]] virtual std::string_view header_bytes() const { return {}; }
};

/// Writes documents of one file. One thread at a time.
class DocumentWriter {
 public:
  virtual ~DocumentWriter() = default;
  /// Appends a document in the partner's format to `out`. Children stand in the document's order when `spelling` or the
  /// format keeps order (JSON), else in the schema's order. Reports what the format cannot hold (an unknown column
  /// without a header, a character outside Windows-1252).
  virtual bool write(const fhir::Document& document, std::string_view spelling, std::string& out,
                     fhir::Issues& issues) = 0;
  /// Appends what ends the file. A file of no documents still has its header.
  virtual void finish(std::string& out) = 0;
};

/// One file format of one face: bytes to documents and back. Immutable, safe for concurrent use. Documents hold views
/// of the format's names and of the bytes they were read from: both must outlive them.
///
/// The tree of a document: the root has the partner's fields as children. CSV: one child per non-empty cell, named by
/// the layout's canonical column name (an extra column by its own header), value of kind text, exactly the decoded
/// cell. XML: elements; attributes are children named "@name" and flagged as attributes; text is the value. JSON:
/// members; list items are siblings flagged is_list_item; numbers keep their lexeme; an empty list or object has its
/// own kind.
class Format {
 public:
  virtual ~Format() = default;
  [[nodiscard]] virtual const Shape& shape() const = 0;
  /// First pass over all bytes: finds every file fault. Null with errors when the file cannot be used.
  [[nodiscard]] virtual std::unique_ptr<DocumentReader> open(std::string_view bytes, fhir::Issues& issues) const = 0;
  /// `dialect` from a reader of the same format, or empty for the format's canonical spelling.
  [[nodiscard]] virtual std::unique_ptr<DocumentWriter> writer(std::string_view dialect) const = 0;
};

/// What a CSV layout file, an XSD or a JSON Schema is made into. `text` is the file's content, `file_name` stands in
/// messages. `release` selects the header and list spellings of a layout with several ("r1", "r2"); empty takes the
/// newest. Null with errors (file and line) when the schema cannot be used.
std::unique_ptr<Format> make_csv_format(std::string_view layout_text, std::string_view file_name,
                                        std::string_view release, const FormatLimits& limits, fhir::Issues& issues);
/// `root` is the name of the document element. The target namespace is the schema's.
std::unique_ptr<Format> make_xml_format(std::string_view schema_text, std::string_view file_name, std::string_view root,
                                        const FormatLimits& limits, fhir::Issues& issues);
std::unique_ptr<Format> make_json_format(std::string_view schema_text, std::string_view file_name,
                                         const FormatLimits& limits, fhir::Issues& issues);

}  // namespace careway::formats
