package dev.hibi.service;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.hibi.ProcessLock;
import dev.hibi.Sha256;
import dev.hibi.WholeFiles;
import java.io.Closeable;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * marks.csv, one line a tile, sorted by path, UTF-8, lines end in LF:
 *
 *   path,label,group,mark,x,y,width,height
 *   tiles/0f3a….png,N,9b1c…,c0ff…,1232,448,28,14
 *
 * group: the first 32 hexadecimal digits of the SHA-256 of the photograph's file; mark: of all tiles
 * of one mark; the last four are the region's box. A path is of the tile's own SHA-256, so that no
 * tile is there twice and no name comes from outside.
 */
/**
 * Marked regions as labeled tiles and a manifest of them, {@code marks.csv}, which {@code hibi
 * calibrate --data} takes. A region that is marked again has its last label; a tile that two
 * regions share, as they do in a photograph no larger than a tile, is of the mark that came first,
 * until that is taken back, and has one label. Pictures appear before the line that names them and
 * go after it; each file is there whole or not at all, and a mark that could not be kept leaves
 * nothing behind. Thread-safe; one service has a folder at a time.
 */
final class MarkFolder implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(MarkFolder.class);

  static final int NAME_DIGITS = 32;

  private static final List<String> HEADER =
      List.of("path", "label", "group", "mark", "x", "y", "width", "height");

  private record Line(String label, String photograph, String mark, List<Integer> bbox) {}

  private final Path folder;
  private final ProcessLock lock;
  private SortedMap<String, Line> lines = new TreeMap<>(); // by path; guarded by this

  private MarkFolder(Path folder, ProcessLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Opens a folder, with what was marked there before; makes one if there is none.
   *
   * @throws IOException if another service has it, or its manifest is another file
   */
  static MarkFolder open(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("tiles"));
    ProcessLock lock =
        ProcessLock.take(folder.resolve(".hibi.lock"))
            .orElseThrow(
                () ->
                    new IOException(
                        "folder in use: expected one that no other service writes marks to, found"
                            + " one that does (%s)".formatted(folder)));
    MarkFolder marks = new MarkFolder(folder, lock);
    try {
      marks.read();
      return marks;
    } catch (IOException | RuntimeException e) {
      marks.close();
      throw e;
    }
  }

  private Path manifest() {
    return folder.resolve("marks.csv");
  }

  private void read() throws IOException {
    if (!Files.exists(manifest())) {
      return;
    }
    try (CsvReader<CsvRecord> rows = CsvReader.builder().ofCsvRecord(manifest())) {
      for (CsvRecord row : rows) {
        if (row.getStartingLineNumber() == 1) {
          requireHeader(row.getFields());
        } else {
          add(row);
        }
      }
    }
  }

  private void requireHeader(List<String> found) throws IOException {
    if (!found.equals(HEADER)) {
      throw new IOException(
          "no manifest of marks: expected the columns %s, found %s (%s)"
              .formatted(HEADER, found, manifest()));
    }
  }

  private void add(CsvRecord row) throws IOException {
    try {
      List<Integer> bbox = row.getFields().subList(4, 8).stream().map(Integer::valueOf).toList();
      lines.put(row.getField(0), new Line(row.getField(1), row.getField(2), row.getField(3), bbox));
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IOException(
          "bad line of marks: expected %s, found %s (%s, line %d)"
              .formatted(HEADER, row.getFields(), manifest(), row.getStartingLineNumber()),
          e);
    }
  }

  /**
   * Keeps tiles of a region under a label, but those that another region's mark has already.
   *
   * @param photograph which one, by its content
   * @param tiles as PNG
   * @throws Problem 409 if another region's mark has one of them under another label, or has all
   */
  synchronized Mark add(String photograph, List<Integer> bbox, List<byte[]> tiles, String label)
      throws IOException {
    String id =
        Sha256.of((photograph + bbox + label).getBytes(StandardCharsets.UTF_8))
            .substring(0, NAME_DIGITS);
    SortedMap<String, Line> next = new TreeMap<>(lines);
    next.values().removeIf(line -> isOf(line, photograph, bbox));
    SortedMap<String, byte[]> pictures = new TreeMap<>();
    for (byte[] png : tiles) {
      String path = "tiles/" + Sha256.of(png).substring(0, NAME_DIGITS) + ".png";
      Line other = next.get(path);
      if (other == null) {
        pictures.put(path, png);
      } else if (!other.label().equals(label)) {
        throw Problem.of(
            409,
            "tile is marked already: expected %s as the other region's mark has it, found %s"
                .formatted(other.label(), label));
      }
    }
    if (pictures.isEmpty()) {
      throw Problem.of(
          409,
          "no tile of its own: expected one that no other region's mark has, found %d that have one"
              .formatted(tiles.size()));
    }
    pictures.keySet().forEach(path -> next.put(path, new Line(label, photograph, id, bbox)));
    write(next, pictures);
    return new Mark(id, label, bbox, pictures.size());
  }

  private static boolean isOf(Line line, String photograph, List<Integer> bbox) {
    return line.photograph().equals(photograph) && line.bbox().equals(bbox);
  }

  /**
   * Takes a mark back.
   *
   * @throws Problem 404 if there is none
   */
  synchronized void remove(String photograph, String id) throws IOException {
    SortedMap<String, Line> next = new TreeMap<>(lines);
    next.values().removeIf(line -> line.mark().equals(id) && line.photograph().equals(photograph));
    if (next.size() == lines.size()) {
      throw Problem.of(404, "unknown mark: expected one of this photograph, found none");
    }
    write(next, new TreeMap<>());
  }

  /** Changes the files, and then what is known here; a failure leaves both as they were. */
  private void write(SortedMap<String, Line> next, SortedMap<String, byte[]> pictures)
      throws IOException {
    List<Path> made = new ArrayList<>();
    try {
      for (Map.Entry<String, byte[]> picture : pictures.entrySet()) {
        Path file = folder.resolve(picture.getKey());
        if (!Files.exists(file)) {
          made.add(file);
          WholeFiles.writeFile(file, WholeFiles.bytes(picture.getValue()));
        }
      }
      WholeFiles.writeFile(manifest(), WholeFiles.text(csv(next)));
    } catch (IOException | RuntimeException e) {
      for (Path file : made) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException second) {
          e.addSuppressed(second);
        }
      }
      throw e;
    }
    Set<String> former = new TreeSet<>(lines.keySet());
    former.removeAll(next.keySet());
    lines = next;
    former.forEach(this::delete);
  }

  /** Deletes a picture that no line names; one that stays does no harm. */
  private void delete(String path) {
    try {
      Files.deleteIfExists(folder.resolve(path));
    } catch (IOException e) {
      LOG.warn("a picture of no mark stays: expected to delete {}", folder.resolve(path), e);
    }
  }

  private static String csv(SortedMap<String, Line> lines) throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      csv.writeRecord(HEADER);
      lines.forEach(
          (path, line) -> {
            List<String> row =
                new ArrayList<>(Arrays.asList(path, line.label(), line.photograph(), line.mark()));
            line.bbox().forEach(number -> row.add(String.valueOf(number)));
            csv.writeRecord(row);
          });
    }
    return text.toString();
  }

  /** What was marked of a photograph. */
  synchronized List<Mark> of(String photograph) {
    Map<String, Mark> marks = new LinkedHashMap<>();
    lines.values().stream()
        .filter(line -> line.photograph().equals(photograph))
        .forEach(
            line ->
                marks.merge(
                    line.mark(),
                    new Mark(line.mark(), line.label(), line.bbox(), 1),
                    (one, other) ->
                        new Mark(one.id(), one.label(), one.bbox(), one.tiles() + other.tiles())));
    return List.copyOf(marks.values());
  }

  /** How many tiles there are. */
  synchronized int tiles() {
    return lines.size();
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
