/// `bin/bench`: the budgets of Parley, measured at the real server in a process of its own.
///
/// Not tests: nothing here is run by the build. In go a row's name and how much load, out come
/// lines with a figure and its budget.
@NullMarked
package chat.parley.bench;

import org.jspecify.annotations.NullMarked;
