#pragma once

#include "gateway/api/api.h"

namespace careway::api {

// One handler a file, named as the file. What each does stands in README.md, its route in routes.cpp.

http::Response get_metadata(const Call& call);
http::Response read_resource(const Call& call);
http::Response read_version(const Call& call);
http::Response create_resource(const Call& call);
http::Response update_resource(const Call& call);
http::Response delete_resource(const Call& call);
http::Response search_resources(const Call& call);
http::Response search_by_post(const Call& call);
http::Response read_history(const Call& call);
http::Response post_bundle(const Call& call);
http::Response validate_resource(const Call& call);

http::Response indicative_budget(const Call& call);
http::Response final_budget(const Call& call);
http::Response approve_budget(const Call& call);
http::Response issue_budget(const Call& call);
http::Response withdraw_budget(const Call& call);
http::Response get_budget(const Call& call);
http::Response get_budget_statement(const Call& call);
http::Response get_budget_return(const Call& call);
http::Response get_budget_return_ledger(const Call& call);
http::Response get_account_balance(const Call& call);
http::Response get_funder_view(const Call& call);
http::Response verify_budget(const Call& call);
http::Response settle_budgets(const Call& call);

http::Response list_link_questions(const Call& call);
http::Response decide_link_question(const Call& call);
http::Response undo_link(const Call& call);
http::Response post_superseded(const Call& call);

http::Response list_faces(const Call& call);
http::Response post_face(const Call& call);
http::Response get_submission(const Call& call);
http::Response get_face_document(const Call& call);
http::Response put_face_document(const Call& call);
http::Response get_exchange(const Call& call);
http::Response get_refused_rows(const Call& call);
http::Response cancel_exchange(const Call& call);

http::Response get_live(const Api& api, const http::Request& request);
http::Response get_ready(const Api& api, const http::Request& request);
http::Response get_metrics(const Api& api, const http::Request& request);

}  // namespace careway::api
