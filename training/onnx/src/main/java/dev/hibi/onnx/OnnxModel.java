package dev.hibi.onnx;

import com.google.protobuf.CodedOutputStream;
import dev.hibi.WholeFiles;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.ScanPoint;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A trained model as ONNX: IR version 8, operators of set 17, all weights inside, for whatever runs
 * that.
 *
 * <pre>{@code
 * OnnxModel.loader(Path.of("run/model")).load().write(Path.of("crack.onnx"));
 * }</pre>
 *
 * <p>Its input is {@code images}, float32 (batch, 3, size, size), RGB, divided by 255 and
 * normalised, or with {@link Preprocessing#INSIDE} uint8 (batch, size, size, 3), RGB. Batch is any
 * number of images, size the model's. Its outputs, float32:
 *
 * <ul>
 *   <li>{@code logits} (batch, classes), those of {@link dev.hibi.model.Classifier#logits} in
 *       float32, within 1e-4;
 *   <li>{@code probabilities} (batch, classes), their softmax;
 *   <li>{@code features} (batch, width), what the head sees; or of a model of mode {@code normal}
 *       {@code score} (batch) and {@code map} (batch, rows of patches, columns), in the unit of
 *       {@link dev.hibi.model.OrdinaryPatches#threshold};
 *   <li>{@code familiarity} (batch), the {@link dev.hibi.model.scoring.Familiarity#distance} from
 *       the images that the model knows, where it tells that in its own pass, or {@linkplain
 *       Loader#familiarity by another one}.
 * </ul>
 *
 * <p>Everything is float32, whatever precision the model otherwise answers in. Batch normalisation
 * is folded into the convolutions, as the classifier folds it. Classes, preparation, thresholds and
 * digests are in the file's {@code metadata_props}, which docs/formats.md lists.
 *
 * <p>Holds the model's weights in Java's memory; a second copy is not made when it is written.
 * Immutable and thread-safe.
 *
 * <p>Source: <a href="https://github.com/onnx/onnx/blob/main/docs/IR.md">ONNX IR</a> and its {@code
 * onnx.proto}.
 */
public final class OnnxModel {
  private static final Logger LOG = LoggerFactory.getLogger(OnnxModel.class);

  /** The latest that knows no more than {@link #OPERATORS}. */
  private static final long IR_VERSION = 8;

  private static final long OPERATORS = 17;
  private static final int MODEL_IR_VERSION = 1;
  private static final int MODEL_PRODUCER_NAME = 2;
  private static final int MODEL_PRODUCER_VERSION = 3;
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_OPSET_IMPORT = 8;
  private static final int MODEL_METADATA_PROPS = 14;
  private static final int OPSET_VERSION = 2;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  private final ModelDescription description;
  private final Graph graph;
  private final Map<String, String> metadata;

  private OnnxModel(ModelDirectory.Parts model, Preprocessing preprocessing) {
    this.description = model.description();
    this.graph = ModelGraph.of(model, preprocessing);
    this.metadata = Metadata.of(model, preprocessing);
  }

  /**
   * Reads a model, with options.
   *
   * @param directory as {@link ModelDirectory} describes
   */
  public static Loader loader(Path directory) {
    return new Loader(directory);
  }

  /** How a model becomes ONNX. */
  public static final class Loader {
    private final Path directory;
    private Preprocessing preprocessing = Preprocessing.OUTSIDE;
    private boolean familiarity;

    private Loader(Path directory) {
      this.directory = directory;
    }

    /** What of the preparation of images the graph does; default {@link Preprocessing#OUTSIDE}. */
    public Loader preprocessing(Preprocessing preprocessing) {
      this.preprocessing = preprocessing;
      return this;
    }

    /**
     * Whether to tell which images the model knows also where that needs a second pass, through the
     * network that it began from, which doubles the file and the work; default false. A model whose
     * own pass tells it does so in any case.
     */
    public Loader familiarity(boolean familiarity) {
      this.familiarity = familiarity;
      return this;
    }

    /**
     * Reads the model. If a threshold was found in another precision than float32, the log warns.
     *
     * @throws IOException if it is none, or broken, or changed since it was written
     */
    public OnnxModel load() throws IOException {
      ModelDirectory.Parts model = ModelDirectory.parts(directory, familiarity);
      warn(model.description());
      return new OnnxModel(model, preprocessing);
    }
  }

  /** If answers are not computed in what a threshold was found in. */
  private static void warn(ModelDescription description) {
    Stream.of(description.operatingPoint(), description.scanPoint().map(ScanPoint::point))
        .flatMap(point -> point.flatMap(OperatingPoint::precision).stream())
        .map(Precision::of)
        .filter(calibrated -> calibrated != Precision.FLOAT32)
        .distinct()
        .forEach(
            calibrated ->
                LOG.warn(
                    "threshold of another precision: expected {}, in which it was calibrated, found"
                        + " {} (scores differ a little, and nothing is promised of these)",
                    calibrated,
                    Precision.FLOAT32));
  }

  /** What the model is. */
  public ModelDescription description() {
    return description;
  }

  /** What it is given, such as {@code images float32 (batch, 3, 128, 128)}. */
  public String input() {
    return graph.inputs().get(0).toString();
  }

  /** What it gives, such as {@code logits float32 (batch, 2)}. */
  public List<String> outputs() {
    return graph.outputs().stream().map(Value::toString).toList();
  }

  /** Whether it tells how far images are from those that the model knows. */
  public boolean hasFamiliarity() {
    return graph.outputs().stream().anyMatch(v -> v.name().equals(FamiliarityNodes.FAMILIARITY));
  }

  /** What is said of it in the file, in order; unmodifiable. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /**
   * Writes it. Equal models give equal bytes.
   *
   * @param file appears whole or not at all, and replaces a former one
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    WholeFiles.writeFile(file, this::writeTo);
  }

  private void writeTo(WritableByteChannel channel) throws IOException {
    CodedOutputStream out =
        CodedOutputStream.newInstance(Channels.newOutputStream(channel), 1 << 16);
    out.writeInt64(MODEL_IR_VERSION, IR_VERSION);
    out.writeString(MODEL_PRODUCER_NAME, "hibi");
    out.writeString(MODEL_PRODUCER_VERSION, Metadata.version());
    out.writeTag(MODEL_GRAPH, 2); // of a length and bytes
    out.writeUInt64NoTag(graph.byteCount());
    graph.writeTo(out);
    out.writeByteArray(
        MODEL_OPSET_IMPORT, ProtoBytes.of(set -> set.writeInt64(OPSET_VERSION, OPERATORS)));
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      out.writeByteArray(
          MODEL_METADATA_PROPS,
          ProtoBytes.of(
              pair -> {
                pair.writeString(ENTRY_KEY, entry.getKey());
                pair.writeString(ENTRY_VALUE, entry.getValue());
              }));
    }
    out.flush();
  }
}
