package dev.hibi.samples;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.util.Progress;
import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.ImageSpec;
import dev.hibi.LabeledImages;
import dev.hibi.Preparation;
import dev.hibi.image.ImagePreparation;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How does an application train on photographs of its own database, without writing them to files?
 *
 * <p>With a data set that is {@link LabeledImages}: it holds the keys and labels of the table
 * {@code photograph (id, part, label, file)}, and reads a file when it is asked for. {@link
 * TrainFromDatabase} trains on it.
 */
final class PhotographTable extends RandomAccessDataset implements LabeledImages {
  private record Row(long id, int label, long bytes) {}

  private final String database;
  private final ClassLabels labels;
  private final ImagePreparation preparation;
  private final List<Row> rows = new ArrayList<>();

  /** Reads which photographs a part has, such as {@code train}; the order by key stays. */
  PhotographTable(String database, String part, ClassLabels labels, ImageSpec image)
      throws SQLException {
    super(new Sampling().setSampling(32, false));
    this.database = database;
    this.labels = labels;
    this.preparation = new ImagePreparation(image);
    try (Connection connection = DriverManager.getConnection(database);
        PreparedStatement select =
            connection.prepareStatement(
                "select id, label, length(file) from photograph where part = ? order by id")) {
      select.setString(1, part);
      ResultSet found = select.executeQuery();
      while (found.next()) {
        rows.add(new Row(found.getLong(1), labels.indexOf(found.getString(2)), found.getLong(3)));
      }
    }
  }

  @Override
  public Record get(NDManager manager, long index) throws IOException {
    ImageSpec image = preparation.spec();
    float[] pixels = new float[image.floatCount()]; // (H, W, 3)
    preparation.prepare(RgbImage.decode(bytes(index), name(index)), pixels, 0);
    Shape shape = new Shape(image.size(), image.size(), ImageSpec.CHANNELS);
    return new Record(
        new NDList(manager.create(pixels, shape).transpose(2, 0, 1)), // (3, H, W)
        new NDList(manager.create((long) label(index))));
  }

  @Override
  public byte[] bytes(long index) throws IOException {
    try (Connection connection = DriverManager.getConnection(database); // better: of a pool
        PreparedStatement select =
            connection.prepareStatement("select file from photograph where id = ?")) {
      select.setLong(1, rows.get((int) index).id());
      ResultSet found = select.executeQuery();
      if (!found.next()) {
        throw new IOException("no photograph: expected one, found none (" + name(index) + ")");
      }
      return found.getBytes(1);
    } catch (SQLException e) {
      throw new IOException("cannot read " + name(index), e);
    }
  }

  @Override
  public ClassLabels labels() {
    return labels;
  }

  @Override
  public int label(long index) {
    return rows.get((int) index).label();
  }

  @Override
  public String name(long index) {
    return "photograph " + rows.get((int) index).id();
  }

  @Override
  public Preparation preparation() {
    return Preparation.of(preparation.spec());
  }

  /** The digest is another one if the table is: a run that goes on compares it. */
  @Override
  public DataSummary summary() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    rows.forEach(row -> counts.merge(labels.name(row.label()), 1, Integer::sum));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(rows.toString().getBytes(StandardCharsets.UTF_8));
      return new DataSummary(HexFormat.of().formatHex(digest), rows.size(), counts);
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e); // every JDK has it
    }
  }

  @Override
  protected long availableSize() {
    return rows.size();
  }

  @Override
  public void prepare(@Nullable Progress progress) {}

  private static final class Sampling extends BaseBuilder<Sampling> {
    @Override
    protected Sampling self() {
      return this;
    }
  }
}
