package dev.hibi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.ClassLabels;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.OperatingPoint.Promise;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import dev.hibi.model.scoring.VerdictRule;
import dev.hibi.training.Evaluation;
import dev.hibi.training.Evaluations;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluationReportTest {
  @TempDir Path directory;

  /** Six images: the second and the last are wrong, the last by more. */
  private static final float[] LOGITS = {2, 0, 0, 1, 3, 0, 0, 2, 0, 3, 4, 0};

  private static final List<String> NAMES =
      List.of("a/N/1.png", "a/N/2.png", "b/N/3.png", "a/P/4.png", "b/P/5.png", "b/P/6.png");

  private static final long[] TRUTHS = {0, 0, 0, 1, 1, 1};

  private static EvaluationReport.Builder six() {
    return EvaluationReport.builder(
        Trained.model(),
        Evaluations.of(Trained.LABELS, LOGITS, TRUTHS),
        new DrawnImages(Trained.LABELS, NAMES, TRUTHS));
  }

  /** Images of N that are all called P. */
  private static EvaluationReport.Builder mistakes(int count, int edge, String name) {
    float[] logits = new float[2 * count];
    IntStream.range(0, count).forEach(i -> logits[2 * i + 1] = 1 + i / 1000f);
    List<String> names = IntStream.range(0, count).mapToObj(i -> i + name).toList();
    return EvaluationReport.builder(
        Trained.model(),
        Evaluations.of(Trained.LABELS, logits, new long[count]),
        new DrawnImages(Trained.LABELS, names, Collections.nCopies(count, 0L), edge, List.of()));
  }

  @Test
  void theResultIsSaidInSentencesWithIntervals() throws IOException {
    ParsedPage page = ParsedPage.of(six().modelName("run/model").dataName("test.zip").build());

    assertThat(page.texts("//h1")).containsExactly("Evaluation of a classifier");
    assertThat(page.texts("//header//dd")).containsExactly("run/model", "test.zip");
    assertThat(page.says("result"))
        .containsExactly(
            "All images: 4 of 6 classified right; accuracy 66.67 % (95 % interval 22.28 – 95.67 %).",
            "Images of P: 2 of 3 found; recall 66.67 % (95 % interval 9.43 – 99.16 %).",
            "Other images: 1 of 3 called P; false alarms 33.33 % (95 % interval 0.84 – 90.57 %).");
    assertThat(page.rows("confusion"))
        .containsExactly("is N | 266.67 % | 133.33 % | 3", "is P | 133.33 % | 266.67 % | 3");
    assertThat(page.rows("measures"))
        .contains(
            "accuracy | 66.67 % | 4 / 6 | 22.28 – 95.67 % | share of images that are classified right",
            "recall of P | 66.67 % | 2 / 3 | 9.43 – 99.16 % | of its images, the share that was called so");
  }

  @Test
  void theWrongImagesAreShownTheWorstFirst() throws IOException {
    ParsedPage page = ParsedPage.of(six().build());

    assertThat(page.texts("//section[@id='wrong']/p"))
        .containsExactly("Mistakes: 2. The worst come first, those of which the model was surest.");
    assertThat(page.texts("//section[@id='wrong']//figcaption"))
        .containsExactly(
            "b/P/6.pngis P, called N at 98.20 %", "a/N/2.pngis N, called P at 73.11 %");
    assertThat(page.texts("//section[@id='wrong']//img/@alt"))
        .containsExactly("b/P/6.png: is P, called N", "a/N/2.png: is N, called P");
  }

  @Test
  void aHeatMapStandsBesideAWrongImage() throws IOException {
    ParsedPage page =
        ParsedPage.of(
            six().overlay(image -> new BufferedImage(30, 20, BufferedImage.TYPE_INT_ARGB)).build());

    assertThat(page.texts("//section[@id='wrong']//img/@alt"))
        .containsExactly(
            "b/P/6.png: is P, called N",
            "heat map of b/P/6.png",
            "a/N/2.png: is N, called P",
            "heat map of a/N/2.png");
  }

  @Test
  void namesAreTextWhateverTheyHold() throws IOException {
    String name = "<img src=x onerror=alert(1)>\".jpg&amp;</bdi><script>\u202Egpj.\u0000";
    ParsedPage page = ParsedPage.of(mistakes(1, 24, name).dataName(name).modelName(name).build());

    String shown = "0<img src=x onerror=alert(1)>\".jpg&amp;</bdi><script>\uFFFDgpj.\uFFFD";
    assertThat(page.texts("//section[@id='wrong']//bdi")).containsExactly(shown);
    assertThat(page.texts("//header//bdi")).containsExactly(shown.substring(1), shown.substring(1));
    assertThat(page.texts("//script")).isEmpty();
    assertThat(page.texts("//*[@onerror]")).isEmpty();
    assertThat(page.html()).doesNotContain("<img src=x", "alert(1)>");
  }

  @Test
  void thePageAsksForNothingElseAndAllowsNothingElse() throws IOException {
    ParsedPage page = ParsedPage.of(six().build());

    assertThat(page.html().replace("http://www.w3.org/2000/svg", ""))
        .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
        .doesNotContain("http:", "https:", "@import", "<script", " style=\"");
    assertThat(page.texts("//@src"))
        .isNotEmpty()
        .allMatch(src -> src.startsWith("data:image/jpeg"));
    assertThat(page.texts("//meta[@http-equiv]/@content"))
        .singleElement()
        .asString()
        .matches(
            "default-src 'none'; img-src data:; style-src 'sha256-[A-Za-z0-9+/]{43}='; script-src"
                + " 'none'; base-uri 'none'; form-action 'none'");
  }

  @Test
  void everyChartHasATitleAndItsNumbers() throws IOException {
    ParsedPage page = ParsedPage.of(six().build());

    assertThat(page.texts("//figure/*[name()='svg']/*[name()='title']"))
        .containsExactly(
            "ROC: found by false alarms",
            "Precision by recall",
            "Reliability: are probabilities true?");
    assertThat(page.texts("//figure/details//caption"))
        .containsExactlyElementsOf(page.texts("//figure/*[name()='svg']/*[name()='title']"));
  }

  @Test
  void equalInputsGiveEqualBytesAndTheFileIsReplacedWhole() throws IOException {
    Path file = directory.resolve("report.html");
    Files.writeString(file, "former");

    six().build().write(file);

    assertThat(file).hasContent(six().build().html());
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void theThresholdsPromiseIsExplained() throws IOException {
    assertThat(threshold(Promise.RECALL, OptionalDouble.of(0.9), ReportLanguage.ENGLISH))
        .containsExactly(
            "An image is called P when the model gives P a probability of 0.731 or more. This"
                + " threshold was calibrated on 120 photographs of this class, so that at least 95 % of"
                + " all such are found, with a confidence of 90 %.",
            "That holds of images like those of the calibration; of another site it says nothing.",
            "A threshold that is chosen by looking at this table needs other images to be measured on.");
    assertThat(threshold(Promise.RECALL, OptionalDouble.of(0.9), ReportLanguage.JAPANESE))
        .startsWith(
            "モデルの答える P の確率が 0.731 以上なら P とします。このしきい値は、このクラスの写真 120 枚で較正したもので、信頼度 90 % で、少なくとも 95 %"
                + " を見つけます。");
    assertThat(
            threshold(
                Promise.EXPECTED_FALSE_ALARMS, OptionalDouble.empty(), ReportLanguage.ENGLISH))
        .first()
        .asString()
        .endsWith(
            "This threshold was estimated on 120 photographs without cracks: about 95 % of such raise"
                + " an alarm; nothing guarantees it.");
  }

  private static List<String> threshold(
      Promise promise, OptionalDouble confidence, ReportLanguage language) throws IOException {
    OperatingPoint point =
        new OperatingPoint(0.731, promise, 0.95, confidence, 120, Unit.PHOTOGRAPH, "0".repeat(64));
    Evaluation evaluation =
        Evaluations.of(Trained.LABELS, new VerdictRule(1, Optional.of(point)), LOGITS, TRUTHS);
    return ParsedPage.of(
            EvaluationReport.builder(
                    Trained.model(), evaluation, new DrawnImages(Trained.LABELS, NAMES, TRUTHS))
                .language(language)
                .build())
        .texts("//section[@id='threshold']/p");
  }

  @Test
  void whatOtherThresholdsWouldGiveIsToldByWhatSomebodyWantsToFind() throws IOException {
    assertThat(ParsedPage.of(six().build()).rows("threshold"))
        .containsExactly(
            "as the model does | 0.5 | 2 / 3 | 66.67 % | 1 / 3 | 33.33 %",
            "at least 80 % | 0.017 | 3 / 3 | 100.00 % | 3 / 3 | 100.00 %",
            "at least 90 % | 0.017 | 3 / 3 | 100.00 % | 3 / 3 | 100.00 %",
            "at least 95 % | 0.017 | 3 / 3 | 100.00 % | 3 / 3 | 100.00 %",
            "at least 98 % | 0.017 | 3 / 3 | 100.00 % | 3 / 3 | 100.00 %",
            "at least 99 % | 0.017 | 3 / 3 | 100.00 % | 3 / 3 | 100.00 %",
            "at least 100 % | 0.017 | 3 / 3 | 100.00 % | 3 / 3 | 100.00 %");
  }

  @Test
  void eachFolderHasItsNumbersWithoutTheFolderThatIsALabel() throws IOException {
    assertThat(ParsedPage.of(six().build()).rows("parts"))
        .containsExactly(
            "a | 3 | 1 | 66.67 % | 9.43 – 99.16 % | 0 / 1 | 1 / 2",
            "b | 3 | 1 | 66.67 % | 9.43 – 99.16 % | 1 / 2 | 0 / 1");
  }

  @Test
  void groupsMakeTheIntervalOfTheAccuracyWider() throws IOException {
    List<String> walls = List.of("x", "y", "x", "y", "x", "y");
    ParsedPage page =
        ParsedPage.of(
            EvaluationReport.builder(
                    Trained.model(),
                    Evaluations.of(Trained.LABELS, LOGITS, TRUTHS),
                    new DrawnImages(
                        Trained.LABELS, NAMES, List.of(0L, 0L, 0L, 1L, 1L, 1L), 24, walls))
                .build());

    assertThat(page.says("result"))
        .last()
        .asString()
        .matches(
            "The images come in 2 groups, such as several of one wall, which are right or wrong"
                + " together: by group the 95 % interval of the accuracy is 33.33 – 100.00 %.");
  }

  @Test
  void whatWasTrainedOnWhatIsToldAsTheModelTellsIt() throws IOException {
    ParsedPage page = ParsedPage.of(six().build());

    assertThat(page.says("model"))
        .containsExactly(
            "A resnet18 that sees 64 × 64 pixels and tells N, P apart.",
            "Training began at 2026-11-30T12:34:56Z.",
            "The model has the weights of epoch 3.");
    assertThat(page.rows("model"))
        .contains(
            "training | 2,000 | 900 | 1,100 | 2 | " + "f".repeat(64),
            "learningRate | 0.002",
            "device | cpu",
            "hibi | 0.1.0");
  }

  @Test
  void settingsOfAnEarlierFormatAreShownAsTheyAre() throws IOException {
    ParsedPage page =
        ParsedPage.of(
            EvaluationReport.builder(
                    Trained.model(Trained.LABELS, "{\"device\":\"cpu\",\"versions\":{\"a\":1}}"),
                    Evaluations.of(Trained.LABELS, LOGITS, TRUTHS),
                    new DrawnImages(Trained.LABELS, NAMES, TRUTHS))
                .build());

    assertThat(page.rows("model")).containsExactly("device | \"cpu\"", "versions | {\"a\":1}");
  }

  @Test
  void picturesForWhichThereIsNoRoomAreLeftOutAndTheirNamesStay() throws IOException {
    ParsedPage page = ParsedPage.of(mistakes(130, 224, ".png").build());

    int pictures = page.texts("//section[@id='wrong']//img").size();
    assertThat(bytes(page)).isLessThanOrEqualTo(Report.MOST_BYTES);
    assertThat(pictures).isBetween(20, 119);
    assertThat(page.texts("//section[@id='wrong']//caption"))
        .containsExactly("Further mistakes, without pictures");
    assertThat(page.rows("wrong")).hasSize(130 - pictures);
  }

  @Test
  void aPageOfManyMistakesWithLongNamesHasFiveMegabytesAtMost() throws IOException {
    ParsedPage page = ParsedPage.of(mistakes(3000, 24, "/壁".repeat(3000)).build());

    assertThat(bytes(page)).isLessThanOrEqualTo(Report.MOST_BYTES);
    assertThat(page.texts("//section[@id='wrong']/p[last()]"))
        .singleElement()
        .asString()
        .matches("Left out here, so that the page stays below 5 MB: [0-9,]+ more\\.");
  }

  private static int bytes(ParsedPage page) {
    return page.html().getBytes(StandardCharsets.UTF_8).length;
  }

  @Test
  void ofManyClassesTheMostFrequentConfusionsAreListed() throws IOException {
    ClassLabels labels =
        new ClassLabels(IntStream.range(10, 40).mapToObj(i -> "kind" + i).toList());
    float[] logits = new float[3 * 30];
    logits[1] = 1; // of kind10, called kind11
    logits[30 + 1] = 1; // the same
    logits[60 + 2] = 1; // called kind12
    ParsedPage page =
        ParsedPage.of(
            EvaluationReport.builder(
                    Trained.model(labels),
                    Evaluations.of(labels, logits, 0, 0, 0),
                    new DrawnImages(labels, List.of("a", "b", "c"), 0, 0, 0))
                .build());

    assertThat(page.rows("confusion"))
        .containsExactly("kind10 | kind11 | 2", "kind10 | kind12 | 1");
  }

  @Test
  void aPageInJapaneseIsJapaneseThroughout() throws IOException {
    ParsedPage page = ParsedPage.of(six().language(ReportLanguage.JAPANESE).build());

    assertThat(page.html()).contains("<html lang=\"ja\">");
    assertThat(page.texts("//h1 | //h2 | //h3 | //thead//th[not(contains(., 'SHA'))] | //caption"))
        .isNotEmpty()
        .allMatch(text -> text.codePoints().anyMatch(c -> c > 0x3000) || text.matches("[NP]"));
  }

  @Test
  void aModelThatIsAlwaysRightHasNoMistakesToShow() throws IOException {
    ParsedPage page =
        ParsedPage.of(
            EvaluationReport.builder(
                    Trained.model(),
                    Evaluations.of(Trained.LABELS, new float[] {1, 0}, 0),
                    new DrawnImages(Trained.LABELS, List.of("x/N/1.png"), 0))
                .build());

    assertThat(page.texts("//section[@id='wrong']/p"))
        .containsExactly("No image is classified wrong.");
    assertThat(page.texts("//section[@id='curves']/p"))
        .containsExactly(
            "No curves: they need images of a class and of others, and finite answers.");
  }

  @Test
  void otherImagesThanThoseThatWereEvaluatedAreRefused() {
    Evaluation evaluation = Evaluations.of(Trained.LABELS, LOGITS, TRUTHS);

    assertThatThrownBy(
            () ->
                EvaluationReport.builder(
                    Trained.model(), evaluation, new DrawnImages(Trained.LABELS, List.of("a"), 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("other images: expected the 6 that were evaluated, found 1");
    assertThatThrownBy(
            () ->
                EvaluationReport.builder(
                    Trained.model(),
                    evaluation,
                    new DrawnImages(ClassLabels.of("N", "Q"), NAMES, TRUTHS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("images of other classes: expected [N, P], found [N, Q]");
  }
}
