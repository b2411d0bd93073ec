package dev.hibi.classifier;

import ai.djl.Device;
import dev.hibi.ImageSpec;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.Preprocessing;
import dev.hibi.dataset.preparation.TrainingPreprocessing;
import dev.hibi.model.Backbone;
import dev.hibi.training.FitConfig;
import dev.hibi.training.FitListener;
import dev.hibi.training.TrainingHandle;
import dev.hibi.training.TrainingMode;
import dev.hibi.training.TrainingResult;
import dev.hibi.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A training to be run: the options that are asked for most, all others by {@link #configure}.
 *
 * <h2>What are the defaults?</h2>
 *
 * <p>A ResNet-18 from random weights, images of 128 pixels, 3 epochs, varied as {@link
 * TrainingPreprocessing#inspection} does, seed 0, on the CPU. Given weights, the head alone learns,
 * on features that are computed once and not varied.
 *
 * <p>Not thread-safe; used once.
 */
public final class Training {
  private final Path train;
  private final Path test;
  private final Path output;
  private final List<Consumer<FitConfig.Builder>> settings = new ArrayList<>();
  private final List<FitListener> listeners = new ArrayList<>();
  private Backbone backbone = Backbone.RESNET18;
  private ImageSpec image = ImageSpec.imagenet(128);
  private long seed;
  private @Nullable Function<ImageSpec, Preprocessing> views;
  private @Nullable Path validation;
  private Device device = Device.cpu();
  private boolean resume;
  private boolean extend;
  private Set<String> accepted = Set.of();

  Training(Path train, Path test, Path output) {
    this.train = train;
    this.test = test;
    this.output = output;
  }

  /** The network; default {@link Backbone#RESNET18}. */
  public Training backbone(Backbone backbone) {
    this.backbone = backbone;
    return this;
  }

  /**
   * Weights to begin from, such as ImageNet's: a safetensors file, or one that {@code torch.save}
   * wrote, with torchvision's names. Default: none.
   */
  public Training weights(Path weights) {
    return configure(config -> config.weights(weights));
  }

  /**
   * Edge of the square that images are resized to, normalised as ImageNet's are; default 128.
   *
   * @param pixels 8 to 4096
   * @throws IllegalArgumentException if it is out of range
   */
  public Training imageSize(int pixels) {
    this.image = ImageSpec.imagenet(pixels);
    return this;
  }

  /** How often every image is seen; default 3. */
  public Training epochs(int epochs) {
    return configure(config -> config.epochs(epochs));
  }

  /** What every random choice is drawn from; default 0. */
  public Training seed(long seed) {
    this.seed = seed;
    return this;
  }

  /**
   * How training images are varied, such as {@code TrainingPreprocessing::tutorial}, or {@code
   * EvaluationPreprocessing::new} for not at all; default {@link TrainingPreprocessing#inspection},
   * or not at all in mode {@code features} and with one view of a frozen prefix, which cannot be
   * combined with any.
   */
  public Training augmentation(Function<ImageSpec, Preprocessing> views) {
    this.views = views;
    return this;
  }

  /**
   * What to measure after each epoch, and to choose an epoch by where {@link #configure} says so;
   * default none: the test data are measured after each epoch.
   *
   * @param source as the training data; none of its images in them or in the test data
   */
  public Training validation(Path source) {
    this.validation = source;
    return this;
  }

  /** Where to compute; default the CPU. See {@link dev.hibi.model.DeviceSelection}. */
  public Training device(Device device) {
    this.device = device;
    return this;
  }

  /** Whether to go on from a checkpoint if there is one; default false: one is an error. */
  public Training resume(boolean resume) {
    this.resume = resume;
    return this;
  }

  /**
   * What a resumed run may have otherwise than before; default nothing.
   *
   * @param names as {@link TrainingRun.Builder#accept} takes them
   */
  public Training accept(Set<String> names) {
    this.accepted = Set.copyOf(names);
    return this;
  }

  /** As {@link TrainingRun.Builder#extend}; default false. */
  public Training extend(boolean extend) {
    this.extend = extend;
    return this;
  }

  /** Who hears of progress; default nobody. Given again, for others who hear of it after. */
  public Training listener(FitListener listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * Any other setting, such as {@code config -> config.learningRate(0.01)}. Backbone, image
   * specification and seed are set by the methods here.
   */
  public Training configure(Consumer<FitConfig.Builder> setting) {
    settings.add(setting);
    return this;
  }

  /**
   * Trains until the last epoch and writes the model.
   *
   * @throws IllegalArgumentException if settings do not go together, or the data cannot be trained
   *     or tested on
   * @throws IOException as {@link TrainingRun#fit}, and if a source cannot be read
   */
  public TrainingResult fit() throws IOException {
    return fit(TrainingRun::fit);
  }

  /**
   * Trains as {@link #fit} does, in another thread, which opens the sources, too.
   *
   * @param executor has a thread for it; not closed here
   * @return what it is observed, cancelled and awaited by
   */
  public TrainingHandle start(Executor executor) {
    return TrainingHandle.start(executor, handle -> fit(handle::fit));
  }

  @FunctionalInterface
  private interface Fitting {
    TrainingResult fit(TrainingRun run) throws IOException;
  }

  private TrainingResult fit(Fitting fitting) throws IOException {
    Path measured = validation;
    FitConfig config = config();
    try (ZipImageFolder training = data(train, views(config)).build();
        ZipImageFolder testing =
            data(test, new EvaluationPreprocessing(image))
                .optClassLabels(training.requireClasses(2).labels())
                .build()) {
      TrainingRun.Builder run =
          TrainingRun.builder(config, training, testing, output)
              .device(device)
              .resume(resume)
              .extend(extend)
              .accept(accepted);
      listeners.forEach(run::listener);
      if (measured == null) {
        return fitting.fit(run.build());
      }
      try (ZipImageFolder validating =
          data(measured, new EvaluationPreprocessing(image))
              .optClassLabels(training.labels())
              .build()) {
        return fitting.fit(run.validation(validating).build());
      }
    }
  }

  private FitConfig config() throws IOException {
    FitConfig.Builder builder = FitConfig.builder(backbone);
    settings.forEach(setting -> setting.accept(builder));
    return builder.imageSpec(image).seed(seed).build();
  }

  private Preprocessing views(FitConfig config) {
    if (views != null) {
      return views.apply(image);
    }
    boolean asTheyAre =
        config.mode() == TrainingMode.FEATURES
            || config.frozen().filter(prefix -> prefix.views() == 1).isPresent();
    return asTheyAre ? new EvaluationPreprocessing(image) : TrainingPreprocessing.inspection(image);
  }

  private ZipImageFolder.Builder data(Path source, Preprocessing preprocessing) {
    return ZipImageFolder.builder().addSource(source).optPreprocessing(preprocessing).optSeed(seed);
  }
}
