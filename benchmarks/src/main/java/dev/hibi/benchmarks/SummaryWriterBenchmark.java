package dev.hibi.benchmarks;

import dev.hibi.tensorboard.SummaryWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * How many scalars a second are logged, from the making of the writer to its closing? With {@code
 * -prof gc}, how much garbage does one make?
 *
 * <pre>{@code
 * mvn -q -Pbenchmarks -pl benchmarks -am -DskipTests package
 * java -cp "benchmarks/target/classes:benchmarks/target/lib/*" org.openjdk.jmh.Main \
 *   SummaryWriter -prof gc
 * python benchmarks/peers/summary_writer.py
 * }</pre>
 */
@State(Scope.Benchmark)
@NullUnmarked // JMH fills the fields
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SummaryWriterBenchmark {
  private static final int SCALARS = 1_000_000;
  private static final List<String> TAGS = List.of("loss_train", "learning_rate", "accuracy");

  /** Whether a thread of the writer writes. */
  @Param({"asynchronous", "synchronous"})
  public String mode;

  /** Threads that log. */
  @Param({"1", "4"})
  public int threads;

  private ExecutorService executor;
  private Path directory;

  /** Makes the threads. */
  @Setup
  public void start() {
    executor = Executors.newFixedThreadPool(threads);
  }

  /** Makes an empty directory. */
  @Setup(Level.Invocation)
  public void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("summary-writer");
  }

  /** Deletes what was written. */
  @TearDown(Level.Invocation)
  public void deleteDirectory() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  /** Ends the threads. */
  @TearDown
  public void stop() {
    executor.shutdown();
  }

  /** Logs scalars of three tags. */
  @Benchmark
  @OperationsPerInvocation(SCALARS)
  public void scalars() throws IOException, InterruptedException, ExecutionException {
    SummaryWriter.Builder builder = SummaryWriter.builder(directory);
    if (mode.equals("synchronous")) {
      builder.synchronous();
    }
    try (SummaryWriter writer = builder.build()) {
      if (threads == 1) {
        log(writer, SCALARS);
        return;
      }
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        running.add(executor.submit(() -> log(writer, SCALARS / threads)));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  private static void log(SummaryWriter writer, int count) {
    for (int step = 0; step < count; step++) {
      writer.scalar(TAGS.get(step % TAGS.size()), 1.0 / (step + 1), step);
    }
  }
}
