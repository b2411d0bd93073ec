package dev.hibi.dataset.labels;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.FieldModifier;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import dev.hibi.ClassLabels;
import dev.hibi.dataset.archives.MalformedDatasetException;
import dev.hibi.dataset.archives.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A list of labeled images as comma-separated values (RFC 4180).
 *
 * <pre>
 * path,label,group
 * ../photos.zip!bridge-7/00001.jpg,P,bridge-7
 * ../more/00002.jpg,N,bridge-9
 * </pre>
 *
 * <p>The first line names the columns, in any order: {@code path} and {@code label} are required,
 * {@code group} is not, others are ignored. A path is that of an image file, or that of an archive,
 * {@code !} and the entry's path inside it; relative paths are relative to the manifest's folder.
 * Spaces around values are ignored, but for a path in quotes, and so are empty lines. A blank group
 * is no group. Labels and groups are {@linkplain dev.hibi.ClassLabels#canonical the same} however
 * they are spelled in Unicode, and so are paths unless there are several of one spelling. Text is
 * UTF-8, with or without a byte order mark, or otherwise windows-31j, as Excel writes in Japan.
 * Hibi writes UTF-8 without a mark, paths divided by {@code /}, lines ended by a newline.
 *
 * <p>A source named {@code .csv} of a data set is such a list: the listed images are its samples.
 * {@link LabelRule#manifest} labels images of other sources by such a list.
 */
public final class Manifest {
  private static final String PATH = "path";
  private static final String LABEL = "label";
  private static final String GROUP = "group";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Blanks in quotes are meant. */
  private static final FieldModifier STRIPPED =
      new FieldModifier() {
        @Override
        public String modify(long line, int index, boolean quoted, String field) {
          return quoted ? field : field.strip();
        }
      };

  /** What would not come back as it is. */
  private static final QuoteStrategy QUOTED =
      new QuoteStrategy() {
        @Override
        public boolean quoteValue(int line, int index, String value) {
          return !value.equals(value.strip());
        }
      };

  /** One image; an empty group is none. */
  record Row(Path file, long line, String path, String label, String group) {
    String where() {
      return file + ":" + line;
    }

    /** The complaint about this row where another one lists the same image. */
    MalformedDatasetException listedAfter(Row first) {
      return new MalformedDatasetException(
          "image listed twice: expected each image once, found '%s' again after %s"
              .formatted(path, first.where()),
          where());
    }

    /**
     * The file of a path of this row: as it is spelled, or else with slashes for backslashes, as on
     * Windows, and with accents composed, as most systems write them, or apart, as macOS does.
     *
     * @return the path as it is spelled if there is no such file
     */
    Path file(String relative) throws MalformedDatasetException {
      String slashed = relative.replace('\\', '/');
      for (String spelling :
          List.of(
              relative,
              slashed,
              Normalizer.normalize(slashed, Normalizer.Form.NFC),
              Normalizer.normalize(slashed, Normalizer.Form.NFD))) {
        Path path = resolve(spelling);
        if (Files.isRegularFile(path)) {
          return path;
        }
      }
      return resolve(relative);
    }

    /** A path of this row, seen from the manifest's folder. */
    Path resolve(String relative) throws MalformedDatasetException {
      try {
        return file.resolveSibling(relative).normalize();
      } catch (InvalidPathException e) {
        throw new MalformedDatasetException(
            "bad path: expected the name of a file, found '%s'".formatted(e.getReason()),
            where(),
            e);
      }
    }
  }

  private final Path file;
  private final List<Row> rows = new ArrayList<>();

  /** Labels and groups repeat: each text is kept once. */
  private final Map<String, String> texts = new HashMap<>();

  /** Where the last record began. */
  private long line;

  private Manifest(Path file) {
    this.file = file;
  }

  /** Whether a source is a manifest, by its name. */
  static boolean isManifest(Path source) {
    return source.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
  }

  /**
   * Reads all rows in order; at least one.
   *
   * @throws MalformedDatasetException if the text, the header or a row is not as specified; the
   *     message ends with file and line
   * @throws IOException if the file cannot be read
   */
  static List<Row> read(Path file) throws IOException {
    Manifest manifest = new Manifest(file);
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .build(CsvRecordHandler.of(handler -> handler.fieldModifier(STRIPPED)), text(file))) {
      manifest.read(reader.iterator());
    } catch (CsvParseException e) {
      throw new MalformedDatasetException(
          "bad CSV: expected comma-separated values, found '%s'".formatted(e.getMessage()),
          file.toString(),
          e);
    }
    return manifest.rows;
  }

  private String where(long line) {
    return file + ":" + line;
  }

  private void read(Iterator<CsvRecord> records) throws MalformedDatasetException {
    if (!records.hasNext()) {
      throw new MalformedDatasetException(
          "empty manifest: expected a line with the columns path and label, found none",
          file.toString());
    }
    CsvRecord first = records.next();
    line = first.getStartingLineNumber();
    List<String> header =
        first.getFields().stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    int path = column(header, PATH);
    int label = column(header, LABEL);
    int group = header.contains(GROUP) ? column(header, GROUP) : -1;
    while (records.hasNext()) {
      CsvRecord row = records.next();
      line = row.getStartingLineNumber();
      if (row.getFieldCount() != header.size()) {
        throw new MalformedDatasetException(
            "bad row: expected %d values as in the first line, found %d"
                .formatted(header.size(), row.getFieldCount()),
            where(line));
      }
      rows.add(
          new Row(
              file,
              line,
              required(row, path, "path"),
              once(ClassLabels.canonical(required(row, label, "label"))),
              group < 0 ? "" : once(ClassLabels.canonical(row.getField(group)))));
    }
    if (rows.isEmpty()) {
      throw new MalformedDatasetException(
          "empty manifest: expected at least 1 image, found 0", file.toString());
    }
  }

  private int column(List<String> header, String name) throws MalformedDatasetException {
    int column = header.indexOf(name);
    if (column < 0 || column != header.lastIndexOf(name)) {
      throw new MalformedDatasetException(
          "bad columns: expected path, label and perhaps group once each, found " + header,
          where(line));
    }
    return column;
  }

  private String required(CsvRecord row, int column, String name) throws MalformedDatasetException {
    String value = row.getField(column);
    if (value.isBlank()) {
      throw new MalformedDatasetException(
          "no %s: expected a %s, found nothing".formatted(name, name), where(line));
    }
    return value;
  }

  private String once(String text) {
    String known = texts.putIfAbsent(text, text);
    return known == null ? text : known;
  }

  private static String text(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text =
        decoded(bytes, StandardCharsets.UTF_8)
            .or(() -> decoded(bytes, Charset.forName("windows-31j")))
            .orElseThrow(
                () ->
                    new MalformedDatasetException(
                        "unsupported text: expected UTF-8 or windows-31j, found neither",
                        file.toString()));
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  private static Optional<String> decoded(byte[] bytes, Charset charset) {
    try {
      return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /**
   * One image to list.
   *
   * @param sample where it lies
   * @param label its class
   * @param group what it belongs to; empty if it is in no group
   */
  public record Entry(Sample sample, String label, String group) {}

  /**
   * Writes images in order, with their groups if any has one.
   *
   * @param folder where the manifest will lie; paths are written relative to it where possible
   * @param out is not closed
   * @throws IOException if it cannot be written
   */
  public static void write(List<Entry> images, Path folder, Writer out) throws IOException {
    boolean grouped = images.stream().anyMatch(image -> !image.group().isEmpty());
    CsvWriter csv =
        CsvWriter.builder().lineDelimiter(LineDelimiter.LF).quoteStrategy(QUOTED).build(out);
    try {
      csv.writeRecord(grouped ? List.of(PATH, LABEL, GROUP) : List.of(PATH, LABEL));
      Map<Path, String> prefixes = new HashMap<>();
      for (Entry image : images) {
        Sample sample = image.sample();
        String path =
            prefixes.computeIfAbsent(sample.source(), source -> prefix(source, folder))
                + sample.entry();
        csv.writeRecord(
            grouped ? List.of(path, image.label(), image.group()) : List.of(path, image.label()));
      }
      csv.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** What a source's entries' paths begin with. */
  private static String prefix(Path source, Path folder) {
    Path from = folder.toAbsolutePath().normalize();
    Path to = source.toAbsolutePath().normalize();
    Path path = Objects.equals(from.getRoot(), to.getRoot()) ? from.relativize(to) : to;
    String written = path.toString().replace('\\', '/');
    if (!Files.isDirectory(source)) {
      return written + "!";
    }
    return written.isEmpty() || written.endsWith("/") ? written : written + "/";
  }
}
