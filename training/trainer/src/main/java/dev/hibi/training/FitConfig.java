package dev.hibi.training;

import dev.hibi.ImageSpec;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.network.StepSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a training run. Immutable.
 *
 * <h2>What decides the result?</h2>
 *
 * <p>Everything here, the two data sets, and on a GPU the order in which its threads add. On a CPU
 * equal settings and data give equal weights, to the bit.
 *
 * <h2>What are the defaults?</h2>
 *
 * <p>Mode {@code features} with weights, {@code scratch} without; the head sees layer4, in mode
 * {@code features} the largest values of its channels, else their means; images as ImageNet's at
 * 128 pixels; 3 epochs of batches of 32; Adam at 0.002 with a cosine after 5 % warm-up; the
 * precision that is fastest on the device; nothing of what a {@link StepSpec} can add; seed 0.
 */
public final class FitConfig {
  private final Backbone backbone;
  private final List<PooledLayer> features;
  private final boolean standardized;
  private final @Nullable FrozenPrefix frozen;
  private final @Nullable Stages stages;
  private final @Nullable NormalOptions normal;
  private final long activationLimit;
  private final TrainingMode mode;
  private final @Nullable Path weights;
  private final ImageSpec imageSpec;
  private final int epochs;
  private final int batchSize;
  private final boolean halveBatchToFit;
  private final double learningRate;
  private final OptimizerSpec optimizer;
  private final LearningRateSchedule schedule;
  private final boolean freezeBatchNorm;
  private final long seed;
  private final boolean balanced;
  private final EpochSelection selection;
  private final @Nullable Precision precision;
  private final StepSpec step;
  private final boolean balanceClasses;

  private FitConfig(Builder builder) {
    this.backbone = builder.backbone;
    this.standardized = builder.standardized;
    this.activationLimit = builder.activationLimit;
    this.weights = builder.weights;
    this.mode = builder.mode != null ? builder.mode : TrainingMode.usual(weights != null);
    this.features = Objects.requireNonNullElse(builder.features, mode.usualFeatures());
    boolean staged = mode == TrainingMode.STAGED;
    this.stages = staged && builder.stages == null ? Stages.DEFAULT : builder.stages;
    this.frozen = staged && builder.frozen == null ? Stages.cut(features) : builder.frozen;
    this.imageSpec = builder.imageSpec;
    boolean patches = mode == TrainingMode.NORMAL;
    this.normal = patches && builder.normal == null ? NormalOptions.DEFAULT : builder.normal;
    this.epochs = patches ? 1 : stages != null ? stages.epochs() : builder.epochs;
    this.batchSize = builder.batchSize;
    this.halveBatchToFit = builder.halveBatchToFit;
    this.learningRate = builder.learningRate;
    this.optimizer = builder.optimizer;
    this.schedule = builder.schedule;
    boolean frozenNorm = mode.freezesBatchNorm(weights != null);
    this.freezeBatchNorm = Objects.requireNonNullElse(builder.freezeBatchNorm, frozenNorm);
    this.seed = builder.seed;
    this.balanced = builder.balanced;
    this.selection = new EpochSelection(builder.selectBest, builder.patience);
    this.precision = builder.precision;
    this.step = builder.step;
    this.balanceClasses = builder.balanceClasses;
  }

  /** Settings for a backbone, all others at their defaults. */
  public static Builder builder(Backbone backbone) {
    return new Builder(backbone);
  }

  /** A builder with these settings. */
  public Builder toBuilder() {
    Builder builder =
        new Builder(backbone)
            .features(features)
            .standardized(standardized)
            .activationLimit(activationLimit)
            .mode(mode)
            .imageSpec(imageSpec)
            .epochs(epochs)
            .batchSize(batchSize)
            .halveBatchToFit(halveBatchToFit)
            .learningRate(learningRate)
            .optimizer(optimizer)
            .schedule(schedule)
            .freezeBatchNorm(freezeBatchNorm)
            .seed(seed)
            .balanced(balanced)
            .selectBest(selection.best())
            .earlyStopping(selection.patience())
            .step(step)
            .balanceClasses(balanceClasses);
    builder.precision = precision;
    builder.frozen = frozen;
    builder.stages = stages;
    builder.normal = normal;
    builder.weights = weights;
    return builder;
  }

  /** The network. */
  public Backbone backbone() {
    return backbone;
  }

  /** What of the network the head sees. */
  public List<PooledLayer> features() {
    return features;
  }

