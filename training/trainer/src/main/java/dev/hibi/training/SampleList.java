package dev.hibi.training;

import dev.hibi.LabeledImages;
import dev.hibi.SampleIdentity;
import dev.hibi.WholeFiles;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The samples of a data set as they were when a run began, in {@code data/training.tsv.gz} and
 * {@code data/test.tsv.gz}: a line each, sorted, ended by a newline; class, path, length in bytes
 * and digest, divided by tabs, in UTF-8, compressed with gzip. Of a {@code ZipImageFolder} these
 * are the bytes of which its fingerprint is the SHA-256.
 *
 * <p>There is none for data that do not know {@link LabeledImages#identity}.
 */
final class SampleList {
  private static final int NAMED = 5;

  private final Path file;
  private final LabeledDataset data;

  /**
   * Of a data set as it is now.
   *
   * @param directory {@code data} of a run
   */
  SampleList(Path directory, LabeledDataset data) {
    this.file = directory.resolve(data.name() + ".tsv.gz");
    this.data = data;
  }

  /** Writes the list, unless one is there that is to be kept. */
  void write(boolean anew) throws IOException {
    if (!anew && Files.exists(file)) {
      return;
    }
    Optional<String[]> lines = lines();
    if (lines.isEmpty()) {
      Files.deleteIfExists(file); // of other data
      return;
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    WholeFiles.writeFile(
        file,
        out -> {
          GZIPOutputStream zipped = new GZIPOutputStream(Channels.newOutputStream(out), 1 << 16);
          Writer text =
              new BufferedWriter(new OutputStreamWriter(zipped, StandardCharsets.UTF_8), 1 << 16);
          for (String line : lines.get()) {
            text.write(line);
            text.write('\n');
          }
          text.flush();
          zipped.finish();
        });
  }

  /** What is there now; empty if the data set cannot tell. */
  private Optional<String[]> lines() throws IOException {
    LabeledImages images = data.images();
    String[] lines = new String[Math.toIntExact(images.size())];
    for (int i = 0; i < lines.length; i++) {
      Optional<SampleIdentity> identity = images.identity(i);
      if (identity.isEmpty()) {
        return Optional.empty();
      }
      SampleIdentity sample = identity.get();
      lines[i] =
          images.labels().name(images.label(i))
              + "\t"
              + sample.path()
              + "\t"
              + sample.byteCount()
              + "\t"
              + sample.digest();
    }
    Arrays.sort(lines);
    return Optional.of(lines);
  }

  /**
   * What has changed since the list was written, as the end of a sentence.
   *
   * @return such as {@code : 1 added: x.jpg (N); 1 changed: y.jpg (P)}; empty if it cannot be told
   */
  String changes() {
    try {
      Optional<String[]> now = lines();
      if (now.isPresent() && Files.isRegularFile(file)) {
        return new Difference(read(), now.get()).toString();
      }
      return "";
    } catch (IOException e) { // the difference itself is told nevertheless
      return "";
    }
  }

  /**
   * The samples as they were when the list was written.
   *
   * @param label of which class; empty for all
   * @return none if there is no list, since the data cannot tell
   * @throws IOException if it cannot be read
   */
  List<SampleIdentity> samples(Optional<String> label) throws IOException {
    List<SampleIdentity> samples = new ArrayList<>();
    if (!Files.exists(file)) {
      return samples;
    }
    for (String line : read()) {
      if (label.isEmpty() || label.get().equals(Difference.label(line))) {
        samples.add(sample(line));
      }
    }
    return samples;
  }

  private SampleIdentity sample(String line) throws IOException {
    int digest = line.lastIndexOf('\t') + 1;
    int bytes = line.lastIndexOf('\t', digest - 2) + 1;
    try {
      long byteCount = Long.parseLong(line.substring(bytes, Math.max(bytes, digest - 1)));
      return new SampleIdentity(Difference.path(line), byteCount, line.substring(digest));
    } catch (NumberFormatException e) {
      throw new IOException(
          "bad list of samples: expected class, path, length and digest, found '%s' (%s)"
              .formatted(line, file),
          e);
    }
  }

  private List<String> read() throws IOException {
    List<String> lines = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file), 1 << 16),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** Which of two sorted lists of lines are in one alone. */
  private static final class Difference {
    private final Names added = new Names("added");
    private final Names removed = new Names("removed");
    private final Names changed = new Names("changed");
    private final Names relabeled = new Names("of another class");

    Difference(List<String> before, String[] now) {
      List<String> gone = new ArrayList<>();
      List<String> come = new ArrayList<>();
      int i = 0;
      int j = 0;
      while (i < before.size() || j < now.length) {
        int order = i == before.size() ? 1 : j == now.length ? -1 : before.get(i).compareTo(now[j]);
        if (order <= 0) {
          if (order < 0) {
            gone.add(before.get(i));
          }
          i++;
        }
        if (order >= 0) {
          if (order > 0) {
            come.add(now[j]);
          }
          j++;
        }
      }
      sort(gone, come);
    }

    private void sort(List<String> gone, List<String> come) {
      Map<String, String> former = new LinkedHashMap<>();
      gone.forEach(line -> former.put(path(line), line));
      for (String line : come) {
        String other = former.remove(path(line));
        if (other == null) {
          added.add(path(line) + " (" + label(line) + ")");
        } else if (label(other).equals(label(line))) {
          changed.add(path(line) + " (" + label(line) + ")");
        } else {
          relabeled.add(path(line) + " (" + label(other) + " to " + label(line) + ")");
        }
      }
      former.forEach((path, line) -> removed.add(path + " (" + label(line) + ")"));
    }

    private static String label(String line) {
      return line.substring(0, Math.max(0, line.indexOf('\t')));
    }

    /** Between the class and the last two columns. */
    private static String path(String line) {
      int end = line.lastIndexOf('\t', line.lastIndexOf('\t') - 1);
      return line.substring(Math.min(line.indexOf('\t') + 1, Math.max(0, end)), Math.max(0, end));
    }

    @Override
    public String toString() {
      List<String> parts = new ArrayList<>();
      for (Names names : List.of(added, removed, changed, relabeled)) {
        if (names.count > 0) {
          parts.add(names.toString());
        }
      }
      return parts.isEmpty() ? "" : ": " + String.join("; ", parts);
    }
  }

  /** The first few names of many. */
  private static final class Names {
    private final String what;
    private final List<String> first = new ArrayList<>();
    private int count;

    Names(String what) {
      this.what = what;
    }

    void add(String name) {
      count++;
      if (first.size() < NAMED) {
        first.add(name);
      }
    }

    @Override
    public String toString() {
      return "%d %s: %s%s"
          .formatted(
              count, what, String.join(", ", first), count > first.size() ? " and others" : "");
    }
  }
}
