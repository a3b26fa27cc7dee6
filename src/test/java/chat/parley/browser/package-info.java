/// What people do in a browser, in a real one: against the real App, with a model that the test
/// plays.
@NullMarked
package chat.parley.browser;

import org.jspecify.annotations.NullMarked;
