package dev.hibi.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Computes as it is told by {@code benchmarks/side_by_side.py}, which lets it and its peers take
 * turns: for each line of its input, a number of seconds, it prints how many images a second it
 * was.
 */
final class SpeedWorker {
  private SpeedWorker() {}

  /** {@code inference|train BACKBONE IMAGE_SIZE BATCH PRECISION}. */
  public static void main(String[] arguments) throws IOException {
    int batch = Integer.parseInt(arguments[3]);
    Runnable call =
        switch (arguments[0]) {
          case "inference" -> inference(arguments, batch);
          case "train" -> train(arguments);
          default ->
              throw new IllegalArgumentException(
                  "unknown work: expected inference or train, found '" + arguments[0] + "'");
        };
    call.run();
    System.out.println("ready");
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      double nanos = Double.parseDouble(line) * 1e9;
      long begin = System.nanoTime();
      long calls = 0;
      while (System.nanoTime() - begin < nanos) {
        call.run();
        calls++;
      }
      System.out.printf(Locale.ROOT, "%.3f%n", calls * batch / ((System.nanoTime() - begin) / 1e9));
    }
  }

  private static Runnable inference(String[] arguments, int batch) throws IOException {
    InferenceBenchmark work = new InferenceBenchmark();
    work.backbone = arguments[1];
    work.imageSize = Integer.parseInt(arguments[2]);
    work.batch = batch;
    work.precision = arguments[4];
    work.open();
    return work::batches;
  }

  private static Runnable train(String[] arguments) throws IOException {
    TrainStepBenchmark work = new TrainStepBenchmark();
    work.backbone = arguments[1];
    work.imageSize = Integer.parseInt(arguments[2]);
    work.precision = arguments[4];
    work.open();
    return work::imagesTrained;
  }
}
