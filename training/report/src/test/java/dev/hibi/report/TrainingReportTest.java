package dev.hibi.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.dataset.audit.AuditReport;
import dev.hibi.dataset.audit.AuditedImage;
import dev.hibi.dataset.audit.Finding;
import dev.hibi.training.EpochMetrics;
import dev.hibi.training.Evaluations;
import dev.hibi.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainingReportTest {
  private static EpochMetrics epoch(int epoch, double loss, double accuracy) {
    return new EpochMetrics(
        epoch, 10L * epoch, 0.002, loss / 2, "validation", loss, accuracy, 1.5, 0.5, 64, 0.1);
  }

  private static TrainingReport.Builder report(EpochMetrics... history) {
    return TrainingReport.builder(
        new TrainingResult(
            Path.of("run", "model"),
            Trained.model(),
            Evaluations.of(Trained.LABELS, new float[] {1, 0, 0, 1}, 0, 1),
            List.of(history),
            2,
            0,
            0),
        new DrawnImages(Trained.LABELS, List.of("N_1.png", "P_1.png"), 0, 1));
  }

  @Test
  void lossAndAccuracyAreDrawnByEpochWithTheirNumbers() throws IOException {
    ParsedPage page =
        ParsedPage.of(
            report(epoch(1, 0.5, 0.75), epoch(2, 0.25, 0.9), epoch(3, 0.3, 0.85)).build());

    assertThat(page.texts("//section[@id='epochs']/p"))
        .containsExactly(
            "3 epochs, measured after each on the validation data; the model has the weights of epoch"
                + " 2.");
    assertThat(page.texts("//section[@id='epochs']//*[name()='title']"))
        .containsExactly("Loss by epoch", "Accuracy by epoch");
    assertThat(page.rows("epochs"))
        .startsWith("1 | 0.2500 | 0.5000 | 0.002", "2 | 0.1250 | 0.2500 | 0.002")
        .endsWith("2 | 90.00 % | 1.5000 | 64", "3 | 85.00 % | 1.5000 | 64");
    assertThat(page.says("result"))
        .startsWith(
            "All images: 2 of 2 classified right; accuracy 100.00 % (95 % interval 15.81 – 100.00"
                + " %).");
  }

  @Test
  void aSingleEpochHasNoCurves() throws IOException {
    assertThat(
            ParsedPage.of(report(epoch(1, 0.5, 0.75)).build()).texts("//section[@id='epochs']/p"))
        .containsExactly("The images were gone through once, so there are no curves.");
  }

  @Test
  void lossesThatAreNoNumbersLeaveAGapInTheCurveAlone() throws IOException {
    ParsedPage page = ParsedPage.of(report(epoch(1, 0.5, 0.75), epoch(2, Double.NaN, 0.5)).build());

    assertThat(page.rows("epochs")).contains("2 | – | – | 0.002");
    assertThat(page.html()).doesNotContain("NaN");
  }

  @Test
  void whatAnAuditFoundIsTold() throws IOException {
    AuditReport audit =
        new AuditReport(List.of(), List.of(), List.of(), 0, List.of(), List.of(), List.of());

    assertThat(ParsedPage.of(report(epoch(1, 0.5, 0.75)).audit(audit).build()).says("audit"))
        .isEqualTo(audit.verdict());
  }

  @Test
  void onAJapanesePageItIsToldInJapanese() throws IOException {
    AuditReport audit =
        new AuditReport(
            List.of(),
            List.of(new Finding(new AuditedImage("train", 0, "x.jpg", "N"), "not an image")),
            List.of(),
            0,
            List.of(),
            List.of(),
            List.of());
    TrainingReport.Builder japanese =
        report(epoch(1, 0.5, 0.75)).audit(audit).language(ReportLanguage.JAPANESE);

    ParsedPage page = ParsedPage.of(japanese.build());

    assertThat(page.says("audit")).containsExactly("1 枚の画像を読めません。");
    assertThat(page.texts("//section[@id='audit']/ul/@lang")).containsExactly("ja");
  }

  @Test
  void equalResultsGiveEqualBytes() throws IOException {
    assertThat(report(epoch(1, 0.5, 0.75)).build().html())
        .isEqualTo(report(epoch(1, 0.5, 0.75)).build().html());
  }
}