  /** Whether the head learns on features of mean 0 and deviation 1. */
  public boolean standardized() {
    return standardized;
  }

  /**
   * What of the network stays as it is in mode {@code finetune}, or while the last layer learns in
   * mode {@code staged}; empty for nothing.
   */
  public Optional<FrozenPrefix> frozen() {
    return Optional.ofNullable(frozen);
  }

  /** The stages of mode {@code staged}; else empty. */
  public Optional<Stages> stages() {
    return Optional.ofNullable(stages);
  }

  /** How mode {@code normal} learns what is ordinary; in other modes empty. */
  public Optional<NormalOptions> normal() {
    return Optional.ofNullable(normal);
  }

  /** How many bytes of a frozen prefix's results, or of patches, may be kept on disk. */
  public long activationLimit() {
    return activationLimit;
  }

  /** What of it learns. */
  public TrainingMode mode() {
    return mode;
  }

  /** The file that training begins from; empty for random weights. */
  public Optional<Path> weights() {
    return Optional.ofNullable(weights);
  }

  /** How images are prepared, for evaluation and in the finished model. */
  public ImageSpec imageSpec() {
    return imageSpec;
  }

  /** How often every sample is seen, in all stages together. */
  public int epochs() {
    return epochs;
  }

  /** Samples a step; the most of them, if it {@linkplain #halveBatchToFit may be less}. */
  public int batchSize() {
    return batchSize;
  }

  /** Whether a run may take smaller batches where memory does not suffice for these. */
  public boolean halveBatchToFit() {
    return halveBatchToFit;
  }

  /** The base learning rate, which the schedule scales. */
  public double learningRate() {
    return learningRate;
  }

  /** How parameters follow their gradients. */
  public OptimizerSpec optimizer() {
    return optimizer;
  }

  /** How the learning rate changes. */
  public LearningRateSchedule schedule() {
    return schedule;
  }

  /** Whether batch normalisation uses its running statistics as they are while training. */
  public boolean freezeBatchNorm() {
    return freezeBatchNorm;
  }

  /** What initial weights and the order of samples are drawn from. */
  public long seed() {
    return seed;
  }

  /** Whether each class is trained on as often, however many samples it has. */
  public boolean balanced() {
    return balanced;
  }

  /** Which epoch's weights become the model, and when a run ends early. */
  public EpochSelection selection() {
    return selection;
  }

  /** What convolutions are computed in; empty for what is fastest on the device. */
  public Optional<Precision> precision() {
    return Optional.ofNullable(precision);
  }

  /** What happens in a step beside the update. */
  public StepSpec step() {
    return step;
  }

  /** Whether the loss weights classes by how rare they are in the training data. */
  public boolean balanceClasses() {
    return balanceClasses;
  }

  /** Collects settings; {@link #build} checks them. */
  public static final class Builder {
    private final Backbone backbone;
    private @Nullable List<PooledLayer> features;
    private boolean standardized;
    @Nullable FrozenPrefix frozen;
    @Nullable Stages stages;
    private @Nullable NormalOptions normal;
    private long activationLimit = 20L << 30;
    private @Nullable TrainingMode mode;
    private @Nullable Path weights;
    private ImageSpec imageSpec = ImageSpec.imagenet(128);
    private int epochs = 3;
    private int batchSize = 32;
    private boolean halveBatchToFit;
    private double learningRate = 0.002;
    private OptimizerSpec optimizer = OptimizerSpec.adam();
    private LearningRateSchedule schedule = new LearningRateSchedule.Cosine(0.05);
    private @Nullable Boolean freezeBatchNorm;
    private long seed;
    private boolean balanced;
    private boolean selectBest;
    private int patience;
    private @Nullable Precision precision;
    private StepSpec step = StepSpec.PLAIN;
    private boolean balanceClasses;

    private Builder(Backbone backbone) {
      this.backbone = backbone;
    }

    /**
     * What of the network the head sees, in this order; default of layer4 the largest values in
     * mode {@code features}, else the means, as torchvision has it. Layers behind are left out.
     *
     * @throws IllegalArgumentException if there are none, or one is twice
     */
    public Builder features(List<PooledLayer> features) {
      this.features = PooledLayer.distinct(features);
      return this;
    }

    /**
     * Whether the head learns on features whose mean over the training data is 0 and whose
     * deviation is 1; default false. For mode {@code features}. The model's head takes features as
     * they are: its weights are reckoned back.
     */
    public Builder standardized(boolean standardized) {
      this.standardized = standardized;
      return this;
    }

