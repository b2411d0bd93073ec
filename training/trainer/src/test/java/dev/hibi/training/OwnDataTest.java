package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.util.Progress;
import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.ImageSpec;
import dev.hibi.LabeledImages;
import dev.hibi.Preparation;
import dev.hibi.image.ImagePreparation;
import dev.hibi.image.RgbImage;
import dev.hibi.model.Backbone;
import dev.hibi.model.Classifier;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How does an application train on images of its own, such as those of a database? */
final class OwnDataTest {
  @TempDir Path directory;

  @Test
  void imagesInMemoryAreTrainedOnEvaluatedAndClassified() throws IOException {
    ImageSpec spec = ImageSpec.imagenet(32);
    ImageTable train = new ImageTable(rows(40), spec);
    ImageTable test = new ImageTable(rows(20), spec);
    FitConfig config =
        FitConfig.builder(Backbone.RESNET10_W16).imageSpec(spec).epochs(3).batchSize(8).build();

    TrainingResult result =
        TrainingRun.builder(config, train, test, directory.resolve("run")).build().fit();

    try (Classifier classifier = Classifier.load(result.model())) {
      Evaluation evaluation = Evaluator.evaluate(classifier, test, 8);
      assertThat(evaluation.accuracy()).isEqualTo(1);
      assertThat(evaluation.confusion()).isEqualTo(result.evaluation().confusion());
      assertThat(classifier.classify(RgbImage.decode(test.bytes(1), test.name(1))).label())
          .isEqualTo("cracked");
    }
  }

