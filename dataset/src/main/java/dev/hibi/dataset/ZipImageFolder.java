package dev.hibi.dataset;

import ai.djl.basicdataset.cv.classification.ImageClassificationDataset;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.training.dataset.Sampler;
import ai.djl.translate.TranslatorOptions;
import ai.djl.util.Progress;
import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.ImageSpec;
import dev.hibi.LabeledImages;
import dev.hibi.PerEpoch;
import dev.hibi.Preparation;
import dev.hibi.SampleIdentity;
import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.dataset.archives.MalformedDatasetException;
import dev.hibi.dataset.archives.Sample;
import dev.hibi.dataset.labels.LabelRule;
import dev.hibi.dataset.labels.Manifest;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.Preprocessing;
import dev.hibi.image.ImageRows;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Labeled images in zip archives and folders, read in place, as a DJL data set.
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
    implements LabeledImages, PerEpoch<ZipImageFolder>, AutoCloseable {
  private final OpenFolder folder;
  private final Selection samples;
  private final EpochCounter epochs;
  private final boolean owner;

  /** A whole data set, which owns what it opened. */
  private ZipImageFolder(Builder settings, OpenFolder folder) {
    super(settings);
    this.folder = folder;
    this.samples = Selection.all(folder);
    this.epochs = EpochCounter.counting();
    this.owner = true;
  }

  /** A view. */
  private ZipImageFolder(ZipImageFolder whole, EpochCounter epochs, Selection samples) {
    super(whole.settings());
    this.folder = whole.folder;
    this.samples = samples;
    this.epochs = epochs;
    this.owner = false;
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
    return samples.size();
  }

  /** The rule by which images are labeled; what {@link LabelRule#AUTO} decided, never AUTO. */
  public LabelRule labelRule() {
    return folder.images().rule();
  }

  @Override
  public ClassLabels labels() {
    return folder.images().classes();
  }

  /** The names of the {@link #labels}, as DJL asks for them. */
  @Override
  public List<String> getClasses() {
    return labels().names();
  }

  /** As {@link ImageSources#ignored}; 0 with manifests. */
  public int ignored() {
    return folder.images().ignored();
  }

  /** As {@link ImageSources#leftovers}; 0 with manifests. */
  public int leftovers() {
    return folder.images().leftovers();
  }

  /** What a user should know of data that are read nevertheless, a line each; unmodifiable. */
  public List<String> warnings() {
    return folder.images().warnings();
  }

  /**
   * What was left out because it cannot be read or decoded, in order; unmodifiable. Empty unless
   * {@link OnUnreadable#QUARANTINE} was asked for. A view has the list of the whole.
   */
  public List<Quarantined> quarantined() {
    return folder.quarantined();
  }

  /** How many samples each class has, 0 included, in the order of the classes; unmodifiable. */
  public Map<String, Integer> counts() {
    return samples.counts();
  }

  /**
   * Refuses data that has samples of too few classes.
   *
   * @param minimum at least 1; training needs 2
   * @return this object
   * @throws MalformedDatasetException if fewer classes have a sample
   */
  public ZipImageFolder requireClasses(int minimum) throws MalformedDatasetException {
    samples.requireClasses(minimum);
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
    return samples.fingerprint().samples();
  }

  /** The {@link #fingerprint}, order and {@link #counts} of these samples. */
  @Override
  public DataSummary summary() throws IOException {
    return samples.summary();
  }

  @Override
  public Preparation preparation() {
    return samples.preparation().description();
  }

  /**
   * Where a sample lies, with its name for messages.
   *
   * @param index 0 to size - 1
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  public Sample sample(long index) {
    return samples.sample(index);
  }

  @Override
  public String name(long index) {
    return sample(index).name();
  }

  @Override
  public int label(long index) {
    return samples.label(index);
  }

  @Override
  public long getClassNumber(long index) {
    return label(index);
  }

  /** The group that a {@link Manifest} puts a sample in. */
  @Override
  public Optional<String> group(long index) {
    return samples.group(index);
  }

  /** Its entry path, length and CRC-32: what {@link #fingerprint} is taken over. */
  @Override
  public Optional<SampleIdentity> identity(long index) throws IOException {
    return Optional.of(samples.identity(index));
  }

  /**
   * Reads a sample's file as it is.
   *
   * @throws MalformedDatasetException if the archive is broken at this entry
   */
  @Override
  public byte[] bytes(long index) throws IOException {
    return folder.sources().bytes(samples.position(index));
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
    return folder.sources().image(samples.position(index));
  }

  /**
   * Opens a sample's image to read its rows from the top down, as {@link ImageSources#rows}: whole
   * photographs, which may be larger than an image to learn from.
   *
   * @param index 0 to size - 1
   * @param maxPixels of one that must be decoded as a whole
   * @return to be closed by the caller
   * @throws dev.hibi.image.UnreadableImageException if it is no image or broken or too large; the
   *     message names it
   * @throws IOException if it cannot be read
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  public ImageRows rows(long index, int maxPixels) throws IOException {
    return folder.sources().rows(samples.position(index), maxPixels);
  }

  /** As {@link #image}, as DJL's type. */
  @Override
  public Image getImage(long index) throws IOException {
    return ImageFactory.getInstance().fromImage(image(index).toBufferedImage());
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
    return samples.preparation().picture(samples.position(index), epochs.first());
  }

  /** What decodes JPEG, for people: "libjpeg-turbo (...)" or "Java". */
  public String jpegDecoder() {
    return folder.sources().decoding().jpegDecoder();
  }

  /**
   * Writes the samples in order as a {@link Manifest}, with their groups if any has one.
   *
   * @param directory where the manifest will lie; paths are written relative to it where possible
   * @param out is not closed
   * @throws IOException if it cannot be written
   */
  public void writeManifest(Path directory, Writer out) throws IOException {
    samples.writeManifest(directory, out);
  }

  @Override
  public Optional<Integer> getImageWidth() {
    return Optional.of(samples.preparation().spec().size());
  }

  @Override
  public Optional<Integer> getImageHeight() {
    return Optional.of(samples.preparation().spec().size());
  }

  /**
   * DJL's translator of images for a model trained on this, which gives a logit for each class: an
   * image becomes the floats that {@link EvaluationPreprocessing} makes of it.
   */
  @Override
  public TranslatorOptions matchingTranslatorOptions() {
    return EvaluationTransform.translator(samples.preparation().spec(), labels());
  }

  /**
   * One prepared sample, on the calling thread: float32 (3, H, W) and an int64 scalar.
   *
   * <p>Random views are those of this view's epoch, or of epoch 0.
   */
  @Override
  public Record get(NDManager manager, long index) throws IOException {
    ImageSpec spec = samples.preparation().spec();
    float[] floats = new float[spec.floatCount()];
    samples.preparation().prepare(samples.position(index), epochs.first(), floats);
    NDArray data = BatchArrays.one(manager, spec, floats);
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
    BatchPass.Consumer consumer =
        new BatchPass.Consumer(manager, device, dataBatchifier, labelBatchifier);
    BatchPass pass = new BatchPass(samples, epochs.next(), consumer);
    int prefetch = Math.max(1, prefetchNumber);
    return () -> new PreparedBatches(sampler.sample(this), folder.pool(), prefetch, pass);
  }

  @Override
  public ZipImageFolder forEpoch(int epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException("negative epoch: expected 0 or more, found " + epoch);
    }
    return new ZipImageFolder(this, EpochCounter.fixed(epoch), samples);
  }

  @Override
  public Optional<ZipImageFolder> unaugmented() {
    return Optional.of(new ZipImageFolder(this, epochs.fresh(), samples.unaugmented()));
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
    return new ZipImageFolder(this, epochs.fresh(), samples.shard(rank, worldSize));
  }

  @Override
  protected RandomAccessDataset newSubDataset(int[] indices, int from, int to) {
    Selection part = samples.of(Arrays.stream(indices, from, to).asLongStream());
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
    Selection part = samples.of(indices.stream().mapToLong(Long::longValue));
    return new ZipImageFolder(this, epochs.fresh(), part);
  }

  /** The sources as they were given, for messages. */
  @Override
  public String toString() {
    return folder.images().toString();
  }

  /**
   * Ends the threads and closes the archives; iterators under way fail with {@link
   * IllegalStateException}. Does nothing on a view or subset. All archives are closed even if one
   * cannot be.
   */
  @Override
  public void close() throws IOException {
    if (owner) {
      folder.close();
    }
  }

  /**
   * Options of a {@link ZipImageFolder}, in DJL's naming. DJL's own {@code setSampling} (default:
   * batches of 32 in order), {@code optLimit} (the first samples in order), {@code
   * optPrefetchNumber}, {@code optDevice} and batchifiers (for splitting a batch) work; its
   * transforms and flag do not, because a {@link Preprocessing} takes their place.
   */
  public static final class Builder extends FolderOptions<Builder> {
    private Builder() {}

    @Override
    protected Builder self() {
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
      return new ZipImageFolder(this, OpenFolder.open(this));
    }
  }
}
