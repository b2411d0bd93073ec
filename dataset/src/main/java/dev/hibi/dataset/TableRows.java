package dev.hibi.dataset;

import dev.hibi.ClassLabels;
import dev.hibi.dataset.preparation.SamplePreparation;
import dev.hibi.image.ImageDecoding;
import dev.hibi.image.JpegDecoder;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The rows of an {@link ImageTable}, and what is known of each without its file. Immutable. */
final class TableRows<R> implements SamplePreparation.Files {
  private static final int MAX_PIXELS = 100_000_000; // as of any image

  private final ClassLabels labels;
  private final List<R> rows;
  private final ImageTable.Reader<? super R> file;
  private final String[] names;
  private final int[] numbers;
  private final @Nullable String[] groups;
  private final @Nullable String[] versions;
  private final ImageDecoding decoding = new ImageDecoding(JpegDecoder.AUTO, MAX_PIXELS);

  TableRows(
      ClassLabels labels,
      List<R> rows,
      ImageTable.Reader<? super R> file,
      Function<? super R, String> name,
      ToIntFunction<? super R> label,
      Function<? super R, @Nullable String> group,
      Function<? super R, @Nullable String> version) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("no samples: expected at least 1 row, found 0");
    }
    this.labels = labels;
    this.rows = rows;
    this.file = file;
    this.names = rows.stream().map(name).toArray(String[]::new);
    requireDistinct(names);
    this.numbers = new int[names.length];
    this.groups = new @Nullable String[names.length];
    this.versions = new @Nullable String[names.length];
    for (int i = 0; i < names.length; i++) {
      R row = rows.get(i);
      numbers[i] = number(labels, label, row, names[i]);
      groups[i] = group.apply(row);
      versions[i] = version.apply(row);
    }
  }

  private static void requireDistinct(String[] names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "bad sample name: expected no control characters, found '%s'"
                .formatted(name.replaceAll("\\p{Cntrl}", "?")));
      }
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "sample twice: expected distinct names, found '" + name + "'");
      }
    }
  }

  private static <R> int number(
      ClassLabels labels, ToIntFunction<? super R> label, R row, String name) {
    int number;
    try {
      number = label.applyAsInt(row);
    } catch (IllegalArgumentException e) { // no class of this name
      throw new IllegalArgumentException(e.getMessage() + " (" + name + ")", e);
    }
    if (number < 0 || number >= labels.size()) {
      throw new IllegalArgumentException(
          "label out of range: expected 0 to %d of %s, found %d (%s)"
              .formatted(labels.size() - 1, labels, number, name));
    }
    return number;
  }

  ClassLabels labels() {
    return labels;
  }

  int label(int position) {
    return numbers[position];
  }

  Optional<String> group(int position) {
    return Optional.ofNullable(groups[position]);
  }

  Optional<String> version(int position) {
    return Optional.ofNullable(versions[position]);
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public byte[] bytes(int position) throws IOException {
    byte @Nullable [] bytes;
    try {
      bytes = file.read(rows.get(position));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreadable("an interrupt", position, e);
    } catch (Exception e) {
      String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw unreadable("'" + message + "'", position, e);
    }
    if (bytes == null) {
      throw unreadable("none", position, null);
    }
    return bytes;
  }

  private IOException unreadable(String found, int position, @Nullable Exception cause) {
    return new IOException(
        "unreadable sample: expected an image file, found %s (%s)"
            .formatted(found, names[position]),
        cause);
  }

  @Override
  public String name(int position) {
    return names[position];
  }

  @Override
  public String entry(int position) {
    return names[position];
  }

  @Override
  public ImageDecoding decoding() {
    return decoding;
  }
}
