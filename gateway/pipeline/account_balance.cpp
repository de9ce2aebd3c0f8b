#include "gateway/pipeline/account_balance.h"

#include "gateway/pipeline/record_loader.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

/// Every PaymentNotice that names the account, by reference or by its identifier.
std::vector<fhir::Document> notices_of(const Services& services, const Caller& caller,
                                       const store::ResourceKey& account, std::string_view identifier,
                                       const FaceLibrary& library) {
  const store::SearchHasher hasher(caller.tenant, services.search_secret);
  constexpr std::string_view kType = "PaymentNotice";
  store::SearchQuery query;
  query.type = std::string(kType);
  query.order = store::SearchOrder::oldest_first;
  query.page_size = store::kSearchPageMax;
  query.terms.push_back({{hasher.hash(kType, "request", store::SearchForm::reference, {}, to_text(account)),
                          hasher.hash(kType, "request", store::SearchForm::system_and_code,
                                      library.names().resolve("account"), identifier)}});
  std::vector<fhir::Document> notices;
  do {
    store::SearchPage page = services.store.search(caller.tenant, query);
    for (const store::Resource& resource : page.resources) {
      if (resource.deleted) continue;
      fhir::Issues issues;
      if (auto notice = fhir::read_json(resource.body, library.definitions(), issues)) {
        notices.push_back(std::move(*notice));
      }
    }
    query.cursor = page.next_cursor;
  } while (!query.cursor.empty());
  return notices;
}

}  // namespace

std::optional<AccountBalance> account_balance(const Services& services, const Caller& caller,
                                              std::string_view identifier, fhir::CivilDate day, fhir::Issues& issues) {
  const auto library = services.library();
  WorkingSet set(services, caller, library->definitions());
  for (const store::ResourceKey& key :
       set.with_identifier("Account", library->names().resolve("account"), identifier)) {
    const WorkingSet::Item* item = set.find(key);
    if (item == nullptr) continue;
    const std::vector<fhir::Document> notices = notices_of(services, caller, key, identifier, *library);
    std::vector<fhir::Element> elements;
    for (const fhir::Document& notice : notices) elements.push_back(notice.root());
    const fhir::Element account = item->document.root();
    const auto movements = budget::read_movements(account, elements, library->names(), issues);
    if (!movements) return std::nullopt;
    const auto balance = money::balance_at(*movements, 0, day, issues);
    if (!balance) return std::nullopt;
    return AccountBalance{key, item->version, budget::with_balance(account, balance->closing, library->names()),
                          std::string(identifier), *balance};
  }
  issues.error("account-unknown", "account", "There is no account of that issuer and reference.");
  return std::nullopt;
}

}  // namespace careway::pipeline
