package dev.hibi.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Sampler;
import dev.hibi.model.engine.InferenceNetwork;
import dev.hibi.model.network.PooledLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The features of a run's data sets, or the results of a frozen prefix, computed block by block and
 * kept on disk, so that a run that was killed goes on with the block that it was at, and a resumed
 * one computes nothing again.
 *
 * <p>A block is computed in batches of its own, and so has the same numbers whenever it is. The
 * heap holds one block at a time.
 */
final class FeatureCache {
  /** Samples of a block, a multiple of {@link #EXTRACTION_BATCH}. */
  static final int BLOCK = 1024;

  /** Samples of which features are computed at once. */
  static final int EXTRACTION_BATCH = 32;

  /** A block of large rows, which the heap holds while it is computed. */
  private static final long BLOCK_BYTES = 64L << 20;

  private final Path directory;
  private final RunSettings settings;
  private final FitListener listener;
  private final StopSignal stop;
  private final int blockSize;
  private FeatureBlocks.Took took = FeatureBlocks.Took.NONE;

  /**
   * A cache.
   *
   * @param blockSize samples of a block, {@link #BLOCK} but for tests
   */
  FeatureCache(
      Path directory, RunSettings settings, FitListener listener, StopSignal stop, int blockSize) {
    this.directory = directory;
    this.settings = settings;
    this.listener = listener;
    this.stop = stop;
    this.blockSize = blockSize;
  }

  /** Samples of a block of rows of so many bytes. */
  static int blockOf(long rowBytes) {
    long batches = BLOCK_BYTES / (rowBytes * EXTRACTION_BATCH);
    return Math.toIntExact(Math.max(1, Math.min(batches, BLOCK / EXTRACTION_BATCH)))
        * EXTRACTION_BATCH;
  }

  /** Opens the backbone only when something must be computed. */
  @FunctionalInterface
  interface Backbones {
    Backbone open() throws IOException;
  }

  /** What gives features. */
  interface Backbone extends AutoCloseable {
    /** A manager on its device that lives as long as it. */
    NDManager manager();

    /**
     * Of images, float32 (N, 3, H, W): float32 (N, features), or a map as {@link
     * dev.hibi.model.network.Layer.Activations} says it, owned by the inputs' manager.
     */
    NDArray features(NDArray images);

    @Override
    void close();

    static Backbone of(InferenceNetwork network, UnaryOperator<NDArray> features) {
      return new Backbone() {
        @Override
        public NDManager manager() {
          return network.manager();
        }

        @Override
        public NDArray features(NDArray images) {
          return features.apply(images);
        }

        @Override
        public void close() {
          network.close();
        }
      };
    }
  }

  /**
   * The features of a data set, computed where they are not yet known.
   *
   * @param of the data set's part of the settings
   */
  FeatureSamples get(LabeledDataset data, RunSettings.Images of, Backbones backbones)
      throws IOException {
    return get(data, of, everyOne(data), backbones);
  }

  /**
   * As {@link #get}, of some samples alone.
   *
   * @param members their numbers, in the order that their features have
   */
  FeatureSamples get(
      LabeledDataset data, RunSettings.Images of, long[] members, Backbones backbones)
      throws IOException {
    return get(data, data.name(), FeatureSource.of(settings, data, of), members, backbones);
  }

  private static long[] everyOne(LabeledDataset data) {
    return LongStream.range(0, data.size()).toArray();
  }

  /**
   * As {@link #get}, with more behind what the head sees.
   *
   * @param width of what it sees
   * @param known what is behind it
   */
  FeatureSamples withKnown(
      LabeledDataset data,
      RunSettings.Images of,
      int width,
      List<PooledLayer> known,
      Backbones backbones)
      throws IOException {
    FeatureSource source = FeatureSource.of(settings, data, of).with(known);
    return get(data, data.name(), source, everyOne(data), backbones).seeing(width);
  }

  /**
   * As {@link #get}, but of training data so many views, which epochs take by turns.
   *
   * @param count 1 for the data as they are
   */
  Samples views(LabeledDataset data, RunSettings.Images of, int count, Backbones backbones)
      throws IOException {
    if (count == 1 || !data.isTraining()) {
      return get(data, of, backbones);
    }
    List<FeatureSamples> views = new ArrayList<>();
    for (int view = 0; view < count; view++) {
      views.add(view(data, of, view, backbones));
    }
    return new ViewedSamples(views);
  }

  /**
   * As {@link #get}, of one of several views of a data set.
   *
   * @param view the epoch whose augmentation it has
   */
  private FeatureSamples view(
      LabeledDataset data, RunSettings.Images of, int view, Backbones backbones)
      throws IOException {
    LabeledDataset seen =
        new LabeledDataset(data.name(), ImageSamples.seenIn(data.dataset(), view), data.images());
    FeatureSource source = FeatureSource.of(settings, data, of).view(view);
    return get(seen, data.name() + "-" + view, source, everyOne(seen), backbones);
  }

  private FeatureSamples get(
      LabeledDataset data, String folder, FeatureSource source, long[] members, Backbones backbones)
      throws IOException {
    FeatureBlocks files = new FeatureBlocks(directory.resolve(folder), source);
    Extraction extraction = new Extraction(data, members, files);
    List<Integer> missing = extraction.readKnown();
    if (!missing.isEmpty()) {
      try (Backbone backbone = backbones.open()) {
        extraction.compute(missing, backbone);
      }
    }
    return extraction.samples();
  }

  /** Wall time that computing took, in this process or in an earlier one of the same run. */
  double seconds() {
    return took.seconds();
  }

  /** Of {@link #seconds} those that images were waited for. */
  double waitedSeconds() {
    return took.waited();
  }

