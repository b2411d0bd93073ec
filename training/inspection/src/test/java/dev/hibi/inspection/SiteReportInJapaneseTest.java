package dev.hibi.inspection;

import static dev.hibi.inspection.SiteReports.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.inspection.SiteReport.Remedy;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cases of {@link SiteReportTest}, as Japanese pages have them. */
final class SiteReportInJapaneseTest {
  private static final String LABEL_CRACKED = "ひびのある写真 59 枚にラベルを付ける：一つもなければ、どれだけ見つかるかは分かりません。";
  private static final String ALSO_REFIT = "各クラス 10 枚あれば、ヘッドも学び直せます。";

  private static List<String> advice(SiteReport report) {
    return report.advice(Locale.JAPAN);
  }

  @Test
  void whatIsKnownIsToldWithIntervals() {
    List<String> findings = report(100, 2, 100, 97, 3).findings(Locale.JAPANESE);

    assertThat(findings.subList(0, 4))
        .containsExactly(
            "ひびのない写真 100 枚のうち 2 枚で警報が出ます：同様の写真すべてでは、信頼度 95 % で 0.2 %〜7 %。",
            "ひびのある写真 100 枚のうち 97 枚で警報が出ます：同様の写真すべてでは、信頼度 95 % で 91.5 %〜99.4 %。",
            "画像 200 枚での AUC は 0.970 です：この割合で、ひびのある画像がひびのない画像より高いスコアを得ます。",
            "写真 200 枚のうち 3 枚は、モデルが知らないものです：同様の写真すべてでは、信頼度 95 % で 0.3 %〜4.3 %。");
    assertThat(findings.get(4))
        .matches(
            "ずれ（drift）は 0\\.\\d\\d です：特徴の平均が、学習画像の標準偏差を単位としてこれだけ動きました。"
                + "同じ枚数の学習画像でも、偶然だけで 0\\.12 になります。");
  }

  @Test
  void whatIsNotKnownIsSaid() {
    SiteReport sound = untold(Unit.GROUP, Remedy.THRESHOLD, 0, Set.of());
    SiteReport cracked = untold(Unit.IMAGE, Remedy.JOIN, 1, Set.of());

    assertThat(sound.findings(Locale.JAPANESE))
        .containsExactly(
            "ひびのないグループ 4 個のうち 0 個で警報が出ます：同様のグループすべてでは、信頼度 95 % で 0 %〜60.2 %。",
            "ひびがどれだけ見つかるかは分かりません：ひびのある画像がありません。ひびのあるグループが 59 個あれば、95 % に届くかどうかが信頼度 95 % で分かります。",
            "モデルの知らないものがどれだけあるかは分かりません：モデルに学習画像のバンクがありません。",
            "ずれ（drift）は分かりません：モデルに学習画像の行がありません。");
    assertThat(cracked.findings(Locale.JAPANESE))
        .containsExactly(
            "誤報がどれだけ出るかは分かりません：ひびのない画像がありません。ひびのない画像が 29 枚あれば、10 % に収まるかどうかが信頼度 95 % で分かります。",
            "ひびのある画像 4 枚のうち 0 枚で警報が出ます：同様の画像すべてでは、信頼度 95 % で 0 %〜60.2 %。",
            "知らないものは区別されません：このモデルは、普通でないものをすべてひびとします。",
            "ずれ（drift）は分かりません：モデルに学習画像の行がありません。");
  }

  /** Of four images, each a unit, all with one label and none an alarm. */
  private static SiteReport untold(Unit unit, Remedy remedy, int label, Set<Integer> learned) {
    SiteImages site =
        new SiteImages(
            DrawnSite.images(4, 0, 0, 1).features(),
            Collections.nCopies(4, label),
            IntStream.range(0, 4).mapToObj(String::valueOf).toList(),
            unit);
    return SiteReport.of(
        site,
        new SiteReport.Answers(Collections.nCopies(4, 0.1), 1, 0.5, List.of()),
        new SiteReport.Subject(Optional.empty(), remedy, learned));
  }

  @Test
  void byWhatTheModelLearnedFromNothingIsAdvised() {
    SiteReport report = untold(Unit.IMAGE, Remedy.REFIT, 0, Set.of(1, 3));

    assertThat(report.findings(Locale.JAPANESE).get(0))
        .isEqualTo("画像 4 枚のうち 2 枚は、モデルが学習に使ったものです：そこでの答えからは、ほかの画像について何も分かりません。");
    assertThat(advice(report)).containsExactly("別の画像を使う：モデルが学習に使った画像では、現場で何をするかは誰にも分かりません。");
  }

  @Test
  void aModelThatDoesWellIsFineAsItIs() {
    assertThat(advice(report(100, 2, 100, 97, 3)))
        .containsExactly(
            "このままでよい：ひびのない写真の 2 % で警報が出ます（多くて 7 %）。ひびのある写真の 97 % が見つかります（少なくとも 91.5 %）。");
    assertThat(advice(report(100, 2, 0, 0, 3)))
        .containsExactly(
            "誤報については、このままでよい：ひびのない写真の 2 % で警報が出ます（多くて 7 %）。", LABEL_CRACKED + ALSO_REFIT);
    assertThat(advice(report(0, 0, 100, 97, 3)))
        .containsExactly(
            "ひびについては、このままでよい：ひびのある写真の 97 % が見つかります（少なくとも 91.5 %）。",
            "ひびのない写真 29 枚にラベルを付ける：一つもなければ、誤報がどれだけ出るかは分かりません。" + ALSO_REFIT);
    assertThat(advice(report(20, 1, 12, 12, 0)))
        .containsExactly(
            "この枚数で分かる範囲ではよい：ひびのない写真の 5 % で警報が出ます（多くて 24.9 %）。ひびのある写真の 100 % が見つかります（少なくとも 73.5 %）。");
  }

