#include "gateway/command_line/run.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <functional>
#include <ostream>

#include "adapters/platform/failure.h"
#include "adapters/store/records.h"
#include "gateway/command_line/budget_commands.h"
#include "gateway/command_line/fhirpath_command.h"
#include "gateway/command_line/map_check.h"
#include "gateway/command_line/map_command.h"
#include "gateway/command_line/push_command.h"
#include "gateway/command_line/serve.h"
#include "gateway/command_line/validate_command.h"

namespace careway::command_line {
namespace {

/// The commands with their options. The one that was chosen leaves what to do in `chosen`.
class Commands {
 public:
  Commands(const Parts& parts, Console& console) : parts_(parts), console_(console) {
    app_.set_version_flag("--version", "careway " CAREWAY_VERSION);
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.option_defaults()->always_capture_default(false);
    app_.add_option("--maps", global_.maps_folder, "Folder with the maps (default: beside the program)");
    app_.add_option("--extra-maps", global_.extra_maps_folder, "Folder with further maps, of your own schemas");
    app_.add_option("--names", global_.names_file, "File of names for URLs (default: beside the program)");
    app_.add_option("--definitions", global_.definitions_file, "FHIR definitions (default: beside the program)");
    app_.add_option("--format", format_, "How problems and lists are written: text or json")
        ->check(CLI::IsMember({"text", "json"}));
    add_faces();
    add_map();
    add_push();
    add_validate();
    add_fhirpath();
    add_serve();
  }

  int run(std::vector<std::string> arguments) {
    try {
      std::ranges::reverse(arguments);  // CLI11 takes them from the back
      app_.parse(arguments);
    } catch (const CLI::ParseError& error) {
      return app_.exit(error, console_.out, console_.err) == 0 ? kFine : kUsage;
    }
    console_.format = format_ == "json" ? OutputFormat::json : OutputFormat::text;
    return chosen_();
  }

 private:
  void add_faces() {
    CLI::App* command = app_.add_subcommand("faces", "List the faces: formats that documents can come in and go out");
    command->callback([this] { chosen_ = [this] { return run_faces(parts_, global_, console_); }; });
  }

  void add_map() {
    CLI::App* command = app_.add_subcommand("map", "Take a file from one face to another, without a server");
    command->add_option("--from", map_.from, "Face of the file (careway faces lists them), or fhir");
    command->add_option("--to", map_.to, "Face to write, or fhir");
    command->add_option("FILE", map_.input, "The file; - is standard input (default)");
    command->add_option("-o,--output", map_.output, "File to write (default: standard output)");
    command->add_flag("--no-residue", map_.without_residue, "Leave out what FHIR cannot hold for the partner");
    command->add_option("--residue", map_.residue_file, "Keep that in a file of its own, written towards FHIR");
    command->add_flag("--all-or-nothing", map_.all_or_nothing, "One refused document refuses the file");
    command->add_flag("--ledger", map_.shows_ledger, "Print what happened to each value instead of the document");
    command->add_option("--explain", map_.explained_path, "Print where the value at PATH came from and went");
    command->add_option("--period-start", map_.period_start, "First day of the reporting period to write");
    command->add_option("--period-end", map_.period_end, "Last day of the reporting period to write");
    command->add_option("--issuer", map_.issuer, "Authority for keys of what was born elsewhere (LA code)");
    command->add_option("--anchor", map_.anchor, "Write only the document that starts at this resource, Type/id");
    command->add_flag("--bundle", map_.as_bundle, "Write FHIR as one Bundle instead of a resource a line");
    command->add_flag("--xml", map_.as_xml, "Write FHIR as XML");
    command->require_subcommand(0, 1);
    command->callback([this, command] {
      if (!command->get_subcommands().empty()) return;
      chosen_ = [this] { return run_map(parts_, global_, map_, console_); };
    });
    CLI::App* check = command->add_subcommand("check", "Check maps: every problem with its line and how to mend it");
    check->add_option("MAP", check_.maps, "Names of maps (default: all)");
    check->add_flag("--coverage", check_.shows_coverage, "List what no row and no case touches");
    check->callback([this] { chosen_ = [this] { return run_map_check(parts_, global_, check_, console_); }; });
    CLI::App* test = command->add_subcommand("test", "Run the cases of maps");
    test->add_option("MAP", tested_maps_, "Names of maps (default: all)");
    test->callback([this] { chosen_ = [this] { return run_map_test(parts_, global_, tested_maps_, console_); }; });
  }

