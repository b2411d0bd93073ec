package dev.hibi.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.inspection.ClopperPearson;
import dev.hibi.inspection.SiteImages;
import dev.hibi.inspection.SiteReport;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import dev.hibi.training.Evaluations;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class SiteSectionTest {
  /** Of two images, of which one raises an alarm. */
  private static final SiteReport SITE =
      new SiteReport(
          new SiteImages(
              FeatureRows.of(new float[] {1, 2}, 1), List.of(0, 0), List.of("1", "2"), Unit.IMAGE),
          0,
          new ClopperPearson(1, 2, 0.95),
          new ClopperPearson(0, 0, 0.95),
          OptionalDouble.empty(),
          Optional.of(new ClopperPearson(2, 2, 0.95)),
          OptionalDouble.of(2),
          OptionalDouble.of(1),
          SiteReport.Remedy.REFIT);

  private static EvaluationReport.Builder two() {
    return EvaluationReport.builder(
        Trained.model(),
        Evaluations.of(Trained.LABELS, new float[] {1, 0, 0, 1}, 0, 0),
        new DrawnImages(Trained.LABELS, List.of("1.png", "2.png"), 0, 0));
  }

  @Test
  void findingsAndAdviceStandBehindTheResult() throws IOException {
    ParsedPage page = ParsedPage.of(two().site(SITE).build());

    assertThat(page.texts("//section/h2").subList(0, 3))
        .containsExactly("Result", "At this site", "Confusion matrix");
    assertThat(page.says("site")).containsAll(SITE.findings()).containsAll(SITE.advice());
    assertThat(page.texts("//section[@id='site']/p")).isEmpty();
    assertThat(page.texts("//section[@id='site']/ul/@lang")).containsExactly("en", "en");
  }

  @Test
  void onAJapanesePageTheyAreJapanese() throws IOException {
    ParsedPage page = ParsedPage.of(two().site(SITE).language(ReportLanguage.JAPANESE).build());

    assertThat(page.says("site"))
        .hasSize(6)
        .startsWith("ひびのない画像 2 枚のうち 1 枚で警報が出ます：同様の画像すべてでは、信頼度 95 % で 1.3 %〜98.7 %。")
        .allMatch(sentence -> sentence.codePoints().anyMatch(c -> c > 0x3000));
    assertThat(page.texts("//section[@id='site']/ul/@lang")).containsExactly("ja", "ja");
  }

  @Test
  void withoutLabelsNothingIsToldThatTakesThem() throws IOException {
    ParsedPage page = ParsedPage.of(two().unlabeledSite(SITE).dataName("wall.zip").build());

    assertThat(page.texts("//section/h2"))
        .containsExactly("At this site", ModelWord.MODEL.english());
    assertThat(page.texts("//section[@id='site']/p"))
        .containsExactly("Without labels: all images are taken as uncracked.");
    assertThat(page.says("site")).containsAll(SITE.findings()).containsAll(SITE.advice());
  }
}
