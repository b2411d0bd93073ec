package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.Precision;
import dev.hibi.model.weights.StateDict;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ends processes while the engine computes in them. {@code -Dhibi.terminations=20} for more than
 * the few of the ordinary run.
 */
final class ShutdownTest {
  private static final int TERMINATIONS = Integer.getInteger("hibi.terminations", 3);
  private static final int TERMINATED = 143;

  @TempDir Path directory;

  @Test
  void aProcessThatIsTerminatedWhileItComputesEndsAndDoesNotCrash() throws Exception {
    assumeThat(System.getProperty("os.name", "")).startsWithIgnoringCase("linux");
    Random random = new Random(1);
    for (int i = 0; i < TERMINATIONS; i++) {
      assertThat(terminate("compute", random.nextInt(1_500))).as("run %d", i).isEmpty();
    }
  }

  @Test
  void whoHoldsTheGateFinishesItsWork() throws Exception {
    assumeThat(System.getProperty("os.name", "")).startsWithIgnoringCase("linux");

    assertThat(terminate("hold", 100)).containsExactly("5 more steps");
  }

  /** Gives what the process said after it was told to end. */
  private List<String> terminate(String what, int afterMillis)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dai.djl.offline=true",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                what)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    List<String> said = new ArrayList<>();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.equals("computing")) {
          Thread.sleep(afterMillis);
          process.toHandle().destroy(); // the output stays open
        } else {
          said.add(line);
        }
      }
    }
    assertThat(process.waitFor()).as("exit code, after %s", said).isEqualTo(TERMINATED);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).isEmpty(); // hs_err_pid.log, core
    }
    return said;
  }

  /** Trains on one thread and classifies on another, until it is ended. */
  static final class Program {
    private static final CountDownLatch AT_WORK = new CountDownLatch(4);

    public static void main(String... arguments) throws Exception {
      NetworkDefinition network = Backbone.RESNET18.network(2);
      StateDict weights = NetworkWeights.random(network, 0);
      TrainableNetwork training =
          TrainableNetwork.builder(network, weights, new OptimizerSpec.Sgd(0.9, 0, false)).open();
      if (arguments[0].equals("hold")) {
        hold(training);
        return;
      }
      InferenceNetwork inference =
          InferenceNetwork.of(network, weights, 32, Device.cpu(), Precision.FLOAT32);
      new Thread(() -> until(() -> step(training))).start();
      new Thread(() -> until(() -> classify(inference))).start();
      AT_WORK.await();
      System.out.println("computing");
    }

    /** Goes on for some steps after it heard of the shutdown. */
    private static void hold(TrainableNetwork training) {
      CountDownLatch ending = new CountDownLatch(1);
      EngineGate.Hold hold = EngineGate.hold(ending::countDown);
      try {
        step(training);
        System.out.println("computing");
        while (ending.getCount() > 0) {
          step(training);
        }
        for (int i = 0; i < 5; i++) {
          step(training);
        }
        System.out.println("5 more steps");
      } finally {
        hold.close();
      }
      until(() -> step(training));
    }

    private static void until(Runnable work) {
      try {
        while (true) {
          work.run();
          AT_WORK.countDown();
        }
      } catch (IllegalStateException e) {
        if (!String.valueOf(e.getMessage()).startsWith("engine is shut down: ")) {
          System.out.println(e);
        }
      }
    }

    private static void step(TrainableNetwork network) {
      try (NDManager batch = network.manager().newSubManager()) {
        network
            .step(batch.ones(new Shape(8, 3, 128, 128)), batch.create(new long[8]), 0.001)
            .getFloat();
      }
    }

    private static void classify(InferenceNetwork network) {
      try (NDManager batch = network.manager().newSubManager()) {
        network.logits(batch.ones(new Shape(16, 3, 128, 128))).toFloatArray();
      }
    }
  }
}
