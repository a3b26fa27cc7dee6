package chat.parley.database;

import java.lang.reflect.Constructor;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.StatementContext;

/// Makes a record of a row by its constructor. What was found out about the columns of a query is
/// kept: finding it takes longer than most queries.
final class RecordRows<T> implements RowMapper<T> {
  private final RowMapper<T> constructor;
  private final Map<List<String>, RowMapper<T>> byColumns = new ConcurrentHashMap<>();

  RecordRows(Constructor<T> constructor) {
    this.constructor = ConstructorMapper.of(constructor);
  }

  @Override
  public T map(ResultSet row, StatementContext context) throws SQLException {
    return specialize(row, context).map(row, context);
  }

  @Override
  public RowMapper<T> specialize(ResultSet rows, StatementContext context) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    List<String> labels = new ArrayList<>(columns.getColumnCount());
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      labels.add(columns.getColumnLabel(i));
    }
    RowMapper<T> known = byColumns.get(labels);
    if (known == null) {
      known = constructor.specialize(rows, context);
      byColumns.put(labels, known);
    }
    return known;
  }
}
