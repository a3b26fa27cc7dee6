/// The database behind one class: one writer thread that commits in groups, a few readers, and the
/// migrations.
///
/// In go functions over a Jdbi handle, out come their results. It knows no table but its own schema
/// version; what only SQLite says stands in the classes that are called after it.
@NullMarked
package chat.parley.database;

import org.jspecify.annotations.NullMarked;
