#pragma once

#include <optional>
#include <string_view>

#include "gateway/api/api.h"

namespace careway::api {

/// The resource of the record that a pushed one means: the one that holds one of its identifiers. Nothing when there is
/// none, and nothing with an issue when its identifiers lie with several. NHS numbers with a wrong check digit are
/// passed over.
std::optional<store::ResourceKey> find_meant(const Call& call, fhir::Element pushed, std::string_view path,
                                             fhir::Issues& issues);

/// What a pushed resource says, laid over what the record has: its elements replace those of the same name; elements,
/// identifiers of other systems and extensions of other URLs that it does not mention stay.
void lay_over(fhir::Document& pushed, fhir::Element stored);

}  // namespace careway::api
