package dev.hibi.dataset.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatasetAuditTest {
  @TempDir Path directory;

  private final Map<String, byte[]> train = new LinkedHashMap<>();
  private final Map<String, byte[]> test = new LinkedHashMap<>();

  @Test
  void countsWhatTheSplitsConsistOf() throws IOException {
    addWalls(train, "N", 3, 0);
    addWalls(train, "P", 1, 3);
    addWalls(test, "N", 1, 4);

    AuditReport report = audit(2);

    SplitSummary summary = report.splits().get(0);
    assertThat(summary.images()).isEqualTo(4);
    assertThat(summary.classes())
        .containsExactly(
            new SplitSummary.Count("N", 3, 0.75), new SplitSummary.Count("P", 1, 0.25));
    assertThat(summary.sizes()).containsExactly(new SplitSummary.Count("227x227", 4, 1));
    assertThat(summary.formats()).containsExactly(new SplitSummary.Count("JPEG", 4, 1));
    assertThat(summary.colorModes()).containsExactly(new SplitSummary.Count("RGB", 4, 1));
    assertThat(summary.sources()).hasSize(1);
    assertThat(report.splits().get(1).name()).isEqualTo("test");
    assertThat(report.verdict()).containsExactly("No image stands in two splits.");
  }

  @Test
  void aCopyInTheTestSetIsALeak() throws IOException {
    addWalls(train, "N", 5, 0);
    addWalls(test, "N", 9, 5);
    test.put("N_x.jpg", Pictures.jpeg(Pictures.mirrored(Pictures.wall(2)), 0.6));

    AuditReport report = audit(2);

    assertThat(report.leaks()).hasSize(1);
    DuplicatePair leak = report.leaks().get(0);
    assertThat(Planted.entry(leak.first())).isEqualTo("N_2.jpg");
    assertThat(Planted.entry(leak.second())).isEqualTo("N_x.jpg");
    assertThat(leak.form()).isEqualTo(Form.MIRRORED);
    assertThat(leak.identical()).isFalse();
    assertThat(report.leaked()).containsExactly(leak.second());
    assertThat(report.verdict())
        .containsExactly(
            "1 image of test (10.00 %) has a copy in an earlier split: accuracy on test flatters"
                + " the model.");
  }

  @Test
  void aCopyUnderAnotherLabelIsAConflict() throws IOException {
    addWalls(train, "N", 3, 0);
    train.put("P_1.jpg", train.get("N_1.jpg"));

    AuditReport report = audit(2);

    assertThat(report.conflicts()).hasSize(1);
    assertThat(report.conflicts().get(0).identical()).isTrue();
    assertThat(report.leaks()).isEmpty();
    assertThat(report.verdict())
        .startsWith("1 pair of copies has two labels: one of each is wrong.");
  }

  @Test
  void goesOnAfterUnreadableImages() throws IOException {
    addWalls(train, "N", 2, 0);
    train.put("N_text.jpg", "no image".getBytes(StandardCharsets.UTF_8));

    AuditReport report = audit(2);

    assertThat(report.unreadable()).hasSize(1);
    assertThat(report.unreadable().get(0).reason())
        .startsWith("not an image: expected ")
        .endsWith("train.zip!N_text.jpg)");
    assertThat(report.verdict()).containsExactly("1 image cannot be read.");
  }

  @Test
  void findsBlankAndBlurredImages() throws IOException {
    addWalls(train, "N", 2, 0);
    train.put("N_blank.jpg", Pictures.jpeg(Pictures.even(90), 0.9));
    RgbImage sharp = Pictures.contrasted(Pictures.wall(7), 3);
    train.put("N_sharp.jpg", Pictures.jpeg(sharp, 0.95));
    RgbImage blurred = Pictures.contrasted(Pictures.wall(8), 3).resize(24, 24).resize(227, 227);
    train.put("N_blurred.jpg", Pictures.jpeg(blurred, 0.95));

    AuditReport report = audit(2);

    assertThat(report.blank())
        .extracting(finding -> Planted.entry(finding.image()) + ": " + finding.reason())
        .containsExactly("N_blank.jpg: contrast 0.00");
    assertThat(report.blurred())
        .extracting(finding -> Planted.entry(finding.image()))
        .containsExactly("N_blurred.jpg");
    assertThat(report.verdict()).containsExactly("1 image shows nothing.", "1 image is blurred.");
  }

  @Test
  void saysWhenOneThresholdTellsTheClassesApart() throws IOException {
    addWalls(train, "N", 6, 0);
    addWalls(test, "N", 4, 6);
    for (int i = 0; i < 6; i++) {
      byte[] dark = Pictures.jpeg(Pictures.brightened(Pictures.wall(10 + i), 0.5), 0.9);
      (i < 3 ? train : test).put("P_" + i + ".jpg", dark);
    }

    AuditReport report = audit(2);

    SingleThreshold brightness = report.thresholds().get(0);
    assertThat(brightness.measure()).isEqualTo("brightness");
    assertThat(brightness.below()).isEqualTo("P");
    assertThat(brightness.above()).isEqualTo("N");
    assertThat(brightness.trainAccuracy()).isEqualTo(1);
    assertThat(brightness.testAccuracy()).hasValue(1);
    assertThat(report.verdict())
        .contains(
            "A single threshold on brightness gets 100.0 % right (guessing: 57.1 %): a model has"
                + " shown nothing until it is better.");
  }

  @Test
  void theNumberOfThreadsChangesNothing() throws IOException {
    addWalls(train, "N", 30, 0);
    for (int i = 0; i < 20; i++) {
      test.put("N_" + i + ".jpg", Pictures.jpeg(Pictures.mirrored(Pictures.wall(i / 2)), 0.9));
    }

    assertThat(audit(1)).isEqualTo(audit(4));
  }

  @Test
  void tellsItsProgress() throws IOException {
    addWalls(train, "N", 5, 0);
    List<String> heard = Collections.synchronizedList(new ArrayList<>());

    try (ZipImageFolder images = open("train", train)) {
      DatasetAudit.builder()
          .split("train", images)
          .listener((phase, done, total) -> heard.add(phase + " " + done + "/" + total))
          .build()
          .run();
    }

    assertThat(heard)
        .contains("READ 0/5", "READ 5/5", "SEARCH 80/80", "COMPARE 0/0")
        .startsWith("READ 0/5");
  }

  @Test
  void aCancelledAuditThrows() throws IOException {
    addWalls(train, "N", 5, 0);

    try (ZipImageFolder images = open("train", train)) {
      DatasetAudit audit = DatasetAudit.builder().split("train", images).build();
      audit.cancel();

      assertThatThrownBy(audit::run)
          .isInstanceOf(CancellationException.class)
          .hasMessage("audit cancelled");
    }
  }

  @Test
  void optionsAreChecked() throws IOException {
    assertThatThrownBy(() -> DatasetAudit.builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no split: expected at least 1, found 0");
    addWalls(train, "N", 1, 0);
    try (ZipImageFolder images = open("train", train)) {
      DatasetAudit.Builder builder = DatasetAudit.builder().split("a", images);
      assertThatThrownBy(() -> builder.split("a", images))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("split given twice: expected a new name, found 'a'");
      assertThatThrownBy(() -> builder.threads(0).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("bad number of threads: expected at least 1, found 0");
    }
  }

  private AuditReport audit(int threads) throws IOException {
    DatasetAudit.Builder builder = DatasetAudit.builder().threads(threads);
    try (ZipImageFolder first = open("train", train)) {
      builder.split("train", first);
      if (test.isEmpty()) {
        return builder.build().run();
      }
      try (ZipImageFolder second = open("test", test)) {
        return builder.split("test", second).build().run();
      }
    }
  }

  private ZipImageFolder open(String name, Map<String, byte[]> entries) throws IOException {
    return Planted.open(Pictures.zip(directory.resolve(name + ".zip"), entries));
  }

  private static void addWalls(Map<String, byte[]> entries, String label, int count, int seed)
      throws IOException {
    for (int i = seed; i < seed + count; i++) {
      entries.put(label + "_" + i + ".jpg", Pictures.jpeg(Pictures.wall(i), 0.9));
    }
  }
}
