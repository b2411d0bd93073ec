package dev.hibi.tensorboard;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
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
  private static final Pattern STEP = Pattern.compile("[0-9]+");

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
    Path unfinished = steps.resolve(".unfinished");
    delete(unfinished);
    Files.createDirectory(unfinished);
    writeVectors(embedding, unfinished.resolve(VECTORS));
    if (!embedding.columns().isEmpty()) {
      writeMetadata(embedding, unfinished.resolve(METADATA));
    }
    if (!embedding.thumbnails().isEmpty()) {
      writeSprite(embedding.thumbnails(), unfinished);
    }
    Path finished = steps.resolve(String.format(Locale.ROOT, "%06d", step));
    delete(finished);
    Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
    writeConfig();
  }

  private void checkConfig() throws IOException {
    Path config = run.resolve(CONFIG);
    if (!Files.exists(config)) {
      return;
    }
    try (Stream<String> lines = Files.lines(config)) {
      if (lines.findFirst().filter(FIRST_LINE::equals).isEmpty()) {
        throw new IOException(
            "projector configuration of another writer: expected none or one of Hibi's, found one (%s)"
                .formatted(config));
      }
    }
  }

  private static void writeVectors(Embedding embedding, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (float[] vector : embedding.vectors()) {
        for (int i = 0; i < vector.length; i++) {
          if (i > 0) {
            out.write('\t');
          }
          out.write(Float.toString(vector[i]));
        }
        out.write('\n');
      }
    }
  }

  /** TensorBoard takes the first line for names if it has a tab, that is, several columns. */
  private static void writeMetadata(Embedding embedding, Path file) throws IOException {
    List<String> names = List.copyOf(embedding.columns().keySet());
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
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
    }
  }

  private static String line(List<String> values) {
    List<String> clean =
        values.stream()
            .map(value -> value.replaceAll("[\\t\\n\\r\\u0085\\u2028\\u2029]", " "))
            .toList();
    return String.join("\t", clean) + "\n";
  }

  private static void writeSprite(List<SummaryImage> thumbnails, Path folder) throws IOException {
    int columns = (int) Math.ceil(Math.sqrt(thumbnails.size()));
    int side = Math.max(1, Math.min(MAX_THUMBNAIL, MAX_SPRITE / columns));
    List<SummaryImage> small = thumbnails.stream().map(image -> image.scaledTo(side)).toList();
    int width = small.stream().mapToInt(SummaryImage::width).max().getAsInt();
    int height = small.stream().mapToInt(SummaryImage::height).max().getAsInt();
    Path file = folder.resolve("sprite-" + width + "x" + height + ".png");
    Files.write(file, SummaryImage.grid(small, columns, 0).png());
  }

  /** What is there is what is listed, the latest step of each embedding first. */
  private void writeConfig() throws IOException {
    StringBuilder config = new StringBuilder(FIRST_LINE).append('\n');
    for (Path embedding : children(run.resolve(FOLDER))) {
      if (!Embedding.NAME.matcher(embedding.getFileName().toString()).matches()) {
        continue;
      }
      List<Path> steps =
          children(embedding).stream()
              .filter(step -> STEP.matcher(step.getFileName().toString()).matches())
              .sorted(Comparator.comparing(EmbeddingFiles::step).reversed())
              .toList();
      for (Path step : steps) {
        append(config, embedding.getFileName() + " (step " + step(step) + ")", step);
      }
    }
    Path unfinished = run.resolve("." + CONFIG + ".unfinished");
    Files.writeString(unfinished, config);
    Files.move(
        unfinished,
        run.resolve(CONFIG),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
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

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted(Comparator.comparing(Path::toString)).toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    for (Path file : children(folder)) {
      Files.delete(file);
    }
    Files.delete(folder);
  }
}
