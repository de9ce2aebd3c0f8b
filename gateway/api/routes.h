#pragma once

#include "gateway/api/api.h"
#include "gateway/http/router.h"

namespace careway::api {

/// Every way in. `api` must outlive the router.
void add_routes(http::Router& router, const Api& api);

/// Decides before a body is read whether its sender may send it: 401 without a known key, 403 without the role.
http::Guard make_guard(const Api& api);

}  // namespace careway::api
