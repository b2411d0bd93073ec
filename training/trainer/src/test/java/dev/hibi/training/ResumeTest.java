package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.DataSummary;
import dev.hibi.SampleIdentity;
import dev.hibi.model.Backbone;
import dev.hibi.model.engine.PyTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be otherwise when a run goes on, and what becomes of it. */
final class ResumeTest {
  private static final LearningRateSchedule CONSTANT = new LearningRateSchedule.Constant();
  private static final LearningRateSchedule COSINE = new LearningRateSchedule.Cosine(0.05);

  private final NDManager manager = NDManager.newBaseManager();
  private final Toy.Images train = Toy.data(manager, 40, 1);
  private final Toy.Images test = Toy.data(manager, 16, 2);
  private final List<String> warnings = new ArrayList<>();

  @TempDir Path directory;

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void fiveEpochsAfterThreeAreARunOfFiveToTheBit() throws IOException {
    for (LearningRateSchedule schedule :
        List.of(CONSTANT, new LearningRateSchedule.MultiStep(List.of(2, 4), 0.1))) {
      String whole = schedule.id() + "-whole";
      String longer = schedule.id() + "-longer";
      run(config(5, schedule), whole).build().fit();
      run(config(3, schedule), longer).build().fit();

      run(config(5, schedule), longer).resume(true).build().fit();

      assertSameWeights(longer, whole);
    }
    assertThat(warnings)
        .contains(
            "epochs changed: expected 3, found 5 (as if it had been planned so, after epoch 3, step"
                + " 15)");
  }

  @Test
  void anExtendedCosineIsARunWithARestartToTheBit() throws IOException {
    run(config(4, new LearningRateSchedule.CosineRestarts(0.05, List.of(2))), "whole")
        .build()
        .fit();
    run(config(2, COSINE), "longer").build().fit();
    assertThatThrownBy(() -> run(config(4, COSINE), "longer").resume(true).build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "checkpoint of another run: epochs: expected 2, where the schedule ends, or to extend"
                + " it, found 4 (%s)",
            directory.resolve("longer/checkpoints"));

    run(config(4, COSINE), "longer").resume(true).extend(true).build().fit();

    assertSameWeights("longer", "whole");
    assertThat(settings("longer").getAsJsonObject("schedule").toString())
        .isEqualTo("{\"name\":\"cosine-restarts\",\"warmUp\":0.05,\"restarts\":[2]}");
  }

  @Test
  void whatWasAcceptedStandsInModelRecordAndCheckpoint() throws IOException {
    run(config(1, CONSTANT), "run").build().fit();
    FitConfig other = config(3, CONSTANT).toBuilder().learningRate(0.0005).batchSize(20).build();

    TrainingResult result =
        run(other, "run").resume(true).accept(Set.of("learningRate", "batchSize")).build().fit();

    String changes =
        "[{\"epoch\":1,\"step\":5,\"name\":\"epochs\",\"from\":\"1\",\"to\":\"3\"},"
            + "{\"epoch\":1,\"step\":5,\"name\":\"batchSize\",\"from\":\"8\",\"to\":\"20\"},"
            + "{\"epoch\":1,\"step\":5,\"name\":\"learningRate\",\"from\":\"0.001\",\"to\":\"5.0E-4\"}]";
    assertThat(settings("run").get("changes").toString()).isEqualTo(changes);
    assertThat(JsonParser.parseString(result.description().provenance().settings()))
        .isEqualTo(settings("run"));
    assertThat(result.history()).extracting(EpochMetrics::step).containsExactly(5L, 7L, 9L);
    assertThat(warnings)
        .containsExactly(
            "epochs changed: expected 1, found 3 (as if it had been planned so, after epoch 1, step"
                + " 5)",
            "batchSize changed: expected 8, found 20 (accepted, after epoch 1, step 5)",
            "learningRate changed: expected 0.001, found 5.0E-4 (accepted, after epoch 1, step 5)");
  }

