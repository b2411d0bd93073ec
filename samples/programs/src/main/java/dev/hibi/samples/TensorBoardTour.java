package dev.hibi.samples;

import dev.hibi.tensorboard.Embedding;
import dev.hibi.tensorboard.GraphNode;
import dev.hibi.tensorboard.HParams;
import dev.hibi.tensorboard.Mesh;
import dev.hibi.tensorboard.ScalarLayout;
import dev.hibi.tensorboard.SessionStatus;
import dev.hibi.tensorboard.SummaryImage;
import dev.hibi.tensorboard.SummaryWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Everything that {@link SummaryWriter} can show, written by a program that needs nothing but
 * {@code hibi-tensorboard}: a line is learned that parts two clouds of points, once at each of two
 * learning rates.
 *
 * <pre>{@code
 * java -cp hibi-tensorboard.jar:... TensorBoardTour.java runs
 * tensorboard --logdir runs
 * }</pre>
 */
public final class TensorBoardTour {
  private static final int POINTS = 200;
  private static final int EPOCHS = 30;

  private final double[][] points = new double[POINTS][2];
  private final boolean[] cracked = new boolean[POINTS];
  private final double[] weights = {0.1, -0.1, 0};

  private TensorBoardTour(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < POINTS; i++) {
      cracked[i] = i % 2 == 1;
      double center = cracked[i] ? 1 : -1;
      points[i][0] = center + random.nextGaussian();
      points[i][1] = center + random.nextGaussian();
    }
  }

  /**
   * Writes the runs.
   *
   * @param args the folder for them
   */
  public static void main(String[] args) throws IOException {
    Path runs = Path.of(args.length > 0 ? args[0] : "runs");
    for (double learningRate : new double[] {0.03, 0.3}) {
      Path run = runs.resolve("learning-rate-" + learningRate);
      try (SummaryWriter writer = SummaryWriter.builder(run).build()) {
        new TensorBoardTour(7).train(writer, learningRate);
      }
    }
  }

  private void train(SummaryWriter writer, double learningRate) throws IOException {
    // HParams page: what the run was made with; its scalars become the metrics.
    writer.hparams(
        HParams.builder().put("learning rate", learningRate).put("optimizer", "SGD").build());
    writer.text("about", "Logistic regression, learning rate **" + learningRate + "**", 0);
    // Graphs page: slashes make boxes that can be opened.
    writer.graph(
        List.of(
            GraphNode.of("points", "Placeholder").withOutputShape(-1, 2),
            GraphNode.of("line/weights", "Variable").withOutputShape(2, 1),
            GraphNode.of("line/product", "MatMul", "points", "line/weights"),
            GraphNode.of("probability", "Sigmoid", "line/product").withOutputShape(-1, 1)));
    // Custom Scalars page: a curve with a band around it.
    writer.customScalars(
        ScalarLayout.of(
            ScalarLayout.Category.of(
                "training",
                ScalarLayout.Margin.of(
                    "loss of most", "loss/median", "loss/first quartile", "loss/third quartile"))));
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      step(learningRate);
      log(writer, epoch);
    }
    logShapes(writer);
    writer.sessionEnd(SessionStatus.SUCCESS);
  }

  private void step(double learningRate) {
    for (int i = 0; i < POINTS; i++) {
      double error = probability(points[i]) - (cracked[i] ? 1 : 0);
      weights[0] -= learningRate / POINTS * error * points[i][0];
      weights[1] -= learningRate / POINTS * error * points[i][1];
      weights[2] -= learningRate / POINTS * error;
    }
  }

  private double probability(double[] point) {
    return 1 / (1 + Math.exp(-weights[0] * point[0] - weights[1] * point[1] - weights[2]));
  }

  private void log(SummaryWriter writer, int epoch) {
    double[] scores = new double[POINTS];
    double[] losses = new double[POINTS];
    long[][] confusion = new long[2][2];
    for (int i = 0; i < POINTS; i++) {
      scores[i] = probability(points[i]);
      losses[i] = -Math.log(cracked[i] ? scores[i] : 1 - scores[i]);
      confusion[cracked[i] ? 1 : 0][scores[i] >= 0.5 ? 1 : 0]++;
    }
    Arrays.sort(losses);
    writer.scalar("accuracy", (double) (confusion[0][0] + confusion[1][1]) / POINTS, epoch);
    // Three curves that the layout joins, and three that share a chart without a layout.
    writer.scalar("loss/first quartile", losses[POINTS / 4], epoch);
    writer.scalar("loss/median", losses[POINTS / 2], epoch);
    writer.scalar("loss/third quartile", losses[POINTS * 3 / 4], epoch);
    writer.scalars("weights", Map.of("x", weights[0], "y", weights[1], "bias", weights[2]), epoch);
    // Distributions: from values, and from counts that are there already.
    writer.histogram("scores", scores, epoch);
    writer.histogram("hits and misses", new double[] {-1, 0, 1}, counts(confusion), epoch);
    writer.prCurve("cracks", cracked, scores, epoch);
    writer.confusionMatrix("confusion", List.of("sound", "cracked"), confusion, epoch);
    writer.image("plane", plane(96), epoch);
  }

  private static double[] counts(long[][] confusion) {
    return new double[] {confusion[0][1] + confusion[1][0], confusion[0][0] + confusion[1][1]};
  }

  /** The plane from -3 to 3: red where cracks are probable, the points in black and white. */
  private SummaryImage plane(int side) {
    float[] rgb = new float[side * side * 3];
    for (int i = 0; i < side * side; i++) {
      int row = i / side;
      double[] point = {i % side * 6.0 / side - 3, 3 - row * 6.0 / side};
      rgb[3 * i] = (float) probability(point);
      rgb[3 * i + 2] = 1 - rgb[3 * i];
    }
    for (int i = 0; i < POINTS; i++) {
      int x = (int) ((points[i][0] + 3) / 6 * side);
      int y = (int) ((3 - points[i][1]) / 6 * side);
      if (x >= 0 && x < side && y >= 0 && y < side) {
        Arrays.fill(rgb, 3 * (y * side + x), 3 * (y * side + x) + 3, cracked[i] ? 0 : 1);
      }
    }
    return SummaryImage.fromHwc(rgb, side, side, 3);
  }

  /** What is shown once: pictures with names, vectors, a surface, a sound. */
  private void logShapes(SummaryWriter writer) throws IOException {
    float[][] vectors = new float[POINTS][3];
    List<String> labels = new ArrayList<>();
    List<SummaryImage> thumbnails = new ArrayList<>();
    for (int i = 0; i < POINTS; i++) {
      vectors[i] =
          new float[] {(float) points[i][0], (float) points[i][1], (float) probability(points[i])};
      labels.add(cracked[i] ? "cracked" : "sound");
      thumbnails.add(dot(vectors[i][2]));
    }
    writer.image("dots", SummaryImage.grid(thumbnails.subList(0, 40), 10), EPOCHS);
    writer.images(
        "named",
        List.of(
            plane(160).captioned("after the last epoch"), plane(160).captioned("the same again")),
        EPOCHS);
    writer.embedding(
        Embedding.builder("points").vectors(vectors).labels(labels).thumbnails(thumbnails).build(),
        EPOCHS);
    writer.mesh("slope", slope(20), EPOCHS);
    writer.audio("tone", tone(440, 8_000), 1, 8_000, EPOCHS);
  }

  private static SummaryImage dot(float redness) {
    float[] rgb = new float[16 * 16 * 3];
    for (int i = 0; i < 16 * 16; i++) {
      int row = i / 16;
      boolean inside = Math.hypot(i % 16 - 7.5, row - 7.5) < 7;
      rgb[3 * i] = inside ? redness : 1;
      rgb[3 * i + 1] = inside ? 0 : 1;
      rgb[3 * i + 2] = inside ? 1 - redness : 1;
    }
    return SummaryImage.fromHwc(rgb, 16, 16, 3);
  }

  /** The probability as a surface above the plane. */
  private Mesh slope(int side) {
    float[] vertices = new float[side * side * 3];
    byte[] colors = new byte[side * side * 3];
    List<Integer> faces = new ArrayList<>();
    for (int i = 0; i < side * side; i++) {
      int column = i % side;
      int row = i / side;
      double[] point = {column * 6.0 / (side - 1) - 3, row * 6.0 / (side - 1) - 3};
      double height = probability(point);
      vertices[3 * i] = (float) point[0];
      vertices[3 * i + 1] = (float) point[1];
      vertices[3 * i + 2] = (float) (3 * height);
      colors[3 * i] = (byte) (255 * height);
      colors[3 * i + 2] = (byte) (255 - 255 * height);
      if (column + 1 < side && row + 1 < side) {
        faces.addAll(List.of(i, i + 1, i + side, i + 1, i + side + 1, i + side));
      }
    }
    int[] triangles = faces.stream().mapToInt(Integer::intValue).toArray();
    return Mesh.of(vertices).withFaces(triangles).withColors(colors);
  }

  private static float[] tone(double frequency, int sampleRate) {
    float[] samples = new float[sampleRate];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * frequency * i / sampleRate));
    }
    return samples;
  }
}
