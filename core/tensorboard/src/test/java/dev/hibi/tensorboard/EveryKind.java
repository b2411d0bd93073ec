package dev.hibi.tensorboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes runs whose every value {@code .ci/tensorboard_kinds.py} knows by the same formula, to see
 * what TensorBoard makes of them.
 *
 * <pre>{@code
 * java -cp core/tensorboard/target/test-classes:core/tensorboard/target/classes:... dev.hibi.tensorboard.EveryKind runs
 * python .ci/tensorboard_kinds.py runs
 * }</pre>
 */
final class EveryKind {
  private final Path runs;

  private EveryKind(Path runs) {
    this.runs = runs;
  }

  public static void main(String[] args) throws IOException {
    EveryKind kinds = new EveryKind(Path.of(args[0]));
    kinds.kinds();
    kinds.failed();
    kinds.resumed();
    kinds.startedAgain();
    kinds.rotated();
  }

  private void kinds() throws IOException {
    try (SummaryWriter writer = writer("kinds").build()) {
      writer.hparams(
          HParams.builder().put("lr", 0.5).put("optimizer", "sgd").put("frozen", true).build());
      scalars(writer);
      histograms(writer);
      images(writer);
      writer.text("note", "a **crack** ひび", 3);
      curves(writer);
      graph(writer);
      shapes(writer);
      writer.sessionEnd(SessionStatus.SUCCESS);
    }
  }

  private static void scalars(SummaryWriter writer) {
    for (int step = 0; step < 100; step++) {
      writer.scalar("scalar", step * 7919 % 1000 / 997.0, step);
    }
    writer.scalar("odd", Double.NaN, 0);
    writer.scalar("odd", Double.POSITIVE_INFINITY, 1);
    writer.scalar("odd", Double.NEGATIVE_INFINITY, 2);
    for (int step = 0; step < 5; step++) {
      writer.scalars("chart 1", Map.of("a", (double) step, "b", 2.0 * step), step);
    }
    writer.customScalars(
        ScalarLayout.of(
            ScalarLayout.Category.of("mine", ScalarLayout.Multiline.of("curves", "sca.*"))));
  }

  private static void histograms(SummaryWriter writer) {
    double[] values = new double[300];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * i / 10.0;
    }
    writer.histogram("values", values, 4);
    writer.histogram("counts", new double[] {-1, 0, 10}, new double[] {3, 1.5}, 4);
  }

  private static void images(SummaryWriter writer) {
    List<SummaryImage> pair = new ArrayList<>();
    for (int channels : new int[] {3, 1}) {
      byte[] pixels = new byte[20 * 30 * channels];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (i * 37);
      }
      pair.add(SummaryImage.fromHwc(pixels, 20, 30, channels));
    }
    writer.images("pictures", pair, 5);
    writer.image("grid", SummaryImage.grid(List.of(pair.get(0), pair.get(0)), 2), 5);
    writer.confusionMatrix("confusion", List.of("N", "P"), new long[][] {{9, 1}, {2, 8}}, 5);
  }

  private static void curves(SummaryWriter writer) {
    boolean[] labels = new boolean[100];
    double[] scores = new double[100];
    for (int i = 0; i < scores.length; i++) {
      labels[i] = i % 3 == 0;
      scores[i] = i * 37 % 100 / 99.0;
    }
    writer.prCurve("curve", labels, scores, 6);
  }

  private static void graph(SummaryWriter writer) {
    writer.graph(
        List.of(
            GraphNode.of("image", "Placeholder").withOutputShape(-1, 3, 64, 64),
            GraphNode.of("layer1/conv", "Conv2D", "image").with("kernel", "3x3"),
            GraphNode.of("layer1/relu", "Relu", "layer1/conv")));
  }

  private static void shapes(SummaryWriter writer) throws IOException {
    float[][] vectors = new float[7][3];
    List<String> labels = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    List<SummaryImage> thumbnails = new ArrayList<>();
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = new float[] {i / 3f, -i, i * 1e-7f};
      labels.add(i % 2 == 0 ? "N" : "ひび");
      paths.add("test/" + i + ".jpg");
      thumbnails.add(SummaryImage.fromHwc(new byte[] {(byte) (30 * i)}, 1, 1, 1));
    }
    writer.embedding(
        Embedding.builder("features")
            .vectors(vectors)
            .labels(labels)
            .column("path", paths)
            .thumbnails(thumbnails)
            .build(),
        7);
    writer.mesh(
        "triangle",
        Mesh.of(new float[] {0, 0, 0, 1, 0, 0, 0, 1, 0.5f})
            .withFaces(new int[] {0, 1, 2})
            .withColors(new byte[] {-1, 0, 0, 0, -1, 0, 0, 0, -1}),
        8);
    writer.audio("tone", new float[] {0, 0.5f, -1, 1}, 1, 8_000, 9);
  }

  /** Another set of hyperparameters, and an end that is not the same. */
  private void failed() throws IOException {
    try (SummaryWriter writer = writer("failed").build()) {
      writer.hparams(HParams.builder().put("lr", 0.25).put("epochs", 3).build());
      writer.scalar("scalar", 0.125, 0);
      writer.sessionEnd(SessionStatus.FAILURE);
    }
  }

  /** Steps 0 to 9, a torn tail as after a kill, and 5 to 7 again. */
  private void resumed() throws IOException {
    SummaryWriter first = writer("resumed").build();
    try (first) {
      log(first, 0, 10, 0);
    }
    byte[] half = {45, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3};
    Files.write(first.file(), half, StandardOpenOption.APPEND);
    try (SummaryWriter second = writer("resumed").resumeAt(5).build()) {
      log(second, 5, 8, 100);
    }
  }

  /** Steps 0 to 9, and from the beginning again to 2. */
  private void startedAgain() throws IOException {
    try (SummaryWriter first = writer("again").build()) {
      log(first, 0, 10, 0);
    }
    try (SummaryWriter second = writer("again").build()) {
      log(second, 0, 3, 100);
    }
  }

  private void rotated() throws IOException {
    try (SummaryWriter writer = writer("rotated").maxFileSize(1_024).build()) {
      log(writer, 0, 200, 0);
    }
  }

  private static void log(SummaryWriter writer, int from, int to, int offset) {
    for (int step = from; step < to; step++) {
      writer.scalar("scalar", step + offset, step);
      writer.text("note", "step " + step + " of " + offset, step);
    }
  }

  private SummaryWriter.Builder writer(String run) {
    return SummaryWriter.builder(runs.resolve(run));
  }
}
