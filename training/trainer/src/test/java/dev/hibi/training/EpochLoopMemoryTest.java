package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import dev.hibi.model.Backbone;
import dev.hibi.model.engine.TrainableNetwork;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An array that outlives its batch would pile up over steps: none may climb to a manager above. */
final class EpochLoopMemoryTest {
  private static final int EPOCHS = 20;

  @Test
  void noArrayClimbsOutOfTheStepsManager() throws IOException {
    FitConfig config =
        FitConfig.builder(Backbone.RESNET10_W16)
            .imageSpec(Toy.SPEC)
            .epochs(EPOCHS)
            .batchSize(8)
            .learningRate(1e-4)
            .build();
    NetworkDefinition definition = config.backbone().network(2);
    StateDict weights = NetworkWeights.random(definition, 0);
    try (NDManager data = NDManager.newBaseManager();
        TrainableNetwork network =
            TrainableNetwork.builder(definition, weights, config.optimizer()).open()) {
      Watched train = new Watched(new ImageSamples(Toy.data(data, 32, 1), 8, 0));
      Watched test = new Watched(new ImageSamples(Toy.data(data, 16, 2), 8, 0));
      EpochLoop loop =
          new EpochLoop(
              config,
              network,
              train,
              new EpochLoop.Measured("test", test),
              Toy.LABELS,
              new FitListener() {},
              List.of(),
              new StopSignal());
      int before = network.manager().getManagedArrays().size();

      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        loop.run(EpochPosition.after(epoch, epoch * 4L), position -> {});
        network.weights();
        network.optimizerState();
        assertThat(network.manager().getManagedArrays()).as("epoch %d", epoch).hasSize(before);
      }

      assertThat(train.batches).isEqualTo(EPOCHS * 4);
      assertThat(test.batches).isEqualTo(EPOCHS * 2);
    }
  }

  /** Looks, before and after each batch, at the manager that the batches' managers belong to. */
  private static final class Watched implements Samples {
    private final Samples samples;
    private int batches;

    Watched(Samples samples) {
      this.samples = samples;
    }

    @Override
    public long size() {
      return samples.size();
    }

    @Override
    public Iterable<Batch> forTraining(NDManager manager, int epoch, long done) throws IOException {
      return watch(manager, samples.forTraining(manager, epoch, done));
    }

    @Override
    public Iterable<Batch> forEvaluation(NDManager manager) throws IOException {
      return watch(manager, samples.forEvaluation(manager));
    }

    private Iterable<Batch> watch(NDManager manager, Iterable<Batch> all) {
      return () -> {
        Iterator<Batch> iterator = all.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            assertThat(manager.getManagedArrays()).isEmpty();
            return iterator.hasNext();
          }

          @Override
          public Batch next() {
            batches++;
            return iterator.next();
          }
        };
      };
    }
  }
}
