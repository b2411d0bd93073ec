package dev.hibi.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.Backbone;
import dev.hibi.model.engine.InferenceNetwork;
import dev.hibi.model.engine.InferenceOptions;
import dev.hibi.model.engine.RangeMeasurement;
import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.Precision;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many batches a second does a network answer, from prepared pixels in Java's memory to logits
 * in Java's memory?
 *
 * <pre>{@code
 * mvn -q -Pbenchmarks -pl benchmarks -am -DskipTests package
 * java -cp "benchmarks/target/classes:benchmarks/target/lib/*" org.openjdk.jmh.Main InferenceBench
 * }</pre>
 *
 * <p>{@code benchmarks/side_by_side.py inference} runs it beside its peers.
 */
@State(Scope.Benchmark)
@NullUnmarked // JMH fills the fields
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 10)
@Fork(1)
public class InferenceBenchmark {

  /** The network. */
  @Param({"resnet18", "resnet50"})
  public String backbone = "resnet18";

  /** Edge of the images in pixels. */
  @Param({"128", "224"})
  public int imageSize = 128;

  /** Images a call. */
  @Param({"1", "32"})
  public int batch = 32;

  /** What convolutions multiply in. */
  @Param({"fp32", "bf16", "int8"})
  public String precision = "fp32";

  private InferenceNetwork network;
  private float[] pixels;

  /** Makes a network with random weights and a batch. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    NetworkDefinition definition = Backbone.of(backbone).network(2);
    StateDict weights = NetworkWeights.random(definition, 0);
    pixels = new float[batch * imageSize * imageSize * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % 255 / 127f - 1;
    }
    InferenceOptions options = InferenceOptions.in(Precision.of(precision));
    if (precision.equals("int8")) {
      options = options.activations(ranges(definition, weights));
    }
    network = InferenceNetwork.of(definition, weights, imageSize, Device.cpu(), options);
  }

  /** As the batch's own, which speed does not depend on. */
  private ActivationRanges ranges(NetworkDefinition definition, StateDict weights)
      throws IOException {
    try (RangeMeasurement measurement =
            RangeMeasurement.of(definition, weights, imageSize, Device.cpu());
        NDManager call = measurement.manager().newSubManager()) {
      measurement.add(images(call));
      return measurement.ranges();
    }
  }

  /** An answer. */
  @Benchmark
  public float[] batches() {
    try (NDManager call = network.manager().newSubManager()) {
      return network.logits(images(call)).toFloatArray();
    }
  }

  private NDArray images(NDManager manager) {
    Shape rows = new Shape(batch, imageSize, imageSize, 3);
    return manager.create(FloatBuffer.wrap(pixels), rows).transpose(0, 3, 1, 2);
  }

  /** Frees the network. */
  @TearDown(Level.Trial)
  public void close() {
    network.close();
  }
}
