package dev.hibi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScanReportTest {
  @TempDir Path directory;

  private static String scan(String photo, int unfamiliar, String regions) {
    return """
        {"photo": "%s", "width": 400, "height": 400, "positive": "P", "threshold": 0.5,
         "tiles": 40, "unfamiliarTiles": %d, "regions": [%s], "settings": {"tile": 64}}
        """
        .formatted(photo, unfamiliar, regions);
  }

  private Path overlay(int edge, long seed) throws IOException {
    return Files.write(
        directory.resolve("overlay-" + edge + "-" + seed + ".png"), DrawnImages.png(edge, seed));
  }

  private ScanReport.Builder three() throws IOException {
    return ScanReport.builder()
        .modelName("run/model")
        .dataName("photos")
        .add(scan("clean.jpg", 0, ""), overlay(40, 1))
        .add(scan("worse.jpg", 4, region(0, 0.75) + "," + region(200, 0.625)), overlay(40, 2))
        .add(scan("worst.jpg", 0, region(100, 0.998)), overlay(40, 3))
        .addUnreadable("broken.jpg", "truncated image");
  }

  private static String region(int x, double peak) {
    return "{\"bbox\": [%d, 40, 80, 20], \"peak\": %s, \"area\": 1600}".formatted(x, peak);
  }

  @Test
  void theSummarySaysWhatWasFoundInAll() throws IOException {
    ParsedPage page = ParsedPage.of(three().build());

    assertThat(page.says("summary"))
        .containsExactly(
            "Photographs with an alarm: 2 of 3. Regions in them: 3, together 1.50 % of their area.",
            "A place raises an alarm where the probability of P is 0.5 or more. A promise of the model"
                + " is of single tiles: a photograph has many.",
            "Tiles that are unfamiliar to the model: 4 of 120 (3.33 %). They are hatched; what it says"
                + " there is worth less.",
            "Photographs that could not be read: 1. They are listed below.");
    assertThat(page.rows("unreadable")).containsExactly("broken.jpg | truncated image");
  }

  @Test
  void thePhotographsComeWorstFirstEachWithItsRegions() throws IOException {
    ParsedPage page = ParsedPage.of(three().build());

    assertThat(page.rows("summary"))
        .containsExactly(
            "worst.jpg | 1 | 99.80 % | 1.00 % | 40 | 0 | 400 × 400",
            "worse.jpg | 2 | 75.00 % | 2.00 % | 40 | 4 | 400 × 400",
            "clean.jpg | 0 | – | – | 40 | 0 | 400 × 400");
    assertThat(page.texts("//article/h3")).containsExactly("worst.jpg", "worse.jpg", "clean.jpg");
    assertThat(page.rows("photographs"))
        .containsExactly(
            "1Show 1 | 99.80 % | 100 | 40 | 80 | 20 | 1,600",
            "1Show 1 | 75.00 % | 0 | 40 | 80 | 20 | 1,600",
            "2Show 2 | 62.50 % | 200 | 40 | 80 | 20 | 1,600");
    assertThat(page.texts("//article//img/@alt"))
        .startsWith(
            "worst.jpg with what was found in it: Regions: 1; highest probability 99.80 %; 1.00 % of"
                + " the area.");
  }

  private static String measured(int x, double lengthMm, double areaMm2) {
    return region(x, 0.75)
        .replace("}", ", \"lengthMm\": %s, \"areaMm2\": %s}".formatted(lengthMm, areaMm2));
  }

  @Test
  void lengthsAndAreasAreInMillimetresWhereTheyAreKnown() throws IOException {
    String regions = measured(0, 24.7386, 144) + "," + measured(200, 1_234.5, 1_000.25);
    ScanReport.Builder report = ScanReport.builder().add(scan("a.jpg", 0, regions), overlay(40, 1));

    ParsedPage page = ParsedPage.of(report.build());
    ParsedPage japanese = ParsedPage.of(report.language(ReportLanguage.JAPANESE).build());

    assertThat(page.texts("//article/p").get(0))
        .isEqualTo(
            "Regions: 2; highest probability 75.00 %; 2.00 % of the area. Together 1,144 mm².");
    assertThat(page.texts("//article//th[@scope='col']"))
        .containsExactly(
            "no.",
            "highest probability",
            "left",
            "top",
            "width",
            "height",
            "square pixels",
            "length in mm",
            "area in mm²");
    assertThat(page.rows("photographs"))
        .containsExactly(
            "1Show 1 | 75.00 % | 0 | 40 | 80 | 20 | 1,600 | 24.7 | 144",
            "2Show 2 | 75.00 % | 200 | 40 | 80 | 20 | 1,600 | 1,235 | 1,000");
    assertThat(japanese.texts("//article/p").get(0))
        .isEqualTo("領域 2 個、最高の確率 75.00 %、面積の 2.00 %。合わせて 1,144 mm²。");
    assertThat(japanese.texts("//article//th[@scope='col']")).endsWith("長さ（mm）", "面積（mm²）");
  }

  @Test
  void itsScriptIsTheOnlyOneThatMayRun() throws IOException {
    ParsedPage page =
        ParsedPage.of(
            ScanReport.builder()
                .add(scan("<img src=x onerror=alert(1)>.jpg", 0, region(0, 1)), overlay(40, 1))
                .build());

    assertThat(page.texts("//script")).hasSize(1);
    assertThat(page.texts("//article/h3")).containsExactly("<img src=x onerror=alert(1)>.jpg");
    assertThat(page.texts("//*[@onerror]")).isEmpty();
    assertThat(page.texts("//meta[@http-equiv]/@content"))
        .singleElement()
        .asString()
        .contains("script-src 'sha256-")
        .doesNotContain("unsafe");
  }

  @Test
  void manyLargePhotographsShareFiveMegabytes() throws IOException {
    Path noise = overlay(1600, 5);
    ScanReport.Builder builder = ScanReport.builder();
    for (int i = 0; i < 30; i++) {
      builder.add(scan("wall" + i + ".jpg", 0, region(0, 0.9)), noise);
    }

    ParsedPage page = ParsedPage.of(builder.build());

    assertThat(page.html().getBytes(StandardCharsets.UTF_8).length)
        .isBetween(1_000_000, Report.MOST_BYTES);
    assertThat(page.texts("//article//img")).hasSize(30);
  }

  @Test
  void equalScansGiveEqualBytesInWhateverOrderTheyCome() throws IOException {
    String first = scan("a.jpg", 0, region(0, 0.9));
    String second = scan("b.jpg", 0, "");
    Path overlay = overlay(40, 1);

    assertThat(ScanReport.builder().add(first, overlay).add(second, overlay).build().html())
        .isEqualTo(ScanReport.builder().add(second, overlay).add(first, overlay).build().html());
  }

  @Test
  void aScanWithoutAnAlarmSaysSo() throws IOException {
    ParsedPage page =
        ParsedPage.of(
            ScanReport.builder()
                .language(ReportLanguage.JAPANESE)
                .add(scan("a.jpg", 0, ""), overlay(40, 1))
                .build());

    assertThat(page.says("summary")).first().isEqualTo("警報の出た写真はありません。");
  }

  @Test
  void whyAPhotographIsUnreadableIsEnglishOnEveryPageAndMarkedOnOthers() throws IOException {
    ScanReport.Builder builder =
        ScanReport.builder().addUnreadable("broken.jpg", "truncated image (broken.jpg)");

    assertThat(ParsedPage.of(builder.build()).html())
        .contains("<bdi class=\"name\">truncated image (broken.jpg)</bdi>");
    assertThat(ParsedPage.of(builder.language(ReportLanguage.JAPANESE).build()).html())
        .contains("<bdi class=\"name\" lang=\"en\">truncated image (broken.jpg)</bdi>");
  }

  @Test
  void whatIsNoScanIsRefused() throws IOException {
    Path overlay = overlay(40, 1);

    assertThatThrownBy(() -> ScanReport.builder().add("[]", overlay))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no scan: expected a JSON object of one, found 'Not a JSON Object: []'");
  }
}
