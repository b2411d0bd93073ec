package dev.hibi.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.image.ImageDecoding;
import dev.hibi.image.ImagePreparation;
import dev.hibi.image.JpegDecoder;
import dev.hibi.image.RgbImage;
import dev.hibi.model.engine.InferenceNetwork;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.PatchMap;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Classifies images with a trained model.
 *
 * <pre>{@code
 * try (Classifier classifier = Classifier.load(Path.of("run/model"))) {
 *   Classification crack = classifier.classify(Path.of("wall.jpg"));
 *   System.out.println(crack.label() + " " + crack.probability());
 * }
 * }</pre>
 *
 * <p>Files are decoded as {@link RgbImage#decode} does, JPEG by the system's libjpeg-turbo where
 * there is one: the pixels are the same either way. A file is read into memory whole; one of more
 * than 100,000,000 pixels is refused.
 *
 * <p>A model is data, and is checked: {@code model.json} and {@code model.safetensors} are read,
 * and the network is made of them; so are what it keeps to tell which images it knows. {@code
 * model.pt} is not opened, so that a stranger's model runs nothing. An answer that is not finite is
 * an {@link UnusableAnswerException} that names the image.
 *
 * <p>Owns the network's native memory until it is closed. May be called from several threads, also
 * closed while they classify: {@link #close} waits for the calls in flight, and later ones fail
 * with an {@link IllegalStateException}; so do those that come after the JVM began to shut down,
 * which waits for calls in flight, too.
 */
public final class Classifier implements ImageClassifier {
  private static final int BATCH_SIZE = 32;

  /** As {@link RgbImage#decode(byte[], String)} has it. */
  private static final int MAX_PIXELS = 100_000_000;

  private final ModelDescription description;
  private final LoadedNetworks networks;
  private final BatchAnswers answers;
  private final InferenceNetwork network; // the model's own, of these
  private final Optional<KnownImages> known;
  private final Optional<OrdinaryPatches> patches;
  private final ImagePreparation preparation;
  private final int readers;
  private final ImageDecoding decoding = new ImageDecoding(JpegDecoder.AUTO, MAX_PIXELS);

  private Classifier(LoadedNetworks networks, ModelDirectory.Content model, int readers) {
    this.readers = readers;
    this.networks = networks;
    this.network = networks.model();
    this.known = networks.known();
    this.patches = OrdinaryPatches.of(network, model);
    this.description = model.description();
    this.answers = new BatchAnswers(description, networks);
    this.preparation = new ImagePreparation(description.imageSpec());
  }

  /**
   * Loads a model onto the CPU, in the precision that is fastest there.
   *
   * @param directory as {@link ModelDirectory} describes
   * @throws IOException if it is no such directory, or broken, or changed since it was written
   */
  public static Classifier load(Path directory) throws IOException {
    return loader(directory).load();
  }

  /**
   * Loads a model onto a device, in the precision that is fastest there.
   *
   * @param directory as {@link ModelDirectory} describes
   * @throws IOException if it is no such directory, or broken, or changed since it was written
   * @throws IllegalArgumentException if there is no such device
   */
  public static Classifier load(Path directory, Device device) throws IOException {
    return loader(directory).device(device).load();
  }

  /**
   * What {@link #load(Path)} does, with options.
   *
   * @param directory as {@link ModelDirectory} describes
   */
  public static Loader loader(Path directory) {
    return new Loader(directory);
  }

  /** How a model is loaded. */
  public static final class Loader {
    private final Path directory;
    private Device device = Device.cpu();
    private Optional<Precision> precision = Optional.empty();
    private boolean familiarity;
    private int readers = Runtime.getRuntime().availableProcessors();

    private Loader(Path directory) {
      this.directory = directory;
    }

    /** Where it computes; default the CPU. */
    public Loader device(Device device) {
      this.device = device;
      return this;
    }

    /**
     * What its convolutions multiply in; default the {@linkplain
     * dev.hibi.model.engine.PyTorch#fastestPrecision fastest} on the device, unless the features of
     * two random images then differ from those in fp32, which the log warns of; fp32 where the
     * model's {@linkplain ModelDescription#operatingPoint threshold} was found in it. The log warns
     * too where answers are in another precision than that. {@link Precision#INT8} needs the
     * model's {@linkplain ModelDescription#activations ranges}, which training measures, and a CPU
     * with avx512_vnni.
     */
    public Loader precision(Precision precision) {
      this.precision = Optional.of(precision);
      return this;
    }

    /**
     * Whether to tell which images the model knows also where that needs a second pass; default
     * false. It does for a network that has learned itself: beside it the one that it began from is
     * loaded, up to its third layer, in the same precision, or for {@link Precision#INT8}, for
     * which that has no ranges, in the fastest other one. A model whose own pass tells it does so
     * in any case; one that cannot tell is loaded all the same, and {@link
     * Classifier#hasFamiliarity} says so.
     */
    public Loader familiarity(boolean familiarity) {
      this.familiarity = familiarity;
      return this;
    }

    /**
     * How many threads read and decode for each stream of {@link Classifier#classifyAll}; default
     * one for each core. One where many streams run side by side and share the cores.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Loader readers(int readers) {
      if (readers < 1) {
        throw new IllegalArgumentException(
            "bad number of readers: expected at least 1, found " + readers);
      }
      this.readers = readers;
      return this;
    }

    /**
     * Loads the model. Needs Java's memory for the weights until it returns.
     *
     * @throws IOException if it is no such directory, or broken, or changed since it was written
     * @throws IllegalArgumentException if there is no such device, or the precision is not for it
     *     or for the model
     */
    public Classifier load() throws IOException {
      try (UnverifiedModel model =
          UnverifiedModel.open(directory, ModelDescription::network, familiarity)) {
        return new Classifier(
            LoadedNetworks.of(model, device, precision), model.content(), readers);
      }
    }
  }

  /** What the model is. */
  public ModelDescription description() {
    return description;
  }

  /** The classes in the order of the logits. */
  @Override
  public ClassLabels labels() {
    return description.labels();
  }

  /** How images are prepared. */
  public ImageSpec imageSpec() {
    return description.imageSpec();
  }

  /** What its convolutions multiply in. */
  public Precision precision() {
    return network.precision();
  }

  /** A manager on the model's device that lives as long as the classifier; make sub-managers. */
  public NDManager manager() {
    return network.manager();
  }

  /**
   * Classifies an image file.
   *
   * @throws UnusableAnswerException as all that classify, if the network's answer is not finite
   * @throws dev.hibi.image.UnreadableImageException if it is no image, or broken or too large
   * @throws IOException if it cannot be read
   */
  @Override
  public Classification classify(Path file) throws IOException {
    return classify(ImageInput.of(file));
  }

  /**
   * Classifies the bytes of an image file.
   *
   * @param name what to call it in messages
   * @throws dev.hibi.image.UnreadableImageException if it is no image, or broken or too large
   */
  @Override
  public Classification classify(byte[] file, String name) throws IOException {
    return classify(ImageInput.of(name, file));
  }

  private Classification classify(ImageInput image) throws IOException {
    return answers.of(List.of(prepare(image)), false, index -> image.name()).get(0);
  }

  /** Classifies one image of any size. */
  @Override
  public Classification classify(RgbImage image) {
    return answers.of(List.of(prepare(image)), false, index -> "an image").get(0);
  }

  /** As {@link #classify(RgbImage)}, and the answer also says {@link Classification#map where}. */
  public Classification locate(RgbImage image) {
    return answers.of(List.of(prepare(image)), true, index -> "an image").get(0);
  }

  /**
   * Classifies images of any sizes as one batch.
   *
   * @return one result for each, in order
   */
  @Override
  public List<Classification> classify(List<RgbImage> images) {
    return answers.of(
        images.stream().map(this::prepare).toList(),
        false,
        index -> "image %d of %d".formatted(index + 1, images.size()));
  }

  /** As {@link #classifyAll(Stream, int)}, in batches of 32. */
  public Stream<ImageOutcome> classifyAll(Stream<? extends ImageInput> images) {
    return classifyAll(images, BATCH_SIZE);
  }

  /**
   * Classifies any number of images: they are read and decoded on all cores, or as many {@linkplain
   * Loader#readers threads} as were asked for, and classified in batches while the next ones are
   * read.
   *
   * <pre>{@code
   * try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile);
   *     Stream<ImageOutcome> outcomes = classifier.classifyAll(files.map(ImageInput::of))) {
   *   outcomes.forEach(System.out::println);
   * }
   * }</pre>
   *
   * <p>An unreadable image is an outcome of its own and stops nothing; {@link ImageOutcome#orThrow}
   * makes it an exception. An answer that is not finite is the model's fault and ends the stream
   * with an {@link UnusableAnswerException} that names the image. Memory holds two batches of
   * prepared images, and for each core a decoded one.
   *
   * @param images asked for one after the other, as they are needed; closed with the result
   * @param batchSize how many images the network sees at once, at least 1; does not change results
   *     beyond rounding
   * @return an outcome for each image, in their order; made as they are asked for, on the asking
   *     thread. Closing it ends the threads that read. To be closed before this classifier
   */
  public Stream<ImageOutcome> classifyAll(Stream<? extends ImageInput> images, int batchSize) {
    return classifyAll(images, batchSize, false);
  }

  /**
   * As {@link #classifyAll(Stream)}, and answers also say {@link Classification#map where}, which
   * costs little: the pass is the same.
   */
  public Stream<ImageOutcome> locateAll(Stream<? extends ImageInput> images) {
    return classifyAll(images, BATCH_SIZE, true);
  }

  private Stream<ImageOutcome> classifyAll(
      Stream<? extends ImageInput> images, int batchSize, boolean located) {
    Iterator<? extends ImageInput> inputs = images.iterator();
    BulkClassification outcomes = new BulkClassification(this, inputs, batchSize, located);
    int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(outcomes, characteristics), false)
        .onClose(outcomes::close)
        .onClose(images::close);
  }

  /** Reads, resizes and normalises: float32 (size, size, 3). */
  FloatBuffer prepare(ImageInput image) throws IOException {
    return prepare(image.read(decoding));
  }

  private FloatBuffer prepare(RgbImage image) {
    float[] pixels = new float[imageSpec().floatCount()];
    preparation.prepare(image, pixels, 0);
    return FloatBuffer.wrap(pixels);
  }

  /** Threads that read and decode for a stream. */
  int readers() {
    return readers;
  }

  /** What networks say of prepared images. */
  BatchAnswers answers() {
    return answers;
  }

  /**
   * The network's raw answer.
   *
   * @param inputs float32 (N, 3, H, W), prepared by {@link #imageSpec}, on the model's device
   * @return logits, float32 (N, classes), owned by the inputs' manager
   */
  public NDArray logits(NDArray inputs) {
    return network.logits(inputs);
  }

  /**
   * What the head sees.
   *
   * @param inputs as for {@link #logits}
   * @return float32 (N, features), owned by the inputs' manager
   */
  public NDArray features(NDArray inputs) {
    return network.features(inputs);
  }

  /**
   * What the head sees, and by what the model tells which images it knows: in one pass, or in two
   * where that was {@linkplain Loader#familiarity asked for}.
   *
   * @param inputs as for {@link #logits}
   * @return {@link #features}, and where there {@linkplain #hasFamiliarity is familiarity} also
   *     what it is asked by, float32 (N, width of the bank); owned by the inputs' manager
   */
  public NDList allFeatures(NDArray inputs) {
    return networks.allFeatures(inputs, false);
  }

  /**
   * How far each patch of an image is from those of ordinary images, where the model was learnt
   * from these alone: what its answer rests on.
   *
   * @throws IllegalStateException if the model has no bank of patches, or is closed
   */
  public PatchMap map(RgbImage image) {
    return patches().map(image);
  }

  /**
   * What a model that was learnt from ordinary images alone compares.
   *
   * @throws IllegalStateException if the model has no bank of patches
   */
  public OrdinaryPatches patches() {
    return patches.orElseThrow(
        () ->
            new IllegalStateException(
                "no map: expected a model of mode normal, found one without a bank of patches"));
  }

  /**
   * What the head answers to features.
   *
   * @param features as {@link #features} gives them
   * @return logits, float32 (N, classes), owned by the features' manager; what {@link #logits}
   *     gives
   */
  public NDArray head(NDArray features) {
    return network.head(features);
  }

  /** Whether the model can tell which images it knows, as it was loaded. */
  public boolean hasFamiliarity() {
    return known.isPresent();
  }

  /**
   * How well the model knows images.
   *
   * @param features the second that {@link #allFeatures} gives
   * @param names what to call the image of a row in messages
   * @return in the order of the rows; empty if there {@linkplain #hasFamiliarity is none}
   * @throws UnusableAnswerException if one is not finite
   */
  public List<Familiarity> familiarity(NDArray features, IntFunction<String> names) {
    return known
        .map(images -> network.whileOpen(() -> images.of(features, names)))
        .orElse(List.of());
  }

  /**
   * Waits for the calls in flight, then frees what is loaded. Idempotent; by any thread. Arrays of
   * {@link #manager} are freed, too: whoever holds some is not to use them any more.
   */
  @Override
  public void close() {
    networks.close();
  }
}
