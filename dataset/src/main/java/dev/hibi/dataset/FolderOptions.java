package dev.hibi.dataset;

import ai.djl.basicdataset.cv.ImageDataset;
import ai.djl.modality.cv.Image;
import ai.djl.training.dataset.BatchSampler;
import ai.djl.training.dataset.Sampler;
import ai.djl.training.dataset.SequenceSampler;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.dataset.archives.ReadLimits;
import dev.hibi.dataset.labels.LabelRule;
import dev.hibi.dataset.labels.Manifest;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.Preprocessing;
import dev.hibi.image.JpegDecoder;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link ZipImageFolder}, as its builder takes them and as its parts ask for them.
 *
 * @param <T> the builder
 */
abstract class FolderOptions<T extends FolderOptions<T>> extends ImageDataset.BaseBuilder<T> {
  private static final int DEFAULT_BATCH_SIZE = 32;
  private static final int DEFAULT_IMAGE_SIZE = 224;

  final List<Path> sources = new ArrayList<>();
  LabelRule rule = LabelRule.AUTO;
  @Nullable ClassLabels classLabels;
  Preprocessing preprocessing = new EvaluationPreprocessing(ImageSpec.imagenet(DEFAULT_IMAGE_SIZE));
  OnUnreadable onUnreadable = OnUnreadable.FAIL;
  double maxUnreadable = 0.01;
  long cacheBytes;
  long seed;
  int threads = Runtime.getRuntime().availableProcessors();
  private @Nullable Charset zipCharset;
  private ReadLimits limits = ReadLimits.defaults();
  private JpegDecoder jpegDecoder = JpegDecoder.AUTO;

  FolderOptions() {}

  @Override
  public Sampler getSampler() {
    return sampler == null ? new BatchSampler(new SequenceSampler(), DEFAULT_BATCH_SIZE) : sampler;
  }

  /**
   * Adds a zip archive, an image file, a folder of either at any depth, or a {@link Manifest}
   * (named {@code .csv}). Manifests cannot be mixed with other sources.
   */
  public T addSource(Path source) {
    sources.add(source);
    return self();
  }

  /** As {@link ImageSources.Builder#zipCharset}. */
  public T optZipCharset(Charset zipCharset) {
    this.zipCharset = zipCharset;
    return self();
  }

  /** What a file may cost before it is refused; default {@link ReadLimits#defaults}. */
  public T optLimits(ReadLimits limits) {
    this.limits = limits;
    return self();
  }

  /** How images are labeled; default {@link LabelRule#AUTO}. */
  public T optLabels(LabelRule rule) {
    this.rule = rule;
    return self();
  }

  /**
   * The classes in their order, as a model has them; default: those found, sorted. An image of
   * another class is an error.
   */
  public T optClassLabels(ClassLabels classLabels) {
    this.classLabels = classLabels;
    return self();
  }

  /**
   * How images are prepared; default {@link EvaluationPreprocessing} at 224 pixels as ImageNet's
   * weights expect.
   */
  public T optPreprocessing(Preprocessing preprocessing) {
    this.preprocessing = preprocessing;
    return self();
  }

  /** What decodes JPEG; default {@link JpegDecoder#AUTO}. */
  public T optJpegDecoder(JpegDecoder jpegDecoder) {
    this.jpegDecoder = jpegDecoder;
    return self();
  }

  /** What to do about images that cannot be decoded; default {@link OnUnreadable#FAIL}. */
  public T optOnUnreadable(OnUnreadable onUnreadable) {
    this.onUnreadable = onUnreadable;
    return self();
  }

  /** Greatest share of images that may be left out by a quarantine, 0 to 1; default 0.01. */
  public T optMaxUnreadable(double share) {
    this.maxUnreadable = share;
    return self();
  }

  /**
   * Memory for decoded images, in bytes; default 0. Those that find room are decoded once only. One
   * of 227 by 227 takes about 80 kB where libjpeg-turbo decodes it, otherwise 155 kB; one for
   * evaluation, size times size times 3.
   */
  public T optCacheBytes(long cacheBytes) {
    this.cacheBytes = cacheBytes;
    return self();
  }

  /** What all random choices of the preprocessing derive from; default 0. */
  public T optSeed(long seed) {
    this.seed = seed;
    return self();
  }

  /** Threads that decode and prepare; default: the available processors. */
  public T optThreads(int threads) {
    this.threads = threads;
    return self();
  }

  @Override
  public T optFlag(Image.Flag flag) {
    if (flag != Image.Flag.COLOR) {
      throw new IllegalArgumentException("unsupported flag: expected COLOR, found " + flag);
    }
    return super.optFlag(flag);
  }

  /** How many samples there may be: the first ones in order. */
  long limit() {
    return limit;
  }

  /** Those of the options that concern the sources. */
  ImageSources.Builder reading(ImageSources.Builder builder) {
    builder.limits(limits).jpegDecoder(jpegDecoder);
    return zipCharset == null ? builder : builder.zipCharset(zipCharset);
  }

  void check() {
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
}