    /**
     * What stays as it is, in mode {@code finetune} with weights; default nothing. In mode {@code
     * staged} what does while the last layer learns, and of which views the head learns, too;
     * default all before that layer, and images as they are.
     */
    public Builder frozen(FrozenPrefix frozen) {
      this.frozen = frozen;
      return this;
    }

    /** Those of {@link TrainingMode#STAGED}, in place of {@link #epochs}; default 3, 1, 1. */
    public Builder stages(Stages stages) {
      this.stages = stages;
      return this;
    }

    /** How {@link TrainingMode#NORMAL} learns; default {@link NormalOptions#DEFAULT}. */
    public Builder normal(NormalOptions normal) {
      this.normal = normal;
      return this;
    }

    /** How many bytes of such results, or of patches, may be kept on disk; default 20 GiB. */
    public Builder activationLimit(long bytes) {
      this.activationLimit = bytes;
      return this;
    }

    /** What learns; default {@code features} with weights, {@code scratch} without. */
    public Builder mode(TrainingMode mode) {
      this.mode = mode;
      return this;
    }

    /** Of safetensors or {@code torch.save}, with torchvision's names; default none. */
    public Builder weights(Path weights) {
      this.weights = weights;
      return this;
    }

    /** How images are prepared; default ImageNet's at 128 pixels. */
    public Builder imageSpec(ImageSpec imageSpec) {
      this.imageSpec = imageSpec;
      return this;
    }

    /** At least 1; default 3. */
    public Builder epochs(int epochs) {
      this.epochs = epochs;
      return this;
    }

    /** At least 2; default 32. */
    public Builder batchSize(int batchSize) {
      this.batchSize = batchSize;
      return this;
    }

    /**
     * Whether a run that begins halves the batch size, once for all, until memory suffices for a
     * step; default false. A warning tells the size that was found, which is that of the run, and a
     * resumed run has it. Larger ones are not tried: fewer steps are another training.
     */
    public Builder halveBatchToFit(boolean halve) {
      this.halveBatchToFit = halve;
      return this;
    }

    /** Above 0; default 0.002. */
    public Builder learningRate(double learningRate) {
      this.learningRate = learningRate;
      return this;
    }

    /** Default Adam. */
    public Builder optimizer(OptimizerSpec optimizer) {
      this.optimizer = optimizer;
      return this;
    }

    /** Default a cosine after 5 % warm-up. */
    public Builder schedule(LearningRateSchedule schedule) {
      this.schedule = schedule;
      return this;
    }

    /** Default true where training begins from given weights, else false. */
    public Builder freezeBatchNorm(boolean freezeBatchNorm) {
      this.freezeBatchNorm = freezeBatchNorm;
      return this;
    }

    /** Default 0. */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /** Whether samples are drawn, with replacement, so that classes come alike; default false. */
    public Builder balanced(boolean balanced) {
      this.balanced = balanced;
      return this;
    }

    /**
     * Whether the model has the weights of the epoch with the least validation loss, of equal ones
     * the first; default false: those of the last. Needs validation data.
     */
    public Builder selectBest(boolean best) {
      this.selectBest = best;
      return this;
    }

    /**
     * After how many epochs without a smaller validation loss the run ends; default 0: never. Needs
     * validation data.
     */
    public Builder earlyStopping(int patience) {
      this.patience = patience;
      return this;
    }

    /**
     * What convolutions are computed in, {@code FLOAT32} or {@code BFLOAT16}; default what is
     * fastest on the device for images of this size, or of a run that goes on what it began with.
     * In mode {@code features} features are computed in it; the head learns in float32.
     */
    public Builder precision(Precision precision) {
      this.precision = precision;
      return this;
    }

    /** What happens in a step beside the update; default nothing. */
    public Builder step(StepSpec step) {
      this.step = step;
      return this;
    }

    /**
     * Whether the loss weights classes by how rare they are in the training data: with the number
     * of samples over that of classes times that of the class's samples; default false.
     */
    public Builder balanceClasses(boolean balance) {
      this.balanceClasses = balance;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException if a value is out of range or two do not go together; the
     *     message names both
     * @throws IOException if there is no such weights file
     */
    public FitConfig build() throws IOException {
      FitConfig config = new FitConfig(this);
      FitLimits.require(config);
      return config;
    }
  }
}
