#include "gateway/pipeline/person_budgets.h"

#include <algorithm>
#include <set>

#include "gateway/pipeline/person_links.h"
#include "gateway/pipeline/record_loader.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

bool is_across(const std::vector<std::string>& drawn, const std::vector<std::string>& members,
               const std::string& leaving) {
  if (std::ranges::find(drawn, leaving) == drawn.end()) return false;
  return std::ranges::any_of(drawn, [&](const std::string& patient) {
    return patient != leaving && std::ranges::find(members, patient) != members.end();
  });
}

void add_deletion(const store::Resource& budget, store::Batch& batch, const std::string& instant) {
  store::ResourceWrite write;
  write.key = budget.key;
  write.expected_version = budget.version;
  write.updated = instant;
  write.deleted = true;
  const auto there = std::ranges::find(batch.resources, budget.key, &store::ResourceWrite::key);
  if (there == batch.resources.end()) {
    batch.resources.push_back(std::move(write));
  } else {
    write.expected_version = there->expected_version;
    *there = std::move(write);
  }
}

void remove_residues(const Services& services, const Caller& caller, const std::vector<std::string>& partners,
                     const std::vector<std::string>& items, store::Batch& batch) {
  const auto library = services.library();
  std::set<std::string> faces;
  for (const Face& face : library->faces()) {
    faces.insert(face.name);
    faces.insert(face.plan->map_name);
  }
  std::vector<store::ResidueKey> keys;
  for (const std::string& item : items) {
    for (const std::string& face : faces) {
      for (const std::string& partner : partners) keys.push_back({partner, face, item});
    }
  }
  const auto stored = services.store.read_residues(caller.tenant, keys);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!stored[i] || stored[i]->removed) continue;
    if (std::ranges::find(batch.residues, keys[i], &store::ResidueWrite::key) != batch.residues.end()) continue;
    batch.residues.push_back({keys[i], stored[i]->version, true, {}});
  }
}

}  // namespace

std::uint64_t delete_budgets_across(const Services& services, const Caller& caller,
                                    const std::vector<std::string>& partners, const std::vector<std::string>& members,
                                    const std::string& leaving, store::Batch& batch, const std::string& instant) {
  const auto library = services.library();
  const store::SearchHasher hasher(caller.tenant, services.search_secret);
  store::SearchQuery query;
  query.type = "ClaimResponse";
  query.order = store::SearchOrder::oldest_first;
  query.page_size = store::kSearchPageMax;
  store::SearchTerm of_members;
  for (const std::string& member : members) {
    of_members.any_of.push_back(hasher.hash("ClaimResponse", "patient", store::SearchForm::reference, {}, member));
  }
  query.terms.push_back(std::move(of_members));
  std::vector<std::string> items;
  do {
    const store::SearchPage page = services.store.search(caller.tenant, query);
    for (const store::Resource& resource : page.resources) {
      fhir::Issues issues;
      const auto document = fhir::read_json(resource.body, library->definitions(), issues);
      if (!document || !is_across(drawn_from(document->root(), library->names()), members, leaving)) continue;
      add_deletion(resource, batch, instant);
      items.push_back(to_text(resource.key));
    }
    query.cursor = page.next_cursor;
  } while (!query.cursor.empty());
  remove_residues(services, caller, partners, items, batch);
  return items.size();
}

}  // namespace careway::pipeline
