package dev.hibi.cli.train;

import ai.djl.Device;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.cli.option.AugmentOption;
import dev.hibi.cli.option.DataSources;
import dev.hibi.cli.option.DeviceOption;
import dev.hibi.cli.option.Inputs;
import dev.hibi.cli.option.LanguageOption;
import dev.hibi.cli.option.ReadingOptions;
import dev.hibi.client.KqiContainer;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.Preprocessing;
import dev.hibi.model.Backbone;
import dev.hibi.training.FitConfig;
import dev.hibi.training.TrainingMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hibi train}. */
@Command(
    name = "train",
    sortOptions = false,
    description = "Trains a classifier and tests it after each epoch.")
public final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DataSources sources = new DataSources();

  @Option(
      names = "--train",
      paramLabel = "ZIP|DIR",
      arity = "1..*",
      description = "Images to learn from: zip archives, folders of images, folders of archives.")
  private List<Path> train = List.of();

  @Option(
      names = "--test",
      paramLabel = "ZIP|DIR",
      arity = "1..*",
      description = "Images to test on at the end, and after each epoch without --validation.")
  private List<Path> test = List.of();

  @Option(
      names = "--classes",
      paramLabel = "NAME",
      split = ",",
      description = "The classes in the order of their numbers, such as N,P (default: sorted).")
  private List<String> classes = List.of();

  @Mixin private WeightsOption weights = new WeightsOption();

  @Option(
      names = "--backbone",
      paramLabel = "NAME",
      defaultValue = "resnet18",
      description =
          "resnet10-w16 (for tests), resnet18, resnet34, resnet50, resnet101, resnet152 or"
              + " resnet50-v1 (default: ${DEFAULT-VALUE}).")
  private String backbone = "";

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "features: the head alone, on features computed once; finetune: everything, from the"
              + " weights; staged: the head, then the last layer, then everything, from the"
              + " weights; scratch: everything, from random weights; normal: what is ordinary, from"
              + " images of that class alone (default: features with --weights, else scratch).")
  private @Nullable String mode;

  @Mixin private FeaturesOption features = new FeaturesOption();

  @Mixin private FrozenOptions frozen = new FrozenOptions();

  @Mixin private StagesOption stages = new StagesOption();

  @Mixin private NormalOption normal = new NormalOption();

  @Option(
      names = "--image-size",
      paramLabel = "PIXELS",
      defaultValue = "128",
      description =
          "Edge of what the network sees (default: ${DEFAULT-VALUE}; with --mode normal 224).")
  private int imageSize;

  @Option(
      names = "--epochs",
      defaultValue = "3",
      description = "How often every image is seen (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Mixin private BatchSizeOption batchSize = new BatchSizeOption();

  @Option(
      names = "--lr",
      defaultValue = "0.002",
      description = "Learning rate (default: ${DEFAULT-VALUE}).")
  private double learningRate;

  @Mixin private OptimizerOptions optimizer = new OptimizerOptions();

  @Mixin private ScheduleOptions schedule = new ScheduleOptions();

  @Mixin private RateSearch rates = new RateSearch();

  @Option(
      names = "--balanced",
      description = "Draw images so that each class comes as often, however few it has.")
  private boolean balanced;

  @Option(
      names = "--freeze-batch-norm",
      negatable = true,
      description =
          "Keep batch normalisation's statistics as they are (default: with --weights, yes).")
  private @Nullable Boolean freezeBatchNorm;

  @Mixin private StepOptions step = new StepOptions();

  @Mixin private SelectionOptions selection = new SelectionOptions();

  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Mixin private AugmentOption augment = new AugmentOption();

  @Mixin private DeviceOption device = new DeviceOption();

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "What all random choices derive from (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = {"--output", "--parameter_dir"},
      paramLabel = "DIR",
      description = "Where model, checkpoints, metrics and events go.")
  private @Nullable Path output;

  @Mixin private EventOptions events = new EventOptions();

  @Mixin private CheckpointOption checkpoints = new CheckpointOption();

  @Mixin private ResumeOptions resume = new ResumeOptions();

  @Mixin private LanguageOption language = new LanguageOption();

  @Option(
      names = "--kqi",
      description =
          "In a KAMONOHASHI container: train on /kqi/input/training, test on /kqi/input/testing,"
              + " write to /kqi/output/NAME.")
  private boolean kqi;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "hibi",
      description = "Name of the output under /kqi/output (default: ${DEFAULT-VALUE}).")
  private String name = "";

  @Option(
      names = "--kqi-root",
      paramLabel = "DIR",
      defaultValue = "${env:KQI_ROOT:-/}",
      description =
          "What stands for / with --kqi: default the variable KQI_ROOT, which an emulated platform"
              + " sets, or else /.")
  private Path kqiRoot = Path.of("/");

  /** For the command line, which makes it. */
  public TrainCommand() {}

  @Override
  public Integer call() throws IOException {
    if (name.isBlank()) {
      throw usage("no name: expected that of a folder, found '" + name + "'");
    }
    Inputs.requireNoOption(spec, train);
    Inputs.requireNoOption(spec, test);
    resume.check();
    selection.need(schedule.validationFor());
    selection.check(!test.isEmpty());
    rates.check();
    if (kqi) {
      takeContainer();
    }
    require("--train", !train.isEmpty());
    require("--test", !test.isEmpty() || selection.folds() > 0 || rates.isAsked());
    Path directory = output;
    if (directory == null) {
      throw usage("missing option: expected --output DIR, found none");
    }
    FitConfig config = config();
    stages.check(config, rates.isAsked());
    normal.check(config, rates.isAsked());
    String asTheyAre = FrozenOptions.asTheyAre(config);
    if (asTheyAre != null) {
      augment.requireNone(asTheyAre);
    }
    List<Device> targets = device.selectAll();
    train(config, new Session(config, targets, directory, events, checkpoints, resume, language));
    return 0;
  }

  private void train(FitConfig config, Session session) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ImageSpec image = config.imageSpec();
    Preprocessing asItIs = new EvaluationPreprocessing(image);
    boolean vary = FrozenOptions.asTheyAre(config) == null;
    Preprocessing varied = vary ? augment.preprocessing(image) : asItIs;
    try (OpenedImages images = new OpenedImages(selection, seed, out)) {
      ZipImageFolder training = open("train", train, classLabels(), varied);
      boolean ordinary = config.mode() == TrainingMode.NORMAL;
      images.train(training, ordinary ? 1 : 2);
      if (rates.isAsked()) {
        rates.search(session, training, out, err);
        return;
      }
      Optional<ClassLabels> labels = // of ordinary images alone it is the test's to tell
          images.labels().size() > 1 ? Optional.of(images.labels()) : classLabels();
      if (selection.folds() == 0) {
        images.test(open("test", test, labels, asItIs));
      }
      if (!selection.sources().isEmpty()) {
        images.validation(open("valid", selection.sources(), labels, asItIs));
      }
      if (selection.divides() && vary) {
        images.plain(builder(labels, asItIs, train).build());
      }
      out.printf("decoder   JPEG by %s%n", training.jpegDecoder());
      reading.writeQuarantine(images.byName());
      if (selection.folds() == 0) {
        Report.result(session.train(images.whole(), out, err), out);
      } else {
        new Folds(session, images.divisible(), images::of, seed).run(selection.folds(), out, err);
      }
    }
  }

  private Optional<ClassLabels> classLabels() {
    return classes.isEmpty()
        ? Optional.empty()
        : Optional.of(usage(() -> new ClassLabels(List.copyOf(classes))));
  }

  private ZipImageFolder open(
      String called, List<Path> paths, Optional<ClassLabels> labels, Preprocessing preprocessing)
      throws IOException {
    return DataSources.open(
        called,
        paths,
        builder(labels, preprocessing, List.of()),
        spec.commandLine().getOut(),
        spec.commandLine().getErr());
  }

  private ZipImageFolder.Builder builder(
      Optional<ClassLabels> labels, Preprocessing preprocessing, List<Path> paths) {
    ZipImageFolder.Builder builder =
        sources.builder().optPreprocessing(preprocessing).optSeed(seed);
    labels.ifPresent(builder::optClassLabels);
    reading.apply(builder);
    paths.forEach(builder::addSource);
    return builder;
  }

  private void takeContainer() throws IOException {
    KqiContainer container = KqiContainer.at(kqiRoot, System.getenv());
    train = train.isEmpty() ? List.of(container.training()) : train;
    test = test.isEmpty() && selection.folds() == 0 ? List.of(container.testing()) : test;
    output = output == null ? container.output().resolve(name) : output;
  }

  private FitConfig config() throws IOException {
    Backbone chosenBackbone = usage(() -> Backbone.of(backbone));
    FitConfig.Builder builder =
        FitConfig.builder(chosenBackbone)
            .imageSpec(usage(() -> ImageSpec.imagenet(normal.imageSize(mode, imageSize))))
            .epochs(epochs)
            .learningRate(learningRate)
            .optimizer(usage(optimizer::optimizer))
            .schedule(usage(schedule::schedule))
            .balanced(balanced)
            .seed(seed);
    features.apply(builder);
    frozen.apply(builder);
    stages.apply(builder);
    normal.apply(builder);
    batchSize.apply(builder);
    selection.apply(builder);
    step.apply(builder);
    if (mode != null) {
      String chosen = mode;
      builder.mode(usage(() -> TrainingMode.of(chosen)));
    }
    if (freezeBatchNorm != null) {
      builder.freezeBatchNorm(freezeBatchNorm);
    }
    try {
      weights.file(chosenBackbone, spec.commandLine().getErr()).ifPresent(builder::weights);
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private void require(String option, boolean given) {
    if (!given) {
      throw usage("missing option: expected " + option + " ZIP|DIR..., found none");
    }
  }

  private <T> T usage(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private ParameterException usage(@Nullable String message) {
    return new ParameterException(spec.commandLine(), String.valueOf(message));
  }
}
