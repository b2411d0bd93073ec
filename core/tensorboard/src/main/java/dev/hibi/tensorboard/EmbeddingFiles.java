package dev.hibi.tensorboard;

import dev.hibi.WholeFiles;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that {@link Embedding} describes. Not thread-safe. */
final class EmbeddingFiles {
  private static final String CONFIG = "projector_config.pbtxt";
  private static final String FIRST_LINE = "# The embeddings of this run, listed by Hibi.";
  private static final String FOLDER = "embeddings";
  private static final String VECTORS = "vectors.tsv";
  private static final String METADATA = "metadata.tsv";
  private static final Pattern SPRITE = Pattern.compile("sprite-([0-9]+)x([0-9]+)\\.png");
  private static final Pattern STEP = Pattern.compile("[0-9]{6}|[1-9][0-9]{6,18}");
  private static final Pattern BREAKS = Pattern.compile("[\\t\\n\\r\\x{85}\\x{2028}\\x{2029}]");
  private static final Pattern LONE_SURROGATES = Pattern.compile("\\p{Cs}");

  /** What JavaScript's trim leaves nothing of. */
  private static final Pattern BLANK = Pattern.compile("[\\s\\p{Z}\\x{feff}]*");

  /** For a line without anything: TensorBoard's page skips it, and all after it move up. */
  private static final String NOTHING = "-";

  /** Pixels of a side of the picture of all thumbnails; browsers take no larger textures. */
  private static final int MAX_SPRITE = 8192;

  private static final int MAX_THUMBNAIL = 64;

  private final Path run;

  EmbeddingFiles(Path runDirectory) {
    this.run = runDirectory;
  }

  /**
   * Writes an embedding, instead of what it had at that step, and lists all that the run has.
   *
   * @throws IOException if a file cannot be written, or the run has a list that someone else wrote
   */
  void write(Embedding embedding, long step) throws IOException {
    checkConfig();
    Path steps = Files.createDirectories(run.resolve(FOLDER).resolve(embedding.name()));
    WholeFiles.writeDirectory(
        steps.resolve(String.format(Locale.ROOT, "%06d", step)), // as STEP has it
        folder -> {
          writeVectors(embedding, folder.resolve(VECTORS));
          if (!embedding.columns().isEmpty()) {
            writeMetadata(embedding, folder.resolve(METADATA));
          }
          if (!embedding.thumbnails().isEmpty()) {
            writeSprite(embedding.thumbnails(), folder);
          }
        });
    writeConfig();
  }

  private void checkConfig() throws IOException {
    Path config = run.resolve(CONFIG);
    if (!Files.exists(config)) {
      return;
    }
    byte[] ours = FIRST_LINE.getBytes(StandardCharsets.UTF_8);
    byte[] found;
    try (InputStream in = Files.newInputStream(config)) {
      found = in.readNBytes(ours.length); // another writer's may be of any encoding
    }
    if (!Arrays.equals(found, ours)) {
      throw new IOException(
          "projector configuration of another writer: expected none or one of Hibi's, found one (%s)"
              .formatted(config));
    }
  }

  private static void writeVectors(Embedding embedding, Path file) throws IOException {
    writeText(
        file,
        out -> {
          for (float[] vector : embedding.vectors()) {
            for (int i = 0; i < vector.length; i++) {
              if (i > 0) {
                out.write('\t');
              }
              out.write(Float.toString(vector[i]));
            }
            out.write('\n');
          }
        });
  }

  /** Writes lines. */
  @FunctionalInterface
  private interface Lines {
    void writeTo(Writer out) throws IOException;
  }

  private static void writeText(Path file, Lines lines) throws IOException {
    WholeFiles.writeAndForce(
        file,
        channel -> {
          Writer out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
          lines.writeTo(out);
          out.flush();
        });
  }

