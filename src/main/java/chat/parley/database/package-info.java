/// SQLite behind one class: one writer thread that commits in groups, a few readers, and the
/// migrations.
///
/// In go functions over a Jdbi handle, out come their results. It knows no table but its own schema
/// version.
@NullMarked
package chat.parley.database;

import org.jspecify.annotations.NullMarked;