  @Test
  void manyFalseAlarmsOrUnknownImagesAskForOrdinaryOnes() {
    assertThat(advice(report(20, 12, 0, 0, 15)))
        .containsExactly(
            "普段の画像で合わせる：ひびのない写真の少なくとも 36.1 % で警報が出て、10 % を超えます。", LABEL_CRACKED + ALSO_REFIT);
    assertThat(advice(report(20, 0, 0, 0, 15)))
        .containsExactly(
            "普段の画像で合わせる：写真の少なくとも 50.9 % は、モデルが知らないものです（手元では 1 %）。手元で測った値は、ここではあてになりません。",
            LABEL_CRACKED + ALSO_REFIT);
  }

  @Test
  void missedCracksAskForLabelsOrToUseThoseThatThereAre() {
    assertThat(advice(report(20, 0, 6, 1, 0)))
        .containsExactly("ひびのある写真あと 4 枚にラベルを付けて学び直す：ひびのある写真のうち見つかるのは多くて 64.1 % で、90 % に届きません。");
    assertThat(advice(report(5, 0, 8, 1, 0)))
        .containsExactly(
            "ひびのある写真あと 2 枚、ひびのない写真あと 5 枚にラベルを付けて学び直す：ひびのある写真のうち見つかるのは多くて 52.7 % で、90 % に届きません。");
    assertThat(advice(report(20, 0, 20, 10, 0)))
        .containsExactly("これらのラベルで学び直す：ひびのある写真のうち見つかるのは多くて 72.8 % で、90 % に届きません。");
    assertThat(advice(report(0, 0, 20, 10, 0)).get(0))
        .isEqualTo("ひびのない写真 10 枚にラベルを付けて学び直す：ひびのある写真のうち見つかるのは多くて 72.8 % で、90 % に届きません。");
  }

  @Test
  void whatCannotBeDoneWithAModelIsNotAdvised() {
    assertThat(advice(report(20, 0, 20, 10, 0, Remedy.REFIT_AGAIN)))
        .containsExactly("学習したままのモデルを、これらと前の画像とで学び直す：ひびのある写真のうち見つかるのは多くて 72.8 % で、90 % に届きません。");
    assertThat(advice(report(20, 12, 20, 20, 0, Remedy.REFIT_AGAIN)))
        .containsExactly("学習したままのモデルを、これらと前の画像とで合わせる：ひびのない写真の少なくとも 36.1 % で警報が出て、10 % を超えます。");
    assertThat(advice(report(20, 12, 0, 0, 0, Remedy.JOIN)))
        .containsExactly("ここで普通のものをバンクに加える：ひびのない写真の少なくとも 36.1 % で警報が出て、10 % を超えます。", LABEL_CRACKED);
    assertThat(advice(report(20, 12, 20, 10, 0, Remedy.THRESHOLD)))
        .containsExactly(
            "ラベル付きの写真でしきい値を合わせるか、現場の画像で学習する：ひびのない写真の少なくとも 36.1 % で警報が出て、10 % を超えます。",
            "ラベル付きの写真でしきい値を合わせる：ひびのある写真のうち見つかるのは多くて 72.8 % で、90 % に届きません。");
  }

  @Test
  void tooFewImagesAskForMore() {
    assertThat(advice(report(5, 0, 5, 5, 0)))
        .containsExactly(
            "もっとラベルを付ける：ひびのない写真 5 枚、ひびのある写真 5 枚では分かりません。ひびのない写真あと 24 枚、ひびのある写真あと 54 枚があれば分かります。");
    assertThat(advice(report(20, 4, 20, 20, 0)))
        .containsExactly(
            "普段の画像で合わせるか、確かめるためにもっとラベルを付ける：ひびのない写真の 20 % で警報が出ますが、20 枚では 5.7 % かもしれません。");
    assertThat(advice(report(100, 2, 100, 87, 0)))
        .containsExactly(
            "これらのラベルで学び直すか、確かめるためにもっとラベルを付ける：ひびのある写真のうち見つかるのは 87 % ですが、100 枚では 92.9 % かもしれません。");
  }

  /** But for those that are a number alone in English, or name units once more. */
  @ParameterizedTest
  @EnumSource(
      value = SiteWord.class,
      names = {"SHEETS", "PIECES", "LABEL_AND_REFIT", "LABEL_MORE"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyWordIsSaidInBothLanguagesOfTheSameNumbers(SiteWord word) {
    Object[] values = word == SiteWord.DRIFT ? new Object[] {1.5, 2.5} : of(word);
    String english = word.in(Locale.GERMAN, values);
    String japanese = word.in(Locale.JAPANESE, values);

    assertThat(english).isEqualTo(word.in(Locale.ENGLISH, values));
    assertThat(english.codePoints().allMatch(c -> c < 0x80)).isTrue();
    assertThat(japanese.codePoints().anyMatch(c -> c > 0x3000)).isTrue();
    assertThat(numbers(japanese)).containsAll(numbers(english));
  }

  private static Object[] of(SiteWord word) {
    return word == SiteWord.AUC
        ? new Object[] {1.5, "22"}
        : new Object[] {"11", "22", "33", "44", "55", "66"};
  }

  private static List<String> numbers(String text) {
    return Arrays.stream(text.split("[^0-9.]+")).filter(part -> part.matches("\\d.*")).toList();
  }
}
