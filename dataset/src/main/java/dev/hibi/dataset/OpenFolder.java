package dev.hibi.dataset;

import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.dataset.labels.LabeledSources;
import dev.hibi.dataset.preparation.SamplePreparation;
import dev.hibi.image.ImageDecoding;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * What a {@link ZipImageFolder} and its views share: labeled images, their preparation, threads and
 * arrays. Whoever opened it closes it. Thread-safe.
 */
final class OpenFolder implements AutoCloseable {
  private final LabeledSources images;
  private final SamplePreparation preparation;
  private final PreparationPool pool;
  private final BatchArrays arrays;
  private final int[] samples;
  private final List<Quarantined> quarantined;

  private OpenFolder(
      LabeledSources images,
      SamplePreparation preparation,
      PreparationPool pool,
      int[] samples,
      List<Quarantined> quarantined) {
    this.images = images;
    this.preparation = preparation;
    this.pool = pool;
    this.arrays = new BatchArrays(preparation.spec());
    this.samples = samples;
    this.quarantined = quarantined;
  }

  /**
   * Opens the sources and labels their images.
   *
   * @throws IOException as {@link ZipImageFolder.Builder#build}
   */
  static OpenFolder open(FolderOptions<?> options) throws IOException {
    options.check();
    LabeledSources images =
        LabeledSources.open(options.sources, options::reading, options.rule, options.classLabels);
    try {
      return open(options, images);
    } catch (IOException | RuntimeException e) {
      try {
        images.close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  private static OpenFolder open(FolderOptions<?> options, LabeledSources images)
      throws IOException {
    SamplePreparation preparation =
        new SamplePreparation(
            new Files(images.sources()), options.preprocessing, options.cacheBytes, options.seed);
    int[] samples = Arrays.stream(images.listed()).limit(options.limit()).toArray();
    PreparationPool pool = new PreparationPool(options.threads, preparation.spec().floatCount());
    try {
      List<Quarantined> quarantined = List.of();
      if (options.onUnreadable == OnUnreadable.QUARANTINE) {
        Quarantine quarantine = Quarantine.of(samples, images.sources(), pool);
        quarantine.requireAtMost(options.maxUnreadable);
        samples = quarantine.readable();
        quarantined = quarantine.unreadable();
      }
      return new OpenFolder(images, preparation, pool, samples, quarantined);
    } catch (IOException | RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  /** The sources' images, as the preparation asks for them. */
  private record Files(ImageSources sources) implements SamplePreparation.Files {
    @Override
    public int size() {
      return sources.size();
    }

    @Override
    public byte[] bytes(int position) throws IOException {
      return sources.bytes(position);
    }

    @Override
    public String name(int position) {
      return sources.sample(position).name();
    }

    @Override
    public String entry(int position) {
      return sources.entry(position);
    }

    @Override
    public ImageDecoding decoding() {
      return sources.decoding();
    }
  }

  LabeledSources images() {
    return images;
  }

  ImageSources sources() {
    return images.sources();
  }

  SamplePreparation preparation() {
    return preparation;
  }

  PreparationPool pool() {
    return pool;
  }

  BatchArrays arrays() {
    return arrays;
  }

  /** Positions of all samples among the images, ascending; not to be written to. */
  int[] samples() {
    return samples;
  }

  /** What was left out, in order; unmodifiable. */
  List<Quarantined> quarantined() {
    return quarantined;
  }

  /** Ends the threads and closes the archives. Idempotent. */
  @Override
  public void close() throws IOException {
    pool.close();
    if (pool.isTerminated()) {
      arrays.close(); // else a thread still writes: better its memory is lost than taken away
    }
    images.close();
  }
}