  /** TensorBoard takes the first line for names if it has a tab, that is, several columns. */
  private static void writeMetadata(Embedding embedding, Path file) throws IOException {
    List<String> names = List.copyOf(embedding.columns().keySet());
    writeText(
        file,
        out -> {
          if (names.size() > 1) {
            out.write(line(names));
          }
          for (int i = 0; i < embedding.size(); i++) {
            List<String> row = new ArrayList<>();
            for (List<String> column : embedding.columns().values()) {
              row.add(column.get(i));
            }
            out.write(line(row));
          }
        });
  }

  private static String line(List<String> values) {
    List<String> clean = new ArrayList<>();
    for (String value : values) {
      String oneLine = BREAKS.matcher(value).replaceAll(" ");
      clean.add(LONE_SURROGATES.matcher(oneLine).replaceAll("\ufffd"));
    }
    if (clean.stream().allMatch(value -> BLANK.matcher(value).matches())) {
      clean.set(0, NOTHING);
    }
    return String.join("\t", clean) + "\n";
  }

  private static void writeSprite(List<SummaryImage> thumbnails, Path folder) throws IOException {
    int columns = (int) Math.ceil(Math.sqrt(thumbnails.size()));
    int side = Math.max(1, Math.min(MAX_THUMBNAIL, MAX_SPRITE / columns));
    List<SummaryImage> small = thumbnails.stream().map(image -> image.scaledTo(side)).toList();
    int width = small.stream().mapToInt(SummaryImage::width).max().getAsInt();
    int height = small.stream().mapToInt(SummaryImage::height).max().getAsInt();
    Path file = folder.resolve("sprite-" + width + "x" + height + ".png");
    WholeFiles.writeAndForce(file, WholeFiles.bytes(SummaryImage.grid(small, columns, 0).png()));
  }

  /**
   * What is there is what is listed. TensorBoard's page sorts embeddings of one size by their names
   * as texts: hence the zeros before a step.
   */
  private void writeConfig() throws IOException {
    StringBuilder config = new StringBuilder(FIRST_LINE).append('\n');
    for (Path embedding : children(run.resolve(FOLDER))) {
      if (!Embedding.NAME.matcher(embedding.getFileName().toString()).matches()) {
        continue;
      }
      List<Path> steps =
          children(embedding).stream()
              .filter(EmbeddingFiles::isStep)
              .sorted(Comparator.comparing(EmbeddingFiles::step).reversed())
              .toList();
      for (Path step : steps) {
        append(config, embedding.getFileName() + " (step " + step.getFileName() + ")", step);
      }
    }
    WholeFiles.writeFile(run.resolve(CONFIG), WholeFiles.text(config.toString()));
  }

  /** A single entry without vectors would leave TensorBoard's page empty for all runs. */
  private static boolean isStep(Path folder) {
    return STEP.matcher(folder.getFileName().toString()).matches()
        && Files.exists(folder.resolve(VECTORS));
  }

  private static long step(Path folder) {
    return Long.parseLong(folder.getFileName().toString());
  }

  private void append(StringBuilder config, String name, Path folder) throws IOException {
    config.append("embeddings {\n");
    config.append("  tensor_name: ").append(quoted(name)).append('\n');
    config.append("  tensor_path: ").append(quoted(folder.resolve(VECTORS))).append('\n');
    if (Files.exists(folder.resolve(METADATA))) {
      config.append("  metadata_path: ").append(quoted(folder.resolve(METADATA))).append('\n');
    }
    for (Path file : children(folder)) {
      Matcher sprite = SPRITE.matcher(file.getFileName().toString());
      if (sprite.matches()) {
        config
            .append("  sprite {\n")
            .append("    image_path: ")
            .append(quoted(file))
            .append("\n    single_image_dim: ")
            .append(sprite.group(1))
            .append("\n    single_image_dim: ")
            .append(sprite.group(2))
            .append("\n  }\n");
      }
    }
    config.append("}\n");
  }

  private String quoted(Path file) {
    return quoted(run.relativize(file).toString().replace('\\', '/'));
  }

  private static String quoted(String text) {
    return '"' + text + '"'; // names have nothing that would need an escape
  }

  /** Sorted by name; none of what is no folder. */
  private static List<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted(Comparator.comparing(Path::toString)).toList();
    }
  }
}
