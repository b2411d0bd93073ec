package dev.hibi.training;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.Sha256;
import dev.hibi.WholeFiles;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The features of a data set on disk, a file for so many samples in their order: {@code
 * 000000.safetensors} and so on, with {@code features}, float32 (N, width), or where they are maps
 * float32 or bfloat16 (N, height, width, channels), and {@code labels}, int64 (N). A file's
 * metadata tell in {@code source} what the features were computed from, a {@link FeatureSource}, in
 * {@code seconds} how long it took, and in {@code waited} how long of it images were waited for.
 *
 * <p>{@code SHA256SUMS} beside them has the digest of each file that is whole; it is written after
 * the file.
 */
final class FeatureBlocks {
  private static final String SOURCE = "source";
  private static final String SECONDS = "seconds";
  private static final String WAITED = "waited";
  private static final String FILES = "[0-9][0-9][0-9][0-9][0-9][0-9].safetensors";

  private final Path directory;
  private final FeatureSource source;
  private Sha256Sums sums = new Sha256Sums();

  /** Of one source; what lies in the directory may be of another. */
  FeatureBlocks(Path directory, FeatureSource source) {
    this.directory = directory;
    this.source = source;
  }

  /**
   * A block.
   *
   * @param features row by row; where they were read, of a mapped file; bits, whatever they are of
   * @param labels (N)
   */
  record Block(FloatBuffer features, RowForm form, LongBuffer labels, Took took) {}

  /**
   * Wall time of computing features.
   *
   * @param seconds of all
   * @param waited seconds of these for which there were no images to compute with
   */
  record Took(double seconds, double waited) {
    static final Took NONE = new Took(0, 0);

    Took plus(Took other) {
      return new Took(seconds + other.seconds, waited + other.waited);
    }
  }

  /** Features of another source lie there. */
  @SuppressWarnings("serial")
  static final class OtherSource extends IOException {
    private OtherSource(Path file) {
      super(
          "features of other data or weights: expected those of this run, found others ("
              + file
              + ")");
    }
  }

  /** Reads which blocks are whole. */
  void open() throws IOException {
    sums = Sha256Sums.read(directory);
  }

  /**
   * A block; empty if it was not yet computed.
   *
   * @param samples how many it must have
   * @throws OtherSource if it is whole, but of another source
   * @throws IOException if it is damaged
   */
  Optional<Block> read(int index, int samples) throws IOException {
    Path file = file(index);
    Optional<String> expected = sums.get(file.getFileName().toString());
    if (!Files.isRegularFile(file) || expected.isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer bytes = map(file);
    String found = Sha256.of(bytes);
    if (!found.equals(expected.get())) {
      throw new IOException(
          "damaged features: expected SHA-256 %s, found %s (%s)"
              .formatted(expected.get(), found, file));
    }
    try {
      return Optional.of(parse(bytes, samples, file));
    } catch (RuntimeException e) { // of many kinds: digests of somebody else's file
      throw new IOException(
          "damaged features: expected a block of features, found '%s' (%s)"
              .formatted(e.getMessage(), file),
          e);
    }
  }

  private static ByteBuffer map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
          .order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Reads bytes that are as they were written. */
  private Block parse(ByteBuffer bytes, int samples, Path file) throws IOException {
    int begin = Math.toIntExact(8 + bytes.getLong(0));
    byte[] header = new byte[begin - 8];
    bytes.get(8, header);
    JsonObject json =
        JsonParser.parseString(new String(header, StandardCharsets.UTF_8)).getAsJsonObject();
    JsonObject metadata = json.getAsJsonObject("__metadata__");
    if (!FeatureSource.fromJson(metadata.get(SOURCE).getAsString()).equals(Optional.of(source))) {
      throw new OtherSource(file);
    }
    JsonObject features = json.getAsJsonObject("features");
    RowForm form = form(features);
    ByteBuffer values = slice(bytes, begin, features);
    ByteBuffer truths = slice(bytes, begin, json.getAsJsonObject("labels"));
    LongBuffer labels = truths.asLongBuffer();
    if (labels.remaining() != samples
        || values.remaining() != (long) samples * form.words() * Float.BYTES) {
      throw new OtherSource(file);
    }
    double waited = metadata.has(WAITED) ? metadata.get(WAITED).getAsDouble() : 0;
    Took took = new Took(metadata.get(SECONDS).getAsDouble(), waited);
    return new Block(values.asFloatBuffer(), form, labels, took);
  }

  private static RowForm form(JsonObject features) {
    List<Long> shape =
        features.getAsJsonArray("shape").asList().stream().map(JsonElement::getAsLong).toList();
    boolean half = features.get("dtype").getAsString().equals("BF16");
    return new RowForm(
        shape.subList(1, shape.size()), half ? Tensor.Type.BFLOAT16 : Tensor.Type.FLOAT32);
  }

  private static ByteBuffer slice(ByteBuffer bytes, int begin, JsonObject tensor) {
    int from = tensor.getAsJsonArray("data_offsets").get(0).getAsInt();
    int to = tensor.getAsJsonArray("data_offsets").get(1).getAsInt();
    return bytes.slice(begin + from, to - from).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Writes a block.
   *
   * @param features row by row, little-endian, from position to limit; not copied
   * @param labels (N)
   */
  void write(int index, ByteBuffer features, RowForm form, long[] labels, Took took)
      throws IOException {
    ByteBuffer truths =
        ByteBuffer.allocate(labels.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    truths.asLongBuffer().put(labels);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("features", Tensor.wrap(form.type(), form.stored(labels.length), features));
    tensors.put("labels", Tensor.wrap(Tensor.Type.INT64, new long[] {labels.length}, truths));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(SOURCE, source.toJson());
    metadata.put(SECONDS, Double.toString(took.seconds()));
    metadata.put(WAITED, Double.toString(took.waited()));
    Files.createDirectories(directory);
    Path file = file(index);
    WholeFiles.writeFile(
        file,
        sums.noting(
            file.getFileName().toString(),
            out -> Safetensors.write(out, new StateDict(tensors), metadata)));
    WholeFiles.writeFile(directory.resolve(Sha256Sums.NAME), WholeFiles.text(sums.text()));
  }

  /** A block as it was just written, by this process. */
  Block written(int index, int samples) throws IOException {
    return parse(map(file(index)), samples, file(index));
  }

  /** Forgets all blocks, which are of another source. */
  void clear() throws IOException {
    sums = new Sha256Sums();
    Files.deleteIfExists(directory.resolve(Sha256Sums.NAME));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, FILES)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  private Path file(int index) {
    return directory.resolve(String.format(Locale.ROOT, "%06d.safetensors", index));
  }
}
