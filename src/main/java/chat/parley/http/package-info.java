/// HTTP, of whatever it is about: connections and their limits, TLS, requests with their forms and
/// cookies, the router, responses as HTML, JSON, CSV or events, static files.
///
/// Bytes come in; a [Request] goes to the page that its route names, and its [Response] goes out.
/// It knows no feature and no table.
@NullMarked
package chat.parley.http;

import org.jspecify.annotations.NullMarked;
