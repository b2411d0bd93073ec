package dev.hibi.training;

import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.ImageSpec;
import dev.hibi.Preparation;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.network.StepSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongToIntFunction;

/**
 * All that decides the numbers of a run, and so its identity. Immutable; equal when all of it is.
 *
 * <p>It is what a resumed run is compared with, what listeners are told when a run starts, and what
 * {@code model.json}, {@code run.json} and checkpoints hold as {@link #toJson}.
 *
 * @param network what is trained, and from where
 * @param data what it learns from and is tested on
 * @param recipe how it is trained
 * @param environment where and with what it is computed
 * @param changes what of all this was otherwise before a resume, in the order in which it changed;
 *     empty for a run that has gone on as it began
 */
public record RunSettings(
    Network network, Data data, Recipe recipe, Environment environment, List<Change> changes) {

  /** Copies the changes. */
  public RunSettings {
    changes = List.copyOf(changes);
  }

  /** Settings that have been the same from the beginning. */
  public RunSettings(Network network, Data data, Recipe recipe, Environment environment) {
    this(network, data, recipe, environment, List.of());
  }

  /**
   * What is trained, and from where.
   *
   * @param backbone the network
   * @param mode what of it learns
   * @param weightsSha256 hex digest of the file that training begins from; empty for random weights
   * @param freezeBatchNorm whether batch normalisation uses its running statistics as they are
   * @param features what of the backbone the head sees, in this order
   * @param standardized whether the head learns on features of mean 0 and deviation 1
   * @param frozen what of the network stays as it is; empty for nothing, or in mode {@code
   *     features}
   * @param stages of {@link TrainingMode#STAGED}; in other modes empty
   * @param normal of {@link TrainingMode#NORMAL}; in other modes empty
   */
  public record Network(
      Backbone backbone,
      TrainingMode mode,
      Optional<String> weightsSha256,
      boolean freezeBatchNorm,
      List<PooledLayer> features,
      boolean standardized,
      Optional<FrozenPrefix> frozen,
      Optional<Stages> stages,
      Optional<NormalOptions> normal) {

    /**
     * Checks the features.
     *
     * @throws IllegalArgumentException also if there are stages in another mode than {@code
     *     staged}, or none in it
     */
    public Network {
      features = PooledLayer.distinct(features);
      boolean staged = mode == TrainingMode.STAGED;
      if (staged != stages.isPresent() || (staged && frozen.isEmpty())) {
        throw new IllegalArgumentException(
            "stages and a cut are of mode staged: expected %s, found %s and %s in mode %s"
                .formatted(staged ? "both" : "no stages", stages, frozen, mode));
      }
    }

    /** A network whose head sees what torchvision's do, as it is. */
    public Network(
        Backbone backbone,
        TrainingMode mode,
        Optional<String> weightsSha256,
        boolean freezeBatchNorm) {
      this(
          backbone,
          mode,
          weightsSha256,
          freezeBatchNorm,
          PooledLayer.DEFAULT,
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    /**
     * The stage that an epoch is of; empty in a mode without.
     *
     * @param epoch from 1
     */
    public Optional<Stages.Stage> stage(int epoch) {
      return stages.flatMap(
          of -> of.list(frozen.orElseThrow()).stream().filter(one -> one.has(epoch)).findFirst());
    }

    /** As a run has it that consists of the stage of an epoch, from 1. */
    Network during(int epoch) {
      if (stages.isEmpty()) {
        return this;
      }
      int number = stage(epoch).orElseThrow().number();
      return new Network(
          backbone,
          number == 1 ? TrainingMode.FEATURES : TrainingMode.FINETUNE,
          weightsSha256,
          freezeBatchNorm,
          features,
          standardized,
          number == 2 ? frozen : Optional.empty(),
          Optional.empty(),
          normal);
    }

    /**
     * The network whole.
     *
     * @param classes width of its logits
     */
    public NetworkDefinition whole(int classes) {
      return normal.isPresent()
          ? backbone.network(normal.get().grid())
          : backbone.network(classes, features);
    }

    /** What of it learns, as a network. */
    NetworkDefinition learning(int classes) {
      return learning(whole(classes), mode, frozen);
    }

    /** Of a network all, what a frozen prefix leaves, or the head. */
    static NetworkDefinition learning(
        NetworkDefinition whole, TrainingMode mode, Optional<FrozenPrefix> frozen) {
      return mode == TrainingMode.FEATURES
          ? whole.headAlone()
          : frozen.map(prefix -> whole.from(prefix.trainFrom())).orElse(whole);
    }
  }

  /**
   * What is learned from and tested on.
   *
   * @param labels the classes in the order of the logits
   * @param training what is learned from
   * @param test what is tested on; of the same image spec
   * @param validation what epochs are compared by; of the same image spec; empty if the test data
   *     are measured after each epoch
   */
  public record Data(
      ClassLabels labels, Images training, Images test, Optional<Images> validation) {

    /** Data without a validation. */
    public Data(ClassLabels labels, Images training, Images test) {
      this(labels, training, test, Optional.empty());
    }

    /** What is measured after each epoch: {@code validation} or {@code test}. */
    public String measured() {
      return validation.isPresent() ? LabeledDataset.VALIDATION : LabeledDataset.TEST;
    }

    /** How images are prepared for evaluation, and in the finished model. */
    public ImageSpec imageSpec() {
      return test.preparation().imageSpec();
    }
  }

  /**
   * A data set.
   *
   * @param summary what it holds
   * @param preparation what its images become before the network sees them
   */
  public record Images(DataSummary summary, Preparation preparation) {}

  /**
   * How a network is trained.
   *
   * @param epochs how often every sample is seen
   * @param batchSize samples a step
   * @param learningRate the base rate, which the schedule scales
   * @param optimizer how parameters follow their gradients
   * @param schedule how the learning rate changes
   * @param seed what initial weights and the order of samples are drawn from
   * @param sampler how that order is drawn, such as {@value #FISHER_YATES}
   * @param precision what convolutions are computed in, such as {@value #FLOAT32}
   * @param selection which epoch's weights become the model
   * @param step what else happens in a step
   */
  public record Recipe(
      int epochs,
      int batchSize,
      double learningRate,
      OptimizerSpec optimizer,
      LearningRateSchedule schedule,
      long seed,
      String sampler,
      String precision,
      EpochSelection selection,
      StepSpec step) {
    /** Every number of a training in single precision. */
    public static final String FLOAT32 = "float32";

    /** Convolutions in bfloat16, what learns in single precision. */
    public static final String BFLOAT16 = "bfloat16";

    /**
     * Fisher and Yates's shuffle by {@link java.util.SplittableRandom}, from seed and epoch; a last
     * batch of a single sample joins the one before it.
     */
    public static final String FISHER_YATES = "fisher-yates-1";

    /**
     * For each sample a class and of it a sample, with replacement, by {@link
     * java.util.SplittableRandom} from seed and epoch; the last batch as with {@link
     * #FISHER_YATES}.
     */
    public static final String BALANCED = "balanced-1";

    /** A recipe for all epochs, of which the last one's weights become the model. */
    public Recipe(
        int epochs,
        int batchSize,
        double learningRate,
        OptimizerSpec optimizer,
        LearningRateSchedule schedule,
        long seed,
        String sampler,
        String precision) {
      this(
          epochs,
          batchSize,
          learningRate,
          optimizer,
          schedule,
          seed,
          sampler,
          precision,
          EpochSelection.LAST);
    }

    /** A recipe whose steps are plain. */
    public Recipe(
        int epochs,
        int batchSize,
        double learningRate,
        OptimizerSpec optimizer,
        LearningRateSchedule schedule,
        long seed,
        String sampler,
        String precision,
        EpochSelection selection) {
      this(
          epochs,
          batchSize,
          learningRate,
          optimizer,
          schedule,
          seed,
          sampler,
          precision,
          selection,
          StepSpec.PLAIN);
    }

    /**
     * In which order samples are trained on.
     *
     * @param label of a sample
     */
    TrainingOrder order(long samples, LongToIntFunction label) {
      return TrainingOrder.of(
          sampler.equals(BALANCED), step.samples(batchSize), seed, samples, label);
    }

    /** The same with another length and schedule. */
    Recipe with(int length, LearningRateSchedule other) {
      return new Recipe(
          length,
          batchSize,
          learningRate,
          optimizer,
          other,
          seed,
          sampler,
          precision,
          selection,
          step);
    }

    /** How a precision is recorded. */
    static String recorded(Precision computed) {
      return computed == Precision.BFLOAT16 ? BFLOAT16 : FLOAT32;
    }

    /** What convolutions are computed in. */
    Precision computed() {
      return precision.equals(BFLOAT16) ? Precision.BFLOAT16 : Precision.FLOAT32;
    }
  }

  /**
   * Where and with what a run is computed.
   *
   * @param device such as {@code cpu} or {@code gpu:0}; of several {@code gpu:0,gpu:1}
   * @param computeThreads how many threads of the CPU share one computation
   * @param versions of Hibi, DJL, PyTorch, Java, the operating system and the processor by name
   */
  public record Environment(String device, int computeThreads, Map<String, String> versions) {
    /** Copies the versions, in their order. */
    public Environment {
      versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }

    boolean isCpu() {
      return !device.contains("gpu");
    }
  }

  /**
   * What was otherwise before a resume.
   *
   * @param epoch number of epochs that were done by then
   * @param step number of updates that were done by then
   * @param name of a setting, as in {@link #byName}; or {@code trainingData}, {@code testData},
   *     {@code validationData}, {@code validationJpegDecoder}, {@code device}, {@code
   *     computeThreads}, or one of the versions
   * @param from what it was
   * @param to what it is from then on
   */
  public record Change(int epoch, long step, String name, String from, String to) {}

  /** Those of the stage of an epoch, from 1. */
  RunSettings during(int epoch) {
    return new RunSettings(network.during(epoch), data, recipe, environment, changes);
  }

  /** What a setting was before it changed for the first time, or what it is. */
  String atFirst(String name, String now) {
    return changes.stream()
        .filter(change -> change.name().equals(name))
        .map(Change::from)
        .findFirst()
        .orElse(now);
  }

  /**
   * The settings by name, in an order that stays, as a table shows them and a sweep compares them:
   * network, recipe and preparation of the data. What the data sets hold and the environment are
   * told apart from it.
   *
   * @return of each name a {@code Boolean}, {@code Integer}, {@code Long}, {@code Double} or {@code
   *     String}; unmodifiable
   */
  public Map<String, Object> byName() {
    Preparation training = data.training.preparation();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("backbone", network.backbone.id());
    values.put("features", PooledLayer.text(network.features));
    values.put("standardized", network.standardized);
    values.put("mode", network.mode.id());
    values.put("trainFrom", network.frozen.map(FrozenPrefix::id).orElse("all"));
    values.put("views", network.frozen.map(FrozenPrefix::views).orElse(0));
    values.put("stages", network.stages.map(Stages::toString).orElse("none"));
    values.put("normal", network.normal.map(NormalOptions::toString).orElse("none"));
    values.put("weightsSha256", network.weightsSha256.orElse("none"));
    values.put("imageSize", data.imageSpec().size());
    values.put("imageMean", data.imageSpec().mean().toString());
    values.put("imageStd", data.imageSpec().std().toString());
    values.put("epochs", recipe.epochs);
    values.put("batchSize", recipe.batchSize);
    values.put("learningRate", recipe.learningRate);
    values.put("optimizer", recipe.optimizer.toString());
    values.put("schedule", recipe.schedule.toString());
    values.put("freezeBatchNorm", network.freezeBatchNorm);
    values.put("seed", recipe.seed);
    values.put("labels", data.labels.toString());
    values.put("augmentations", text(training));
    values.put("augmentationSeed", training.seed());
    values.put("jpegDecoder", training.jpegDecoder());
    values.put("testJpegDecoder", data.test.preparation().jpegDecoder());
    values.put("sampler", recipe.sampler);
    values.put("precision", recipe.precision);
    putStep(values, recipe.step);
    values.put("select", recipe.selection.id());
    values.put("earlyStopping", recipe.selection.patience());
    return Collections.unmodifiableMap(values);
  }

  private static void putStep(Map<String, Object> values, StepSpec step) {
    values.put("accumulate", step.accumulate());
    values.put("labelSmoothing", step.labelSmoothing());
    values.put("classWeights", step.classWeights().isEmpty() ? "none" : "" + step.classWeights());
    values.put("mixup", step.mixup());
    values.put("cutmix", step.cutmix());
    values.put("clipNorm", step.clipNorm());
    values.put("ema", step.ema());
    values.put("decayOnNorm", step.decayOnNorm());
    values.put("rateFactors", step.rateFactors().isEmpty() ? "none" : "" + step.rateFactors());
  }

  private static String text(Preparation preparation) {
    return preparation.augmentations().isEmpty()
        ? "none"
        : String.join(
            ", ",
            preparation.augmentations().stream().map(a -> a.name() + a.parameters()).toList());
  }

  /**
   * The one form in which settings are written down: a JSON object on one line. Equal settings give
   * equal text.
   */
  public String toJson() {
    return SettingsJson.write(this).toString();
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is something else, or of another version
   */
  public static RunSettings fromJson(String json) {
    return SettingsJson.read(json);
  }
}
