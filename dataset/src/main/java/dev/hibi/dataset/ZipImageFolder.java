package dev.hibi.dataset;

import ai.djl.basicdataset.cv.ImageDataset;
import ai.djl.basicdataset.cv.classification.ImageClassificationDataset;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.transform.Normalize;
import ai.djl.modality.cv.transform.Resize;
import ai.djl.modality.cv.transform.ToTensor;
import ai.djl.modality.cv.translator.ImageClassificationTranslator;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.BatchSampler;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.training.dataset.Sampler;
import ai.djl.training.dataset.SequenceSampler;
import ai.djl.translate.Pipeline;
import ai.djl.translate.TranslatorOptions;
import ai.djl.util.Progress;
import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.ImageSpec;
import dev.hibi.LabeledImages;
import dev.hibi.PerEpoch;
import dev.hibi.Preparation;
import dev.hibi.image.JpegDecoder;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Labelled images in zip archives and folders, read in place, as a DJL data set.
 *
 * <h2>What is a sample?</h2>
 *
 * <p>An image of the sources, as {@link ImageSources} lists and sorts them, with the class that a
 * {@link LabelRule} reads from its path; or, if the sources are {@linkplain Manifest manifests}, an
 * image that they list, with the class written there. Classes are sorted unless they are given.
 *
 * <h2>What is a batch?</h2>
 *
 * <p>Data: one array, float32 (N, 3, H, W), RGB, mean/std normalised, in channels_last memory order
 * on engines that keep strides. Labels: one array, int64 (N), positions among the class labels.
 * Both are attached to the batch's own manager, a child of the manager given; {@link Batch#close}
 * frees them. The arrays own their memory and may be detached. The sampler's order is kept,
 * including a last, smaller batch.
 *
 * <h2>What runs where?</h2>
 *
 * <p>Reading, decoding and preparation run on the data set's own daemon threads, a few batches
 * ahead of the consumer (DJL's {@code optPrefetchNumber}, default 2, or as many as keep all threads
 * busy); executors handed to {@code getData} are not used. A sample that fails makes {@code next()}
 * of the iterator throw {@link java.io.UncheckedIOException} whose message names the sample and
 * whose cause is the {@link dev.hibi.image.UnreadableImageException} or other {@link IOException};
 * nothing follows it.
 *
 * <h2>What is random?</h2>
 *
 * <p>Only what the {@link Preprocessing} draws, from (seed, epoch, entry path) alone: neither the
 * number of threads nor the order of samples changes it. {@link #forEpoch} gives an epoch by its
 * number. On any other data set each call of {@code getData} is the next epoch, from 0, so that
 * DJL's {@code EasyTrain} sees new views each time. The sampler is DJL's, with DJL's randomness.
 *
 * <h2>Who closes?</h2>
 *
 * <p>Whoever built it. Views of an epoch and subsets share its archives and threads; closing them
 * does nothing, and closing the data set ends them. Closing is idempotent. Thread-safe, except that
 * each iterator belongs to one thread at a time.
 */
public final class ZipImageFolder extends ImageClassificationDataset
    implements AutoCloseable, PerEpoch<ZipImageFolder>, LabeledImages {
  private final LabelledImages images;
  private final PreparationPool pool;
  private final BatchArrays arrays;
  private final Preprocessing preprocessing;
  private final SamplePreparation preparation;
  private final EpochCounter epochs;
  private final boolean owner;
  private final List<Quarantined> quarantined;

  /** Positions of this data set's samples among the images. */
  private final int[] samples;

  /** A whole data set, which owns what it opened. */
  private ZipImageFolder(
      Builder builder,
      LabelledImages images,
      SamplePreparation preparation,
      PreparationPool pool,
      int[] samples,
      List<Quarantined> quarantined) {
    super(builder);
    this.images = images;
    this.preprocessing = builder.preprocessing;
    this.preparation = preparation;
    this.pool = pool;
    this.arrays = new BatchArrays(preprocessing.spec());
    this.epochs = EpochCounter.counting();
    this.owner = true;
    this.samples = samples;
    this.quarantined = quarantined;
  }

  /** A view. */
  private ZipImageFolder(ZipImageFolder whole, EpochCounter epochs, int[] samples) {
    super(whole.settings());
    this.images = whole.images;
    this.preprocessing = whole.preprocessing;
    this.preparation = whole.preparation;
    this.pool = whole.pool;
    this.arrays = whole.arrays;
    this.epochs = epochs;
    this.owner = false;
    this.samples = samples;
    this.quarantined = whole.quarantined;
  }

  private Builder settings() {
    return new Builder()
        .setSampling(sampler)
        .optDataBatchifier(dataBatchifier)
        .optLabelBatchifier(labelBatchifier)
        .optPrefetchNumber(prefetchNumber)
        .optDevice(device);
  }

  /** A builder without a source. */
  public static Builder builder() {
    return new Builder();
  }

  /** Does nothing: the archives' directories are read when the data set is built. */
  @Override
  public void prepare(@Nullable Progress progress) {}

  @Override
  protected long availableSize() {
    return samples.length;
  }

  /** The rule by which images are labelled; what {@link LabelRule#AUTO} decided, never AUTO. */
  public LabelRule labelRule() {
    return images.rule();
  }

  /** The classes in the order of their label numbers. */
  public ClassLabels classLabels() {
    return images.classes();
  }

  @Override
  public ClassLabels labels() {
    return images.classes();
  }

  @Override
  public DataSummary summary() throws IOException {
    return new DataSummary(fingerprint(), size(), counts(), quarantined.size());
  }

  @Override
  public Preparation preparation() {
    if (!(preprocessing instanceof TrainingPreprocessing training)) {
      return Preparation.of(preprocessing.spec());
    }
    return new Preparation(
        training.spec(),
        training.augmentations().stream()
            .map(a -> new Preparation.Augmentation(a.toString(), Map.of()))
            .toList(),
        jpegDecoder().startsWith("libjpeg") ? "turbo" : "jdk",
        preparation.seed());
  }

  @Override
  public String name(long index) {
    return sample(index).name();
  }

  @Override
  public int label(long index) {
    return images.label(position(index));
  }

  @Override
  public List<String> getClasses() {
    return images.classes().names();
  }

  /** Number of files in the sources that are not named like an image; 0 with manifests. */
  public int ignored() {
    return images.ignored();
  }

  /**
   * What was left out because it cannot be read or decoded, in order; unmodifiable. Empty unless
   * {@link OnUnreadable#QUARANTINE} was asked for. A view has the list of the whole.
   */
  public List<Quarantined> quarantined() {
    return quarantined;
  }

  /** How many samples each class has, 0 included, in the order of the classes; unmodifiable. */
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    getClasses().forEach(name -> counts.put(name, 0));
    for (int sample : samples) {
      counts.merge(images.classes().name(images.label(sample)), 1, Integer::sum);
    }
    return Collections.unmodifiableMap(counts);
  }

  /**
   * Refuses data that has samples of too few classes.
   *
   * @param minimum at least 1; training needs 2
   * @return this object
   * @throws MalformedDatasetException if fewer classes have a sample
   */
  public ZipImageFolder requireClasses(int minimum) throws MalformedDatasetException {
    TreeSet<String> found = new TreeSet<>();
    counts().forEach((name, count) -> found.addAll(count > 0 ? List.of(name) : List.of()));
    if (found.size() < minimum) {
      throw new MalformedDatasetException(
          "%s: expected at least %d, found %d: %s"
              .formatted(
                  found.size() == 1 ? "one class only" : "too few classes",
                  minimum,
                  found.size(),
                  found),
          images.toString());
    }
    return this;
  }

  /**
   * SHA-256 of what the data is, wherever it lies: 64 lower-case hexadecimal digits.
   *
   * <p>Hashed are the UTF-8 bytes of a line for each sample, sorted: class, entry path, file length
   * in bytes and CRC-32 of the file (8 hexadecimal digits), divided by tabs and ended by a newline.
   * The CRC-32 comes from an archive's directory; files in folders are read for it.
   *
   * @throws IOException if a file cannot be read
   */
  public String fingerprint() throws IOException {
    return Fingerprint.of(images, samples);
  }

  /**
   * Where a sample lies, with its name for messages.
   *
   * @param index 0 to size - 1
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  public Sample sample(long index) {
    return images.sources().sample(position(index));
  }

  /**
   * Reads and decodes a sample's image as it is.
   *
   * @param index 0 to size - 1
   * @throws dev.hibi.image.UnreadableImageException if it is no image or broken; the message names
   *     it
   * @throws IOException if it cannot be read
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  public RgbImage image(long index) throws IOException {
    return images.sources().image(position(index));
  }

  /**
   * What a network sees of a sample in this view's epoch, or in epoch 0, as a picture: prepared,
   * and the normalisation undone.
   *
   * @param index 0 to size - 1
   * @throws IOException as {@link #image}
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  public RgbImage prepared(long index) throws IOException {
    ImageSpec spec = preprocessing.spec();
    float[] floats = new float[spec.floatCount()];
    preparation.prepare(position(index), epochs.first(), floats);
    byte[] pixels = new byte[floats.length];
    for (int i = 0; i < floats.length; i++) {
      int channel = i % ImageSpec.CHANNELS;
      float value = floats[i] * spec.std().get(channel) + spec.mean().get(channel);
      pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(value * 255)));
    }
    return new RgbImage(spec.size(), spec.size(), pixels);
  }

  /** What decodes JPEG, for people: "libjpeg-turbo (...)" or "the JDK". */
  public String jpegDecoder() {
    return images.sources().decoding().jpegDecoder();
  }

  /**
   * Reads a sample's file.
   *
   * @param index 0 to size - 1
   * @return the file's bytes, the caller's own
   * @throws MalformedDatasetException if the archive is broken at this entry
   * @throws IOException if it cannot be read
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  @Override
  public byte[] bytes(long index) throws IOException {
    return images.sources().bytes(position(index));
  }

  /** As {@link #image}, as DJL's type. */
  @Override
  public Image getImage(long index) throws IOException {
    return ImageFactory.getInstance().fromImage(image(index).toBufferedImage());
  }

  /** A sample's label: its class's position among the class labels. */
  @Override
  public long getClassNumber(long index) {
    return images.label(position(index));
  }

  /**
   * The group that a {@link Manifest} puts a sample in, such as a structure or a day: what must not
   * be divided between training and test.
   *
   * @param index 0 to size - 1
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  @Override
  public Optional<String> group(long index) {
    return images.group(position(index));
  }

  private int position(long index) {
    if (index < 0 || index >= samples.length) {
      throw new IndexOutOfBoundsException(
          "no such sample: expected 0 to %d, found %d".formatted(samples.length - 1, index));
    }
    return samples[(int) index];
  }

  /** Edge of a prepared image in pixels. */
  @Override
  public Optional<Integer> getImageWidth() {
    return Optional.of(preprocessing.spec().size());
  }

  /** Edge of a prepared image in pixels. */
  @Override
  public Optional<Integer> getImageHeight() {
    return Optional.of(preprocessing.spec().size());
  }

  /** What DJL's translator does to an image for a model trained on this: resize and normalise. */
  @Override
  public TranslatorOptions matchingTranslatorOptions() {
    return translator(preprocessing.spec(), getClasses());
  }

  private static TranslatorOptions translator(ImageSpec spec, List<String> classes) {
    Pipeline pipeline =
        new Pipeline(
            new Resize(spec.size()),
            new ToTensor(),
            new Normalize(array(spec.mean()), array(spec.std())));
    return ImageClassificationTranslator.builder()
        .optSynset(classes)
        .setPipeline(pipeline)
        .build()
        .getExpansions();
  }

  private static float[] array(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  /**
   * One prepared sample, on the calling thread: float32 (3, H, W) and an int64 scalar.
   *
   * <p>Random views are those of this view's epoch, or of epoch 0.
   */
  @Override
  public Record get(NDManager manager, long index) throws IOException {
    float[] floats = new float[preprocessing.spec().floatCount()];
    preparation.prepare(position(index), epochs.first(), floats);
    NDArray data = arrays.one(manager, floats);
    return new Record(new NDList(data), new NDList(manager.create(getClassNumber(index))));
  }

  /**
   * The batches of one epoch.
   *
   * @param manager parent of each batch's manager
   * @param sampler gives the order
   * @param executor not used: the data set has threads of its own
   * @return batches; each iterator begins a pass of its own over the same epoch
   */
  @Override
  public Iterable<Batch> getData(
      NDManager manager, Sampler sampler, @Nullable ExecutorService executor) {
    Pass pass = new Pass(manager, epochs.next());
    return () -> new PreparedBatches(sampler.sample(this), pool, Math.max(1, prefetchNumber), pass);
  }

  /** One pass for one consumer. */
  private final class Pass implements PreparedBatches.Source {
    private final NDManager manager;
    private final int epoch;

    Pass(NDManager manager, int epoch) {
      this.manager = manager;
      this.epoch = epoch;
    }

    @Override
    public void prepare(long index, float[] out) throws IOException {
      preparation.prepare(position(index), epoch, out);
    }

    @Override
    public BatchMemory allocate(int count) {
      return arrays.allocate(manager, device == null ? manager.getDevice() : device, count);
    }

    @Override
    public Batch assemble(List<Long> indices, BatchMemory memory, long progress) {
      NDManager batch;
      try {
        batch = device == null ? manager.newSubManager() : manager.newSubManager(device);
      } catch (RuntimeException e) {
        memory.discard();
        throw e;
      }
      try {
        NDArray data = memory.toArray(batch);
        long[] labels = indices.stream().mapToLong(ZipImageFolder.this::getClassNumber).toArray();
        return new Batch(
            batch,
            new NDList(data),
            new NDList(batch.create(labels)),
            indices.size(),
            dataBatchifier,
            labelBatchifier,
            progress,
            size(),
            indices);
      } catch (RuntimeException | Error e) {
        batch.close();
        throw e;
      }
    }
  }

  @Override
  public ZipImageFolder forEpoch(int epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException("negative epoch: expected 0 or more, found " + epoch);
    }
    return new ZipImageFolder(this, EpochCounter.fixed(epoch), samples);
  }

  /**
   * The part of one of several processes that train together: every {@code worldSize}-th sample
   * from {@code rank} on. The parts of all ranks are disjoint and hold every sample; their sizes
   * differ by 1 at most.
   *
   * @param rank 0 to worldSize - 1
   * @param worldSize number of processes, at least 1
   * @return a view
   * @throws IllegalArgumentException if either is out of range, or there are fewer samples than
   *     processes
   */
  public ZipImageFolder shard(int rank, int worldSize) {
    if (worldSize < 1 || worldSize > samples.length) {
      throw new IllegalArgumentException(
          "bad world size: expected 1 to %d, found %d".formatted(samples.length, worldSize));
    }
    if (rank < 0 || rank >= worldSize) {
      throw new IllegalArgumentException(
          "bad rank: expected 0 to %d, found %d".formatted(worldSize - 1, rank));
    }
    int count = (samples.length - rank + worldSize - 1) / worldSize;
    int[] part = IntStream.range(0, count).map(i -> samples[rank + i * worldSize]).toArray();
    return new ZipImageFolder(this, epochs.fresh(), part);
  }

  @Override
  protected RandomAccessDataset newSubDataset(int[] indices, int from, int to) {
    int[] part = IntStream.range(from, to).map(i -> position(indices[i])).toArray();
    return new ZipImageFolder(this, epochs.fresh(), part);
  }

  @Override
  protected RandomAccessDataset newSubDataset(List<Long> indices) {
    return select(indices);
  }

  /**
   * A view of some samples in the order given, with epochs of its own.
   *
   * @param indices each 0 to size - 1
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  public ZipImageFolder select(List<Long> indices) {
    int[] part = indices.stream().mapToInt(this::position).toArray();
    return new ZipImageFolder(this, epochs.fresh(), part);
  }

  /** The sources as they were given, for messages. */
  @Override
  public String toString() {
    return images.toString();
  }

  /**
   * Ends the threads and closes the archives; iterators under way fail with {@link
   * IllegalStateException}. Does nothing on a view or subset.
   *
   * @throws IOException if an archive cannot be closed; all others are closed nevertheless
   */
  @Override
  public void close() throws IOException {
    if (owner) {
      pool.close();
      if (pool.isTerminated()) {
        arrays.close(); // else a thread still writes: better its memory is lost than taken away
      }
      images.sources().close();
    }
  }

  /**
   * Options of a {@link ZipImageFolder}, in DJL's naming. DJL's own {@code setSampling} (default:
   * batches of 32 in order), {@code optLimit} (the first samples in order), {@code
   * optPrefetchNumber}, {@code optDevice} and batchifiers (for splitting a batch) work; its
   * transforms and flag do not, because a {@link Preprocessing} takes their place.
   */
  public static final class Builder extends ImageDataset.BaseBuilder<Builder> {
    private static final int DEFAULT_BATCH_SIZE = 32;
    private static final int DEFAULT_IMAGE_SIZE = 224;

    private final List<Path> sources = new ArrayList<>();
    private @Nullable Charset zipCharset;
    private ReadLimits limits = ReadLimits.defaults();
    private LabelRule rule = LabelRule.AUTO;
    private @Nullable ClassLabels classLabels;
    private Preprocessing preprocessing =
        new EvaluationPreprocessing(ImageSpec.imagenet(DEFAULT_IMAGE_SIZE));
    private JpegDecoder jpegDecoder = JpegDecoder.AUTO;
    private OnUnreadable onUnreadable = OnUnreadable.FAIL;
    private double maxUnreadable = 0.01;
    private long cacheBytes;
    private long seed;
    private int threads = Runtime.getRuntime().availableProcessors();

    private Builder() {}

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    public Sampler getSampler() {
      return sampler == null
          ? new BatchSampler(new SequenceSampler(), DEFAULT_BATCH_SIZE)
          : sampler;
    }

    /**
     * Adds a zip archive, an image file, a folder of either at any depth, or a {@link Manifest}
     * (named {@code .csv}). Manifests cannot be mixed with other sources.
     */
    public Builder addSource(Path source) {
      sources.add(source);
      return this;
    }

    /** As {@link ImageSources.Builder#zipCharset}. */
    public Builder optZipCharset(Charset zipCharset) {
      this.zipCharset = zipCharset;
      return this;
    }

    /** What a file may cost before it is refused; default {@link ReadLimits#defaults}. */
    public Builder optLimits(ReadLimits limits) {
      this.limits = limits;
      return this;
    }

    /** How images are labelled; default {@link LabelRule#AUTO}. */
    public Builder optLabels(LabelRule rule) {
      this.rule = rule;
      return this;
    }

    /**
     * The classes in their order, as a model has them; default: those found, sorted. An image of
     * another class is an error.
     */
    public Builder optClassLabels(ClassLabels classLabels) {
      this.classLabels = classLabels;
      return this;
    }

    /**
     * How images are prepared; default {@link EvaluationPreprocessing} at 224 pixels as ImageNet's
     * weights expect.
     */
    public Builder optPreprocessing(Preprocessing preprocessing) {
      this.preprocessing = preprocessing;
      return this;
    }

    /** What decodes JPEG; default {@link JpegDecoder#AUTO}. */
    public Builder optJpegDecoder(JpegDecoder jpegDecoder) {
      this.jpegDecoder = jpegDecoder;
      return this;
    }

    /** What to do about images that cannot be decoded; default {@link OnUnreadable#FAIL}. */
    public Builder optOnUnreadable(OnUnreadable onUnreadable) {
      this.onUnreadable = onUnreadable;
      return this;
    }

    /** Greatest share of images that may be left out by a quarantine, 0 to 1; default 0.01. */
    public Builder optMaxUnreadable(double share) {
      this.maxUnreadable = share;
      return this;
    }

    /**
     * Memory for decoded images, in bytes; default 0. Those that find room are decoded once only.
     * One of 227 by 227 takes about 80 kB where libjpeg-turbo decodes it, otherwise 155 kB; one for
     * evaluation, size times size times 3.
     */
    public Builder optCacheBytes(long cacheBytes) {
      this.cacheBytes = cacheBytes;
      return this;
    }

    /** What all random choices of the preprocessing derive from; default 0. */
    public Builder optSeed(long seed) {
      this.seed = seed;
      return this;
    }

    /** Threads that decode and prepare; default: the available processors. */
    public Builder optThreads(int threads) {
      this.threads = threads;
      return this;
    }

    /**
     * Opens the sources and labels their images.
     *
     * @return a data set that the caller closes
     * @throws IllegalArgumentException if there is no source, a number is out of range, a transform
     *     or a grey flag was set, or libjpeg-turbo is asked for and not there
     * @throws MalformedDatasetException as {@link ImageSources#open(List)}; also if an image has no
     *     label or a class that was not given, AUTO cannot decide, a manifest is malformed, lists
     *     an image twice or one that is not there, or is mixed with other sources, or more images
     *     are unreadable than a quarantine may leave out
     * @throws IOException if a file cannot be read
     */
    public ZipImageFolder build() throws IOException {
      check();
      LabelledImages opened = LabelledImages.open(sources, this::openSources, rule, classLabels);
      try {
        return build(opened);
      } catch (IOException | RuntimeException e) {
        SourceScan.closeAfter(e, opened.sources()::close);
        throw e;
      }
    }

    private ZipImageFolder build(LabelledImages images) throws IOException {
      int size = images.sources().size();
      SamplePreparation preparation =
          new SamplePreparation(images, preprocessing, new DecodedCache(size, cacheBytes), seed);
      int[] samples = Arrays.stream(images.listed()).limit(limit).toArray();
      PreparationPool pool = new PreparationPool(threads, preprocessing.spec().floatCount());
      try {
        List<Quarantined> quarantined = List.of();
        if (onUnreadable == OnUnreadable.QUARANTINE) {
          Quarantine quarantine = Quarantine.of(samples, images.sources(), pool);
          quarantine.requireAtMost(maxUnreadable);
          samples = quarantine.readable();
          quarantined = quarantine.unreadable();
        }
        return new ZipImageFolder(this, images, preparation, pool, samples, quarantined);
      } catch (IOException | RuntimeException e) {
        pool.close();
        throw e;
      }
    }

    private ImageSources openSources(ImageSources.Builder builder) throws IOException {
      builder.limits(limits).jpegDecoder(jpegDecoder);
      if (zipCharset != null) {
        builder.zipCharset(zipCharset);
      }
      return builder.open();
    }

    private void check() {
      if (threads < 1) {
        throw new IllegalArgumentException(
            "bad number of threads: expected at least 1, found " + threads);
      }
      if (!(maxUnreadable >= 0 && maxUnreadable <= 1)) {
        throw new IllegalArgumentException(
            "bad share of unreadable images: expected 0 to 1, found " + maxUnreadable);
      }
      if (cacheBytes < 0) {
        throw new IllegalArgumentException(
            "bad size of the cache: expected 0 or more bytes, found " + cacheBytes);
      }
      if (limit < 1) {
        throw new IllegalArgumentException("bad limit: expected at least 1, found " + limit);
      }
      if (pipeline != null || targetPipeline != null) {
        throw new IllegalArgumentException(
            "transforms cannot be combined with preprocessing: expected none, found "
                + (pipeline != null ? "a pipeline" : "a target pipeline"));
      }
    }

    @Override
    public Builder optFlag(Image.Flag flag) {
      if (flag != Image.Flag.COLOR) {
        throw new IllegalArgumentException("unsupported flag: expected COLOR, found " + flag);
      }
      return super.optFlag(flag);
    }
  }
}
