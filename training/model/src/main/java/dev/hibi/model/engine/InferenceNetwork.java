package dev.hibi.model.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.ImageSpec;
import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.Layer;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.Precision;
import dev.hibi.model.torchscript.InferenceForm;
import dev.hibi.model.torchscript.TorchScript;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network that answers and learns nothing.
 *
 * <p>Owns native memory until it is closed. May be called from several threads.
 */
public final class InferenceNetwork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InferenceNetwork.class);

  /** Random images by which a precision is judged. */
  private static final int TRIALS = 2;

  /** Of a trial's features with those in float32; in bfloat16 photographs have 0.998 and more. */
  private static final double LEAST_COSINE = 0.99;

  /** Between the logarithms of scores of a trial. */
  private static final double MOST_APART = 0.1;

  private final ScriptModule module;
  private final Precision precision;
  private final boolean givesBoth;
  private final ReadWriteLock lock = new ReentrantReadWriteLock(); // calls read, closing writes
  private boolean closed; // guarded by lock

  private InferenceNetwork(ScriptModule module, Precision precision, NetworkDefinition network) {
    this.module = module;
    this.precision = precision;
    this.givesBoth = network.known().isPresent();
  }

  /**
   * Loads a network onto a device, in the precision that is {@linkplain PyTorch#fastestPrecision
   * fastest} there, unless its features of random images differ from those in float32: then in
   * float32, with a warning in the log.
   *
   * @param weights of the network's parameters; others are left aside
   * @param edge of the square images in pixels that it is fastest for
   * @throws IllegalArgumentException if a tensor is missing
   * @throws IOException if it cannot be handed to the engine
   */
  public static InferenceNetwork of(
      NetworkDefinition network, StateDict weights, int edge, Device device) throws IOException {
    return of(network, weights, edge, device, LEAST_COSINE);
  }

  static InferenceNetwork of(
      NetworkDefinition network, StateDict weights, int edge, Device device, double leastCosine)
      throws IOException {
    PyTorch.requireDevice(device);
    Precision fastest = PyTorch.fastestPrecision(device);
    if (fastest != Precision.FLOAT32) {
      InferenceNetwork fast = open(network, weights, edge, device, fastest);
      try {
        if (fast.agrees(edge, leastCosine)) {
          return fast.settled();
        }
      } catch (RuntimeException | Error e) {
        fast.close();
        throw e;
      }
      fast.close();
      LOG.warn(
          "features in {} differ from those in fp32: the network computes in fp32 ({})",
          fastest,
          network.name());
    }
    return of(network, weights, edge, device, Precision.FLOAT32);
  }

  /**
   * As {@link #of(NetworkDefinition, StateDict, int, Device)} in a precision that was chosen.
   *
   * @throws IllegalArgumentException as there, or for {@code fp16} on a CPU, or for {@code bf16} on
   *     one that PyTorch cannot compute it on
   */
  public static InferenceNetwork of(
      NetworkDefinition network, StateDict weights, int edge, Device device, Precision precision)
      throws IOException {
    return of(network, weights, edge, device, InferenceOptions.in(precision));
  }

  /**
   * As {@link #of(NetworkDefinition, StateDict, int, Device)} with options.
   *
   * @throws IllegalArgumentException as there, or if the precision is not for the device, or for
   *     {@code int8} there are no ranges, or those of another network
   */
  public static InferenceNetwork of(
      NetworkDefinition network,
      StateDict weights,
      int edge,
      Device device,
      InferenceOptions options)
      throws IOException {
    if (options.precision().isEmpty()) {
      return of(network, weights, edge, device);
    }
    Precision precision = options.precision().get();
    InferenceNetwork opened =
        precision == Precision.INT8
            ? quantized(network, weights, edge, device, options.activations())
            : open(network, weights, edge, device, precision);
    return opened.settled();
  }

  /** Without what only the comparison with float32 needs. */
  private InferenceNetwork settled() {
    module.call("settle");
    return this;
  }

  /** What is not quantized is in the fastest precision. */
  private static InferenceNetwork quantized(
      NetworkDefinition network,
      StateDict weights,
      int edge,
      Device device,
      ActivationRanges activations)
      throws IOException {
    if (network.layers().stream().anyMatch(Layer.PatchScore.class::isInstance)) {
      throw new IllegalArgumentException(
          "int8 is not for models of mode normal, whose scores are distances: expected fp32, bf16 or"
              + " fp16, found int8");
    }
    if (!hasOneDnn(device) || !Processor.multipliesInt8()) {
      throw new IllegalArgumentException(
          "int8 is for CPUs with avx512_vnni: expected one, found "
              + (device.isGpu() ? device : Processor.describe()));
    }
    if (activations.isEmpty()) {
      throw new IllegalArgumentException(
          "int8 needs the ranges of activations: expected those of %s, found none"
              .formatted(network.name()));
    }
    InferenceForm form =
        new InferenceForm(
            PyTorch.fastestPrecision(device), true, edge, activations.requireFit(network));
    return new InferenceNetwork(prepared(network, weights, device, form), Precision.INT8, network);
  }

  private static InferenceNetwork open(
      NetworkDefinition network, StateDict weights, int edge, Device device, Precision precision)
      throws IOException {
    if (precision == Precision.FLOAT16 && !device.isGpu()) {
      throw new IllegalArgumentException(
          "fp16 is for GPUs: expected fp32 or bf16 on a CPU, found fp16");
    }
    if (precision == Precision.BFLOAT16 && hasOneDnn(device) && Processor.refusesBfloat16()) {
      throw new IllegalArgumentException(
          "bf16 is for CPUs with avx512bw, avx512vl and avx512dq: expected one, found "
              + Processor.describe());
    }
    InferenceForm form = new InferenceForm(precision, hasOneDnn(device), edge);
    return new InferenceNetwork(prepared(network, weights, device, form), precision, network);
  }

  /** The script of a network, loaded, with weights made ready. */
  static ScriptModule prepared(
      NetworkDefinition network, StateDict weights, Device device, InferenceForm form)
      throws IOException {
    ScriptModule module = ScriptModule.load(TorchScript.of(network, weights, form), device, false);
    try {
      module.call("prepare");
    } catch (RuntimeException | Error e) {
      module.close();
      throw e;
    }
    return module;
  }

  /** PyTorch's builds for x86 have it; of others only some. */
  private static boolean hasOneDnn(Device device) {
    String architecture = System.getProperty("os.arch", "");
    return !device.isGpu() && (architecture.equals("amd64") || architecture.equals("x86_64"));
  }

  private boolean agrees(int edge, double leastCosine) {
    Random random = new Random(0);
    float[] pixels = new float[TRIALS * edge * edge * ImageSpec.CHANNELS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 4 * random.nextFloat() - 2;
    }
    try (NDManager trial = manager().newSubManager()) {
      Shape rows = new Shape(TRIALS, edge, edge, ImageSpec.CHANNELS);
      NDArray images = trial.create(FloatBuffer.wrap(pixels), rows).transpose(0, 3, 1, 2);
      float[] fast = features(images).toFloatArray();
      float[] exact = module.evaluate("reference", images).singletonOrThrow().toFloatArray();
      int width = exact.length / TRIALS;
      if (width == 1) { // the logarithm of a score
        return Math.abs(fast[0] - exact[0]) <= MOST_APART
            && Math.abs(fast[1] - exact[1]) <= MOST_APART;
      }
      for (int i = 0; i < TRIALS; i++) {
        if (!(cosine(fast, exact, i * width, width) >= leastCosine)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Of a part of two arrays; of zeros 1. */
  private static double cosine(float[] a, float[] b, int from, int count) {
    double product = 0;
    double squareA = 0;
    double squareB = 0;
    for (int i = from; i < from + count; i++) {
      product += (double) a[i] * b[i];
      squareA += (double) a[i] * a[i];
      squareB += (double) b[i] * b[i];
    }
    return squareA == 0 && squareB == 0 ? 1 : product / Math.sqrt(squareA * squareB);
  }

  /** What its convolutions multiply in. */
  public Precision precision() {
    return precision;
  }

  /**
   * Does what must not be interrupted by {@link #close}, which waits for it. May be nested.
   *
   * @throws IllegalStateException if the network is closed
   */
  public <T> T whileOpen(Supplier<T> work) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("model is closed: expected an open one, found it closed");
      }
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** A manager on the network's device that lives as long as it; make sub-managers. */
  public NDManager manager() {
    return module.manager();
  }

  /**
   * The network's raw answer.
   *
   * @param inputs float32 (N, 3, H, W), normalised, on the network's device
   * @return logits, float32 (N, classes), owned by the inputs' manager
   * @throws IllegalStateException if the network is closed, or the JVM shuts down
   */
  public NDArray logits(NDArray inputs) {
    return whileOpen(() -> module.evaluate("forward", inputs).singletonOrThrow());
  }

  /**
   * What the head sees.
   *
   * @param inputs float32 (N, 3, H, W), normalised, on the network's device
   * @return float32 (N, features), owned by the inputs' manager
   * @throws IllegalStateException as {@link #logits}
   */
  public NDArray features(NDArray inputs) {
    return whileOpen(() -> module.evaluate("features", inputs).singletonOrThrow());
  }

  /**
   * What the head sees and, of a network that gives something beside the logits, {@linkplain
   * NetworkDefinition#known that}, in one pass.
   *
   * @param inputs float32 (N, 3, H, W), normalised, on the network's device
   * @return float32 (N, features) and float32 (N, {@link NetworkDefinition#knownWidth}), or the
   *     first alone; owned by the inputs' manager
   * @throws IllegalStateException as {@link #logits}
   */
  public NDList allFeatures(NDArray inputs) {
    return whileOpen(() -> module.evaluate(givesBoth ? "both" : "features", inputs));
  }

  /**
   * What {@link #allFeatures} gives, and what each place of an image adds to its logits, in one
   * pass.
   *
   * @param inputs float32 (N, 3, H, W), normalised, on the network's device
   * @return that of {@link #allFeatures}, then for each map that the head sees pooled float32 (N,
   *     rows, columns, classes); the means over their places, of all together, are the logits. Of a
   *     network with a bank of patches a place has the logits that the image would have if its
   *     score were this patch's distance. Owned by the inputs' manager
   * @throws IllegalStateException as {@link #logits}
   */
  public NDList located(NDArray inputs) {
    return whileOpen(() -> module.evaluate("located", inputs));
  }

  /**
   * What the network answers to features.
   *
   * @param features as {@link #features} gives them, on the network's device
   * @return logits, float32 (N, classes), owned by the features' manager
   * @throws IllegalStateException as {@link #logits}
   */
  public NDArray head(NDArray features) {
    return whileOpen(() -> module.evaluate("head", features).singletonOrThrow());
  }

  /**
   * What the head sees, before it is pooled.
   *
   * @param inputs float32 (N, 3, H, W), normalised, on the network's device
   * @return as {@link dev.hibi.model.network.Layer.Activations} has it, in the network's precision,
   *     owned by the inputs' manager
   * @throws IllegalStateException as {@link #logits}, or if the head sees more than the means of
   *     one layer
   */
  public NDArray activations(NDArray inputs) {
    return whileOpen(() -> module.evaluate("activations", inputs).singletonOrThrow());
  }

  /**
   * How far patches are from those of the network's bank.
   *
   * @param inputs float32 (N, 3, H, W), normalised, on the network's device
   * @return float32 (N, rows of patches, columns), owned by the inputs' manager
   * @throws IllegalStateException as {@link #logits}, or if the network has no bank
   */
  public NDArray distances(NDArray inputs) {
    return whileOpen(() -> module.evaluate("distances", inputs).singletonOrThrow());
  }

  /**
   * The patches that are compared with those of the network's bank.
   *
   * @param inputs float32 (N, 3, H, W), normalised, on the network's device
   * @return float32 (N, rows of patches, columns, channels), owned by the inputs' manager
   * @throws IllegalStateException as {@link #logits}, or if the network has no bank
   */
  public NDArray patches(NDArray inputs) {
    return whileOpen(() -> module.evaluate("patches", inputs).singletonOrThrow());
  }

  /** Waits for the calls in flight, then frees; later calls fail. Idempotent. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        module.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
