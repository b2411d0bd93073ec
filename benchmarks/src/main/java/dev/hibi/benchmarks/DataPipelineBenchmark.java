package dev.hibi.benchmarks;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.BatchSampler;
import ai.djl.training.dataset.RandomSampler;
import ai.djl.translate.TranslateException;
import dev.hibi.ImageSpec;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.Preprocessing;
import dev.hibi.dataset.preparation.TrainingPreprocessing;
import dev.hibi.image.JpegDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * How many images a second come out of an archive as batches of float32 (N, 3, 128, 128), and how
 * many does decoding alone allow? See the column {@code images}.
 *
 * <pre>{@code
 * mvn -q -Pbenchmarks -pl benchmarks -am -DskipTests package
 * GOMP_SPINCOUNT=3000 MALLOC_ARENA_MAX=1 MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=9000000000000 \
 *   java -cp "benchmarks/target/classes:benchmarks/target/lib/*" org.openjdk.jmh.Main DataPipeline \
 *   -p archive=test.zip
 * python benchmarks/peers/data_pipeline.py test.zip
 * }</pre>
 */
@State(Scope.Benchmark)
@NullUnmarked // JMH fills the fields
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 4, time = 4)
@Fork(1)
public class DataPipelineBenchmark {
  private static final int BATCH = 64;
  private static final int SIZE = 128;

  /** A zip archive of photographs. */
  @Param({"test.zip"})
  public String archive = "test.zip";

  /** How images are prepared. */
  @Param({"tutorial", "inspection", "evaluation"})
  public String preprocessing = "tutorial";

  /** What decodes JPEG. */
  @Param({"TURBO", "JAVA"})
  public JpegDecoder decoder = JpegDecoder.AUTO;

  /** Threads that prepare; 0 for as many as processors. */
  @Param({"0"})
  public int threads;

  private ZipImageFolder data;
  private NDManager manager;

  /** Images that were prepared or decoded. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Counter {
    /** So many. */
    public long images;
  }

  /** Opens the archive. */
  @Setup
  public void open() throws IOException {
    if (threads == 0) {
      threads = Runtime.getRuntime().availableProcessors();
    }
    data =
        ZipImageFolder.builder()
            .addSource(Path.of(archive))
            .optPreprocessing(preparation())
            .optJpegDecoder(decoder)
            .optThreads(threads)
            .setSampling(new BatchSampler(new RandomSampler(), BATCH))
            .build();
    manager = NDManager.newBaseManager();
  }

  private Preprocessing preparation() {
    ImageSpec spec = ImageSpec.imagenet(SIZE);
    return switch (preprocessing) {
      case "tutorial" -> TrainingPreprocessing.tutorial(spec);
      case "inspection" -> TrainingPreprocessing.inspection(spec);
      default -> new EvaluationPreprocessing(spec);
    };
  }

  /** One pass over the archive. */
  @Benchmark
  public void batches(Counter counter) throws IOException, TranslateException {
    for (Batch batch : data.getData(manager)) {
      counter.images += batch.getSize();
      batch.close();
    }
  }

  /** All images decoded to RGB, and no more. */
  @Benchmark
  public int decoded(Counter counter) {
    int size = (int) data.size();
    counter.images += size;
    return IntStream.range(0, size).parallel().map(i -> edge(i)).sum();
  }

  private int edge(int index) {
    try {
      return data.image(index).width();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Closes the archive. */
  @TearDown
  public void close() throws IOException {
    manager.close();
    data.close();
  }
}