  void add_push() {
    CLI::App* command = app_.add_subcommand("push", "Send a file to a server and show its receipt");
    command->add_option("--to", push_.server, "Address of the server, http://localhost:8080")->required();
    command->add_option("--face", push_.face, "Face of the file, or fhir")->required();
    command->add_option("--key", push_.key, "Key of the partner (or in CAREWAY_KEY, where other users cannot see it)")
        ->envname("CAREWAY_KEY");
    command->add_option("--refused", push_.refused_file, "Save the refused rows to this file, to be put right");
    command->add_flag("--all-or-nothing", push_.all_or_nothing, "One refused document refuses the file");
    command->add_option("FILE", push_.input, "The file; - is standard input (default)");
    command->callback([this] { chosen_ = [this] { return run_push(parts_, push_, console_); }; });
  }

  void add_validate() {
    CLI::App* command = app_.add_subcommand("validate", "Check FHIR resources against R4, our profiles and packages");
    command->add_option("FILE", validate_.inputs, "JSON, XML or NDJSON files, folders of them, or - for standard input")
        ->required();
    // One value each: what follows is the next option, or a file.
    command
        ->add_option("--profile", validate_.profiles, "Canonical URL of a profile that all must meet; may be repeated")
        ->allow_extra_args(false);
    command->add_option("--package", validate_.packages, "FHIR package to load, a folder or .tgz; may be repeated")
        ->allow_extra_args(false);
    command->add_flag("--best-practice", validate_.best_practice, "Warn also about what FHIR only recommends");
    command->add_option("--format", validate_.format, "text, json, junit (for a build server) or html (one page)")
        ->check(CLI::IsMember({"text", "json", "junit", "html"}));
    command->callback([this] { chosen_ = [this] { return run_validate(parts_, global_, validate_, console_); }; });
  }

  void add_fhirpath() {
    CLI::App* command = app_.add_subcommand("fhirpath", "Evaluate a FHIRPath expression on a resource");
    command->add_option("EXPRESSION", fhirpath_.expression, "The expression, Patient.name.given")->required();
    command->add_option("FILE", fhirpath_.input, "JSON, XML or NDJSON; - is standard input (default)");
    command->callback([this] { chosen_ = [this] { return run_fhirpath(parts_, global_, fhirpath_, console_); }; });
  }

  void add_serve() {
    CLI::App* command = app_.add_subcommand("serve", "Run the gateway on SQLite until SIGTERM");
    command->add_option("--config", serve_.config_file, "Configuration file (YAML)");
    command->add_option("--data", serve_.data_folder, "Folder for the record (default: data)");
    command->add_option("--address", serve_.address, "Address to listen on (default: 127.0.0.1)");
    command->add_option("--port", serve_.port, "Port to listen on; 0 takes a free one and prints it (default: 8080)");
    command->add_option("--deployment-key", serve_.deployment_key_file,
                        "File with the key of this deployment (default: made in the data folder)");
    command->add_option("--open-for-development", serve_.open_for_development,
                        "TENANT/PARTNER/KIND: everybody is this partner, without a key; on the loopback address only");
    command->callback([this] { chosen_ = [this] { return run_serve(parts_, global_, serve_, console_); }; });
  }

  const Parts& parts_;
  Console& console_;
  CLI::App app_{"Careway carries care packages between councils, the NHS and marketplaces.", "careway"};
  GlobalOptions global_;
  std::string format_ = "text";
  MapOptions map_;
  MapCheckOptions check_;
  std::vector<std::string> tested_maps_;
  PushOptions push_;
  ValidateOptions validate_;
  FhirpathOptions fhirpath_;
  ServeOptions serve_;
  std::function<int()> chosen_;
  BudgetCommands budget_{app_, parts_, global_, console_, chosen_};
};

}  // namespace

int run(const std::vector<std::string>& arguments, const Parts& parts, Console& console) {
  try {
    const int status = Commands(parts, console).run(arguments);
    console.out.flush();
    if (console.out) return status;
    complain(console, "output-failed", "Writing to standard output failed.");
  } catch (const platform::Failure& failure) {
    complain(console, platform::to_string(failure.kind()), failure.detail());
  } catch (const store::StorageError& error) {
    complain(console, "store-failed", error.what());
  }
  return kEnvironment;
}

}  // namespace careway::command_line
