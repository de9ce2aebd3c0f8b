#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/command_line/console.h"
#include "gateway/pipeline/exporter.h"
#include "gateway/pipeline/face_library.h"
#include "gateway/pipeline/services.h"

namespace careway::command_line {

/// What happened to one value on its way in or out.
struct AccountLine {
  bool is_out = false;
  std::uint64_t document = 0;  ///< in: number in the file; 0: not from a file
  std::string partner_path;    ///< empty: the partner's format has no place for it
  std::string fhir_path;       ///< "ServiceRequest/id.status"; empty: it is not in the record
  std::string row;             ///< "cld/cld.map.yaml:31"
  engine::LedgerClass ledger_class = engine::LedgerClass::carried;
};

/// Accounts for every value of a file that has been put into the record by `face`.
std::vector<AccountLine> account_in(const pipeline::Services& services, const pipeline::Caller& caller,
                                    const pipeline::Face& face, std::string_view bytes,
                                    const pipeline::ExportOptions& options);
/// Accounts for every value of the record that documents of `face` are made from.
std::vector<AccountLine> account_out(const pipeline::Services& services, const pipeline::Caller& caller,
                                     const pipeline::Face& face, const std::vector<store::ResourceKey>& anchors,
                                     const pipeline::ExportOptions& options);

/// Writes all lines and the totals to the output stream.
void show_ledger(Console& console, const std::vector<AccountLine>& lines);
/// Writes where the value at `path` came from and where it went: lines with that path, and those that meet them in the
/// record. False when there is none.
bool explain(Console& console, const std::vector<AccountLine>& lines, std::string_view path);

}  // namespace careway::command_line
