package dev.hibi.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of image formats in docs/formats.md. Its rows name cases. Those that are read are
 * compared with Pillow by {@link PillowDecodeTest} and {@link PhotoDecodeTest}; those that are
 * refused are tried here, made by {@code python -W ignore benchmarks/peers/pillow_refused.py
 * core/image/src/test/resources/dev/hibi/image/refused.txt} with Pillow 13.0.0.
 */
final class FormatTableTest {
  private static final String HEAD = "| format | variant | outcome | cases |";
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern REFUSED = Pattern.compile("refused(, Pillow reads it)?: `([^`]+)`");
  private static final Map<String, Refused> REFUSALS = refusals();

  /** A file, and whether Pillow reads it. */
  private record Refused(boolean alsoByPillow, String base64) {
    byte[] file() {
      return Base64.getDecoder().decode(base64);
    }
  }

  /** A line of the table; cases may have * for any letters. */
  private record Row(String format, String variant, String outcome, List<String> cases) {
    List<String> named(String pattern) {
      String regex = "\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E";
      return (isRead() ? readNames() : REFUSALS.keySet().stream())
          .filter(name -> name.matches(regex))
          .toList();
    }

    boolean isRead() {
      return outcome.equals("equal") || outcome.equals("upper 8 bits");
    }

    @Override
    public String toString() {
      return format + ", " + variant;
    }
  }

  static List<Row> rows() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("../../docs/formats.md"));
    List<Row> rows = new ArrayList<>();
    int from = lines.indexOf(HEAD) + 2;
    String format = "";
    for (String line : lines.subList(from, lines.size())) {
      if (!line.startsWith("|")) {
        return rows;
      }
      List<String> cells = List.of(line.split(" *\\| *", -1));
      format = cells.get(1).isEmpty() ? format : cells.get(1);
      rows.add(new Row(format, cells.get(2), cells.get(3), codes(cells.get(4))));
    }
    return rows;
  }

  private static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map(result -> result.group(1)).toList();
  }

  private static Stream<String> readNames() {
    try {
      Stream<String> photos = PhotoDecodeTest.photos().map(Object::toString);
      return Stream.concat(PillowDecodeTest.names(), photos).distinct();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Refused> refusals() {
    try (InputStream in = FormatTableTest.class.getResourceAsStream("refused.txt")) {
      byte[] text = Objects.requireNonNull(in, "refused.txt").readAllBytes();
      Map<String, Refused> refusals = new LinkedHashMap<>();
      for (String line : new String(text, StandardCharsets.US_ASCII).lines().toList()) {
        String[] fields = line.split(" ", -1);
        refusals.put(fields[0], new Refused(fields[1].equals("refuses"), fields[2]));
      }
      return refusals;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void rowHoldsForEachCaseThatItNames(Row row) {
    assertThat(row.cases).isNotEmpty();
    for (String pattern : row.cases) {
      assertThat(row.named(pattern)).as(pattern).isNotEmpty();
      if (!row.isRead()) {
        row.named(pattern).forEach(name -> checkRefused(row, name));
      }
    }
  }

  private static void checkRefused(Row row, String name) {
    MatchResult outcome =
        REFUSED.matcher(row.outcome).results().findFirst().orElseThrow(AssertionError::new);
    Refused refused = Objects.requireNonNull(REFUSALS.get(name));
    for (JpegDecoder decoder : new JpegDecoder[] {JpegDecoder.JAVA, JpegDecoder.AUTO}) {
      assertThatThrownBy(
              () -> new ImageDecoding(decoder, 1_000_000).rgb(refused.file(), () -> name))
          .as(name)
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageContaining(outcome.group(2))
          .hasMessageEndingWith("(" + name + ")");
    }
    assertThat(refused.alsoByPillow)
        .as("Pillow refuses " + name)
        .isEqualTo(outcome.group(1) == null);
  }

  @Test
  void everyCaseHasARow() throws IOException {
    List<String> read = new ArrayList<>(readNames().toList());
    List<String> refused = new ArrayList<>(REFUSALS.keySet());

    for (Row row : rows()) {
      row.cases.forEach(pattern -> (row.isRead() ? read : refused).removeAll(row.named(pattern)));
    }

    assertThat(read).isEmpty();
    assertThat(refused).isEmpty();
  }
}
