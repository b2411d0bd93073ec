package dev.hibi.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.Backbone;
import dev.hibi.model.engine.TrainableNetwork;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.Precision;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many images a second does a whole training step take (forward, loss, backward, Adam)?
 *
 * <p>Run alone, with the variables that the launcher sets:
 *
 * <pre>{@code
 * mvn -q -Pbenchmarks -pl benchmarks -am -DskipTests package
 * export MALLOC_ARENA_MAX=1 MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=9000000000000
 * java -cp "benchmarks/target/classes:benchmarks/target/lib/*" org.openjdk.jmh.Main TrainStep
 * }</pre>
 *
 * <p>{@code benchmarks/side_by_side.py train} runs it beside its peers.
 */
@State(Scope.Benchmark)
@NullUnmarked // JMH fills the fields
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 10)
@Fork(1)
public class TrainStepBenchmark {
  private static final int BATCH = 32;

  /** The network. */
  @Param({"resnet18", "resnet50"})
  public String backbone = "resnet18";

  /** Edge of the images in pixels. */
  @Param({"128", "224"})
  public int imageSize = 128;

  /** What convolutions are computed in; bf16 is for processors that multiply it themselves. */
  @Param({"fp32", "bf16"})
  public String precision = "fp32";

  private TrainableNetwork network;
  private NDArray images;
  private NDArray labels;

  /** Makes a network with random weights and a batch. */
  @Setup
  public void open() throws IOException {
    Backbone chosen = Backbone.of(backbone);
    StateDict weights = NetworkWeights.random(chosen.network(2), 0);
    OptimizerSpec adam = OptimizerSpec.adam();
    network =
        TrainableNetwork.builder(chosen.network(2), weights, adam)
            .precision(Precision.of(precision))
            .open();
    NDManager manager = network.manager();
    float[] pixels = new float[BATCH * imageSize * imageSize * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % 255 / 127f - 1;
    }
    Shape rows = new Shape(BATCH, imageSize, imageSize, 3);
    images = manager.create(FloatBuffer.wrap(pixels), rows).transpose(0, 3, 1, 2);
    long[] classes = new long[BATCH];
    for (int i = 0; i < BATCH; i++) {
      classes[i] = i % 2;
    }
    labels = manager.create(classes);
  }

  /** A step. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public float imagesTrained() {
    try (NDArray loss = network.step(images, labels, 1e-5)) {
      return loss.getFloat();
    }
  }

  /** Frees the network. */
  @TearDown
  public void close() {
    network.close();
  }
}
