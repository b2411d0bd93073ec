package dev.hibi.samples;

import dev.hibi.ClassLabels;
import dev.hibi.dataset.ImageTable;
import dev.hibi.dataset.preparation.Preprocessing;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * How does an application train on photographs of its own database, without writing them to files?
 *
 * <p>With an {@link ImageTable}: it holds the keys and labels of the table {@code photograph (id,
 * part, label, file)}, and reads files while the network trains on those before. {@link
 * TrainFromDatabase} trains on it.
 */
final class PhotographTable {
  private record Row(long id, String label, long length) {}

  private PhotographTable() {}

  /** The photographs of a part, such as {@code train}, by key; the caller closes them. */
  static ImageTable open(String database, String part, ClassLabels labels, Preprocessing views)
      throws SQLException {
    return ImageTable.builder(labels, rows(database, part))
        .name(row -> "photograph " + row.id())
        .label(Row::label)
        .version(row -> row.length() + " bytes") // better: a checksum, or the time of the change
        .file(row -> file(database, row.id()))
        .preprocessing(views)
        .build();
  }

  private static List<Row> rows(String database, String part) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(database);
        PreparedStatement select =
            connection.prepareStatement(
                "select id, label, length(file) from photograph where part = ? order by id")) {
      select.setString(1, part);
      ResultSet found = select.executeQuery();
      while (found.next()) {
        rows.add(new Row(found.getLong(1), found.getString(2), found.getLong(3)));
      }
    }
    return rows;
  }

  private static byte[] file(String database, long id) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database); // better: of a pool
        PreparedStatement select =
            connection.prepareStatement("select file from photograph where id = ?")) {
      select.setLong(1, id);
      ResultSet found = select.executeQuery();
      found.next(); // if there is none any more, getBytes says so
      return found.getBytes(1);
    }
  }
}
