package dev.hibi.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.hibi.ImageSpec;
import dev.hibi.dataset.labels.LabelRule;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.Preprocessing;
import dev.hibi.dataset.preparation.TrainingPreprocessing;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DJL's own training loop, and the example of the package, on this data set. */
final class EasyTrainTest {
  private static final ImageSpec SPEC = ImageSpec.imagenet(16);

  @TempDir Path folder;

  private ZipImageFolder data(Preprocessing preprocessing) throws Exception {
    return ZipImageFolder.builder()
        .addSource(ToyArchive.tutorial(folder.resolve("train.zip"), 10))
        .optPreprocessing(preprocessing)
        .setSampling(8, true)
        .build();
  }

  @Test
  void stockEasyTrainFitsForTwoEpochs() throws Exception {
    SequentialBlock block =
        new SequentialBlock()
            .add(Blocks.batchFlattenBlock())
            .add(Linear.builder().setUnits(2).build());
    try (ZipImageFolder training = data(TrainingPreprocessing.inspection(SPEC));
        ZipImageFolder validation = data(new EvaluationPreprocessing(SPEC));
        Model model = Model.newInstance("toy")) {
      model.setBlock(block);
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .addEvaluator(new Accuracy())
              .addTrainingListeners(TrainingListener.Defaults.basic())
              .optOptimizer(Optimizer.sgd().setLearningRateTracker(Tracker.fixed(1e-4f)).build());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(1, 3, 16, 16));
        int before = trainer.getManager().getManagedArrays().size();

        EasyTrain.fit(trainer, 2, training, validation);

        assertThat(trainer.getTrainingResult().getEpoch()).isEqualTo(2);
        assertThat(trainer.getTrainingResult().getValidateEvaluation("Accuracy")).isBetween(0f, 1f);
        assertThat(trainer.getManager().getManagedArrays()).hasSize(before);
      }
    }
  }

  @Test
  void trainerIteratesOverTheBatchesOfOneEpoch() throws Exception {
    try (ZipImageFolder data = data(TrainingPreprocessing.inspection(SPEC));
        Model model = Model.newInstance("toy")) {
      model.setBlock(Blocks.batchFlattenBlock());
      try (Trainer trainer =
          model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()))) {
        int samples = 0;
        for (Batch batch : trainer.iterateDataset(data)) {
          assertThat(batch.getManager().getParentManager()).isSameAs(trainer.getManager());
          samples += batch.getSize();
          batch.close();
        }
        assertThat(samples).isEqualTo(20);
      }
    }
  }

  @Test
  void exampleOfThePackageRuns() throws Exception {
    Map<String, Shape> shapes = new HashMap<>();
    Path train = ToyArchive.tutorial(folder.resolve("train.zip"), 20);

    try (ZipImageFolder data =
            ZipImageFolder.builder()
                .addSource(train)
                .optLabels(LabelRule.AUTO)
                .optPreprocessing(TrainingPreprocessing.inspection(ImageSpec.imagenet(128)))
                .optSeed(0)
                .setSampling(32, false)
                .build();
        NDManager manager = NDManager.newBaseManager()) {
      data.requireClasses(2);
      for (Batch batch : data.forEpoch(0).getData(manager)) {
        try (batch) {
          shapes.put("data", batch.getData().head().getShape());
          shapes.put("labels", batch.getLabels().head().getShape());
          break;
        }
      }
    }

    assertThat(shapes)
        .isEqualTo(Map.of("data", new Shape(32, 3, 128, 128), "labels", new Shape(32)));
  }
}
