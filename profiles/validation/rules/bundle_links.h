#pragma once

#include "profiles/fhir/document.h"
#include "profiles/validation/rules/bundle_index.h"
#include "profiles/validation/run.h"

namespace careway::validation {

/// Bundle.link: which relations a type of Bundle may have, each once; where a document's style sheets are.
void check_bundle_links(fhir::Element bundle, const BundleIndex& index, Run& run);
/// Every Reference in the entries: leads to one entry at most; a urn leads to one; an entry with the right type and id
/// under another URL is told.
void check_bundle_references(fhir::Element bundle, const BundleIndex& index, Run& run);
/// R4 3.3.1: what the Composition of the first entry refers to is in the document.
void check_composition_references(const BundleIndex& index, Run& run);
/// R4 2.38: what the MessageHeader of the first entry is about is in the message.
void check_message_references(const BundleIndex& index, Run& run);
/// Every entry of a document or message is reached from the first one by references, in one direction or the other.
void check_reach(fhir::Element bundle, const BundleIndex& index, bool is_document, Run& run);

}  // namespace careway::validation
