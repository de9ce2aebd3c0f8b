#include "gateway/pipeline/receipt.h"

#include <fmt/format.h>

#include "gateway/pipeline/json_text.h"

namespace careway::pipeline {

void Receipt::add_line(Line line) {
  if (lines.size() >= kLinesMax) {
    ++lines_left_out;
    return;
  }
  lines.push_back(std::move(line));
}

std::string to_json(const Receipt& receipt) {
  std::string out = "{";
  append_member(out, "exchange", receipt.exchange);
  append_member(out, "face", receipt.face);
  append_member(out, "closureHash", receipt.closure_hash);
  append_member(out, "received", receipt.received);
  append_member(out, "state", receipt.state);
  append_member(out, "read", receipt.read);
  append_member(out, "created", receipt.created);
  append_member(out, "updated", receipt.updated);
  append_member(out, "unchanged", receipt.unchanged);
  append_member(out, "held", receipt.held);
  append_member(out, "refused", receipt.refused);
  append_member(out, "contested", receipt.contested);
  out += ",\"ledger\":{";
  for (const auto& [ledger_class, count] : receipt.ledger) append_member(out, ledger_class, count);
  out += "},\"lines\":[";
  for (const Receipt::Line& line : receipt.lines) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_member(out, "document", line.document);
    append_member(out, "line", std::uint64_t{line.line});
    append_member(out, "column", line.column);
    append_member(out, "severity", line.severity);
    append_member(out, "code", line.code);
    append_member(out, "reason", line.reason);
    out += '}';
  }
  out += ']';
  append_member(out, "linesLeftOut", receipt.lines_left_out);
  out += '}';
  return out;
}

Receipt receipt_from_json(std::string_view json) {
  Receipt receipt;
  fhir::Document document;
  if (!read_own_json(json, document)) return receipt;
  const fhir::Element root = document.root();
  receipt.exchange = root.child_value("exchange");
  receipt.face = root.child_value("face");
  receipt.closure_hash = root.child_value("closureHash");
  receipt.received = root.child_value("received");
  receipt.state = root.child_value("state");
  receipt.read = number_of(root, "read");
  receipt.created = number_of(root, "created");
  receipt.updated = number_of(root, "updated");
  receipt.unchanged = number_of(root, "unchanged");
  receipt.held = number_of(root, "held");
  receipt.refused = number_of(root, "refused");
  receipt.contested = number_of(root, "contested");
  receipt.lines_left_out = number_of(root, "linesLeftOut");
  for (fhir::Element child : root) {
    if (child.name() == "ledger") {
      for (fhir::Element total : child) receipt.ledger[std::string(total.name())] = number_of(child, total.name());
    } else if (child.name() == "lines" && child.first_child()) {
      receipt.lines.push_back({number_of(child, "document"), static_cast<std::uint32_t>(number_of(child, "line")),
                               std::string(child.child_value("column")), std::string(child.child_value("severity")),
                               std::string(child.child_value("code")), std::string(child.child_value("reason"))});
    }
  }
  return receipt;
}

std::string to_text(const Receipt& receipt) {
  std::string out = fmt::format(
      "{} {}: {} read, {} created, {} updated, {} unchanged, {} held, {} refused ({} with contested values)\n",
      receipt.face, receipt.state, receipt.read, receipt.created, receipt.updated, receipt.unchanged, receipt.held,
      receipt.refused, receipt.contested);
  out += "values:";
  for (const auto& [ledger_class, count] : receipt.ledger) out += fmt::format(" {} {}", count, ledger_class);
  out += '\n';
  for (const Receipt::Line& line : receipt.lines) {
    out += line.document == 0 ? std::string("file") : fmt::format("row {} (line {})", line.document, line.line);
    out += fmt::format(": {} {}{}{}: {}\n", line.severity, line.code, line.column.empty() ? "" : " in ", line.column,
                       line.reason);
  }
  if (receipt.lines_left_out > 0) out += fmt::format("... and {} more.\n", receipt.lines_left_out);
  return out;
}

}  // namespace careway::pipeline
