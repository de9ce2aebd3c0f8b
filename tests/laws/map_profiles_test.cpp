// What the maps write keeps to the profiles that their roles name: on the documents of all cases and on generated ones.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "profiles/packages/package_set.h"
#include "profiles/validation/validator.h"
#include "tests/laws/case_files.h"
#include "tests/laws/generator.h"
#include "tests/laws/world.h"

namespace careway::laws {
namespace {

constexpr std::size_t kGeneratedFiles = 20;
constexpr std::size_t kRowsInFile = 10;
/// Rules across several values, which documents made by chance break.
constexpr std::array<std::string_view, 14> kRulesOfTheMoney = {"per-1",
                                                               "careway-budget-preparer",
                                                               "careway-budget-final",
                                                               "careway-budget-funders",
                                                               "careway-budget-reason",
                                                               "careway-budget-lines",
                                                               "careway-budget-streams",
                                                               "careway-budget-contribution",
                                                               "careway-line-sum",
                                                               "careway-line-week",
                                                               "careway-contribution",
                                                               "careway-chargeable",
                                                               "careway-determination-charge",
                                                               "careway-figure-people"};

/// Our profiles on R4, without UK Core.
class Profiles {
 public:
  Profiles() {
    core_ = world().files().map(CAREWAY_BUILD_DIR "/share/careway/fhir-r4-conformance.pack");
    const auto ours = world().files().map(CAREWAY_BUILD_DIR "/share/careway/careway-profiles.tgz");
    fhir::Issues issues;
    set_.add_pack(core_.bytes(), issues);
    set_.add_archive("careway", ours.text(), issues);
    if (!issues.empty()) throw std::runtime_error(issues.items().front().text);
    validator_.emplace(world().definitions(), set_);
    options_.best_practice = std::nullopt;
    options_.assume_valid_rest_references = true;
  }

  /// Errors of a resource against the profile that it is nearest to, "code path".
  std::vector<std::string> errors(fhir::Element resource, const std::vector<std::string>& profiles) {
    fhir::Document alone;
    alone.copy_content(0, resource);
    std::optional<std::vector<std::string>> least;
    for (const std::string& profile : profiles) {
      fhir::Issues issues;
      validator_->validate(alone.root(), std::span(&profile, 1), options_, issues);
      std::vector<std::string> found;
      for (const fhir::Issue& issue : issues.items()) {
        if (issue.severity >= fhir::Severity::error) found.push_back(issue.code + " " + issue.path + ": " + issue.text);
      }
      if (!least || found.size() < least->size()) least = std::move(found);
    }
    return least.value_or(std::vector<std::string>{"the role names no profile"});
  }

 private:
  platform::MappedFile core_;
  packages::PackageSet set_;
  std::optional<validation::Validator> validator_;
  validation::Options options_;
};

Profiles& profiles() {
  static Profiles the_profiles;
  return the_profiles;
}

/// Puts a document on nothing and holds what comes of it to the profiles. The number of resources looked at; refused
/// documents make none.
std::size_t hold(const FaceView& face, const Sample& sample, std::map<std::string, std::string>& broken) {
  engine::Engine engine(*face.plan);
  engine::Record record;
  engine::Residue residue;
  engine::Ledger ledger(false);
  fhir::Issues issues;
  if (!engine.put(sample.document.root(), record, {}, residue, sample.context, ledger, issues)) return 0;
  for (const engine::RecordResource& resource : record.resources) {
    const auto& role = face.plan->roles[resource.role];
    for (const std::string& error : profiles().errors(record.element(resource), role.profiles)) {
      broken.try_emplace(role.name + ": " + error, sample.origin);
    }
  }
  return record.resources.size();
}

void expect_none(const std::map<std::string, std::string>& broken) {
  for (const auto& [what, origin] : broken) ADD_FAILURE() << what << " (" << origin << ")";
}

class MapProfiles : public testing::TestWithParam<std::string> {};

TEST_P(MapProfiles, HoldForWhatEveryCaseWrites) {
  const FaceView face = view_of(*world().library().find(GetParam()));
  std::map<std::string, std::string> broken;
  std::size_t resources = 0;
  for (const CaseFile& one : case_files(face)) {
    for (const Sample& sample : one.file.samples) resources += hold(face, sample, broken);
  }
  EXPECT_GT(resources, 3U);
  expect_none(broken);
}

TEST_P(MapProfiles, HoldForWhatGeneratedDocumentsWrite) {
  const FaceView face = view_of(*world().library().find(GetParam()));
  std::map<std::string, std::string> broken;
  Generator generator(face);
  std::size_t resources = 0;
  for (const Mood mood : {Mood::plain, Mood::odd}) {
    for (std::uint64_t seed = 4'000'000; seed < 4'000'000 + kGeneratedFiles; ++seed) {
      const SampleFile file = generator.make(seed, mood, kRowsInFile);
      for (const Sample& sample : file.samples) resources += hold(face, sample, broken);
    }
  }
  // Chance puts ends before starts, charges for what is free, and adds up nothing. That is the partner's mistake; the
  // map carries it, and the validator tells. What every case writes is held to all of it.
  std::erase_if(broken, [](const auto& one) {
    return std::ranges::any_of(kRulesOfTheMoney, [&](std::string_view key) {
      return one.first.find("Constraint " + std::string(key) + " ") != std::string::npos;
    });
  });
  EXPECT_GT(resources, kGeneratedFiles);
  expect_none(broken);
}

INSTANTIATE_TEST_SUITE_P(EveryFace, MapProfiles,
                         testing::Values("chc-care-package", "chc-header", "chc-person", "chc-referral", "chc-review",
                                         "movements", "rates", "service-costs", "cld-r1", "cld-r2", "council-package",
                                         "marketplace", "abacus", "council-eligibility", "marketplace-eligibility",
                                         "council-budget", "marketplace-budget"),
                         [](const auto& face) {
                           std::string name = face.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace careway::laws
