#pragma once

#include <string>
#include <string_view>

#include "adapters/store/records.h"

namespace careway::store {

/// The rules of a batch that need no database. Throws std::invalid_argument for what only a bug makes (an instant in
/// another form, a deletion with a body); answers written_twice when a key occurs twice.
[[nodiscard]] Conflict check_batch(const Batch& batch);

/// The bytes under the digest of an audit row. The same for every engine, so that a chain can be moved.
[[nodiscard]] std::string audit_digest(const DigestFunction& keyed_digest, const Tenant& tenant,
                                       std::string_view previous_digest, const AuditRow& row);

}  // namespace careway::store
