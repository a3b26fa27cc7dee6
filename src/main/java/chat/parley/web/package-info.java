/// HTTP in; HTML, Server-Sent Events and JSON out. `Routes` is the site map, a line a route.
@NullMarked
package chat.parley.web;

import org.jspecify.annotations.NullMarked;
