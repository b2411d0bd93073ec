package dev.hibi.samples;

import dev.hibi.tensorboard.SummaryWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/**
 * How does any Java program, with no model in it, show its numbers in TensorBoard while it works?
 *
 * <p>This one estimates pi by throwing darts. It needs {@code hibi-tensorboard} alone; {@link
 * TensorBoardTour} shows what else can be written.
 *
 * <pre>{@code
 * tensorboard --logdir runs
 * }</pre>
 */
public final class WatchAnyProgram {
  private static final int DARTS = 1_000_000;
  private static final int DARTS_A_POINT = 10_000;

  private WatchAnyProgram() {}

  /** Argument: the folder of runs. */
  public static void main(String... arguments) throws IOException {
    Path run = Path.of(arguments.length > 0 ? arguments[0] : "runs").resolve("darts");
    Random random = new Random(7);
    long inside = 0;
    try (SummaryWriter writer = SummaryWriter.builder(run).build()) {
      for (int dart = 1; dart <= DARTS; dart++) {
        inside += Math.hypot(random.nextDouble(), random.nextDouble()) < 1 ? 1 : 0;
        if (dart % DARTS_A_POINT == 0) {
          double estimate = 4.0 * inside / dart;
          writer.scalar("pi/estimate", estimate, dart);
          writer.scalar("pi/error", Math.abs(estimate - Math.PI), dart);
        }
      }
    }
  }
}
