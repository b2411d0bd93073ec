package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.ClassLabels;
import dev.hibi.WholeFiles;
import dev.hibi.model.Backbone;
import dev.hibi.model.Classifier;
import dev.hibi.model.engine.Bfloat16;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PatchGrid;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that learn what is ordinary. */
final class NormalRunTest extends RunFixture {
  private static final NormalOptions OPTIONS = new NormalOptions(1, 40, 0.05, Optional.empty());

  private final Runs.Log log = new Runs.Log();

  private FitConfig.Builder config() throws IOException {
    Path weights = directory.resolve("weights.safetensors");
    if (!Files.exists(weights)) {
      StateDict random = NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5);
      WholeFiles.writeFile(weights, out -> Safetensors.write(out, random, Map.of()));
    }
    return Runs.scratch().mode(TrainingMode.NORMAL).weights(weights).normal(OPTIONS);
  }

  private TrainingRun.Builder run(FitConfig config, Toy.Images train, String name) {
    return TrainingRun.builder(config, train, Toy.data(manager, 40, 2), directory.resolve(name));
  }

  private TrainingResult fit(FitConfig config, Toy.Images train, String name) throws IOException {
    return run(config, train, name).listener(log).build().fit();
  }

  @Test
  void aModelOfOrdinaryImagesAloneTellsCracks() throws IOException {
    TrainingResult result = fit(config().build(), Toy.ordinary(manager, 80, 1), "run");

    assertThat(result.description().labels()).isEqualTo(Toy.LABELS);
    assertThat(result.description().patches()).contains(new PatchGrid(1, 40, 25));
    assertThat(result.description().positive()).contains("P");
    assertThat(result.evaluation().accuracy()).isGreaterThanOrEqualTo(0.9);
    assertThat(result.evaluation().confusion().get(1)).containsExactly(0L, 20L);
    assertThat(log.warnings).isEmpty();
    try (Classifier classifier = Classifier.load(result.model())) {
      Evaluation again = Evaluator.evaluate(classifier, Toy.data(manager, 40, 2), 8);
      assertThat(again.errors()).isEqualTo(result.evaluation().errors());
    }
    assertThat(Files.readString(directory.resolve("run/run.json")))
        .contains("\"status\": \"finished\"")
        .contains("\"mode\": \"normal\"");
    assertThat(Files.readAllLines(directory.resolve("run/metrics.jsonl"))).hasSize(1);
    assertThat(
            RunSettings.fromJson(result.description().provenance().settings()).network().normal())
        .contains(OPTIONS);
  }

  @Test
  void ofTwoClassesTheOrdinaryOneAloneIsLearntFrom() throws IOException {
    TrainingResult two = fit(config().build(), Toy.data(manager, 80, 1), "two");

    assertThat(Runs.names(directory.resolve("two")))
        .containsExactly("activations", "metrics.jsonl", "model", "run.json");
    Safetensors.Content kept =
        Safetensors.readContent(directory.resolve("two/activations/training/000000.safetensors"));
    assertThat(kept.tensors().get("features").shape()).startsWith(40, 4, 4);
    assertThat(two.evaluation().confusion().get(1)).containsExactly(0L, 20L);
  }

  @Test
  void theOtherClassMayBeTheFirst() throws IOException {
    ClassLabels labels = ClassLabels.of("risse", "glatt");
    NormalOptions named = new NormalOptions(1, 40, 0.05, Optional.of("glatt"));
    FitConfig config = config().normal(named).build();
    TrainingRun.Builder run =
        TrainingRun.builder(
            config,
            Toy.data(manager, 80, 1).labels(labels),
            Toy.data(manager, 40, 2).labels(labels),
            directory.resolve("run"));

    TrainingResult result = run.build().fit();

    assertThat(result.description().labels()).isEqualTo(labels);
    assertThat(result.description().positive()).contains("glatt");
    StateDict weights = Safetensors.read(result.model().resolve("model.safetensors"));
    assertThat(weights.get("fc.weight").floats().get(1)).isEqualTo(1);
    assertThat(weights.get("fc.bias").floats().get(0)).isZero();
  }

  @Test
  void theThresholdIsAboveTheAskedShareOfImagesThatWereHeldOut() throws IOException {
    Toy.Images train = Toy.ordinary(manager, 60, 1);
    float strict = bias(fit(config().build(), train, "strict"));
    NormalOptions lax = new NormalOptions(1, 40, 0.5, Optional.empty());
    float loose = bias(fit(config().normal(lax).build(), train, "loose"));

    assertThat(-loose).isLessThan(-strict);
    NormalOptions few = new NormalOptions(1, 40, 0.001, Optional.empty());
    fit(config().normal(few).build(), train, "few");
    assertThat(log.warnings)
        .containsExactly(
            "few ordinary images: expected 1,999 and more for false alarms of 0.001, found 60 (the"
                + " threshold is the largest of their scores: about 1.6 % false alarms, up to 4.9 %"
                + " at 95 % confidence, and cracks below the oddest image are missed)");
  }

  private static float bias(TrainingResult result) throws IOException {
    return Safetensors.read(result.model().resolve("model.safetensors"))
        .get("fc.bias")
        .floats()
        .get(1);
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32", "BFLOAT16"})
  void aKilledRunGoesOnToTheSameModel(Precision precision) throws IOException {
    Bfloat16.assumeComputed(precision);
    FitConfig config = config().precision(precision).build();
    Toy.Images train = Toy.ordinary(manager, 80, 1);
    fit(config, train, "whole");
    FitListener power =
        new FitListener() {
          @Override
          public void onFeatures(String data, long done, long total) throws IOException {
            if (done == 64) {
              throw new IOException("power failure");
            }
          }

          @Override
          public boolean isEssential() {
            return true;
          }
        };
    assertThatThrownBy(() -> run(config, train, "killed").listener(power).build().fit())
        .hasMessage("power failure");
    assertThatThrownBy(() -> fit(config, train, "killed"))
        .hasMessage(
            "output holds a run: expected none, or to resume it, found run.json (%s)",
            directory.resolve("killed"));

    run(config, train, "killed").resume(true).build().fit();

    assertThat(runs.model("killed")).hasSameBinaryContentAs(runs.model("whole"));
    Runs.Extractions extractions = new Runs.Extractions();
    run(config, train, "killed").resume(true).listener(extractions).build().fit();
    assertThat(extractions.whole).isEmpty();
    assertThat(runs.model("killed")).hasSameBinaryContentAs(runs.model("whole"));
  }

  @Test
  void aRunOfOtherOptionsIsNotResumed() throws IOException {
    Toy.Images train = Toy.ordinary(manager, 20, 1);
    fit(config().build(), train, "run");
    FitConfig other = config().normal(new NormalOptions(2, 40, 0.05, Optional.empty())).build();

    assertThatThrownBy(() -> run(other, train, "run").resume(true).build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "checkpoint of another run: normal: expected stride 1, bank 40, false alarms 0.05, score"
                + " of 25 % of patches, found stride 2, bank 40, false alarms 0.05, score of 25 % of"
                + " patches; cannot be accepted: normal ("
                + directory.resolve("run/run.json")
                + ")");
  }

  @Test
  void groupsAreHeldOutTogether() {
    LabeledDataset data =
        LabeledDataset.of(LabeledDataset.TRAINING, Toy.ordinary(manager, 9, 1).groups("abcaab"));

    HeldOut heldOut = HeldOut.of(data, new long[] {0, 1, 2, 3, 4, 5, 6, 8});

    assertThat(heldOut.folds()).isEqualTo(3);
    assertThat(heldOut.images(0)).containsExactly(0, 3, 4, 6);
    assertThat(heldOut.others(0)).containsExactly(1, 2, 5, 7);
    assertThat(heldOut.images(1)).containsExactly(1, 5);
    assertThat(heldOut.images(2)).containsExactly(2, 7);
  }

  @Test
  void oneImageOrGroupIsTooFew() throws IOException {
    FitConfig config = config().build();

    assertThatThrownBy(() -> fit(config, Toy.ordinary(manager, 1, 1), "one"))
        .hasMessage(
            "too few ordinary images: expected 2 groups or images to hold some out, found 1 (1"
                + " images in the training data)");
    assertThatThrownBy(() -> fit(config, Toy.ordinary(manager, 8, 1).groups("a"), "group"))
        .hasMessage(
            "too few ordinary images: expected 2 groups or images to hold some out, found 1 (8"
                + " images in the training data)");
  }

  @Test
  void twoImagesAreEnough() throws IOException {
    TrainingResult result = fit(config().build(), Toy.ordinary(manager, 2, 1), "two");

    assertThat(result.description().patches()).contains(new PatchGrid(1, 3, 25));
    assertThat(result.evaluation().samples()).isEqualTo(40);
  }

  @Test
  void imagesThatAreAllTheSameHaveOnePatchAPlace() throws IOException {
    Toy.Images same = Toy.same(manager, 12);

    TrainingResult result = fit(config().build(), same, "run");

    assertThat(result.description().patches().orElseThrow().rows()).isLessThanOrEqualTo(16);
    assertThat(result.evaluation().loss()).isFinite();
  }

  @Test
  void patchesBeyondABoundAreDrawnOfEachImage() throws IOException {
    int width = 3;
    FloatBuffer features = FloatBuffer.allocate(10 * 4 * width); // 10 images of 2 x 2 patches
    for (int i = 0; i < features.limit(); i++) {
      features.put(i, i);
    }
    RowForm form = new RowForm(List.of(2L, 2L, (long) width), Tensor.Type.FLOAT32);
    RunSettings.Recipe recipe = Runs.settings(Toy.ordinary(manager, 10, 1), 8).recipe();
    FeatureSamples samples = new FeatureSamples(List.of(features), 10, form, new long[10], recipe);

    PatchRows rows = PatchRows.of(samples, width, 25, 7, new StopSignal());

    assertThat(rows.count()).isEqualTo(20);
    assertThat(rows.share()).isEqualTo("2 of 4");
    int[] images = {1, 8};
    assertThat(rows.projected(images).count()).isEqualTo(4);
    float[] chosen = rows.features(images, new int[] {3, 0}).values();
    assertThat(chosen[0]).isBetween(8 * 12f, 9 * 12f - width).isNotEqualTo(chosen[3]);
    assertThat(chosen[3]).isBetween(12f, 24f - width);
    assertThat(chosen[1]).isEqualTo(chosen[0] + 1);
    assertThat(PatchRows.of(samples, width, 40, 7, new StopSignal()).isThinned()).isFalse();
  }

  @Test
  void aFeatureThatIsNotFiniteIsToldWithItsImage() throws IOException {
    FloatBuffer features = FloatBuffer.allocate(2 * 4);
    features.put(5, Float.NaN);
    RowForm form = new RowForm(List.of(2L, 2L, 1L), Tensor.Type.FLOAT32);
    RunSettings.Recipe recipe = Runs.settings(Toy.ordinary(manager, 2, 1), 8).recipe();
    FeatureSamples samples = new FeatureSamples(List.of(features), 2, form, new long[2], recipe);

    assertThatThrownBy(() -> PatchRows.of(samples, 1, 99, 0, new StopSignal()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "unusable features: expected finite numbers, found 'bad feature: expected a finite"
                + " number, found NaN (row 1, column 0)' (ordinary image 2 of 2)");
  }

  @ParameterizedTest
  @CsvSource({
    "'N', 'N,P', '', '[N, P]', N",
    "'P', 'N,P', 'N', '[N, P]', P",
    "'N', 'N', '', '[N, crack]', N",
    "'N', 'N', 'Riss', '[N, Riss]', N",
    "'intact,crack', 'intact', '', '[intact, crack]', intact",
    "'Negative,Positive', 'Negative,Positive', '', '[Negative, Positive]', Negative",
    "'glatt,riss', 'glatt,riss', 'riss', '[glatt, riss]', glatt",
    "'健全,ひび割れ', '健全,ひび割れ', '', '[健全, ひび割れ]', 健全",
  })
  void classesAreThoseOfTheData(
      String train, String test, String positive, String labels, String ordinary) {
    NormalOptions.Classes classes = options(positive).classes(names(train), names(test));

    assertThat(classes.labels().names()).hasToString(labels);
    assertThat(classes.ordinary()).isEqualTo(ordinary);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b,c | a   |   | too many classes: expected the ordinary one and at most one other in the"
            + " training data, found [a, b, c]",
        "a,b   | a,b |   | cannot tell which class is ordinary: expected the name of the other one,"
            + " or a class such as P, Positive or crack, found [a, b]",
        "a,b   | a,b | c | no such class: expected one of [a, b], found 'c'",
        "a     | a,b | c | another class is not ordinary: expected 'c', found 'b' in [a, b]",
        "a | a | a | nothing ordinary: expected a class beside 'a' in the training data, found none",
        "P | N,P | | nothing ordinary: expected ordinary images in the training data, found 'P'"
            + " alone, which is what a crack is called (else say which class is the positive one)",
      })
  void whatCannotBeToldIsAsked(
      String train, String test, @Nullable String positive, String message) {
    assertThatThrownBy(
            () -> options(positive == null ? "" : positive).classes(names(train), names(test)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void testDataOfAnotherClassAreRefused() throws IOException {
    Toy.Images train = Toy.ordinary(manager, 8, 1).labels(ClassLabels.of("glatt"));

    assertThatThrownBy(() -> fit(config().build(), train, "run"))
        .hasMessage(
            "unknown class in the test data: expected those of the training data [glatt, crack],"
                + " found [N, P]");
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @Test
  void optionsThatHaveNoMeaningAreRefused() throws IOException {
    FitConfig.Builder config = config();

    assertThatThrownBy(() -> config().balanced(true).build())
        .hasMessage(
            "mode normal has no gradients: expected no settings of them, found balanced classes");
    assertThatThrownBy(() -> config().features(PooledLayer.listOf("layer2:max")).build())
        .hasMessage(
            "mode normal has no gradients: expected no settings of them, found layers of features");
    assertThatThrownBy(() -> config.mode(TrainingMode.FEATURES).build())
        .hasMessage("options of ordinary patches are for mode normal: expected it, found features");
    assertThatThrownBy(() -> Runs.scratch().mode(TrainingMode.NORMAL).build())
        .hasMessage("mode normal needs weights: expected a weights file, found none");
    assertThatThrownBy(() -> new NormalOptions(0, 1, 0.1, Optional.empty()))
        .hasMessage("bad stride of patches: expected 1 and more, found 0");
    assertThatThrownBy(() -> new NormalOptions(1, 0, 0.1, Optional.empty()))
        .hasMessage("bad bank: expected 1 and more, found 0");
    assertThatThrownBy(() -> new NormalOptions(1, 1, 1, Optional.empty()))
        .hasMessage("bad share of false alarms: expected above 0 and below 1, found 1.0");
    assertThatThrownBy(() -> new NormalOptions(1, 1, 0.1, 101, Optional.empty()))
        .hasMessage("bad percentage of patches: expected 0 to 100, found 101");
  }

  @Test
  void patchesThatWouldFillTheDiskAreRefused() throws IOException {
    FitConfig config = config().precision(Precision.FLOAT32).activationLimit(10_000).build();

    assertThatThrownBy(() -> fit(config, Toy.ordinary(manager, 8, 1), "run"))
        .hasMessage(
            "patches are too large: expected at most 0.0 MiB, found 0.0 (8 images of 6,144 bytes)");
  }

  private static NormalOptions options(String positive) {
    return new NormalOptions(1, 40, 0.05, Optional.of(positive).filter(name -> !name.isEmpty()));
  }

  private static ClassLabels names(String names) {
    return ClassLabels.of(names.split(","));
  }
}