  /** Batches as they are said. */
  record Batches(List<List<Long>> order) implements Sampler {
    @Override
    public Iterator<List<Long>> sample(RandomAccessDataset dataset) {
      return order.iterator();
    }

    @Override
    public int getBatchSize() {
      return EXTRACTION_BATCH;
    }
  }

  /** The blocks of one data set. */
  private final class Extraction {
    private final LabeledDataset data;
    private final long[] members;
    private final FeatureBlocks files;
    private final long[] labels;
    private final FloatBuffer[] features;
    private @Nullable RowForm form;
    private FeatureBlocks.Took inBlocks = FeatureBlocks.Took.NONE;

    Extraction(LabeledDataset data, long[] members, FeatureBlocks files) {
      this.data = data;
      this.members = members;
      this.files = files;
      int samples = members.length;
      this.labels = new long[samples];
      this.features = new FloatBuffer[(samples + blockSize - 1) / blockSize];
    }

    private int sizeOf(int block) {
      return Math.min(blockSize, labels.length - block * blockSize);
    }

    /** Takes the blocks that are whole; gives the numbers of the others. */
    List<Integer> readKnown() throws IOException {
      files.open();
      List<Integer> missing = new ArrayList<>();
      for (int block = 0; block < features.length; block++) {
        stop.requireNotSet();
        try {
          Optional<FeatureBlocks.Block> known = files.read(block, sizeOf(block));
          if (known.isEmpty()) {
            missing.add(block);
          } else {
            take(block, known.get());
          }
        } catch (FeatureBlocks.OtherSource e) {
          listener.onWarning("features are made again: " + e.getMessage());
          files.clear();
          form = null;
          inBlocks = FeatureBlocks.Took.NONE;
          return IntStream.range(0, features.length).boxed().toList();
        } catch (IOException e) {
          stop.requireNotSet(); // an interrupt is no damage
          listener.onWarning("features are made again: " + e.getMessage());
          missing.add(block);
        }
      }
      return missing;
    }

    private void take(int index, FeatureBlocks.Block block) throws IOException {
      if (form != null && !form.equals(block.form())) {
        throw new IOException(
            "wrong number of features: expected %s, found %s (%s data, block %d)"
                .formatted(form.shape(), block.form().shape(), data.name(), index));
      }
      form = block.form();
      features[index] = block.features();
      block.labels().get(0, labels, index * blockSize, block.labels().remaining());
      inBlocks = inBlocks.plus(block.took());
    }

    void compute(List<Integer> missing, Backbone backbone) throws IOException {
      long done = labels.length - missing.stream().mapToLong(this::sizeOf).sum();
      listener.onFeatures(data.name(), done, labels.length);
      Iterator<Integer> blocks = missing.iterator();
      Pending pending = new Pending(blocks.next(), 0);
      try (NDManager manager = backbone.manager().newSubManager()) {
        WaitingClock clock =
            new WaitingClock(
                stop.watch(
                    ImageSamples.batches(data.dataset(), manager, new Batches(batches(missing)))));
        while (clock.hasNext()) {
          Batch next = clock.next();
          try (Batch batch = next) {
            pending.add(
                backbone.features(batch.getData().singletonOrThrow()),
                batch.getLabels().singletonOrThrow().toLongArray());
          }
          done += next.getSize();
          if (pending.isFull()) {
            pending.write(clock.waitedSeconds());
            if (blocks.hasNext()) {
              pending = new Pending(blocks.next(), clock.waitedSeconds());
            }
          }
          listener.onFeatures(data.name(), done, labels.length);
        }
      }
      if (done != labels.length) {
        throw new IOException(
            "wrong number of samples: expected %d, found %d (%s data)"
                .formatted(labels.length, done, data.name()));
      }
    }

    /** The batches of some blocks; none has samples of two. */
    private List<List<Long>> batches(List<Integer> blocks) {
      List<List<Long>> batches = new ArrayList<>();
      for (int block : blocks) {
        for (int from = 0; from < sizeOf(block); from += EXTRACTION_BATCH) {
          int first = block * blockSize + from;
          int count = Math.min(EXTRACTION_BATCH, sizeOf(block) - from);
          batches.add(Arrays.stream(members, first, first + count).boxed().toList());
        }
      }
      return batches;
    }

    /** A block that is being computed. */
    private final class Pending {
      private final int index;
      private final long[] truths;
      private final long begin = System.nanoTime();
      private final double waitedBefore;
      private ByteBuffer rows = ByteBuffer.allocate(0);
      private @Nullable RowForm of;
      private int count;

      Pending(int index, double waitedBefore) {
        this.index = index;
        this.waitedBefore = waitedBefore;
        this.truths = new long[sizeOf(index)];
      }

      void add(NDArray more, long[] moreTruths) {
        if (of == null) {
          of = RowForm.of(more);
          int bytes = Math.multiplyExact(Float.BYTES * of.words(), truths.length);
          rows = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
        rows.put(more.toByteBuffer());
        System.arraycopy(moreTruths, 0, truths, count, moreTruths.length);
        count += moreTruths.length;
      }

      boolean isFull() {
        return count == truths.length;
      }

      void write(double waitedNow) throws IOException {
        rows.flip();
        FeatureBlocks.Took pass =
            new FeatureBlocks.Took(EpochLoop.secondsSince(begin), waitedNow - waitedBefore);
        RowForm written = Objects.requireNonNull(of); // of a batch at least
        stop.write(() -> files.write(index, rows, written, truths, pass));
        take(index, files.written(index, truths.length));
      }
    }

    FeatureSamples samples() {
      took = took.plus(inBlocks);
      RowForm known = Objects.requireNonNull(form); // no data set is empty
      return new FeatureSamples(List.of(features), blockSize, known, labels, settings.recipe());
    }
  }
}
