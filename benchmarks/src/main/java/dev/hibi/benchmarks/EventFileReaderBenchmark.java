package dev.hibi.benchmarks;

import dev.hibi.tensorboard.EventFileReader;
import dev.hibi.tensorboard.RunEvent;
import dev.hibi.tensorboard.SummaryWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many scalars a second are read, their checksums verified? The file is in the page cache.
 *
 * <pre>{@code
 * mvn -q -Pbenchmarks -pl benchmarks -am -DskipTests package
 * java -cp "benchmarks/target/classes:benchmarks/target/lib/*" org.openjdk.jmh.Main \
 *   EventFileReader -prof gc
 * python benchmarks/peers/event_file_loader.py
 * }</pre>
 */
@State(Scope.Benchmark)
@NullUnmarked // JMH fills the fields
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class EventFileReaderBenchmark {
  private static final int SCALARS = 1_000_000;
  private static final List<String> TAGS = List.of("loss_train", "learning_rate", "accuracy");

  private Path directory;

  /** Writes scalars of three tags. */
  @Setup
  public void write() throws IOException {
    directory = Files.createTempDirectory("event-file-reader");
    try (SummaryWriter writer = SummaryWriter.builder(directory).build()) {
      for (int step = 0; step < SCALARS; step++) {
        writer.scalar(TAGS.get(step % TAGS.size()), 1.0 / (step + 1), step);
      }
    }
  }

  /** Deletes what was written. */
  @TearDown
  public void delete() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  /** Reads them. */
  @Benchmark
  @OperationsPerInvocation(SCALARS)
  public double scalars() throws IOException {
    double sum = 0;
    try (EventFileReader reader = EventFileReader.open(directory)) {
      for (Optional<RunEvent> e = reader.next(); e.isPresent(); e = reader.next()) {
        if (e.get() instanceof RunEvent.Scalar scalar) {
          sum += scalar.value();
        }
      }
    }
    return sum;
  }
}
