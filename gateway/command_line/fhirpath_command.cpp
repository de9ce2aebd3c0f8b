#include "gateway/command_line/fhirpath_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "gateway/command_line/fhirpath_host.h"
#include "gateway/command_line/validated_input.h"
#include "gateway/pipeline/json_text.h"
#include "profiles/fhir/element_path.h"
#include "profiles/fhir/json.h"
#include "profiles/validation/read_for_validation.h"

namespace careway::command_line {
namespace {

class Evaluation {
 public:
  Evaluation(const Parts& parts, const definitions::Definitions& definitions, fhirpath::Host& host,
             const FhirpathOptions& options, Console& console)
      : definitions_(definitions),
        options_(options),
        console_(console),
        evaluator_(definitions),
        now_(parts.clock.instant()) {
    environment_.host = &host;
    environment_.now = now_;
  }

  int run(std::string_view bytes) {
    for (const InputResource& resource : split_resources(bytes)) {
      const int status = evaluate(resource);
      if (status != kFine) return status;
    }
    if (console_.format == OutputFormat::json) {
      console_.out << '[' << results_ << "]\n";
    } else {
      // The empty collection as FHIRPath writes it.
      console_.out << (results_.empty() ? "{ }\n" : results_);
    }
    return kFine;
  }

 private:
  int evaluate(const InputResource& resource) {
    fhir::Issues read;
    const bool stands = validation::read_for_validation(resource.bytes, definitions_, document_, read);
    tell_all(console_, options_.input == "-" ? "standard input" : options_.input, read);
    if (!stands) return kDataRefused;
    fhir::Issues issues;
    const auto* expression = compiled(document_.root().value(), issues);
    if (expression == nullptr) {
      show_mistake(issues);
      return kUsage;
    }
    const auto items = evaluator_.evaluate(*expression, document_.root(), environment_, issues);
    if (!items) {
      show_mistake(issues);
      return kDataRefused;
    }
    for (const fhirpath::Item& item : *items) add(item, resource.line);
    return kFine;
  }

  // What works on one type need not work on another: each is checked once.
  const fhirpath::Expression* compiled(std::string_view type, fhir::Issues& issues) {
    if (expression_ == nullptr || type != checked_type_) {
      fhirpath::CompileOptions choices;
      choices.context_type = type;
      expression_ = fhirpath::compile(options_.expression, definitions_, issues, choices);
      checked_type_ = type;
    }
    return expression_.get();
  }

  void show_mistake(const fhir::Issues& issues) {
    for (const fhir::Issue& issue : issues.items()) {
      tell(console_,
           {"expression", issue.position.line, std::string(fhir::to_text(issue.severity)), issue.code,
            issue.position.column > 0 ? fmt::format("column {}", issue.position.column) : std::string(), issue.text});
      if (console_.format == OutputFormat::text && issue.position.line > 0) show_caret(issue.position);
    }
  }

  // The line of the expression, and a caret below the character that is meant: columns count bytes, people letters.
  void show_caret(fhir::Position position) {
    std::string_view text = options_.expression;
    for (std::uint32_t line = 1; line < position.line && text.find('\n') != std::string_view::npos; ++line) {
      text.remove_prefix(text.find('\n') + 1);
    }
    text = text.substr(0, text.find('\n'));
    const std::string_view before = text.substr(0, std::max<std::uint32_t>(position.column, 1) - 1);
    const auto letters = std::ranges::count_if(before, [](char byte) { return (byte & 0xC0) != 0x80; });
    std::string shown(text);
    std::ranges::replace(shown, '\t', ' ');
    console_.err << "  " << shown << "\n  " << std::string(static_cast<std::size_t>(letters), ' ') << "^\n";
  }

  void add(const fhirpath::Item& item, std::uint64_t line) {
    const fhir::Element node = item.node();
    const std::string path = node ? fhir::expression_path(node, definitions_) : std::string();
    const std::string_view type = item.type_name(definitions_);
    if (console_.format == OutputFormat::json) {
      results_ += results_.empty() ? "\n{" : ",\n{";
      pipeline::append_member(results_, "type", type);
      results_ += ",\"value\":" + value_json(item);
      pipeline::append_member(results_, "path", path);
      if (line > 0) pipeline::append_member(results_, "line", line);
      results_ += '}';
      return;
    }
    if (line > 0) results_ += fmt::format("{}: ", line);
    results_ += fmt::format("{}{}{}  {}\n", path, path.empty() ? "" : "  ", type,
                            is_plain(item) ? item.text() : value_json(item));
  }

  static bool is_plain(const fhirpath::Item& item) {
    return !item.is_node() || (item.node().has_value() && item.node().kind() != fhir::ValueKind::resource);
  }

  std::string value_json(const fhirpath::Item& item) {
    std::string out;
    if (!is_plain(item)) {
      fhir::write_json(item.node(), definitions_, out);
      return out;
    }
    using Kind = fhirpath::Item::Kind;
    const bool is_bare =
        item.is_node() ? item.node().kind() == fhir::ValueKind::number || item.node().kind() == fhir::ValueKind::boolean
                       : item.kind() == Kind::boolean || item.kind() == Kind::integer || item.kind() == Kind::decimal;
    if (is_bare) return item.text();
    pipeline::append_json_string(out, item.text());
    return out;
  }

  const definitions::Definitions& definitions_;
  const FhirpathOptions& options_;
  Console& console_;
  fhirpath::Evaluator evaluator_;
  std::string now_;
  fhirpath::Environment environment_;
  fhir::Document document_;
  std::unique_ptr<const fhirpath::Expression> expression_;
  std::string checked_type_;
  std::string results_;
};

}  // namespace

int run_fhirpath(const Parts& parts, const GlobalOptions& global, const FhirpathOptions& options, Console& console) {
  const GlobalOptions all = completed(global, parts.share_folder);
  const DefinitionsFile definitions(parts.files, all.definitions_file);
  FhirpathHost host(definitions.get(), [&] {
    fhir::Issues issues;
    auto packages = pipeline::LoadedPackages::open(parts.files, package_paths(parts, {}), issues);
    tell_all(console, "packages", issues);
    return packages;
  });
  const InputFile input{options.input, options.input == "-" ? 0 : parts.files.open(options.input)->byte_count()};
  const platform::MappedFile file = read_validated(parts.files, input, console);
  return Evaluation(parts, definitions.get(), host, options, console).run(file.text());
}

}  // namespace careway::command_line
