#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/pipeline/in_band.h"
#include "gateway/pipeline/services.h"

namespace careway::command_line {

/// Residue on its way between a file and the store.
struct Carried {
  struct Item {
    std::string item;  ///< "Type/id" of the anchor
    pipeline::CarriedResidue residue;
  };
  std::vector<Item> items;
  std::vector<pipeline::CarriedFile> files;
};

/// Puts everything into the store, where import and export look for it. The store must not have it yet.
void store_carried(const pipeline::Services& services, const std::string& tenant, const Carried& carried);
/// What the store has for these partners and faces and these resources. The period of the files is not in the store.
Carried stored_carried(const pipeline::Services& services, const std::string& tenant,
                       const std::vector<std::pair<std::string, std::string>>& partner_faces,
                       const std::vector<std::string>& items);

/// A file of its own for residue: one JSON object a line, with partner, face, item, kind, path and text (or base64).
std::string to_sidecar(const Carried& carried);
/// The reverse. Issues "sidecar-damaged" name the line; nothing is returned then.
std::optional<Carried> from_sidecar(std::string_view text, fhir::Issues& issues);

}  // namespace careway::command_line