  @Test
  void aSampleThatCannotBeReadIsAnIoExceptionThatNamesIt() throws IOException {
    ImageSpec spec = ImageSpec.imagenet(32);
    List<Row> rows = rows(10);
    rows.set(5, new Row("row 5", ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}), 1));
    rows.set(7, new Row("row 7", null, 1));
    ImageTable broken = new ImageTable(rows.subList(0, 6), spec);
    ImageTable gone = new ImageTable(rows.subList(6, 10), spec);
    ImageTable sound = new ImageTable(rows(10), spec);
    FitConfig config =
        FitConfig.builder(Backbone.RESNET10_W16).imageSpec(spec).epochs(1).batchSize(4).build();
    TrainingRun.Builder trained =
        TrainingRun.builder(config, broken, sound, directory.resolve("trained"));
    TrainingRun.Builder tested =
        TrainingRun.builder(config, sound, gone, directory.resolve("tested"));

    assertThatThrownBy(trained.build()::fit)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "not an image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found 5 bytes that begin 01"
                + " 02 03 04 (row 5)");
    assertThatThrownBy(tested.build()::fit)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot read a sample: expected an image, found 'the archive room is locked' (row 7)");
    assertThat(Files.readString(directory.resolve("tested/run.json")))
        .contains("\"status\": \"failed\"", "the archive room is locked' (row 7)");
  }

  @Test
  void aLabelThatIsNoneOfTheClassesIsRefusedByTheSamplesName() throws IOException {
    ImageSpec spec = ImageSpec.imagenet(32);
    List<Row> rows = rows(10);
    rows.set(5, new Row("row 5", rows.get(5).file(), 5));
    ImageTable wrong = new ImageTable(rows, spec);
    ImageTable right = new ImageTable(rows(10), spec);
    FitConfig config =
        FitConfig.builder(Backbone.RESNET10_W16).imageSpec(spec).epochs(1).batchSize(4).build();
    String message = "label out of range: expected 0 to 1 of [sound, cracked], found 5 (row 5)";

    assertThatThrownBy(
            TrainingRun.builder(config, wrong, right, directory.resolve("run")).build()::fit)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(
            TrainingRun.builder(config, right, wrong, directory.resolve("run")).build()::fit)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThat(directory.resolve("run")).doesNotExist();
    TrainingResult result =
        TrainingRun.builder(config, right, right, directory.resolve("run")).build().fit();
    try (Classifier classifier = Classifier.load(result.model())) {
      assertThatThrownBy(() -> Evaluator.evaluate(classifier, wrong, 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message);
    }
  }

  @Test
  void aBatchWithAnotherLabelThanItsSamplesIsRefusedByTheSamplesName() throws IOException {
    ImageSpec spec = ImageSpec.imagenet(32);
    ImageTable right = new ImageTable(rows(10), spec);
    ImageTable lying = new ImageTable(rows(10), spec);
    lying.told = 7;
    FitConfig config =
        FitConfig.builder(Backbone.RESNET10_W16).imageSpec(spec).epochs(1).batchSize(10).build();

    assertThatThrownBy(
            TrainingRun.builder(config, right, lying, directory.resolve("run")).build()::fit)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label out of range: expected 0 to 1 of [sound, cracked], found 7 (row 0)");
  }

  /** A row: an image file, or none, and its label. */
  private record Row(String key, @Nullable ByteBuffer file, int label) {}

  /** Rows as a data set: how a sample is read and prepared, and what is known of it. */
  private static final class ImageTable extends RandomAccessDataset implements LabeledImages {
    private final List<Row> rows;
    private final ImagePreparation preparation;
    private long told = -1; // a label for all, if not negative

    ImageTable(List<Row> rows, ImageSpec spec) {
      super(new Settings().setSampling(8, false));
      this.rows = rows;
      this.preparation = new ImagePreparation(spec);
    }

    @Override
    public Record get(NDManager manager, long index) throws IOException {
      ImageSpec spec = preparation.spec();
      float[] pixels = new float[spec.floatCount()]; // (H, W, 3)
      preparation.prepare(RgbImage.decode(bytes(index), name(index)), pixels, 0);
      Shape shape = new Shape(spec.size(), spec.size(), ImageSpec.CHANNELS);
      return new Record(
          new NDList(manager.create(pixels, shape).transpose(2, 0, 1)), // (3, H, W)
          new NDList(manager.create(told < 0 ? label(index) : told)));
    }

    @Override
    protected long availableSize() {
      return rows.size();
    }

    @Override
    public void prepare(@Nullable Progress progress) {}

    @Override
    public ClassLabels labels() {
      return ClassLabels.of("sound", "cracked");
    }

    @Override
    public DataSummary summary() {
      int cracked = (int) rows.stream().filter(row -> row.label() == 1).count();
      return new DataSummary(
          "table-" + rows.size(), // an application knows what its rows are
          rows.size(),
          Map.of("sound", rows.size() - cracked, "cracked", cracked));
    }

    @Override
    public Preparation preparation() {
      return Preparation.of(preparation.spec());
    }

    @Override
    public String name(long index) {
      return rows.get((int) index).key();
    }

    @Override
    public int label(long index) {
      return rows.get((int) index).label();
    }

    @Override
    public byte[] bytes(long index) throws IOException {
      ByteBuffer kept = rows.get((int) index).file();
      if (kept == null) {
        throw new IOException("the archive room is locked");
      }
      ByteBuffer file = kept.duplicate();
      byte[] bytes = new byte[file.remaining()];
      file.get(bytes);
      return bytes;
    }
  }

  private static final class Settings extends RandomAccessDataset.BaseBuilder<Settings> {
    @Override
    protected Settings self() {
      return this;
    }
  }

  /** Grey squares, every second with a black line from edge to edge. */
  private static List<Row> rows(int count) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(new Color(150 + i, 150 + i, 150 + i));
      graphics.fillRect(0, 0, 40, 40);
      graphics.setColor(Color.BLACK);
      if (i % 2 == 1) {
        graphics.fillRect(0, 5 + i % 30, 40, 4);
      }
      graphics.dispose();
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      ImageIO.write(image, "png", file);
      rows.add(new Row("row " + i, ByteBuffer.wrap(file.toByteArray()), i % 2));
    }
    return rows;
  }
}
