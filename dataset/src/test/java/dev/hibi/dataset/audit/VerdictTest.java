package dev.hibi.dataset.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class VerdictTest {
  private static final AuditedImage IMAGE = image("train", 0, "N");

  private static AuditedImage image(String split, int index, String label) {
    return new AuditedImage(split, index, split + ".zip!" + index + ".jpg", label);
  }

  private static DuplicatePair copyOf(AuditedImage image) {
    return new DuplicatePair(IMAGE, image, true, Form.TRANSPOSED, 1);
  }

  /** Of every fault so many. */
  private static AuditReport report(int count) {
    Stream<DuplicatePair> leaks =
        IntStream.range(0, count).mapToObj(i -> copyOf(image("test", i, "N")));
    Stream<DuplicatePair> within =
        IntStream.range(0, count).mapToObj(i -> copyOf(image("train", i + 1, "P")));
    List<Finding> findings = Collections.nCopies(count, new Finding(IMAGE, "why"));
    return new AuditReport(
        List.of(split("train"), split("test")),
        findings,
        Stream.concat(leaks, within).toList(),
        count,
        findings,
        findings,
        List.of(threshold("brightness"), threshold("contrast"), threshold("hue")));
  }

  private static SplitSummary split(String name) {
    return new SplitSummary(
        name, 4_000, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  private static SingleThreshold threshold(String measure) {
    return new SingleThreshold(measure, 100, "P", "N", 0.99, OptionalDouble.of(0.95), 0.5);
  }

  @Test
  void ofOneThingOneIsTold() {
    assertThat(report(1).verdict())
        .startsWith(
            "1 image of test (0.03 %) has a copy in an earlier split: accuracy on test flatters the"
                + " model.",
            "1 pair of copies has two labels: one of each is wrong.",
            "1 image cannot be read.",
            "1 image shows nothing.",
            "1 image is blurred.",
            "1 pair of copies within a split, 1 group of copies in all: fewer photographs than images;"
                + " keep each group on one side of a split.");
  }

  @Test
  void ofSeveralThingsTheirNumberIsTold() {
    assertThat(report(2_000).verdict())
        .containsExactly(
            "2,000 images of test (50.00 %) have copies in an earlier split: accuracy on test flatters"
                + " the model.",
            "2,000 pairs of copies have two labels: one of each is wrong.",
            "2,000 images cannot be read.",
            "2,000 images show nothing.",
            "2,000 images are blurred.",
            "2,000 pairs of copies within a split, 2,000 groups of copies in all: fewer photographs"
                + " than images; keep each group on one side of a split.",
            "A single threshold on brightness gets 95.0 % right (guessing: 50.0 %): a model has shown"
                + " nothing until it is better.",
            "A single threshold on contrast gets 95.0 % right (guessing: 50.0 %): a model has shown"
                + " nothing until it is better.",
            "A single threshold on hue gets 95.0 % right (guessing: 50.0 %): a model has shown"
                + " nothing until it is better.");
    assertThat(report(2_000).verdict(Locale.FRENCH)).isEqualTo(report(2_000).verdict());
  }

  @Test
  void inJapaneseTheSameIsTold() {
    assertThat(report(2_000).verdict(Locale.JAPAN))
        .containsExactly(
            "test の画像 2,000 枚（50.00 %）には、前のセットに複製があります：test での正解率は実力より高く出ます。",
            "複製の組のうち 2,000 組でラベルが食い違っています：各組の一方は誤りです。",
            "2,000 枚の画像を読めません。",
            "2,000 枚の画像は一様で、何も写っていません。",
            "2,000 枚の画像がぼけています。",
            "同じセットの中に複製が 2,000 組あり、複製は全体で 2,000 グループになります：写真の数は画像の数より少ないので、各グループを分割の同じ側に置いてください。",
            "明るさのしきい値一つで 95.0 % が当たります（当て推量なら 50.0 %）：これを上回るまで、モデルは何も示したことになりません。",
            "コントラストのしきい値一つで 95.0 % が当たります（当て推量なら 50.0 %）：これを上回るまで、モデルは何も示したことになりません。",
            "hueのしきい値一つで 95.0 % が当たります（当て推量なら 50.0 %）：これを上回るまで、モデルは何も示したことになりません。");
    assertThat(report(1).verdict(Locale.JAPANESE))
        .startsWith("test の画像 1 枚（0.03 %）には、前のセットに複製があります：test での正解率は実力より高く出ます。");
  }

  @Test
  void whatIsInOrderIsSaidInBothLanguages() {
    AuditReport one =
        new AuditReport(
            List.of(split("train")), List.of(), List.of(), 0, List.of(), List.of(), List.of());
    AuditReport two =
        new AuditReport(
            List.of(split("train"), split("test")),
            List.of(),
            List.of(),
            0,
            List.of(),
            List.of(),
            List.of());

    assertThat(one.verdict()).containsExactly("Nothing was found that speaks against this data.");
    assertThat(one.verdict(Locale.JAPANESE)).containsExactly("このデータに問題は見つかりませんでした。");
    assertThat(two.verdict()).containsExactly("No image stands in two splits.");
    assertThat(two.verdict(Locale.JAPANESE)).containsExactly("二つのセットにまたがる画像はありません。");
  }
}