  @Test
  void whatNeverFitsCannotBeAccepted() throws IOException {
    TrainingRun.Builder run = run(config(1, CONSTANT), "run");

    assertThatThrownBy(() -> run.accept(Set.of("backbone")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot be accepted: expected some of imageSize, imageMean, imageStd, batchSize,"
                + " learningRate, optimizer, schedule, freezeBatchNorm, seed, augmentations,"
                + " augmentationSeed, jpegDecoder, testJpegDecoder, validationJpegDecoder, sampler,"
                + " precision, accumulate, labelSmoothing, classWeights, mixup, cutmix, clipNorm,"
                + " ema, decayOnNorm, rateFactors, earlyStopping, trainingData, testData,"
                + " validationData, computeThreads, found 'backbone'");
  }

  @Test
  void aResumedRunTakesTheThreadsThatItBeganWith() throws IOException {
    int here = PyTorch.computeThreads();
    try {
      PyTorch.computeThreads(1);
      run(config(3, CONSTANT), "whole").build().fit();
      run(config(2, CONSTANT), "resumed").build().fit();
      PyTorch.computeThreads(2);

      run(config(3, CONSTANT), "resumed").resume(true).build().fit();

      assertThat(PyTorch.computeThreads()).isEqualTo(2);
    } finally {
      PyTorch.computeThreads(here);
    }
    assertSameWeights("resumed", "whole");
    assertThat(settings("resumed").get("computeThreads").getAsInt()).isEqualTo(1);
    assertThat(warnings).contains("computeThreads kept: expected 1, as the run began, found 2");
  }

  @Test
  void aFinishedRunIsLeftAsItIs() throws IOException {
    TrainingResult first = run(config(2, COSINE), "run").build().fit();
    byte[] model = Files.readAllBytes(directory.resolve("run/model/model.json"));

    TrainingResult again = run(config(2, COSINE), "run").resume(true).build().fit();

    assertThat(again.history()).isEqualTo(first.history());
    assertThat(again.evaluation().confusion()).isEqualTo(first.evaluation().confusion());
    assertThat(Files.readAllBytes(directory.resolve("run/model/model.json"))).isEqualTo(model);
    assertThat(warnings).isEmpty();
  }

  @Test
  void samplesThatHaveChangedAreNamed() throws IOException {
    FitConfig config = config(1, CONSTANT);
    TrainingRun.builder(config, known(train, "cafe"), known(test, "cafe"), out("run"))
        .build()
        .fit();
    Toy.Images other =
        known(train, "f00d").summary(new DataSummary("bb", 40, Map.of("N", 20, "P", 20)));

    TrainingRun run =
        TrainingRun.builder(config, other, known(test, "cafe"), out("run")).resume(true).build();

    assertThatThrownBy(run::fit)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("checkpoint of another run: training data: expected 40 samples {")
        .hasMessageEndingWith(
            " bb: 1 changed: image 3 (P); can be accepted: trainingData (%s)"
                .formatted(out("run").resolve("checkpoints")));
  }

  @Test
  void otherSamplesAreAcceptedAndTheirListIsWritten() throws IOException {
    FitConfig config = config(1, CONSTANT);
    TrainingRun.builder(config, known(train, "cafe"), known(test, "cafe"), out("run"))
        .build()
        .fit();
    Toy.Images other =
        known(train, "f00d").summary(new DataSummary("bb", 40, Map.of("N", 20, "P", 20)));
    Path list = directory.resolve("run/data/training.tsv.gz");
    byte[] before = Files.readAllBytes(list);

    TrainingRun.builder(config(2, CONSTANT), other, known(test, "cafe"), out("run"))
        .resume(true)
        .accept(Set.of("trainingData"))
        .build()
        .fit();

    assertThat(Files.readAllBytes(list)).isNotEqualTo(before);
    assertThat(settings("run").get("changes").toString())
        .contains("\"name\":\"trainingData\",\"from\":\"40 samples {N=20, P=20} toy-40-1\"");
  }

  private static Toy.Images known(Toy.Images data, String third) {
    return data.identities(i -> new SampleIdentity("image " + i, 68, i == 3 ? third : "cafe"));
  }

  private static FitConfig config(int epochs, LearningRateSchedule schedule) throws IOException {
    return FitConfig.builder(Backbone.RESNET10_W16)
        .imageSpec(Toy.SPEC)
        .epochs(epochs)
        .batchSize(8)
        .learningRate(0.001)
        .schedule(schedule)
        .build();
  }

  private TrainingRun.Builder run(FitConfig config, String name) {
    return TrainingRun.builder(config, train, test, out(name))
        .listener(
            new FitListener() {
              @Override
              public void onWarning(String message) {
                warnings.add(message);
              }
            });
  }

  private Path out(String name) {
    return directory.resolve(name);
  }

  private JsonObject settings(String run) throws IOException {
    return JsonParser.parseString(Files.readString(out(run).resolve("run.json")))
        .getAsJsonObject()
        .getAsJsonObject("settings");
  }

  private void assertSameWeights(String run, String other) {
    assertThat(out(run).resolve("model/model.safetensors"))
        .hasSameBinaryContentAs(out(other).resolve("model/model.safetensors"));
  }
}
