#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/platform/clock.h"
#include "adapters/platform/crypto.h"
#include "adapters/platform/random.h"
#include "gateway/pipeline/exporter.h"
#include "gateway/pipeline/face_library.h"
#include "gateway/pipeline/importer.h"
#include "gateway/pipeline/record_loader.h"
#include "gateway/pipeline/services.h"
#include "tests/gateway/pipeline/watched_store.h"

namespace careway::pipeline {

/// The released maps with the R4 pack of this build, loaded once for the test program.
std::shared_ptr<const FaceLibrary> released_library();
/// The released maps with one file changed: each first text is replaced by the second, once.
std::shared_ptr<const FaceLibrary> changed_library(
    const std::string& file, const std::vector<std::pair<std::string_view, std::string_view>>& replacements);
const Face& face_named(std::string_view name);
std::string sample(std::string_view name);

/// Path and text of every leaf. Items of a list are numbered from 0.
using Leaves = std::map<std::string, std::string>;
Leaves leaves_of(fhir::Element root);
/// What differs: "path: before -> after", one for each leaf, "(none)" where there is no leaf.
std::vector<std::string> changes(const Leaves& before, const Leaves& after);

/// The reporting period of the rows below.
ExportOptions year();

Caller council();
Caller market();
Caller phb();

/// A CLD release 2 row by column name; columns that are not named are blank.
using Cells = std::map<std::string, std::string>;
/// A row with the columns that every row has: authority, period, person (named by `reference`), client type.
Cells cld_row(std::string_view person, const Cells& more = {});
/// A service row of that person that is complete enough for every face.
Cells cld_service(std::string_view person, std::string_view event_reference, const Cells& more = {});
std::string cld_file(const std::vector<Cells>& rows);

/// One gateway without a network: a store, the released maps, a clock that stands still.
class Place {
 public:
  enum class Engine { memory, sqlite };
  explicit Place(Engine engine);
  ~Place();

  Receipt push(const Caller& caller, std::string_view face, std::string_view bytes, const ImportOptions& options = {});
  /// The last exchange that push() made.
  [[nodiscard]] const std::string& exchange() const { return exchange_; }
  Receipt run_again(const Caller& caller, std::string_view face, std::string_view bytes,
                    const ImportOptions& options = {});

  /// Every resource of the tenant: "Type/id" and its leaves, without meta.
  std::map<std::string, Leaves> record(const std::string& tenant = "east");
  std::map<std::string, std::uint64_t> versions(const std::string& tenant = "east");
  /// "Type/id" of the resources of a type that carry an identifier; names.yaml knows the system.
  std::vector<std::string> holders(std::string_view type, std::string_view system_name, std::string_view value);
  /// The only one; fails the test when there is none or several.
  store::ResourceKey holder(std::string_view type, std::string_view system_name, std::string_view value);
  Leaves resource(const store::ResourceKey& key);

  /// One document of a face as bytes, and as leaves. Fails the test when it cannot be written.
  std::string document(const Caller& caller, std::string_view face, const store::ResourceKey& anchor,
                       const ExportOptions& options = {});
  Leaves document_leaves(const Caller& caller, std::string_view face, const store::ResourceKey& anchor,
                         const ExportOptions& options = {});
  /// Every document of a face in one file.
  std::string file(const Caller& caller, std::string_view face, const ExportOptions& options = {});

  /// Stores the resources of a transaction Bundle as they are, with ids of their own and references between them set.
  void store_bundle(std::string_view json, const std::string& tenant = "east", const std::string& kind = "nhs");

  /// Other maps than the released ones, from now on.
  void use(std::shared_ptr<const FaceLibrary> library) { library_ = std::move(library); }

  [[nodiscard]] WatchedStore& store() { return *watched_; }
  [[nodiscard]] const Services& services() const { return *services_; }
  [[nodiscard]] platform::FakeClock& clock() { return clock_; }

 private:
  const Face& face(std::string_view name) const;

  std::filesystem::path folder_;
  std::shared_ptr<const FaceLibrary> library_ = released_library();
  platform::FakeClock clock_;
  platform::SeededRandom random_{7};
  platform::HmacKeyer keyer_{"a deployment key for tests"};
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<WatchedStore> watched_;
  std::unique_ptr<Services> services_;
  std::string exchange_;
};

/// Runs each test on both stores.
class PipelineTest : public testing::TestWithParam<Place::Engine> {
 protected:
  Place place_{GetParam()};
};

std::string engine_name(const testing::TestParamInfo<Place::Engine>& info);

/// "code@column", one for each line of a receipt, in order.
std::vector<std::string> told(const Receipt& receipt);
/// "created 1 updated 2 ...": the counts that are not zero.
std::string counts(const Receipt& receipt);

}  // namespace careway::pipeline
