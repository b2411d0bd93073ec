package dev.hibi.training.tensorboard;

import static java.lang.Float.NaN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.TrainingDivergedException;
import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.ImageSpec;
import dev.hibi.LabeledImages;
import dev.hibi.Preparation;
import dev.hibi.model.Backbone;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.Provenance;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import dev.hibi.tensorboard.EventFileReader;
import dev.hibi.tensorboard.RunEvent;
import dev.hibi.tensorboard.SessionStatus;
import dev.hibi.training.EpochMetrics;
import dev.hibi.training.Evaluation;
import dev.hibi.training.Evaluations;
import dev.hibi.training.LearningRateSchedule;
import dev.hibi.training.RunSettings;
import dev.hibi.training.RunStart;
import dev.hibi.training.TrainingMode;
import dev.hibi.training.TrainingResult;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TensorBoardListenerTest {
  private static final ClassLabels LABELS = ClassLabels.of("N", "P");
  private static final RunSettings SETTINGS =
      new RunSettings(
          new RunSettings.Network(Backbone.RESNET18, TrainingMode.SCRATCH, Optional.empty(), false),
          new RunSettings.Data(
              LABELS,
              images(new DataSummary("aa", 46, counts(30, 16), 2)),
              images(new DataSummary("bb", 4, counts(2, 2)))),
          new RunSettings.Recipe(
              3,
              4,
              0.002,
              OptimizerSpec.sgd(),
              new LearningRateSchedule.Constant(),
              9007199254740993L,
              RunSettings.Recipe.FISHER_YATES,
              RunSettings.Recipe.FLOAT32),
          new RunSettings.Environment("cpu", 2, Map.of("java", "17")),
          List.of(new RunSettings.Change(2, 24, "learningRate", "0.004", "0.002")));

  @TempDir Path directory;

  @Test
  void lossesAreMeansOfTenStepsAndTestNumbersStandAtTheEpochsEnd() throws IOException {
    long[] now = {0};
    try (TensorBoardListener listener = builder().nanoTime(() -> now[0]).build()) {
      listener.onStart(start());
      for (int step = 1; step <= 12; step++) {
        now[0] += 500_000_000;
        listener.onStep(1, step, 12, step, 0.5);
      }
      listener.onEpoch(metrics(1, 12), evaluation());
    }

    assertThat(scalars())
        .containsExactly(
            "loss_train 5.5 at 10",
            "learning_rate 0.5 at 10",
            "images_per_second 8.0 at 10",
            "loss_train 11.5 at 12",
            "learning_rate 0.5 at 12",
            "images_per_second 6.0 at 12", // 46 samples in batches of 4 leave 2 for the last
            "loss_valid 0.25 at 12",
            "accuracy 0.75 at 12",
            "auc 0.5 at 12",
            "average_precision " + (float) (7 / 12.0) + " at 12",
            "calibration_error " + (float) evaluation().expectedCalibrationError() + " at 12",
            "brier " + (float) evaluation().brierScore() + " at 12",
            "recall/N 0.5 at 12",
            "recall/P 1.0 at 12");
  }

  @Test
  void theTestIsNoPartOfTheSpeedOfTraining() throws IOException {
    long[] now = {0};
    try (TensorBoardListener listener = builder().nanoTime(() -> now[0]).build()) {
      listener.onStart(start());
      listener.onStep(1, 12, 12, 1, 0.5);
      now[0] += 1_000_000_000_000L;
      listener.onEpoch(metrics(1, 12), evaluation());
      now[0] += 1_000_000_000;
      listener.onStep(2, 20, 12, 1, 0.5);
    }

    assertThat(scalars()).contains("images_per_second 4.0 at 20");
  }

  @Test
  void theBeginningTellsSettingsDataAndWhatTheCallerKnows() throws IOException {
    try (TensorBoardListener listener = builder().text("audit", "3 copies").build()) {
      listener.onStart(start());
    }

    assertThat(texts())
        .containsExactly(
            "run at 0: "
                + """
                | setting | value |
                | --- | --- |
                | backbone | resnet18 |
                | features | layer4&#58;mean |
                | standardized | false |
                | mode | scratch |
                | trainFrom | all |
                | views | 0 |
                | stages | none |
                | normal | none |
                | weightsSha256 | none |
                | imageSize | 64 |
                | imageMean | &#91;0.485, 0.456, 0.406&#93; |
                | imageStd | &#91;0.229, 0.224, 0.225&#93; |
                | epochs | 3 |
                | batchSize | 4 |
                | learningRate | 0.002 |
                | optimizer | Sgd&#91;momentum=0.9, weightDecay=0.0, nesterov=false&#93; |
                | schedule | Constant&#91;&#93; |
                | freezeBatchNorm | false |
                | seed | 9007199254740993 |
                | labels | &#91;N, P&#93; |
                | augmentations | none |
                | augmentationSeed | 0 |
                | jpegDecoder | any |
                | testJpegDecoder | any |
                | sampler | fisher&#45;yates&#45;1 |
                | precision | float32 |
                | accumulate | 1 |
                | labelSmoothing | 0.0 |
                | classWeights | none |
                | mixup | 0.0 |
                | cutmix | 0.0 |
                | clipNorm | 0.0 |
                | ema | 0.0 |
                | decayOnNorm | true |
                | rateFactors | none |
                | select | last |
                | earlyStopping | 0 |
                | measured after each epoch | test data |
                | device | cpu |
                | computeThreads | 2 |
                | started | 2026&#45;01&#45;31T09&#58;30&#58;00Z |
                | java | 17 |
                | changed at step 24 | learningRate&#58; 0.004, then 0.002 |
                """,
            "data at 0: "
                + """
                |  | training | test |
                | --- | --- | --- |
                | N | 30 | 2 |
                | P | 16 | 2 |
                | all samples | 46 | 4 |
                | left out, unreadable | 2 | 0 |
                | SHA&#45;256 | aa | bb |
                """,
            "audit at 0: 3 copies");
    assertThat(events()).anyMatch(event -> event.contains("graph_def"));
  }

  @Test
  void withValidationDataTheTestIsShownAtTheEnd() throws IOException {
    RunSettings.Data data = SETTINGS.data();
    RunSettings settings =
        new RunSettings(
            SETTINGS.network(),
            new RunSettings.Data(
                LABELS,
                data.training(),
                data.test(),
                Optional.of(images(new DataSummary("cc", 6, counts(4, 2))))),
            SETTINGS.recipe(),
            SETTINGS.environment());
    Evaluation test = evaluation();
    try (TensorBoardListener listener = builder().build()) {
      listener.onStart(new RunStart("2026-01-31T09:30:00Z", settings, 12, 0, List.of()));
      listener.onStep(1, 12, 12, 1, 0.5);
      listener.onEpoch(metrics(1, 12), evaluation());
      listener.onEnd(
          new TrainingResult(
              directory,
              new ModelDescription(
                  Backbone.RESNET18,
                  LABELS,
                  data.imageSpec(),
                  new Provenance("2026-01-31T09:30:00Z", "{}", 1)),
              test,
              List.of(metrics(1, 12)),
              1,
              0,
              0));
    }

    assertThat(scalars())
        .endsWith(
            "test/loss " + (float) test.loss() + " at 12",
            "test/accuracy 0.75 at 12",
            "test/auc 0.5 at 12",
            "test/average_precision " + (float) (7 / 12.0) + " at 12",
            "test/calibration_error " + (float) test.expectedCalibrationError() + " at 12",
            "test/brier " + (float) test.brierScore() + " at 12");
    assertThat(texts())
        .anyMatch(text -> text.contains("| measured after each epoch | validation data |"))
        .anyMatch(
            text ->
                text.contains("|  | training | test | validation |")
                    && text.contains("| SHA&#45;256 | aa | bb | cc |"));
  }

  @Test
  void settingsAreHyperparametersOfTheirTypes() {
    assertThat(RunText.hparams(SETTINGS).values())
        .containsEntry("mode", "scratch")
        .containsEntry("imageSize", 64.0)
        .containsEntry("batchSize", 4.0)
        .containsEntry("learningRate", 0.002)
        .containsEntry("freezeBatchNorm", false)
        .containsEntry("augmentationSeed", 0.0)
        .containsEntry("seed", "9007199254740993") // which is no double
        .containsOnlyKeys(SETTINGS.byName().keySet());
  }

  @Test
  void theWorstMistakesAreListedByName() throws IOException {
    Named images = new Named();
    try (TensorBoardListener listener = builder().testData(images).mistakes(1).build()) {
      listener.onStart(start());
      listener.onEpoch(metrics(1, 12), evaluation());
    }

    assertThat(texts())
        .last()
        .isEqualTo(
            """
            mistakes/list at 12: The worst of 1 mistakes among 4

            |  | sample | true | predicted | probability |
            | --- | --- | --- | --- | --- |
            | 1 | a&#95;b&#124;1.jpg | N | P | 95.3 % |
            """);
    assertThat(events())
        .anyMatch(event -> event.contains("tag=mistakes,") && event.contains("step=12"))
        .anyMatch(event -> event.contains("tag=confusion_matrix,"))
        .anyMatch(event -> event.contains("tag=pr_curve/P,"))
        .noneMatch(event -> event.contains("tag=pr_curve/N,"));
    assertThat(images.read).containsExactly(1L);
  }

  @Test
  void withoutPicturesSamplesAreKnownByNumber() throws IOException {
    try (TensorBoardListener listener = new TensorBoardListener(directory)) {
      listener.onStart(start());
      listener.onEpoch(metrics(1, 12), evaluation());
    }

    assertThat(texts()).last().asString().contains("| 1 | sample 1 | N | P | 95.3 % |");
    assertThat(events()).noneMatch(event -> event.contains("tag=mistakes,"));
  }

  @Test
  void ofThreeClassesEachHasItsCurveAndOneWithoutSamplesHasNoRecall() throws IOException {
    Evaluation evaluation =
        Evaluations.of(ClassLabels.of("a", "b\u0007", "c"), new float[] {1, 0, 0, 0, 1, 0}, 0, 1);
    try (TensorBoardListener listener = builder().build()) {
      listener.onStart(start());
      listener.onEpoch(metrics(1, 12), evaluation);
    }

    assertThat(scalars())
        .contains("recall/a 1.0 at 12", "recall/b? 1.0 at 12")
        .noneMatch(scalar -> scalar.startsWith("recall/c"));
    for (String name : List.of("a", "b?", "c")) {
      assertThat(events()).anyMatch(event -> event.contains("tag=pr_curve/" + name + ","));
    }
    assertThat(texts()).last().isEqualTo("mistakes/list at 12: No mistakes among 2");
  }

  @Test
  void aResumedRunWritesANewFileThatBeginsAfterTheCheckpointsStep() throws IOException {
    try (TensorBoardListener listener = new TensorBoardListener(directory)) {
      listener.onStart(start());
      listener.onEpoch(metrics(1, 12), evaluation());
    }
    try (TensorBoardListener listener = new TensorBoardListener(directory)) {
      listener.onStart(start(metrics(1, 12)));
      listener.onEpoch(metrics(2, 24), evaluation());
    }

    assertThat(EventFileReader.read(directory))
        .filteredOn(event -> event instanceof RunEvent.SessionStart)
        .extracting(RunEvent::step)
        .containsExactly(0L, 13L);
    assertThat(texts()).filteredOn(text -> text.startsWith("data at ")).hasSize(2);
    assertThat(texts()).anyMatch(text -> text.startsWith("data at 13: "));
  }

  @Test
  void aLossThatIsNotFiniteIsWrittenAtOnceAndTheRunEndsInFailure() throws IOException {
    try (TensorBoardListener listener = builder().build()) {
      listener.onStart(start());
      listener.onStep(1, 1, 12, 3, 0.5);
      listener.onStep(1, 2, 12, Double.NaN, 0.5);
      listener.onFailure(new TrainingDivergedException("diverged"));
    }

    assertThat(scalars()).contains("loss_train NaN at 2");
    assertThat(texts()).last().asString().startsWith("run at 3: ").contains("diverged");
    assertThat(ends()).containsExactly(SessionStatus.FAILURE);
  }

  @Test
  void aFailureThatMayBeResumedLeavesTheEndOpen() throws IOException {
    try (TensorBoardListener listener = builder().build()) {
      listener.onStart(start());
      listener.onFailure(new IOException("disk full"));
    }

    assertThat(texts()).last().asString().startsWith("run at 1: ").contains("disk full");
    assertThat(ends()).isEmpty();
  }

  @Test
  void histogramsTakeFiniteValuesAndCountTheOthers() throws IOException {
    StateDict weights =
        new StateDict(
            Map.of(
                "fc.weight", Tensor.of(new float[] {1, Float.NaN, 3, Float.POSITIVE_INFINITY}, 4)));
    StateDict gradients = new StateDict(Map.of("fc.weight", Tensor.of(new float[] {NaN}, 1)));
    try (TensorBoardListener listener = builder().histograms(true).build()) {
      listener.onStart(start());
      listener.onParameters(metrics(1, 12), weights, gradients);
    }

    assertThat(scalars())
        .containsExactly("not_finite/weights 2.0 at 12", "not_finite/gradients 1.0 at 12");
    assertThat(EventFileReader.read(directory))
        .filteredOn(event -> event instanceof RunEvent.Histogram)
        .extracting(event -> (RunEvent.Histogram) event)
        .singleElement()
        .satisfies(
            histogram -> {
              assertThat(histogram.tag()).isEqualTo("weights/fc.weight");
              assertThat(histogram.buckets().stream().mapToDouble(RunEvent.Bucket::count).sum())
                  .isEqualTo(2);
            });
  }

  @Test
  void aNegativeNumberOfMistakesIsRefused() {
    assertThatThrownBy(() -> builder().mistakes(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad number of mistakes: expected 0 and more, found -1");
  }

  private TensorBoardListener.Builder builder() {
    return TensorBoardListener.builder(directory);
  }

  /** Three right, and of N the second wrong at e^3 to 1. */
  private static Evaluation evaluation() {
    return Evaluations.of(LABELS, new float[] {2, 0, 0, 3, 0, 1, 0, 2}, 0, 0, 1, 1);
  }

  private List<String> events() throws IOException {
    return EventFileReader.read(directory).stream().map(Object::toString).toList();
  }

  private List<SessionStatus> ends() throws IOException {
    return EventFileReader.read(directory).stream()
        .filter(event -> event instanceof RunEvent.HParamsEnd)
        .map(event -> ((RunEvent.HParamsEnd) event).status())
        .toList();
  }

  private List<String> texts() throws IOException {
    return EventFileReader.read(directory).stream()
        .filter(event -> event instanceof RunEvent.Text)
        .map(event -> (RunEvent.Text) event)
        .map(text -> text.tag() + " at " + text.step() + ": " + text.markdown())
        .toList();
  }

  private List<String> scalars() throws IOException {
    return EventFileReader.read(directory).stream()
        .filter(event -> event instanceof RunEvent.Scalar)
        .map(event -> (RunEvent.Scalar) event)
        .map(scalar -> scalar.tag() + " " + scalar.value() + " at " + scalar.step())
        .toList();
  }

  private static EpochMetrics metrics(int epoch, long step) {
    return new EpochMetrics(epoch, step, 0.5, 1, "test", 0.25, 0.75, 1, 1, 4, 0);
  }

  /** A run of 12 steps an epoch, after epochs that were done before. */
  private static RunStart start(EpochMetrics... history) {
    return new RunStart(
        "2026-01-31T09:30:00Z", SETTINGS, 12, 12L * history.length, List.of(history));
  }

  private static RunSettings.Images images(DataSummary summary) {
    return new RunSettings.Images(summary, Preparation.of(ImageSpec.imagenet(64)));
  }

  private static Map<String, Integer> counts(int n, int p) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("N", n);
    counts.put("P", p);
    return counts;
  }

  /** Remembers which images were read. */
  private static final class Named implements LabeledImages {
    private final List<Long> read = new ArrayList<>();

    @Override
    public ClassLabels labels() {
      return LABELS;
    }

    @Override
    public DataSummary summary() {
      return SETTINGS.data().test().summary();
    }

    @Override
    public Preparation preparation() {
      return SETTINGS.data().test().preparation();
    }

    @Override
    public long size() {
      return 4;
    }

    @Override
    public String name(long sample) {
      return "a_b|" + sample + ".jpg";
    }

    @Override
    public int label(long sample) {
      return (int) (sample / 2);
    }

    @Override
    public byte[] bytes(long sample) throws IOException {
      read.add(sample);
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB), "png", file);
      return file.toByteArray();
    }
  }
}
