package dev.hibi.dataset;

import dev.hibi.DataSummary;
import dev.hibi.dataset.preparation.SamplePreparation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Some rows of an open table in an order of their own.
 *
 * @param positions among the table's rows
 * @param preparation the table's, or without what is random in it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record TableSelection(OpenTable table, int[] positions, SamplePreparation preparation)
    implements BatchPass.Samples {

  static TableSelection all(OpenTable table) {
    int[] positions = IntStream.range(0, table.rows().size()).toArray();
    return new TableSelection(table, positions, table.preparation());
  }

  /** The same rows as an evaluation sees them. */
  TableSelection unaugmented() {
    return new TableSelection(table, positions, preparation.unaugmented());
  }

  TableSelection of(List<Long> indices) {
    int[] some = indices.stream().mapToInt(this::position).toArray();
    return new TableSelection(table, some, preparation);
  }

  @Override
  public BatchArrays arrays() {
    return table.arrays();
  }

  @Override
  public int size() {
    return positions.length;
  }

  @Override
  public int position(long index) {
    if (index < 0 || index >= positions.length) {
      throw new IndexOutOfBoundsException(
          "no such sample: expected 0 to %d, found %d".formatted(positions.length - 1, index));
    }
    return positions[(int) index];
  }

  @Override
  public int label(long index) {
    return table.rows().label(position(index));
  }

  DataSummary summary() {
    TableRows<?> rows = table.rows();
    Map<String, Integer> counts = new LinkedHashMap<>();
    rows.labels().names().forEach(name -> counts.put(name, 0));
    String[] lines = new String[positions.length];
    for (int i = 0; i < lines.length; i++) {
      int row = positions[i];
      String label = rows.labels().name(rows.label(row));
      counts.merge(label, 1, Integer::sum);
      lines[i] = label + "\t" + rows.name(row) + "\t" + rows.version(row).orElse("") + "\n";
    }
    String order = Fingerprint.digest(lines);
    Arrays.sort(lines);
    return new DataSummary(Fingerprint.digest(lines), lines.length, counts, 0, order);
  }
}
